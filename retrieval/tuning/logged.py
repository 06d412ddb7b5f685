"""Logged queries and what was taken after them, cut by day: earlier days to learn from, the last ones to measure on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from retrieval.tuning.facts import asked
from store.behaviour import Taken

HELD_SHARE = 0.2  # of the days on which anything was taken

Logged = Mapping[str, frozenset[str]]  # query -> products taken after it


def by_day(taken: Sequence[Taken]) -> tuple[Logged, Logged]:
    """Earlier and later. A query of both is in both, as people ask the same again: it is the day that is held out."""
    days = sorted({one.at.date() for one in taken})
    later = set(days[len(days) - round(HELD_SHARE * len(days)) :])
    return (
        gathered(one for one in taken if one.at.date() not in later),
        gathered(one for one in taken if one.at.date() in later),
    )


def gathered(taken: Iterable[Taken]) -> Logged:
    found: dict[str, set[str]] = {}
    for one in taken:
        found.setdefault(asked(one.query), set()).add(one.product_id)
    return {query: frozenset(products) for query, products in found.items()}
