"""A shop with rules of its own: what its shoppers see, what it logs, and what no rule may touch."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.build import open_shop
from assistant.reading import Intent
from assistant.shop import Shop
from assistant.tools.registry import ToolResult
from retrieval.encoder import Encoder
from store.errors import SetupError
from tests.assistant.conftest import Talk

Opened = Callable[[str], Shop]


@pytest.fixture
def opened(shop_template: Path, tmp_path: Path, encoder: Encoder) -> Iterator[Opened]:
    """Opens a copy of the shop with the rules given."""
    shops: list[Shop] = []

    def open_with(rules: str) -> Shop:
        home = tmp_path / f"shop{len(shops)}"
        shutil.copytree(shop_template, home)
        (home / "rules.toml").write_text(rules)
        shops.append(open_shop(home, encoder))
        return shops[-1]

    yield open_with
    for shop in shops:
        shop.store.close()


def shown(talk: Talk, result: ToolResult) -> list[str]:
    return [product.id for product in talk.shown(result)]


def shoes(shop: Shop, text: str = "running shoes", query: str = "running shoes", **constraints: object) -> list[str]:
    talk = Talk(shop)
    return shown(talk, talk.call("search_products", talk.read(text, query=query, constraints=constraints)))


def test_a_boost_and_the_bury_list_in_a_search(shop: Shop, opened: Opened) -> None:
    before = shoes(shop)
    assert {"run-5", "run-4"} <= set(before)
    assert before[0] != "run-5"
    assert before[-1] != "run-4"
    after = shoes(opened('[[boost]]\nproduct = "run-5"\nfactor = 3\n[[bury]]\nproduct = "run-4"\n'))
    assert after[0] == "run-5"
    assert "run-4" not in after or after[-1] == "run-4"
    assert [one for one in after if one not in ("run-4", "run-5")][:3] == [
        one for one in before if one not in ("run-4", "run-5")
    ][:3]


def test_the_changes_are_in_the_result(opened: Opened) -> None:
    talk = Talk(opened('[[boost]]\nproduct = "run-5"\nfactor = 3\nwhy = "summer campaign"\n'))
    result = talk.call("search_products", talk.read("running shoes", query="running shoes"))
    (change,) = [change for change in result.data["rules"] if change["rule"] == "boost"]
    assert (change["product_id"], change["after"], change["because"]) == ("run-5", 1, "summer campaign")


def test_a_boost_in_recommendations(opened: Opened) -> None:
    talk = Talk(opened('[[boost]]\nbrand = "Dune"\nfactor = 5\npoints = 50\n'), "anna")
    result = talk.call("recommend_for_me", talk.read("what do you recommend?", Intent.RECOMMEND))
    brands = [product.brand for product in talk.shown(result)]
    assert brands[: brands.count("Dune")] == ["Dune"] * brands.count("Dune")
    assert 0 < brands.count("Dune") <= 3  # of one brand no more stand in front, whatever their points


RULES = '[[boost]]\nproduct = "run-5"\nfactor = 9\n[[bury]]\nproduct = "run-3"\n[diversity]\nstrength = 0.9\n'


@pytest.mark.parametrize("sort", ["price_asc", "price_desc", "rating", "newest"])
def test_no_rule_breaks_a_sort_that_was_asked_for(shop: Shop, opened: Opened, sort: str) -> None:
    read = Talk(shop).read("shoes", query="running shoes")
    lists = []
    for each in (shop, opened("max_per_brand = 1\n" + RULES)):
        talk = Talk(each)
        lists.append(shown(talk, talk.call("search_products", read, sort=sort)))
    assert lists[0] == lists[1]


def test_the_cheapest_of_the_shop_stays_the_cheapest(shop: Shop, opened: Opened) -> None:
    lists = []
    for each in (shop, opened("max_per_brand = 1\n" + RULES)):
        talk = Talk(each)
        reading = talk.read("what is the cheapest thing you have?", Intent.OVERVIEW)
        lists.append(shown(talk, talk.call("catalogue_overview", reading, what="cheapest")))
    assert lists[0] == lists[1]


def test_a_named_product_stays_first(opened: Opened) -> None:
    shop = opened('[[bury]]\nproduct = "run-3"\n[[boost]]\nproduct = "run-5"\nfactor = 9\n')
    assert shoes(shop, "Dash running shoes", "Dash running shoes")[0] == "run-3"


def test_what_was_seen_is_not_recommended_again_but_can_be_searched_for(shop: Shop, opened: Opened) -> None:
    def offered(each: Shop) -> list[str]:
        talk = Talk(each, "anna")
        reading = talk.read("what do you recommend?", Intent.RECOMMEND, constraints={"categories": ("Sleeping bags",)})
        return shown(talk, talk.call("recommend_for_me", reading))

    assert set(offered(shop)) == {"bag-1", "bag-2"}
    strict = opened("exclude_seen = true\n")
    assert offered(strict) == ["bag-2"]
    talk = Talk(strict, "anna")
    assert "bag-1" in shown(talk, talk.call("search_products", talk.read("sleeping bag", query="sleeping bag")))


def test_what_few_have_seen_is_drawn_and_its_chance_logged(opened: Opened) -> None:
    talk = Talk(opened("[exposure]\nshare = 0.3\nbelow = 3\n"))
    before: dict[str, int] = {}  # places so far
    drawn = 0
    for _ in range(12):
        result = talk.call("search_products", talk.read("shoes", query="shoes"))
        ranking = talk.shop.store.behaviour.ranking(result.data["ranking_id"])
        assert ranking is not None
        rare = {change["product_id"] for change in result.data["rules"] if change["rule"] == "exposure"}
        for place in ranking.shown:
            assert 0 < place.propensity <= 1
            if place.product_id in rare:
                drawn += 1
                assert place.propensity < 1
                assert place.position > 1
                assert before.get(place.product_id, 0) < 3
            before[place.product_id] = before.get(place.product_id, 0) + 1
    assert drawn
    since = talk.now.replace(year=2000)
    assert talk.shop.store.behaviour.places(since) == before


def test_without_rules_every_place_is_certain(shop: Shop) -> None:
    talk = Talk(shop)
    result = talk.call("search_products", talk.read("running shoes", query="running shoes"))
    ranking = shop.store.behaviour.ranking(result.data["ranking_id"])
    assert ranking is not None
    assert {place.propensity for place in ranking.shown} == {1.0}


def test_a_shop_with_wrong_rules_does_not_open(opened: Opened) -> None:
    with pytest.raises(SetupError, match=r"rules\.toml, line 2: \[diversity\], strength"):
        opened("[diversity]\nstrength = 7\n")
