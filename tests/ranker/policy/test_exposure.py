"""The floor of places for what few have seen, and the chances that are logged with it: against trying it out."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from ranker.catalogue import Catalogue
from ranker.policy import Asked, Policy, Rules
from ranker.policy.exposure import draw
from ranker.policy.rules import Exposure
from ranker.ranker import Ranked
from tests.ranker.shop import NOW, product

TOP, POOL = [0, 1, 2, 3, 4, 5], [10, 11, 12, 13]
TRIALS = 8_000


def test_one_place_of_six_by_hand() -> None:
    """A share of 1/6 is one place of 2 to 6, each as probable, for one of four products: a chance of 1/20 each."""
    drawn = draw(TOP, {*POOL}, POOL, 1 / 6, "seed")
    assert drawn.products[0] in POOL
    place = drawn.order.index(drawn.products[0]) + 1
    assert 2 <= place <= 6
    assert [at for at in drawn.order if at in TOP] == [0, 1, 2, 3, 4]
    assert drawn.chances[drawn.products[0]] == pytest.approx(1 / 20)
    for at in TOP[:5]:  # stays where it is unless the drawn place comes before or is its own
        stays = (6 - (at + 1)) / 5 if at else 1.0
        shifted = 1 - stays
        assert drawn.chances[at] == pytest.approx(stays if drawn.order.index(at) == at else shifted)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_the_chances_are_those_of_trying_it_out(share: float) -> None:
    times: Counter[tuple[int, int]] = Counter()
    said: dict[tuple[int, int], float] = {}
    for number in range(TRIALS):
        drawn = draw(TOP, {*POOL, 2}, POOL, share, str(number))
        for place, product_id in enumerate(drawn.order, start=1):
            times[product_id, place] += 1
            said[product_id, place] = drawn.chances[product_id]
    for case, count in times.items():
        error = (said[case] * (1 - said[case]) / TRIALS) ** 0.5
        assert count / TRIALS == pytest.approx(said[case], abs=5 * error + 1e-9), case


def test_the_chances_by_counting_all_ways() -> None:
    """Two places of five for two of four: every pair of places and of products is as probable."""
    ways: Counter[tuple[int, int]] = Counter()
    total = 0
    for places in combinations(range(2, 7), 2):
        order = [0, 1, 2, 3]
        for place in places:
            order.insert(place - 1, -1)
        total += 1
        ways.update((known, place) for place, known in enumerate(order, start=1) if known >= 0)
    drawn = draw(TOP, {*POOL}, POOL, 1 / 3, "any")
    assert len(drawn.products) == 2
    for place, known in enumerate(drawn.order, start=1):
        expected = ways[known, place] / total if known in TOP else 2 / 5 / 4
        assert drawn.chances[known] == pytest.approx(expected)


def test_those_that_stand_there_anyway_count() -> None:
    assert draw(TOP, {1, *POOL}, POOL, 1 / 6, "seed").order == TOP
    drawn = draw(TOP, {5, *POOL}, POOL, 1 / 6, "seed")  # the last place may be pushed out, so one more is drawn
    assert drawn.order == TOP
    assert draw(TOP, {1, 5, *POOL}, POOL, 1 / 3, "seed").order == TOP


def test_without_candidates_or_places_nothing_happens() -> None:
    assert draw(TOP, set(), [], 0.5, "seed").order == TOP
    assert draw([7], {8}, [8], 1.0, "seed").order == [7]
    assert set(draw(TOP, {*POOL}, [10], 1.0, "seed").order) == {0, 1, 2, 3, 4, 10}


BRANDS = {"old": 30, "new": 6}
CATALOGUE = Catalogue(
    product(f"{brand}{number}", f"Thing {brand} {number}", ("Things",), 100 + number, brand=f"{brand} {number % 3}")
    for brand, many in BRANDS.items()
    for number in range(many)
)
RANKED = [
    *(Ranked(f"old{number}", 1 - number / 100, "test") for number in range(30)),
    *(Ranked(f"new{number}", 0.6 - number / 100, "test") for number in range(6)),
]


def _policy(rule: Exposure) -> Policy:
    return Policy(CATALOGUE, Rules(0, exposure=rule), None, lambda since: dict.fromkeys(CATALOGUE.ids[:30], 1_000))


def test_a_share_of_the_places_over_many_lists() -> None:
    """With few impressions of anything new, a tenth of the places on average is new."""
    shown = Counter[str]()
    lists = 1_000
    policy = Policy(
        CATALOGUE, Rules(0, exposure=Exposure(0.1, 100)), None, lambda since: {f"old{n}": 100 for n in range(30)}
    )
    for number in range(lists):
        found = policy.order(RANKED, Asked(6, NOW, seed=str(number))).items[:6]
        shown.update(item.product_id[:3] for item in found)
    share = shown["new"] / (6 * lists)
    error = (0.6 * 0.4 / lists) ** 0.5 / 6
    assert share == pytest.approx(0.1, abs=4 * error)


def test_what_was_seen_often_enough_is_drawn_no_more() -> None:
    policy = _policy(Exposure(1 / 6, below=10))
    for number in range(200):
        found = policy.order(RANKED, Asked(6, NOW, seed=str(number))).items[:6]
        policy.note(item.product_id for item in found)
    late = [policy.order(RANKED, Asked(6, NOW, seed=f"late {number}")) for number in range(20)]
    assert all(item.product_id.startswith("old") for found in late for item in found.items[:6])
    assert all(not found.chances or set(found.chances.values()) == {1.0} for found in late)


def test_by_brand_the_impressions_of_all_its_products_count() -> None:
    seen = {"new0": 40, "new1": 9}  # brands "new 0" and "new 1"; "new 2" was never seen
    seen |= dict.fromkeys(CATALOGUE.ids[:30], 1_000)
    policy = Policy(CATALOGUE, Rules(0, exposure=Exposure(1 / 6, 10, of="brand")), None, lambda since: seen)
    drawn = {
        item.product_id
        for number in range(200)
        for item in policy.order(RANKED, Asked(6, NOW, seed=str(number))).items[:6]
        if item.product_id.startswith("new")
    }
    assert drawn == {"new1", "new2", "new4", "new5"}


def test_nothing_far_worse_than_the_last_place_is_drawn() -> None:
    far = [*RANKED[:30], *(Ranked(f"new{number}", 0.4, "test") for number in range(6))]  # under half of 95
    assert _policy(Exposure(0.5)).order(far, Asked(6, NOW, seed="1")).items == far
