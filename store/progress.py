"""How long work reports its progress, without knowing who draws the bar."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on. `total` is 0 while it is not known."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The progress that nobody watches."""
