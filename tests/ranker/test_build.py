from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ranker.bundles.build import build_bundle
from ranker.bundles.bundle import Bundle, BundleRequest, Infeasible
from ranker.bundles.compatibility import apart, together
from ranker.bundles.offers import bundle_prices
from ranker.bundles.roles import Goal, GoalBook, Role
from ranker.ranking import Ranking
from retrieval.filters import Filters
from retrieval.index import Index
from store.money import Money
from store.promotions import Promotion
from tests.ranker.shop import NOW, PRODUCTS, event

CAMPING = BundleRequest("a camping weekend", NOW)
BY_ID = {product.id: product for product in PRODUCTS}


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def ids(bundle: Bundle) -> list[str]:
    return [item.product_id for item in bundle.items]


def built(request: BundleRequest, index: Index, ranking: Ranking, promotions: Sequence[Promotion] = ()) -> Bundle:
    found = build_bundle(request, index, ranking, promotions)
    assert isinstance(found, Bundle), found
    return found


def refused(request: BundleRequest, index: Index, ranking: Ranking) -> Infeasible:
    found = build_bundle(request, index, ranking)
    assert isinstance(found, Infeasible), found
    return found


SALE = Promotion("sale", "Sale", 15, NOW, NOW + timedelta(days=1), bundle=True)


def test_camping_is_a_tent_a_bag_and_a_mat_within_the_budget(index: Index, ranking: Ranking) -> None:
    found = built(replace(CAMPING, budget=usd(16_000)), index, ranking)
    roles = {item.role: item.product_id for item in found.items}
    assert roles["tent"] == "tent2"
    assert roles["sleeping bag"] == "bag2"
    assert roles["sleeping mat"] == "mat1"
    assert found.total <= usd(16_000)
    assert found.missing == ()
    assert found.gap == pytest.approx(0.0)


def test_totals_savings_and_reasons_come_from_the_records(index: Index, ranking: Ranking) -> None:
    found = built(CAMPING, index, ranking)
    for bundle in (found, *found.alternatives):
        products = [BY_ID[product_id] for product_id in ids(bundle)]
        assert bundle.total == usd(sum(product.price.minor for product in products))
        alone = sum(product.price.minor for product in products)
        assert bundle.saving == usd(alone - bundle.total.minor)
        for item, product in zip(bundle.items, products, strict=True):
            assert item.price == item.pays == product.price
            assert item.variant_id == product.offer.id
            assert (item.ranked.reasons[0].kind, item.ranked.reasons[0].value) == ("goal", item.role)


def test_the_styles_differ_in_what_they_cost(index: Index, ranking: Ranking) -> None:
    found = built(replace(CAMPING, budget=usd(60_000)), index, ranking)
    by_style = {bundle.style: bundle for bundle in (found, *found.alternatives)}
    assert found.style == "balanced"
    assert by_style["thrifty"].total < found.total
    assert len({frozenset(ids(bundle)) for bundle in by_style.values()}) == len(by_style)


def test_what_belongs_together_is_chosen_together(index: Index, ranking: Ranking) -> None:
    """Six shoppers bought the Ridge tent, bag and mat in one basket."""
    found = built(CAMPING, index, ranking)
    assert {"tent1", "bag1", "mat2"} <= set(ids(found))


def test_too_small_a_budget_names_the_nearest_one_and_offers_a_part(index: Index, ranking: Ranking) -> None:
    found = refused(replace(CAMPING, budget=usd(14_999)), index, ranking)
    assert found.reason == "budget"
    assert found.nearest == usd(9_000 + 4_000 + 2_000)
    assert found.cheapest is not None
    assert found.cheapest.total == found.nearest
    assert found.partial is not None
    assert found.partial.total <= usd(14_999)
    assert found.partial.missing
    assert built(replace(CAMPING, budget=found.nearest), index, ranking).total == found.nearest


@pytest.mark.parametrize("minor", [0, -500, 1])
def test_no_money_at_all(index: Index, ranking: Ranking, minor: int) -> None:
    found = refused(replace(CAMPING, budget=usd(minor)), index, ranking)
    assert (found.reason, found.nearest, found.partial) == ("budget", usd(15_000), None)


def test_excluded_and_sold_out_products_are_not_in_it(index: Index, ranking: Ranking) -> None:
    request = replace(CAMPING, filters=Filters(exclude_ids=frozenset({"tent1", "mat1"})))
    found = built(request, index, ranking)
    for bundle in (found, *found.alternatives):
        assert not {"tent1", "mat1"} & set(ids(bundle))
    tea = built(BundleRequest("tea lover", NOW), index, ranking)
    assert all("gone" not in ids(bundle) for bundle in (tea, *tea.alternatives))


def test_a_required_product_is_in_every_alternative_in_its_role(index: Index, ranking: Ranking) -> None:
    found = built(replace(CAMPING, required=("tent2", "mug")), index, ranking)
    for bundle in (found, *found.alternatives):
        roles = {item.product_id: item.role for item in bundle.items}
        assert roles["tent2"] == "tent"
        assert roles["mug"] == ""
        assert "tent1" not in roles


