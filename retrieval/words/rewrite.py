"""What a query was turned into before its words were looked up, and what was changed about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class ChangeKind(StrEnum):
    CORRECTED = "corrected"
    JOINED = "joined"
    SPLIT = "split"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Change:
    """`said` are the shopper's words, `searched` what was looked up instead of them; for synonyms: beside them."""

    kind: ChangeKind
    said: str
    searched: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Stems that, all together, may stand for a word, and what their BM25 counts for (1 is a word itself)."""

    stems: tuple[str, ...]
    weight: float


Alternatives = Mapping[str, tuple[Alternative, ...]]  # stem of a word of the query → what may stand for it
NO_ALTERNATIVES: Alternatives = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`asked` is the query as typed; `searched` the same with its words corrected, joined and split.

    `alternatives` are to the words of `searched`.
    """

    asked: str
    searched: str
    changes: tuple[Change, ...] = ()
    alternatives: Alternatives = field(default_factory=lambda: NO_ALTERNATIVES)

    @property
    def corrected(self) -> tuple[Change, ...]:
        """The changes that a shopper wants to be told of: other letters than theirs were looked up."""
        return tuple(change for change in self.changes if change.kind is ChangeKind.CORRECTED)

    @property
    def respelt(self) -> tuple[Change, ...]:
        """All changes but synonyms, which only stand beside a word."""
        return tuple(change for change in self.changes if change.kind is not ChangeKind.EXPANDED)


def unchanged(query: str) -> Rewrite:
    """The query as it is."""
    return Rewrite(query, query)


UNCHANGED = unchanged("")
