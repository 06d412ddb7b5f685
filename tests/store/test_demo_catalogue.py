"""The authored catalogue keeps its promises: size, variety, distinct names, and words that agree with attributes."""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

import pytest

from store.demo.catalogue import TODAY, Item, items
from store.demo.offers import running_offers
from store.demo.words import brands, choices, colours, kinds
from store.products import Product

WISHES = {
    "running shoes": "running-shoe", "trail shoes": "trail-shoe", "rain jackets": "rain-jacket", "dresses": "dress",
    "tents": "tent", "sleeping bags": "sleeping-bag", "backpacks": "backpack", "coffee makers": "coffee-maker",
    "kettles": "kettle", "knives": "knife", "headphones": "headphones", "keyboards": "keyboard",
    "desk lamps": "desk-lamp", "office chairs": "office-chair", "desks": "desk", "yoga mats": "yoga-mat",
    "dumbbells": "dumbbell", "puzzles": "puzzle", "board games": "board-game", "building sets": "building-set",
    "face creams": "face-cream", "shampoos": "shampoo", "watches": "watch", "sunglasses": "sunglasses",
    "suitcases": "suitcase", "dog beds": "dog-bed", "planters": "planter", "throw blankets": "throw",
    "cushions": "cushion", "wine glasses": "wine-glass", "pans": "pan", "water bottles": "water-bottle",
    "baby carriers": "baby-carrier", "t-shirts": "tshirt-women", "jeans": "jeans-men", "sneakers": "sneaker",
    "boots": "ankle-boot", "sandals": "sandal", "gloves": "gloves", "beanies": "beanie", "socks": "sock",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> list[Item]:
    return items(7)


def test_is_as_large_and_wide_as_promised(catalogue: list[Item]) -> None:
    products = [item.product for item in catalogue]
    assert len(products) >= 1_200
    assert len({product.category[0] for product in products}) >= 10
    assert all(2 <= len(product.category) <= 4 for product in products)
    assert len({product.brand for product in products}) >= 90
    assert len({name for product in products for name in product.attributes}) >= 60
    assert len({value for product in products for value in product.attributes.get("colour", ())}) >= 40


def test_titles_and_ids_are_distinct_and_not_numbered(catalogue: list[Item]) -> None:
    titles = [item.product.title for item in catalogue]
    assert len(set(titles)) == len(titles)
    assert len({item.product.id for item in catalogue}) == len(titles)
    assert not [title for title in titles if re.search(r"(?<!Set of) \d+$|  | ,", title)]


def test_every_brand_makes_something_of_its_focus(catalogue: list[Item]) -> None:
    assert {item.product.brand for item in catalogue} == set(brands())
    assert all(item.brand.focus & item.kind.focus for item in catalogue)


@pytest.mark.parametrize("wish", WISHES)
def test_common_wishes_have_choice_at_spread_prices(wish: str, catalogue: list[Item]) -> None:
    prices = [item.product.price.minor for item in catalogue if item.kind.id == WISHES[wish] and item.product.in_stock]
    assert len(prices) >= 6
    assert max(prices) >= 1.5 * min(prices)


def test_plain_colours_are_easy_to_find(catalogue: list[Item]) -> None:
    families = Counter(family for item in catalogue for family in item.product.attributes.get("colour family", ()))
    assert all(families[family] >= 60 for family in ("blue", "black", "red", "green"))
    for kind in (
        "running-shoe",
        "rain-jacket",
        "dress",
        "tent",
        "backpack",
        "headphones",
        "kettle",
        "desk-lamp",
        "cushion",
    ):
        found = {f for i in catalogue if i.kind.id == kind for f in i.product.attributes["colour family"]}
        assert {"blue", "black", "red", "green"} <= found, kind


def test_colour_family_follows_colour(catalogue: list[Item]) -> None:
    for item in catalogue:
        expected = {colours()[name].family for name in item.product.attributes.get("colour", ())}
        assert set(item.product.attributes.get("colour family", ())) == expected


def test_descriptions_read_as_sentences_and_name_no_other_colour(catalogue: list[Item]) -> None:
    words = re.compile(r"\b(" + "|".join(sorted(colours(), key=len, reverse=True)) + r")\b", re.IGNORECASE)
    for item in catalogue:
        text = item.product.description
        assert 2 <= len(re.findall(r"[.!?](?: |$)", text)) <= 7, text
        assert text[0].isupper() or text[0].isdigit()
        assert "{" not in text + item.product.title
        if item.kind.coloured:
            assert {word.lower() for word in words.findall(text)} <= set(item.product.attributes["colour"]), text


def test_dearer_brands_cost_more(catalogue: list[Item]) -> None:
    """Within a kind, the mean list price of level 4–5 brands is above that of level 1–2, nearly always."""
    above = compared = 0
    for kind in kinds():
        of_kind = [item for item in catalogue if item.kind.id == kind.id]
        low = [_list_price(item.product) for item in of_kind if item.brand.level <= 2]
        high = [_list_price(item.product) for item in of_kind if item.brand.level >= 4]
        if low and high:
            compared += 1
            above += mean(high) > mean(low)
    assert compared >= 60
    assert above / compared >= 0.95


def test_stock_reductions_and_dates_vary(catalogue: list[Item]) -> None:
    products = [item.product for item in catalogue]
    sold_out = [product for product in products if not product.in_stock]
    reduced = [product for product in products if product.list_price]
    assert 0.01 < len(sold_out) / len(products) < 0.08
    assert 0.05 < len(reduced) / len(products) < 0.35
    assert all(product.list_price.minor > product.price.minor for product in reduced if product.list_price)
    assert any(len({variant.price for variant in product.variants}) > 1 for product in products)
    years = {product.created_at.year for product in products if product.created_at}
    assert len(years) >= 2
    assert all(product.created_at and product.created_at.date() < TODAY for product in products)


def test_running_offers_are_in_the_shelf_prices(catalogue: list[Item]) -> None:
    running = {category for offer in running_offers(TODAY) for category in offer.categories}
    assert {"Tents", "Coffee makers"} <= running
    tents = [item.product for item in catalogue if "Tents" in item.product.category]
    assert all(product.list_price is not None for product in tents)


def test_ratings_are_the_mean_of_the_stars(catalogue: list[Item]) -> None:
    for item in catalogue:
        assert item.product.rating_count == len(item.stars)
        if item.stars:
            assert item.product.rating == round(mean(item.stars), 2)


def test_seeds_differ_and_repeat() -> None:
    assert [item.product for item in items(7)] == [item.product for item in items(7)]
    assert [item.product for item in items(8)] != [item.product for item in items(7)]


def test_choices_carry_price_factors() -> None:
    assert [(choice.value, choice.factor) for choice in choices("1 l*0.9 | 2 l")] == [("1 l", 0.9), ("2 l", 1.0)]


def _list_price(product: Product) -> int:
    return (product.list_price or product.price).minor


def test_age_marks_survive(catalogue: list[Item]) -> None:
    """An age from "8+" is one value, "Wi-Fi + Bluetooth 5.2" are two."""
    values = {value for item in catalogue for value in item.product.attributes.get("age", ())}
    assert "8+" in values
    speakers = [item.product.attributes["connectivity"] for item in catalogue if item.kind.id == "speaker"]
    assert ("Wi-Fi", "Bluetooth 5.2") in speakers
