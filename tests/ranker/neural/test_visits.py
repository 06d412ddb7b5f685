"""Events become visits: one product at a time, known by the strongest thing done, with the time since the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ranker.catalogue import Catalogue
from ranker.neural.visits import CODES, KINDS, Reading, gap_code, visits
from store.behaviour import Event, EventKind
from tests.ranker.shop import product

START = datetime(2026, 5, 1, tzinfo=UTC)


def event(product_id: str, kind: EventKind, minutes: float) -> Event:
    return Event("anna", product_id, kind, START + timedelta(minutes=minutes))


EVENTS = [
    event("tent", EventKind.IMPRESSION, 0),
    event("tent", EventKind.CLICK, 1),
    event("tent", EventKind.VIEW, 2),
    event("tent", EventKind.CART, 3),
    event("lamp", EventKind.VIEW, 20),
    event("gone", EventKind.VIEW, 21),
    event("tent", EventKind.PURCHASE, 60 * 30),
    event("mug", EventKind.DISLIKE, 60 * 31),
]


def test_what_follows_on_one_product_is_one_visit() -> None:
    found = visits(reversed(EVENTS))
    assert [(visit.product_id, visit.kind) for visit in found] == [
        ("tent", EventKind.CART),
        ("lamp", EventKind.VIEW),
        ("gone", EventKind.VIEW),
        ("tent", EventKind.PURCHASE),
    ]


def test_what_has_not_happened_yet_is_not_known() -> None:
    assert [visit.product_id for visit in visits(EVENTS, START + timedelta(minutes=2))] == ["tent"]
    assert visits(EVENTS, START - timedelta(days=1)) == []


def test_items_and_contexts() -> None:
    catalogue = Catalogue([product(name, name, ("Outdoor",), 1_000) for name in ("lamp", "tent")])
    items, contexts = Reading(["tent", "lamp"], catalogue).sequence(visits(EVENTS))
    assert items.tolist() == [1, 2, 1]
    assert contexts[:, 0].tolist() == [KINDS[EventKind.CART], KINDS[EventKind.VIEW], KINDS[EventKind.PURCHASE]]
    assert contexts[:, 1].tolist() == [0, gap_code(19 * 60), gap_code((60 * 30 - 20) * 60)]
    assert (contexts < CODES).all()


@pytest.mark.parametrize(("seconds", "code"), [(0, 1), (59, 1), (60, 2), (3_599, 3), (86_400, 5), (1e9, 8)])
def test_codes_of_gaps(seconds: float, code: int) -> None:
    assert gap_code(seconds) == code
    assert code < CODES[1]
