"""What a message means in the middle of a conversation: places, pairs, the bundle on the page, others, joined words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reader import ReadingContext, ShownItem
from assistant.reader.joined import spaced
from assistant.reader.query import asks_for_others
from assistant.reading import Intent
from tests.assistant.reader_cases import AFTER_BOOTS, BOOTS, FRESH, READER

BUNDLE = (
    ShownItem("p5", "Acme Dome Tent", "Acme", ("Outdoor", "Tents"), 9000, role="tent"),
    ShownItem("p6", "Bolt Rechargeable Headlamp", "Bolt", ("Outdoor",), 3000, role="lamp"),
    ShownItem("p7", "Acme Folding Stool", "Acme", ("Outdoor",), 2000, role="chair"),
)
WITH_BUNDLE = ReadingContext(shown=BUNDLE, known=(*BOOTS, *BUNDLE), bundle=("p5", "p6", "p7"))


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("compare 1 and 3", ("p1", "p3")),
        ("difference between 2 and 3?", ("p2", "p3")),
        ("numbers one, two and three side by side", ("p1", "p2", "p3")),
        ("tell me about the secnod one", ("p2",)),
        ("the thrid", ("p3",)),
        ("details on the one at the bottom", ("p3",)),
        ("the second to last one", ("p2",)),
        ("open 3", ("p3",)),
        ("the last boots", ("p3",)),
        ("boots 2", ("p2",)),
        ("the cheaper of the first two", ("p1",)),
        ("whichever of 2 and 3 costs less, add it to my cart", ("p3",)),
        ("the better rated of the first two", ("p1",)),
        ("p2 please", ("p2",)),
    ],
)
def test_places(text: str, handles: tuple[str, ...]) -> None:
    assert READER.read(text, AFTER_BOOTS).refs == handles


def test_both_and_the_other_one_are_of_the_pair_last_named() -> None:
    context = replace(AFTER_BOOTS, pair=("p1", "p3"), focus="p3")
    assert READER.read("add both to my cart", context).refs == ("p1", "p3")
    assert READER.read("what about the other one?", context).refs == ("p1",)


def test_it_is_what_was_just_spoken_of() -> None:
    context = replace(AFTER_BOOTS, focus="p2")
    assert READER.read("put it in my basket", context).refs == ("p2",)
    assert READER.read("compare it with the first", context).refs == ("p2", "p1")


def test_and_the_second_asks_the_same_again() -> None:
    context = replace(AFTER_BOOTS, focus="p1", before=Intent.REVIEWS)
    reading = READER.read("and the second?", context)
    assert (reading.intent, reading.refs) == (Intent.REVIEWS, ("p2",))


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("swap the tent", ("p5",)),
        ("another lamp please", ("p6",)),
        ("leave out the chair", ("p7",)),
        ("keep the tent and change the rest", ("p5",)),
        ("make it cheaper", ()),
        ("the whole set is too expensive", ()),
    ],
)
def test_changes_of_the_bundle(text: str, handles: tuple[str, ...]) -> None:
    reading = READER.read(text, WITH_BUNDLE)
    assert (reading.intent, reading.refs) == (Intent.SWAP, handles)


def test_a_cheaper_item_of_the_bundle_is_below_its_price() -> None:
    reading = READER.read("a cheaper tent", WITH_BUNDLE)
    assert (reading.intent, reading.refs, reading.constraints.price_max) == (Intent.SWAP, ("p5",), 8999)


def test_the_whole_bundle_goes_into_the_cart() -> None:
    reading = READER.read("add everything to my cart", WITH_BUNDLE)
    assert (reading.intent, reading.refs) == (Intent.CART_ADD, ("p5", "p6", "p7"))


def test_without_a_bundle_nothing_is_exchanged() -> None:
    assert READER.read("swap the tent", FRESH).intent is not Intent.SWAP
    assert READER.read("make it cheaper", AFTER_BOOTS).intent is Intent.SEARCH


@pytest.mark.parametrize("text", ["hide the first one", "don't show me the first one again", "i hate the first one"])
def test_hiding_needs_a_product(text: str) -> None:
    reading = READER.read(text, AFTER_BOOTS)
    assert (reading.intent, reading.refs) == (Intent.HIDE, ("p1",))
    assert READER.read(text, FRESH).intent is not Intent.HIDE


@pytest.mark.parametrize(
    "text", ["show me others", "what else do you have?", "next ones please", "more please", "any other options?"]
)
def test_others_than_those_shown(text: str) -> None:
    reading = READER.read(text, AFTER_BOOTS)
    assert (reading.intent, reading.more, reading.continues) == (Intent.SEARCH, True, True)
    assert reading.constraints.price_max == 15000


@pytest.mark.parametrize("text", ["tell me more about the second one", "more like the first", "more info on p2"])
def test_more_of_one_product_is_not_others(text: str) -> None:
    assert not READER.read(text, AFTER_BOOTS).more


def test_others_is_heard_on_its_own() -> None:
    assert asks_for_others("none of these")
    assert not asks_for_others("what is the other one made of")


def test_what_is_found_goes_into_the_cart() -> None:
    reading = READER.read("find a dome tent and put the cheapest in my cart", AFTER_BOOTS)
    assert reading.intents == (Intent.SEARCH, Intent.CART_ADD)
    assert (reading.query, reading.refs) == ("dome tent", ())


def test_a_brand_nobody_sells_here_is_said_to_be_one() -> None:
    reading = READER.read("hiking boots by Zzyzx", FRESH)
    assert (reading.query, reading.unknown_brand) == ("hiking boots", "Zzyzx")
    assert READER.read("hiking boots by Acme", FRESH).unknown_brand == ""


def test_stretched_and_joined_words() -> None:
    assert READER.read("BOOTSSSS!!!", FRESH).query == "boots"
    known = {"running", "shoes", "boots"}.__contains__
    assert spaced("runningshoesunder100", known) == "running shoes under 100"
    assert spaced("weatherproofing", known) == "weatherproofing"
    assert spaced("see example.runningshoes/boots", known) == "see example.runningshoes/boots"


def test_a_recommendation_is_not_a_search_because_something_was_searched_before() -> None:
    assert READER.read("what do you recommend for me?", AFTER_BOOTS).intent is Intent.RECOMMEND
    assert READER.read("recommend me a dome tent", AFTER_BOOTS).intent is Intent.SEARCH


def test_a_name_whose_noun_is_not_shown_points_at_nothing() -> None:
    assert READER.read("hide the camping chair", ReadingContext(shown=BUNDLE[:2], known=BUNDLE[:2])).refs == ()


def test_the_set_goes_into_the_cart_though_something_else_is_shown() -> None:
    context = replace(WITH_BUNDLE, shown=BOOTS)
    assert READER.read("put the set in my cart", context).refs == ("p5", "p6", "p7")
