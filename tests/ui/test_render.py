"""Cards, sets and carts: what a shopper reads is what the record says."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import BundleItem, BundleShown, Card, CartLineShown, CartShown
from store.money import Money
from tests.ui.small_shop import HOSTILE, catalogue
from tests.ui.test_markup import Reader
from ui.render import card, cards, options_words, percent_off, stars, stock_note, variant_choice
from ui.render_sets import bundle, cart

PRODUCTS = {product.id: product for product in catalogue()}


def shown(product_id: str, handle: str = "p1", why: str = "") -> Card:
    return Card(handle, PRODUCTS[product_id], why=why)


def usd(major: str) -> Money:
    return Money.of(major, "USD")


def test_a_card_says_what_the_record_says() -> None:
    read = Reader(card(shown("jacket-1", why="because you bought Swift running shoes"), "en"))
    for said in ("Fjordlight down jacket", "Nordvik", "$79.00", "$99.00", "−20 %", "4.4 (12)", "In stock"):
        assert said in read.text
    assert "because you bought Swift running shoes" in read.text
    image = next(found for name, found in read.elements if name == "img")
    assert image["src"] == "images/jackets/jacket-1.png"
    assert image["alt"] == "Fjordlight down jacket"


def test_a_hostile_record_is_only_text() -> None:
    read = Reader(card(shown("jacket-4", why=HOSTILE), "en"))
    assert read.text.count(HOSTILE) == 2  # title and reason
    assert read.names().isdisjoint({"script", "b"})
    assert all(not name.startswith("on") for _, found in read.elements for name in found)
    assert [found["src"] for name, found in read.elements if name == "img"] == ["images/jackets/jacket-4.png"]


def test_percent_off_is_rounded_down() -> None:
    assert percent_off(PRODUCTS["jacket-1"]) == 20  # (99 - 79) / 99 = 20.2 %
    assert percent_off(PRODUCTS["shoe-2"]) == 15  # (70 - 59) / 70 = 15.7 %
    assert percent_off(PRODUCTS["jacket-2"]) == 0


def test_a_list_price_below_the_price_is_no_reduction() -> None:
    product = PRODUCTS["mug-1"]
    odd = replace(product, variants=(replace(product.variants[0], list_price=usd("10")),))
    assert percent_off(odd) == 0
    assert "s" not in Reader(card(Card("p1", odd), "en")).names()


def test_stock_is_said_as_it_is() -> None:
    assert "Only 3 left" in stock_note(PRODUCTS["jacket-2"], "en")
    assert "Out of stock" in stock_note(PRODUCTS["tent-2"], "en")
    assert "有货" in stock_note(PRODUCTS["jacket-1"], "zh")


def test_what_is_sold_out_cannot_be_bought() -> None:
    add = next(found for _, found in Reader(card(shown("tent-2"), "en")).elements if found.get("data-act") == "add")
    assert "disabled" in add
    options = {
        found["value"]: found
        for name, found in Reader(variant_choice(PRODUCTS["jacket-2"], "en")).elements
        if name == "option"
    }
    assert "disabled" in options["jacket-2-S"]
    assert "disabled" not in options["jacket-2-M"]
    assert "selected" in options["jacket-2-M"]  # the offer: the cheapest in stock


def test_a_bare_number_says_what_it_is() -> None:
    assert options_words({"size": "42", "colour": "blue"}) == "size 42, blue"
    assert options_words({"size": "M"}) == "M"


def test_one_variant_is_no_choice() -> None:
    assert variant_choice(PRODUCTS["mug-1"], "en") == ""


def test_nobody_rated_means_no_stars() -> None:
    assert stars(replace(PRODUCTS["mug-1"], rating=None, rating_count=0), "en") == ""
    assert "--share:88%" in stars(PRODUCTS["mug-1"], "en")  # 4.4 of 5
    assert "4.4 out of 5 stars, 12 ratings" in stars(PRODUCTS["mug-1"], "en")


def test_hidden_products_keep_their_place_but_say_nothing() -> None:
    read = Reader(cards([shown("mug-1"), shown("mug-2", "p2")], "en", hidden={"mug-1"}))
    assert "$12.00" not in read.text
    assert "$14.00" in read.text


def test_every_button_has_a_name_of_its_own() -> None:
    read = Reader(cards([shown("mug-1"), shown("mug-2", "p2")], "en"))
    names = [found["aria-label"] for name, found in read.elements if name == "button"]
    assert len(names) == len(set(names)) == 6


def test_a_set_shows_its_items_total_and_what_is_left() -> None:
    items = tuple(
        BundleItem(role, shown(key, handle), PRODUCTS[key].offer.id, PRODUCTS[key].price)
        for role, key, handle in (("tent", "tent-1", "p1"), ("mug", "mug-2", "p2"))
    )
    found = Reader(bundle(BundleShown("camping", items, usd("203"), usd("10"), usd("250")), "en")).text
    for said in ("A set for camping", "Ridgeline two-person tent", "$199.00", "$203.00", "You save $10.00"):
        assert said in found
    assert "$47.00 under your budget of $250.00" in found  # 250 - 203
    over = Reader(bundle(BundleShown("camping", items, usd("203"), usd("0"), usd("200")), "en")).text
    assert "$3.00 over your budget of $200.00" in over
    assert "You save" not in over


def test_a_cart_multiplies_and_can_be_changed() -> None:
    product = PRODUCTS["jacket-2"]
    variant = product.variants[1]
    line = CartLineShown(product, variant.id, variant.options, 2, variant.price)
    read = Reader(cart(CartShown((line,), variant.price * 2), "en"))
    assert "$129.00" in read.text  # 2 × 64.50
    assert "M, green" in read.text
    buttons = [found for _, found in read.elements if found.get("data-act") == "quantity"]
    assert [found["data-quantity"] for found in buttons] == ["1", "3", "0"]
    assert {found["data-variant"] for found in buttons} == {"jacket-2-M"}


def test_an_empty_cart_says_so() -> None:
    assert Reader(cart(CartShown((), usd("0")), "zh")).text == "购物车是空的。"
