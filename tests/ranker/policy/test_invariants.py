"""What holds of every list under any rules, on orders, scores and rules that hypothesis makes up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.catalogue import Catalogue
from ranker.policy import Asked, Ordered, Policy, Rules
from ranker.policy.rules import Boost, Bury, Exposure, Margin, Target
from ranker.ranker import Ranked
from tests.ranker.shop import NOW, PRODUCTS, WordEncoder, product

TWINS = (
    product("tee-b", "Cotton tee blue", ("Clothing", "Tees"), 900, brand="Loom", colour="blue", stock=0),
    product("tee-r", "Cotton tee red", ("Clothing", "Tees"), 900, brand="Loom", colour="red"),
    product("tee-g", "Cotton tee green", ("Clothing", "Tees"), 900, brand="Loom", colour="green"),
)
SHOP = (*PRODUCTS, *TWINS)
CATALOGUE = Catalogue(SHOP)
IDS = [one.id for one in SHOP]
BRANDS = sorted({one.brand for one in SHOP})
VECTORS = dict(zip(IDS, WordEncoder().encode([one.title for one in SHOP]), strict=True))


def vectors(ids: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.stack([VECTORS[known] for known in ids])


targets = st.one_of(
    st.builds(Target, products=st.tuples(st.sampled_from(IDS))),
    st.builds(Target, brands=st.tuples(st.sampled_from(BRANDS[1:]))),
    st.builds(Target, categories=st.tuples(st.sampled_from(["Outdoor", "Kitchen", "Cups"]))),
)
boosts = st.builds(Boost, targets, st.floats(0.1, 5), st.floats(-100, 100))
rules = st.builds(
    Rules,
    st.one_of(st.none(), st.integers(0, 3)),
    st.lists(boosts, max_size=3).map(tuple),
    st.lists(st.builds(Bury, targets), max_size=2).map(tuple),
    st.one_of(st.none(), st.builds(Margin, st.floats(0, 1), of=st.dictionaries(st.sampled_from(IDS), st.floats(0, 9)))),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.one_of(st.none(), st.builds(Exposure, st.floats(0, 1), st.integers(1, 20))),
)
scores = st.floats(-2, 2, allow_nan=False)
lists = st.lists(st.tuples(st.sampled_from([*IDS, "ghost", "spectre"]), scores), max_size=30)


@st.composite
def rankings(draw: st.DrawFn) -> list[Ranked]:
    """Best first or not, with ids that are not sold, some of them twice."""
    found = draw(lists)
    return [Ranked(known, score, "test") for known, score in found]


asks = st.builds(
    Asked,
    st.integers(1, 10),
    st.just(NOW),
    st.sampled_from(["", "hearth kettle"]),
    st.frozensets(st.sampled_from(IDS), max_size=5),
    st.frozensets(st.sampled_from(IDS), max_size=5),
    st.sampled_from(["a", "b", "c"]),
)


def order(ranked: list[Ranked], asked: Asked, chosen: Rules) -> Ordered:
    seen = {known: number for number, known in enumerate(IDS)}
    policy = Policy(CATALOGUE, chosen, vectors, lambda since: seen)
    return policy.order(ranked, asked)


@settings(max_examples=100, deadline=None)
@given(rankings(), asks, rules)
def test_every_list_under_any_rules(ranked: list[Ranked], asked: Asked, chosen: Rules) -> None:
    found = order(ranked, asked, chosen)
    shown = [item.product_id for item in found.items]
    given_ids = list(dict.fromkeys(item.product_id for item in ranked))
    assert len(shown) == len(set(shown))
    assert set(shown) <= set(given_ids) & set(CATALOGUE.products)  # nothing invented, nothing unknown
    assert not set(shown) & asked.exclude
    assert set(found.items) <= set(ranked)  # with the model's own scores
    again = order(ranked, asked, chosen)
    assert (again.items, again.chances, again.trace.changes) == (found.items, found.chances, found.trace.changes)
    # The trace tells everything: who went out and why, and how the rest came to stand as it does.
    assert found.trace.replay(given_ids) == shown
    out = {change.product_id for change in found.trace.changes if change.put == 0}
    assert out == set(given_ids) - set(shown)
    for change in found.trace.changes:
        assert given_ids[change.before - 1] == change.product_id
        assert change.after == 0 or shown[change.after - 1] == change.product_id
        assert change.sentence.endswith(".")
    about = set(given_ids[: asked.k]) | set(shown[: asked.k])
    assert found.trace.about(asked.k) == tuple(c for c in found.trace.changes if c.product_id in about)


@settings(max_examples=60, deadline=None)
@given(rankings(), asks, rules)
def test_what_cannot_be_bought_is_behind_what_can(ranked: list[Ranked], asked: Asked, chosen: Rules) -> None:
    found = order(ranked, asked, chosen).items
    left = [CATALOGUE.products[i.product_id].in_stock and i.product_id not in asked.not_left for i in found]
    assert left == sorted(left, reverse=True)
    buried = [any(b.target.meets(CATALOGUE.products[i.product_id]) for b in chosen.buried) for i in found]
    front = [hidden for hidden, there in zip(buried, left, strict=True) if there]
    assert front == sorted(front)


@settings(max_examples=60, deadline=None)
@given(rankings(), asks, rules)
def test_chances_are_of_the_places_shown(ranked: list[Ranked], asked: Asked, chosen: Rules) -> None:
    found = order(ranked, asked, chosen)
    first = [item.product_id for item in found.items[: asked.k]]
    assert set(found.chances) <= set(first)
    assert all(0 < chance <= 1 + 1e-9 for chance in found.chances.values())
    if chosen.exposure is None:
        assert found.chances == {}


def test_the_first_k_of_apply_and_the_allowed_list() -> None:
    ranked = [Ranked(known, 1.0 - at / 100, "test") for at, known in enumerate(["mug", "ghost", "cup", "gone", "tea"])]
    found = Policy(CATALOGUE, Rules(buried=(Bury(Target(products=("mug",))),))).allowed(ranked, {"cup"})
    assert [item.product_id for item in found.items] == ["mug", "gone", "tea"]  # no rule but what must not be shown
    assert [(change.rule, change.product_id) for change in found.trace.changes] == [
        ("unknown", "ghost"),
        ("excluded", "cup"),
    ]


def test_an_impression_counter_is_read_once_a_day() -> None:
    read: list[float] = []
    rules = Rules(exposure=Exposure(0.5, days=3))
    policy = Policy(CATALOGUE, rules, None, lambda since: read.append((NOW - since).days) or {})  # type: ignore[func-returns-value]
    ranked = [Ranked(known, 1.0, "test") for known in IDS]
    for hours in (0, 1, 2, 24):
        policy.order(ranked, Asked(6, NOW + timedelta(hours=hours)))
    assert read == [3, 2]
