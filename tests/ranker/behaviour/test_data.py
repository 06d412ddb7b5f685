"""What an example is: which outcome belongs to which impression, and that nothing of it knows what came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ranker.behaviour.counts import AsOf, Now
from ranker.behaviour.data import DRAWN, Recall, drawn, examples, pages
from ranker.behaviour.examples import Examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.past import recalled
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import Task, parents_of, tasks_of
from ranker.catalogue import Catalogue
from ranker.statistics import Statistics
from store.behaviour import Event, EventKind, RankingShown, Shown
from tests.ranker.behaviour.small import OwnVectors, small
from tests.ranker.shop import NOW, PRODUCTS, event


@pytest.fixture(scope="module")
def table() -> ProductTable:
    catalogue = Catalogue(PRODUCTS)
    return ProductTable(catalogue, OwnVectors(), Vocabulary.of(catalogue))


def visit(shopper: str = "ann", start: float = 10.0, ranking: str = "") -> list[Event]:
    """Tent, bag and mat shown; the bag clicked, put into the cart and bought within the hour."""
    shown = [event(shopper, key, "impression", start) for key in ("tent1", "bag1", "mat1")]
    done = [event(shopper, "bag1", kind, start - 0.1 * at) for at, kind in enumerate(("click", "cart", "purchase"), 1)]
    return [replace(one, ranking_id=ranking) for one in shown] + done


def test_outcomes_belong_to_their_impression() -> None:
    (page,) = pages(visit(), {})
    assert page.ids == ["tent1", "bag1", "mat1"]
    assert page.positions == [1, 2, 3]
    assert page.outcomes == [set(), {"click", "cart", "purchase"}, set()]


def test_what_comes_after_the_session_is_not_its_outcome() -> None:
    late = [*visit()[:3], event("ann", "bag1", "purchase", 7.0)]
    assert pages(late, {})[0].outcomes == [set(), set(), set()]


def test_a_purchase_belongs_to_the_impression_that_was_looked_at() -> None:
    first = visit()[:5]  # shown, clicked, in the cart
    again = [event("ann", "bag1", "impression", 9.75), event("ann", "bag1", "purchase", 9.7)]
    one, other = pages([*first, *again], {})
    assert one.outcomes[1] == {"click", "cart", "purchase"}
    assert other.outcomes == [set()]


def test_positions_and_queries_are_those_of_the_ranking() -> None:
    shown = tuple(Shown(key, place, 1.0, "popular") for key, place in (("tent1", 4), ("bag1", 2), ("mat1", 9)))
    ranking = RankingShown("r1", NOW, "ann", "sleeping bag", "popularity", shown)
    (page,) = pages(visit(ranking="r1"), {"r1": ranking})
    assert page.positions == [4, 2, 9]
    assert page.query == "sleeping bag"


def test_guests_without_a_ranking_make_no_examples() -> None:
    assert pages(visit(shopper=""), {}) == []


def test_without_impressions_others_are_drawn(table: ProductTable) -> None:
    bought = [event(f"c{at}", PRODUCTS[at % 5].id, hours_ago=100 - at) for at in range(12)]
    found = drawn(bought, table, seed=0)
    assert len(found) == 11  # before the first nothing had been taken
    assert all(len(page.ids) == 1 + DRAWN and page.outcomes[0] == {"purchase"} for page in found)
    assert not any(page.outcomes[other] for page in found for other in range(1, 1 + DRAWN))


def test_tasks_are_those_that_the_shop_records() -> None:
    assert tasks_of([EventKind.CLICK, EventKind.PURCHASE]) == (Task("click"), Task("purchase", "click"))
    assert tasks_of([EventKind.PURCHASE]) == (Task("purchase"),)
    assert parents_of((Task("click"), Task("cart", "click"))) == (-1, 0)
    with pytest.raises(ValueError, match="does not come before"):
        parents_of((Task("cart", "click"), Task("click")))


def test_counts_of_the_past_are_the_statistics_of_the_past(table: ProductTable) -> None:
    events = sorted([*visit("ann", 60.0), *visit("ben", 40.0), *visit("cid", 20.0)], key=lambda one: one.at)
    ids = [product.id for product in PRODUCTS]
    moments = [NOW - timedelta(hours=hours) for hours in (70, 50, 39.95, 1)]
    counts = AsOf(events, table)
    for moment in moments:
        then = counts.of(table.rows_of(ids), moment.timestamp())
        built = Now(Statistics.build([one for one in events if one.at < moment], ids)).of(ids)
        assert then.impressions.tolist() == built.impressions.tolist()
        fade = then.all_wanted / built.all_wanted if built.all_wanted else 1.0  # they fade from different days
        assert then.wanted == pytest.approx(built.wanted * fade)


def test_counts_do_not_go_back(table: ProductTable) -> None:
    counts = AsOf(visit(), table)
    counts.of(table.rows_of(["bag1"]), NOW.timestamp())
    with pytest.raises(ValueError, match="order of time"):
        counts.of(table.rows_of(["bag1"]), NOW.timestamp() - 86_400)


def test_the_future_changes_nothing_in_the_features(table: ProductTable) -> None:
    past = [*visit("ann", 60.0), *visit("ben", 50.0)]
    future = [*visit("ann", 20.0), *visit("ben", 19.0), event("ann", "tea", hours_ago=18)]
    rng = np.random.default_rng(0)
    keys = rng.permutation([one.product_id for one in future])
    other = [replace(one, product_id=str(key)) for one, key in zip(future, keys, strict=True)]
    first, second = (examples([*past, *coming], table, Recall()) for coming in (future, other))
    early = [
        found.of(np.flatnonzero(found.times < (NOW - timedelta(hours=30)).timestamp())) for found in (first, second)
    ]
    assert len(early[0]) == len(early[1]) == 6
    assert_same(*early)


def test_the_splits_are_in_the_order_of_time_and_share_no_moment() -> None:
    found = small(1.0, shoppers=40).examples
    parts = found.split(0.5, 0.75)
    assert sum(len(part) for part in parts) == len(found)
    assert parts[0].times.max() < parts[1].times.min() < parts[1].times.max() < parts[2].times.min()


def test_a_history_is_read_from_its_newest_end(table: ProductTable) -> None:
    history = [event("ann", "tent1", "view", hours) for hours in range(200, 0, -1)]
    noise = [
        event("ann", "bag1", "view", -5),
        event("ann", "nothing", "view", 0.5),
        event("ann", "tea", "impression", 0.1),
    ]
    found = recalled([*history, *noise], table, NOW, 50)
    assert len(found) == 50
    assert found.times.tolist() == [one.at.timestamp() for one in history[-50:]]


def assert_same(one: Examples, other: Examples) -> None:
    for part in ("events", "kinds", "gaps", "rows", "positions", "dense", "lifts"):
        assert np.array_equal(getattr(one.sight, part), getattr(other.sight, part)), part