@pytest.mark.parametrize(
    ("required", "filters"),
    [("no-such", Filters()), ("gone", Filters()), ("tent1", Filters(exclude_ids=frozenset({"tent1"})))],
)
def test_a_required_product_that_cannot_be(index: Index, ranking: Ranking, required: str, filters: Filters) -> None:
    assert refused(replace(CAMPING, required=(required,), filters=filters), index, ranking).reason == "required"


def test_two_kettles_are_not_a_bundle(index: Index, ranking: Ranking) -> None:
    goals = GoalBook([Goal("boil water", ("boil",), (Role(("kettle",)), Role(("steel kettle", "kettle"))))])
    found = build_bundle(BundleRequest("boil", NOW), index, ranking, (), goals)
    assert isinstance(found, Infeasible)
    assert found.reason == "conflict"
    assert found.partial is not None
    assert len(found.partial.items) == 1


def test_an_unknown_goal_gets_roles_from_the_shops_nearest_categories(index: Index, ranking: Ranking) -> None:
    found = built(BundleRequest("porcelain copper speckled", NOW), index, ranking)
    assert {item.role for item in found.items} <= {"Teapots", "Cups", "Kettles"}
    assert len(found.items) >= 2
    assert len({item.role for item in found.items}) == len(found.items)


@pytest.mark.parametrize("goal", ["", "   ", "\x00\ufffd", "zzz qqq", "a" * 20_000])
def test_no_words_are_an_error(index: Index, ranking: Ranking, goal: str) -> None:
    assert isinstance(build_bundle(BundleRequest(goal, NOW), index, ranking), Bundle | Infeasible)


def test_a_shop_that_sells_none_of_it_says_so(index: Index, ranking: Ranking) -> None:
    found = refused(BundleRequest("puppy", NOW), index, ranking)
    assert found.reason == "nothing_found"
    assert set(found.missing) == {"dog bed", "dog lead", "dog bowl"}


def test_a_bundle_promotion_is_counted_in_total_saving_and_budget(index: Index, ranking: Ranking) -> None:
    """A tenth off Ridge things when two are taken, rounded half up by item: 13,500, 10,800 and 5,400."""
    promotion = replace(SALE, percent=10, brands=("RIDGE",))
    wanted = replace(CAMPING, required=("tent1", "bag1", "mat2"), budget=usd(29_700))
    found = built(wanted, index, ranking, [promotion])
    assert [(item.product_id, item.pays.minor) for item in found.items] == [
        ("tent1", 13_500),
        ("bag1", 10_800),
        ("mat2", 5_400),
    ]
    assert found.total == usd(29_700)
    assert found.saving == usd(15_000 + 12_000 + 6_000 - 29_700)
    assert refused(wanted, index, ranking).nearest == usd(33_000)


def test_bundle_prices_by_hand() -> None:
    pair = [BY_ID["tent1"], BY_ID["bag1"], BY_ID["cup"]]
    assert bundle_prices(pair, [replace(SALE, product_ids=("tent1", "bag1"))]) == [usd(12_750), usd(10_200), usd(1_200)]
    assert bundle_prices(pair, [replace(SALE, product_ids=("tent1",))]) == [usd(15_000), usd(12_000), usd(1_200)]
    single = replace(replace(SALE, categories=("outdoor",)), bundle=False)
    assert bundle_prices(pair, [single]) == [usd(15_000), usd(12_000), usd(1_200)]


def test_a_shoppers_taste_changes_the_bundle(index: Index, ranking: Ranking) -> None:
    history = [event("me", "mat1"), event("me", "tent2", "like", 20), event("me", "bag2", "like", 10)]
    plain = built(CAMPING, index, ranking)
    personal = built(replace(CAMPING, history=history, customer_id="me"), index, ranking)
    blue = sum(BY_ID[key].brand == "Breeze" for key in ids(personal))
    assert blue > sum(BY_ID[key].brand == "Breeze" for key in ids(plain))


def test_compatibility_is_symmetric_and_within_one(index: Index, ranking: Ranking) -> None:
    vectors = index.vectors([product.id for product in PRODUCTS])
    gains = together(PRODUCTS, vectors, ranking.statistics)
    assert np.allclose(gains, gains.T)
    assert gains.min() >= 0
    assert gains.max() <= 1
    at = {product.id: place for place, product in enumerate(PRODUCTS)}
    assert gains[at["tent1"], at["bag1"]] > gains[at["tent1"], at["tea"]]


def test_substitutes_and_different_audiences_stay_apart(index: Index) -> None:
    at = {product.id: place for place, product in enumerate(PRODUCTS)}
    forbidden = apart(PRODUCTS, index.vectors([product.id for product in PRODUCTS]))
    assert forbidden[at["kettle1"], at["kettle2"]]
    assert not forbidden[at["tent1"], at["bag1"]]
    his, hers = (
        replace(BY_ID["shirt"], id=who, title=f"{who} top", attributes={"gender": (who,)}) for who in ("men", "women")
    )
    trousers = replace(BY_ID["jeans"], attributes={"gender": ("Men",)})
    found = apart([his, hers, trousers, BY_ID["scarf"]], np.zeros((4, 3), dtype=np.float32))
    assert [found[0, 1], found[1, 2], found[0, 2], found[1, 3]] == [True, True, False, False]
