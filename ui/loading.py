"""Loads a module when it is needed: the one place where an import waits, because a heavy one takes seconds."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

atexit.register(gc.unfreeze)  # or what is frozen is never let go, and native libraries complain of leaks


def load(module: str) -> Any:
    """The module by its dotted name. Raises ModuleNotFoundError when a package that it needs is not installed."""
    with settling():
        return import_module(module)


@contextmanager
def settling() -> Iterator[None]:
    """Makes much that stays, such as modules and a shop: garbage collection pauses, and passes it over from then on.

    Millions of live objects are otherwise searched for garbage again and again while they are made: a quarter of the
    start, measured in docs/log.md. See `gc.freeze` in the Python documentation.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
