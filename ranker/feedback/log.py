"""Rankings as they were shown, with what came of them, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from store.behaviour import Event, EventKind, RankingShown

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

ATTRIBUTED = timedelta(hours=24)  # an act without a ranking belongs to the last one that showed the product
CLICKS = frozenset({EventKind.CLICK, EventKind.VIEW})
TAKINGS = frozenset({EventKind.CART, EventKind.PURCHASE})
REGULAR = 3  # purchases


class Segment(StrEnum):
    """How well a shopper is known when the ranking is shown."""

    NEW = "new"  # nothing is known of them
    RETURNING = "returning"
    REGULAR = "regular"  # has bought three times


@dataclass(frozen=True, slots=True)
class Answer:
    """A ranking and the places that were clicked and taken (put into the cart or bought), [places] each."""

    ranking: RankingShown
    segment: Segment
    clicked: tuple[bool, ...]
    taken: tuple[bool, ...]

    @property
    def unit(self) -> str:
        """Who was asked: the customer, or the conversation of a guest."""
        return self.ranking.customer_id or f"guest {self.ranking.conversation_id or self.ranking.id}"


class ShownLog(Protocol):
    """The part of a shop's behaviour that feedback reads; both in time order."""

    def shown(self, since: datetime | None = None) -> Iterator[RankingShown]: ...

    def all(self, since: datetime | None = None) -> Iterator[Event]: ...


def answers(log: ShownLog) -> list[Answer]:
    """Every ranking with what came of it, in time order.

    An event counts for the ranking it names; one that names none for the last ranking that showed its customer the
    product within a day before. A product that stood twice in a ranking is clicked at its first place.
    """
    rankings = list(log.shown())
    acts = _Acts(rankings)
    segments = acts.read(log.all())
    return [
        Answer(
            ranking,
            segments[row],
            tuple((row, one.product_id) in acts.clicked for one in ranking.shown),
            tuple((row, one.product_id) in acts.taken for one in ranking.shown),
        )
        for row, ranking in enumerate(map(_once, rankings))
    ]


class _Acts:
    """Walks through events and rankings by time, and notes which product was clicked or taken out of which ranking."""

    def __init__(self, rankings: Sequence[RankingShown]) -> None:
        self._rankings = rankings
        self._rows = {ranking.id: row for row, ranking in enumerate(rankings)}
        self._shown: dict[tuple[str, str], int] = {}  # (customer, product) → the last ranking that showed it
        self._bought: dict[str, int] = {}
        self._segments: list[Segment] = []
        self.clicked: set[tuple[int, str]] = set()
        self.taken: set[tuple[int, str]] = set()

    def read(self, events: Iterable[Event]) -> list[Segment]:
        """The segment of each ranking's shopper at the time."""
        for event in events:
            while len(self._segments) < len(self._rankings) and self._rankings[len(self._segments)].at <= event.at:
                self._show()
            self._note(event)
        while len(self._segments) < len(self._rankings):
            self._show()
        return self._segments

    def _show(self) -> None:
        row = len(self._segments)
        ranking = self._rankings[row]
        bought = self._bought.get(ranking.customer_id) if ranking.customer_id else None
        known = Segment.NEW if bought is None else Segment.REGULAR if bought >= REGULAR else Segment.RETURNING
        self._segments.append(known)
        if ranking.customer_id:
            for one in ranking.shown:
                self._shown[ranking.customer_id, one.product_id] = row

    def _note(self, event: Event) -> None:
        if event.kind in CLICKS or event.kind in TAKINGS:
            row = self._rows.get(event.ranking_id) if event.ranking_id else self._attributed(event)
            if row is not None:
                (self.clicked if event.kind in CLICKS else self.taken).add((row, event.product_id))
        if event.customer_id and event.kind is not EventKind.IMPRESSION:
            more = event.kind is EventKind.PURCHASE
            self._bought[event.customer_id] = self._bought.get(event.customer_id, 0) + more

    def _attributed(self, event: Event) -> int | None:
        row = self._shown.get((event.customer_id, event.product_id))
        return row if row is not None and event.at - self._rankings[row].at <= ATTRIBUTED else None


def _once(ranking: RankingShown) -> RankingShown:
    unique = {one.product_id: one for one in reversed(ranking.shown)}
    if len(unique) == len(ranking.shown):
        return ranking
    return replace(ranking, shown=tuple(sorted(unique.values(), key=lambda one: one.position)))


@dataclass(frozen=True, slots=True)
class Places:
    """Answers as columns, one row a place [n]. `ranking` numbers the answers, `item` is one number for a query and a
    product: the same product answers different queries differently well."""

    ranking: IntArray
    position: IntArray  # 1 is the top
    item: IntArray
    clicked: BoolArray
    propensity: FloatArray
    rankings: int
    items: int

    @classmethod
    def of(cls, found: Sequence[Answer]) -> Places:
        names: dict[tuple[str, str], int] = {}
        rows = [
            (
                row,
                shown.position,
                names.setdefault((answer.ranking.query.strip().casefold(), shown.product_id), len(names)),
                clicked,
                shown.propensity,
            )
            for row, answer in enumerate(found)
            for shown, clicked in zip(answer.ranking.shown, answer.clicked, strict=True)
        ]
        ranking, position, item, clicked, propensity = zip(*rows, strict=True) if rows else ((), (), (), (), ())
        return cls(
            np.array(ranking, dtype=np.int64),
            np.array(position, dtype=np.int64),
            np.array(item, dtype=np.int64),
            np.array(clicked, dtype=bool),
            np.array(propensity, dtype=np.float64),
            len(found),
            len(names),
        )
