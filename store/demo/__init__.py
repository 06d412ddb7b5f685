"""The demo shop: an authored catalogue with pictures, and simulated shoppers, all from one seed."""

from store.demo.opening import build

__all__ = ["build"]
