from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from store.behaviour import EventKind
from store.repositories.behaviour import import_key
from store.store import Store
from tests.store.samples import NOON, event, ranking


def test_history_is_the_newest_events_without_impressions_oldest_first(store: Store) -> None:
    events = [event(product_id=f"p{number}", minutes=number) for number in range(6)]
    store.behaviour.record([*events[3:], *events[:3], event(minutes=9, kind=EventKind.IMPRESSION)])
    store.behaviour.record([event("another")])
    assert store.behaviour.history("c1") == events
    assert store.behaviour.history("c1", limit=2) == events[4:]
    assert store.behaviour.history("nobody") == []


def test_all_goes_by_time_over_every_page(store: Store) -> None:
    events = [event(f"c{number % 7}", f"p{number}", minutes=number // 3) for number in range(41_000)]
    store.behaviour.record(events)
    assert list(store.behaviour.all()) == events
    since = NOON + timedelta(minutes=13_000)
    assert list(store.behaviour.all(since)) == [one for one in events if one.at >= since]
    assert store.behaviour.count() == 41_000


def test_live_events_count_every_time_imported_ones_once(store: Store) -> None:
    events = [event(minutes=number) for number in range(3)]
    store.behaviour.record([events[0], events[0]])
    assert store.behaviour.record_once(events) == 3
    assert store.behaviour.record_once([*events, event(minutes=3)]) == 1
    assert store.behaviour.count() == 6


def test_import_keys_tell_events_apart_by_every_field() -> None:
    one = event()
    others = [
        replace(one, customer_id="c2"),
        replace(one, product_id="b2"),
        replace(one, kind=EventKind.CLICK),
        replace(one, at=NOON + timedelta(microseconds=1)),
        replace(one, quantity=3),
        replace(one, basket=""),
    ]
    keys = {import_key(found) for found in (one, *others)}
    assert len(keys) == 7
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_popular_queries_are_those_of_several_shoppers_that_found(store: Store) -> None:
    asked = (
        ("Boots", "anna"), ("boots ", "ben"), ("boots", "cleo"), ("boots", "cleo"),
        ("coat", ""), ("coat", "anna"), ("coat", ""),  # each guest's conversation is a shopper
        ("hat", "anna"), ("hat", "ben"), ("hat", "ben"),
        ("", "anna"), ("", "ben"), ("", "cleo"),
    )  # fmt: skip
    for at, (query, shopper) in enumerate(asked):
        one = replace(ranking(f"r{at}", f"k{at}"), query=query, customer_id=shopper)
        store.behaviour.log_ranking(one)
    for at, shopper in enumerate(("anna", "ben", "cleo")):
        store.behaviour.log_ranking(replace(ranking(f"none{at}"), query="unicorn", customer_id=shopper, shown=()))
    assert list(store.behaviour.popular_queries().items()) == [("boots", 4), ("coat", 3)]
    assert list(store.behaviour.popular_queries(shoppers=2)) == ["boots", "coat", "hat"]
    assert list(store.behaviour.popular_queries(limit=1)) == ["boots"]


def test_rankings_come_back_with_positions_and_propensities(store: Store) -> None:
    later = replace(ranking("r2"), at=NOON + timedelta(minutes=1), shown=())
    store.behaviour.log_ranking(later)
    store.behaviour.log_ranking(ranking())
    store.behaviour.log_ranking(ranking("r3", "another"))
    assert store.behaviour.ranking("r1") == ranking()
    assert store.behaviour.ranking("nothing") is None
    assert store.behaviour.rankings("k1") == [ranking(), later]


def test_shown_goes_by_time_over_every_page(store: Store) -> None:
    rankings = [replace(ranking(f"r{number:04}"), at=NOON + timedelta(minutes=number // 3)) for number in range(620)]
    with store.transaction():
        for one in reversed(rankings):
            store.behaviour.log_ranking(one)
    assert list(store.behaviour.shown()) == rankings
    since = NOON + timedelta(minutes=150)
    assert list(store.behaviour.shown(since)) == [one for one in rankings if one.at >= since]


def test_places_are_counted_from_a_time_on(store: Store) -> None:
    first = ranking()
    later = replace(first, id="later", at=first.at + timedelta(days=2), shown=first.shown[:1])
    store.behaviour.log_ranking(first)
    store.behaviour.log_ranking(later)
    one = first.shown[0].product_id
    assert store.behaviour.places(later.at) == {one: 1}
    assert store.behaviour.places(first.at) == {place.product_id: 1 for place in first.shown} | {one: 2}
