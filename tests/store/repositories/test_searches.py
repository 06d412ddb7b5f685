"""Searches that found nothing: counted by day, without what could name a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from store.searches import LONGEST_QUERY, MissedSearch, Outcome, cleaned
from store.store import Store

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_same_search_is_counted_and_the_last_outcome_kept(shop: Store) -> None:
    for day, outcome, done in (
        (0, Outcome.NOTHING, ""),
        (0, Outcome.RESCUED, "corrected kettel → kettle"),
        (2, Outcome.RESCUED, "let go of brand"),
    ):
        shop.searches.record("Red  KETTEL", NOON + timedelta(days=day), outcome, done)
    shop.searches.record("drone", NOON, Outcome.NOTHING)
    third = date(2026, 6, 3)
    assert shop.searches.commonest() == [
        MissedSearch("red kettel", 3, third, Outcome.RESCUED, "let go of brand"),
        MissedSearch("drone", 1, date(2026, 6, 1), Outcome.NOTHING, ""),
    ]
    assert shop.searches.commonest(since=third) == [
        MissedSearch("red kettel", 1, third, Outcome.RESCUED, "let go of brand")
    ]
    assert [search.query for search in shop.searches.commonest(1)] == ["red kettel"]


def test_days_are_those_of_utc(shop: Store) -> None:
    late = datetime(2026, 6, 2, 1, tzinfo=timezone(timedelta(hours=8)))
    shop.searches.record("drone", late, Outcome.NOTHING)
    assert [search.last for search in shop.searches.commonest()] == [date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Red\n KETTLE ", "red kettle"),
        ("order for ann@example.com please", "order for please"),
        ("call +49 (0)170 123-45-67 kettle", "call kettle"),
        ("card 4111-1111-1111-1111", "card"),
        ("iphone 15 pro 256", "iphone 15 pro 256"),
        ("tn-2110", "tn-2110"),
        ("红色连衣裙", "红色连衣裙"),
        ("a\0b", "a b"),
        ("bad \ud800 half", "bad ? half"),
        ("x" * 50_000, "x" * LONGEST_QUERY),
        ("ann@example.com 4111111111111111", ""),
    ],
)
def test_what_is_kept_of_a_query(shop: Store, typed: str, kept: str) -> None:
    assert cleaned(typed) == kept
    shop.searches.record(typed, NOON, Outcome.NOTHING)
    assert [search.query for search in shop.searches.commonest()] == ([kept] if kept else [])
