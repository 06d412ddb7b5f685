"""What a tool found before it is ranked and shown: candidates, the conditions they meet, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.reading import Constraints
from retrieval.retriever import Hit
from retrieval.words.rewrite import UNCHANGED, Rewrite

SPELLING = "spelling"
SOLD_OUT = "stock"
EXACT_WORDS = "exact words"  # nothing goes by the words: what is shown is a guess


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates and how they were found: `met` are the conditions they do meet, `asked` those that were wanted."""

    hits: Sequence[Hit]
    met: Constraints
    asked: Constraints
    query: str = ""
    given_up: tuple[str, ...] = ()
    search_ms: float = 0.0
    like: str = ""  # the product whose likes these are, when that is what was asked for
    rewrite: Rewrite = UNCHANGED
    named: str = ""  # the very product that was asked for, by its title or its number: it is shown first
    sold_out: bool = False  # whether that one is: then it is shown last, behind what there is instead, and said so
    by_photo: bool = False  # whether they were looked for by the shopper's photo

    @property
    def let_go(self) -> tuple[str, ...]:
        """What the answer has to own up to: the conditions given up, and a spelling that was not the shopper's."""
        sold_out = [SOLD_OUT] if self.sold_out else []
        return (*self.given_up, *([SPELLING] if self.rewrite.corrected else []), *sold_out)


@dataclass(slots=True)
class Spent:
    """Milliseconds that a piece of work took, once it is over."""

    ms: float = 0.0


@contextmanager
def timed() -> Iterator[Spent]:
    """Times the block."""
    spent, began = Spent(), time.perf_counter()
    try:
        yield spent
    finally:
        spent.ms = (time.perf_counter() - began) * 1000
