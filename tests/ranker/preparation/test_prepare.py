"""Dirty logs written by hand, each with its counts, and what holds for any log."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.evaluate import read_sequences
from ranker.preparation.columns import Recorder, columns_of
from ranker.preparation.prepare import Prepared, prepare
from ranker.preparation.rules import DEFAULT
from store.behaviour import Event, EventKind
from tests.ranker.preparation.logs import CATALOGUE, NOW, act
from tests.store.samples import pack


def prepared(events: Sequence[Event], catalogue: Mapping[str, datetime | None] = CATALOGUE, **changed: int) -> Prepared:
    return prepare(events, catalogue, NOW, settings=replace(DEFAULT, **changed))  # type: ignore[arg-type]


def counts(found: Prepared) -> dict[str, int]:
    """The rules that left out or changed something."""
    return {line.rule: line.count for line in found.report.lines if line.count and line.done != "kept"}


def test_a_clean_log_is_kept_as_it_is() -> None:
    log = [act("ann", "a"), act("ann", "b", seconds=60), act("bob", "a", "like", 90)]
    found = prepared(log)
    assert list(found.events.events()) == log
    assert counts(found) == {}
    assert (found.report.read, found.report.kept, found.report.passes) == (3, 3, 1)


def test_an_empty_log_is_no_error() -> None:
    found = prepared([], core=5)
    assert (found.report.read, found.report.kept, counts(found)) == (0, 0, {})


def test_names_missing_and_unknown() -> None:
    log = [act("", "a"), act("ann", ""), act("", ""), act("ann", "ghost"), act("eve", "a"), act("ann", "a")]
    found = prepare(log, CATALOGUE, NOW, customers={"ann"})
    assert counts(found) == {"no product": 2, "no customer": 1, "unknown product": 1, "unknown customer": 1}
    assert list(found.events.events()) == [act("ann", "a")]


def test_without_known_customers_nobody_is_unknown_and_it_is_said() -> None:
    found = prepared([act("eve", "a")])
    assert counts(found) == {}
    assert "keeps no customers" in next(one.why for one in found.report.lines if one.rule == "unknown customer")


def test_impossible_and_future_times() -> None:
    old = Event("ann", "a", EventKind.VIEW, datetime(1994, 12, 31, 23, 59, 59, tzinfo=UTC))
    first = replace(old, at=datetime(1995, 1, 1, tzinfo=UTC))
    ahead = replace(old, at=NOW + timedelta(seconds=300))
    future = replace(old, at=NOW + timedelta(seconds=301))
    found = prepared([old, first, ahead, future])
    assert counts(found) == {"impossible time": 1, "future time": 1}
    assert list(found.events.events()) == [first, ahead]


def test_events_before_the_product_was_there() -> None:
    came = act("", "").at + timedelta(seconds=100)
    log = [act("ann", "a", seconds=99), act("ann", "a", seconds=100), act("bob", "a", seconds=200)]
    found = prepared(log, {"a": came})
    assert counts(found) == {"before its product": 1}
    assert list(found.events.events()) == log[1:]


def test_a_date_that_most_events_contradict_is_not_believed() -> None:
    came = act("", "").at + timedelta(seconds=100)
    log = [act("ann", "a", seconds=10), act("bob", "a", seconds=20), act("cyd", "a", seconds=200)]
    found = prepared(log, {"a": came})
    assert counts(found) == {}
    assert "1 products not judged" in next(one.why for one in found.report.lines if one.rule == "before its product")


def test_duplicates_and_repetitions() -> None:
    log = [
        act("ann", "a"),
        act("ann", "a"),  # the same in all its parts
        act("ann", "a", seconds=0.9),  # a burst: each within a second of the one before
        act("ann", "a", seconds=1.8),
        act("ann", "a", seconds=2.9),  # 1.1 s later: another view
        act("ann", "a", "click", seconds=0.5),  # another kind
        act("bob", "a", seconds=0.5),  # another shopper
        act("ann", "b", seconds=0.5),  # another product
    ]
    found = prepared(log)
    assert counts(found) == {"duplicate": 1, "repeated": 2}
    assert sum(event.product_id == "a" and event.customer_id == "ann" for event in found.events.events()) == 3


def test_an_orders_lines_may_be_of_different_products_at_one_instant() -> None:
    log = [act("ann", product, "purchase", basket="o1") for product in CATALOGUE]
    assert counts(prepared(log)) == {}


def test_a_shopper_faster_than_people_is_a_bot() -> None:
    bot = [act("bot", "abcde"[at % 5], seconds=0.9 * at) for at in range(61)]  # the 61st after 54 s
    quick = [act("ann", "abcde"[at % 5], seconds=0.9 * at) for at in range(60)]
    found = prepared([*bot, *quick], even_gaps=1_000)
    assert counts(found) == {"bot: too fast": 61}
    assert {event.customer_id for event in found.events.events()} == {"ann"}


def test_a_page_of_impressions_or_a_large_order_is_no_bot() -> None:
    catalogue: dict[str, datetime | None] = {f"p{at}": None for at in range(200)}
    page = [act("ann", name, "impression") for name in catalogue]
    order = [act("bob", name, "purchase", basket="o") for name in catalogue]
    assert counts(prepared([*page, *order], catalogue)) == {}


def test_a_shopper_who_looks_at_thousands_and_never_buys_is_a_bot() -> None:
    looks = [act("bot", "abcde"[at % 5], seconds=60 * at + at % 7) for at in range(2_000)]
    buyers = [act(f"c{at}", "a", "purchase", seconds=at) for at in range(100)]  # 20 views a purchase: below 2,000
    found = prepared([*looks, *buyers], even_gaps=10_000)
    assert counts(found) == {"bot: never buys": 2_000}
    tolerated = prepared([*looks[1:], *buyers], even_gaps=10_000)
    assert counts(tolerated) == {}
    one_cart = prepared([*looks, act("bot", "a", "cart", 5), *buyers], even_gaps=10_000)
    assert counts(one_cart) == {}


def test_where_purchases_are_rare_more_views_are_needed_to_be_strange() -> None:
    looks = [act("bot", "abcde"[at % 5], seconds=60 * at + at % 7) for at in range(2_400)]
    buyers = [act(f"c{at}", "a", "purchase", seconds=at) for at in range(15)]  # one in 160 views: 20 times is 3,200
    found = prepared([*looks, *buyers], even_gaps=10_000)
    assert counts(found) == {}
    assert "3,200" in next(one.why for one in found.report.lines if one.rule == "bot: never buys")


def test_an_even_pace_is_a_bot_and_a_persons_is_not() -> None:
    rng = np.random.default_rng(0)
    bot = [act("bot", "abcde"[at % 5], seconds=30 * at) for at in range(51)]
    person = [
        act("ann", "abcde"[at % 5], seconds=float(second))
        for at, second in enumerate(np.cumsum(rng.exponential(30, 99)))
    ]
    hourly = [act("packed", "abcde"[at % 5], seconds=3_600 * at) for at in range(60)]  # made-up times of a pack
    found = prepared([*bot, *person, *hourly])
    assert counts(found) == {"bot: even pace": 51}


def test_gaps_that_only_rounding_made_even_are_no_sign() -> None:
    minutes = [act("ann", "abcde"[at % 5], seconds=60 * at) for at in range(99)]  # all times in whole minutes
    assert counts(prepared(minutes)) == {}


def test_one_shoppers_oldest_events_give_way() -> None:
    log = [act("ann", "abcde"[at % 5], seconds=700 * at + at % 11) for at in range(120)]
    found = prepared([*log, act("bob", "a")], most_events=100)
    assert counts(found) == {"too many of one shopper": 20}
    assert [event for event in found.events.events() if event.customer_id == "ann"] == log[20:]
    assert "1 shoppers" in next(one.why for one in found.report.lines if one.rule == "too many of one shopper")


def test_returns_are_matched_to_earlier_purchases() -> None:
    log = [
        act("ann", "a", "purchase", 10),
        act("ann", "a", "return", 20),
        act("ann", "b", "return", 20),  # never bought
        act("bob", "a", "return", 20),  # bought by another
        act("cyd", "a", "return", 20),
        act("cyd", "a", "purchase", 30),  # bought later
    ]
    assert counts(prepared(log)) == {"return without a purchase": 3}


def test_a_quantity_out_of_all_proportion_is_brought_to_the_limit() -> None:
    # Eleven orders of one, so the spread is the least one: ln 2. e^(3.5 ln 2) = 11.3, so 11 is the most.
    usual = [act(f"c{at}", "a", "purchase", at, basket=f"o{at}") for at in range(11)]
    wholesale = act("bulk", "a", "purchase", 99, quantity=80_995, basket="o99")
    bearable = act("many", "a", "purchase", 98, quantity=11, basket="o98")
    found = prepared([*usual, bearable, wholesale])
    assert counts(found)["odd quantity"] == 1
    assert found.events.quantity.tolist() == [1] * 11 + [11, 11]


def test_an_order_taken_back_is_a_mistake() -> None:
    usual = [act(f"c{at}", "a", "purchase", at, basket=f"o{at}") for at in range(11)]
    mistake = [act("bulk", "a", "purchase", 99, 80_995, "o99"), act("bulk", "a", "return", 799, 80_995, "o99")]
    ordinary = [act("c1", "a", "return", 800)]
    found = prepared([*usual, *mistake, *ordinary])
    assert counts(found)["order taken back"] == 2
    assert "odd quantity" not in counts(found)
    assert found.report.kept == 12


def test_odd_prices() -> None:
    recorder = Recorder()
    for at in range(20):  # all 1,000: limits at 1,000 · 1.25^±3.5, which are 458 and 2,184
        recorder.add(act(f"c{at}", "a", "purchase", at), 1_000.0)
    for at, price in enumerate((2_100.0, 500.0, 100_000.0, 1.0, 0.0, math.nan)):
        recorder.add(act(f"d{at}", "a", "purchase", 100 + at), price)
    found = prepare(recorder.columns(), CATALOGUE, NOW)
    assert counts(found) == {"odd price": 2, "price of nothing": 1}
    assert found.report.count("purchase without a price") == 2
    assert found.events.price[20:24] == pytest.approx([2_100, 500, 1_000 * 1.25**3.5, 1_000 / 1.25**3.5])
    assert np.isnan(found.events.price[24:]).all()


def test_the_core_is_found_in_rounds() -> None:
    # ann and bob met a and b; cyd met c only with dan, who met c and d: leaving out d takes dan, then c, then cyd.
    met = {"ann": "ab", "bob": "ab", "cyd": "bc", "dan": "cd"}
    log = [act(name, product, seconds=at) for at, (name, products) in enumerate(met.items()) for product in products]
    found = prepared(log, core=2)
    line = next(one for one in found.report.lines if one.rule == "outside the core")
    assert {event.customer_id for event in found.events.events()} == {"ann", "bob"}
    assert (line.count, line.rounds) == (4, 4)


@pytest.mark.data
def test_a_five_core_pack_is_its_own_five_core() -> None:
    _, events = read_sequences(pack("beauty"))
    catalogue = dict.fromkeys((event.product_id for event in events), None)
    found = prepared(events, catalogue, core=5)
    assert counts(found) == {}
    assert (found.report.kept, found.report.customers, found.report.products) == (198_502, 22_363, 12_101)


def test_the_report_is_a_table_and_json() -> None:
    found = prepared([act("ann", "a"), act("ann", "a"), act("", "a"), act("ann", "ghost")])
    told = json.loads(json.dumps(found.report.as_json()))
    assert (told["read"], told["kept"], told["left_out"]) == (4, 1, 3)
    assert {rule["rule"]: rule["count"] for rule in told["rules"] if rule["count"]} == counts(found)
    assert next(rule for rule in told["rules"] if rule["rule"] == "duplicate")["share"] == 0.25
    assert ("duplicate", "1", "25.00%", "left out", "the same event in all its parts") in list(found.report.rows())


def test_events_come_back_from_columns_as_they_were() -> None:
    at = datetime(2026, 5, 1, 3, 4, 5, 678_901, tzinfo=UTC)
    log = [Event("ann", "a", kind, at + timedelta(hours=place), 3, "o", "r") for place, kind in enumerate(EventKind)]
    assert list(columns_of(log).events()) == log


ANY_EVENT = st.builds(
    act,
    st.sampled_from(["", "ann", "bob", "cyd"]),
    st.sampled_from(["", "a", "b", "c", "ghost"]),
    st.sampled_from([kind.value for kind in EventKind]),
    st.one_of(st.integers(0, 40).map(lambda tenth: tenth / 10), st.integers(-(10**10), 10**7).map(float)),
    st.sampled_from([1, 1, 1, 2, 50, 10_000]),
    st.sampled_from(["", "o1", "o2"]),
)


@settings(deadline=None)
@given(st.lists(ANY_EVENT, max_size=60), st.randoms(), st.integers(1, 3))
def test_any_log_order_does_not_matter_and_twice_is_once(log: list[Event], rng: object, core: int) -> None:
    since = {"a": act("", "").at, "b": None, "c": act("", "", seconds=2).at}
    small = {"acts_a_minute": 5, "most_events": 7, "even_gaps": 3, "fruitless_views": 6, "core": core}
    found = prepared(log, since, **small)
    shuffled = list(log)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    other = prepared(shuffled, since, **small)
    kept = list(found.events.events())
    assert list(other.events.events()) == kept
    assert other.report == found.report
    again = prepared(kept, since, **small)
    assert list(again.events.events()) == kept
    assert counts(again) == {}
    assert found.report.read == found.report.kept + found.report.left_out == len(log)
