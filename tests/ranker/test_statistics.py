from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest

from ranker.statistics import HALF_LIFE_DAYS, RATE_PRIOR, SHRINK_BOUGHT, STEPS, VISIT_HALF_LIFE, WANTED, Statistics
from store.behaviour import Event, EventKind
from tests.ranker.shop import NOW, event


def partners(found: tuple[np.ndarray, np.ndarray, np.ndarray], ids: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    rows, strengths, counts = found
    return {ids[row]: (s, c) for row, s, c in zip(rows, strengths, counts, strict=True) if c > 0}


def test_popularity_by_hand() -> None:
    """a: one purchase now, 5. b: one purchase a half-life ago, 2.5. c: a view, .5, and a dislike, never below 0."""
    events = [
        event("s", "a", "purchase", 0),
        event("s", "b", "purchase", 24 * HALF_LIFE_DAYS),
        event("s", "c", "view", 0),
        event("t", "c", "dislike", 0),
    ]
    popularity = dict(zip("abcd", Statistics.build(events, "abcd").popularity(), strict=True))
    assert popularity["a"] == 1.0
    assert popularity["b"] == pytest.approx(np.log(51) / np.log(101))
    assert popularity["c"] == popularity["d"] == 0.0


def test_kinds_are_ordered() -> None:
    kinds = ("purchase", "cart", "like", "click", "view")
    popularity = Statistics.build([event("s", kind, kind) for kind in kinds], kinds)
    assert sorted(kinds, key=lambda kind: -popularity.of([kind])[0]) == list(kinds)


def test_the_rate_lifts_what_is_wanted_whenever_it_is_shown() -> None:
    """a and b are bought ten times each; a was shown 20 times, b 1,000 times. mean = 100 / 1020."""
    events = [event(f"s{number}", key, "purchase", 0) for number in range(10) for key in "ab"]
    events += [event("", "a", "impression", 0)] * 20 + [event("", "b", "impression", 0)] * 1_000
    mean = 100 / 1_020
    rates = {"a": (50 + RATE_PRIOR * mean) / (20 + RATE_PRIOR), "b": (50 + RATE_PRIOR * mean) / (1_000 + RATE_PRIOR)}
    mass = {key: 50 * min(2.0, max(0.5, rate / mean)) for key, rate in rates.items()}
    found = Statistics.build(events, "ab").of(["a", "b"])
    assert found == pytest.approx([1.0, np.log1p(100 * mass["b"] / mass["a"]) / np.log(101)])


def test_bought_together_equals_counting_baskets() -> None:
    rng = np.random.default_rng(1)
    baskets = {f"b{number}": rng.choice(list("abcdefgh"), size=rng.integers(1, 6)).tolist() for number in range(60)}
    events = [event("s", key, basket=basket) for basket, keys in baskets.items() for key in keys]
    single = Counter(key for keys in baskets.values() for key in set(keys))
    pairs = Counter(pair for keys in baskets.values() for pair in combinations(sorted(set(keys)), 2))
    statistics = Statistics.build(events, "abcdefgh")
    for key in "abcdefgh":
        expected = {}
        for pair, count in pairs.items():
            if key in pair:
                other = pair[0] if pair[1] == key else pair[1]
                cosine = count / np.sqrt(single[key] * single[other])
                expected[other] = (cosine * count / (count + SHRINK_BOUGHT), float(count))
        found = partners(statistics.bought_with(key), statistics.ids)
        assert set(found) == set(expected)
        for other, values in expected.items():
            assert found[other] == pytest.approx(values)


def test_a_basket_larger_than_the_limit_says_nothing() -> None:
    events = [event("s", f"p{number}", basket="all") for number in range(201)]
    assert len(Statistics.build(events, {one.product_id for one in events}).bought_with("p0")[0]) == 0


def visited_by_hand(events: list[Event]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for customer in {one.customer_id for one in events}:
        own = sorted((one for one in events if one.customer_id == customer), key=lambda one: one.at)
        own = [one for at, one in enumerate(own) if at == 0 or one.product_id != own[at - 1].product_id]
        for at, later in enumerate(own):
            for distance in range(1, min(len(STEPS), at) + 1):
                earlier = own[at - distance]
                gap = (later.at - earlier.at).total_seconds()
                if earlier.product_id != later.product_id and gap <= 4 * VISIT_HALF_LIFE:
                    weight = STEPS[distance - 1] * 2 ** (-gap / VISIT_HALF_LIFE)
                    found[earlier.product_id, later.product_id] += weight
                    found[later.product_id, earlier.product_id] += weight
    return found


def random_visits(count: int, seed: int) -> list[Event]:
    rng = np.random.default_rng(seed)
    return [
        event(f"s{rng.integers(4)}", str(rng.choice(list("abcdef"))), "view", float(rng.uniform(0, 800)))
        for _ in range(count)
    ]


def test_visited_together_equals_walking_every_shoppers_events() -> None:
    events = random_visits(150, 2)
    expected = visited_by_hand(events)
    statistics = Statistics.build(events, "abcdef")
    for key in "abcdef":
        found = partners(statistics.visited_with(key), statistics.ids)
        assert {other: count for other, (_, count) in found.items()} == pytest.approx(
            {other: count for (one, other), count in expected.items() if one == key}
        )
        assert all(0 <= strength <= 1 for strength, _ in found.values())


def test_negative_events_and_guests_form_no_pairs() -> None:
    events = [
        event("s", "a", "dislike", 2),
        event("s", "b", "view", 1),
        event("", "a", "view", 2),
        event("", "b", "view", 1),
    ]
    assert len(Statistics.build(events, "ab").visited_with("a")[0]) == 0


def test_observing_one_by_one_equals_building_from_all() -> None:
    """Events in time order, observed after a build from none, give the pairs and the popularity of one build."""
    events = sorted(random_visits(60, 3), key=lambda one: one.at)
    events += [event("s9", key, "purchase", 0.0, "basket") for key in "abc"]
    built = Statistics.build(events, "abcdef")
    grown = Statistics.build([], "abcdef")
    grown = replace_reference(grown, built)
    for one in events:
        grown.observe(one)
    assert grown.popularity() == pytest.approx(built.popularity())
    for key in "abcdef":
        for name in ("bought_with", "visited_with"):
            found = partners(getattr(grown, name)(key), grown.ids)
            expected = partners(getattr(built, name)(key), built.ids)
            assert set(found) == set(expected)
            assert [found[other][1] for other in expected] == pytest.approx([count for _, count in expected.values()])


def replace_reference(statistics: Statistics, other: Statistics) -> Statistics:
    """The same with the other's reference time for decay."""
    statistics.manifest = replace(statistics.manifest, last_event=other.manifest.last_event)
    return statistics


def test_an_event_changes_the_next_popularity() -> None:
    statistics = Statistics.build([event("s", "a", "purchase", 1)], "ab")
    assert statistics.of(["b"])[0] == 0.0
    statistics.observe(Event("t", "b", EventKind.PURCHASE, NOW + timedelta(days=60)))
    assert statistics.of(["b"])[0] == 1.0
    assert statistics.of(["a"])[0] < 1.0


def test_unknown_products_are_counted_apart() -> None:
    statistics = Statistics.build([event("s", "gone"), event("s", "a")], "a")
    statistics.observe(event("s", "gone too"))
    assert statistics.unknown == 2
    assert statistics.of(["gone", "a"]).tolist() == [0.0, 1.0]


def test_nothing_at_all_is_served() -> None:
    empty = Statistics.build([], [])
    assert empty.popularity().tolist() == []
    assert Statistics.build([], "ab").popularity().tolist() == [0.0, 0.0]


def test_every_kind_of_event_has_a_weight_but_the_impression() -> None:
    assert set(EventKind) - set(WANTED) == {EventKind.IMPRESSION}
