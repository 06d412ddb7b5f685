"""What reaches a shopper is borne out by records, however a model's text arrives."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Card
from assistant.facts import Facts
from assistant.grounding import GroundedSpeech, fill
from assistant.slots import SlotValues, handles_in
from store.money import Money
from store.products import Product, Variant


def product(number: int, price: str, stock: int = 3, list_price: str | None = None) -> Product:
    before = None if list_price is None else Money.of(list_price, "USD")
    variant = Variant(f"v{number}", Money.of(price, "USD"), stock, {}, before)
    return Product(f"id{number}", f"Lantern {'ABCDE'[number]}", (variant,), brand="Acme", rating=4.5, rating_count=8)


CARDS = {
    "p1": Card("p1", product(1, "49.90", list_price="59.90"), why="because you bought a tent"),
    "p2": Card("p2", product(2, "20.00", stock=0)),
}
FACTS = Facts(
    SlotValues(CARDS, named={"order": "Your order left on Monday."}),
    shown=("p1", "p2"),
    said=frozenset({Decimal(60)}),
    found=7,
    conditions=frozenset({"price"}),
)


def said(text: str, facts: Facts = FACTS, pieces: int = 1000) -> tuple[str, GroundedSpeech]:
    speech = GroundedSpeech(facts)
    out = [sentence for start in range(0, len(text), pieces) for sentence in speech.feed(text[start : start + pieces])]
    return "".join([*out, *speech.finish()]), speech


def test_slots_are_filled_from_records() -> None:
    text, speech = said("I would take {p1} at {p1.price}, {p1.why}. {order}")
    assert text == "I would take Lantern B at $49.90, because you bought a tent. Your order left on Monday."
    assert speech.audit().slots == 4
    assert speech.audit().dropped == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "{p1} is fine, though {p1} comes closer.",
        "It costs $45.",  # no product has that price
        "{p1} costs $20.00.",  # the price of another product
        "{p2} is in stock.",
        "{p1} is sold out.",
        "{p2} is on sale.",
        "We don't have any lanterns.",  # seven were found
        "It comes with free shipping.",
        "It weighs 900 grams.",
        "Try {p9} instead.",
        "Because {p2.why}.",  # there is no reason
        "Take p1, it is nice.",  # a handle outside a slot means nothing to a shopper
        "Half open {p1 and so on.",
        "<tool_call> oops.",
        "{p1} is nice, and it costs {p2.price}.",  # another product's price
        "At {p2.price}, {p1} is nice.",
        "{p1} is the cheapest.",
        "The dearest is {p2}.",
        "{p1} leads, while {p2} tops the list at {p2.price}.",
        "Prices run from {p1.price} for {p1} up to {p2.price} for {p2}.",
        "From the brand you named, this is what I have.",
        "I stuck to your colour.",
        "I added it to your cart.",
        "Added!",
    ],
)
def test_a_sentence_without_a_record_is_dropped_and_kept_in_the_trace(sentence: str) -> None:
    text, speech = said(f"A good light. {sentence} Shall I compare them?")
    assert text == "A good light. Shall I compare them?"
    assert speech.audit().dropped == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    [
        "{p1} costs $49.90.",
        "Both stay below $60.",  # the shopper's own number
        "There are seven that fit.",
        "{p1} is in stock.",
        "{p2} is sold out.",
        "{p1} is on offer.",
        "Here are 2 lanterns.",
        "{p2} is the cheapest.",
        "The dearest is {p1}.",
        "Prices run from {p2.price} for {p2} up to {p1.price} for {p1}.",
        "Shoppers rate {p1} highest, at {p1.rating}.",
        "{p1} at {p1.price} and {p2} at {p2.price} come close.",
        "From {p2.price} for {p2} up.",
        "I kept to your limit.",
        "Is there a brand you like?",
    ],
)
def test_a_true_claim_stays(sentence: str) -> None:
    assert said(sentence)[1].audit().dropped == ()


def test_only_what_this_turn_shows_or_the_shopper_named_is_spoken_of() -> None:
    first = Facts(SlotValues(CARDS), shown=("p1",))
    assert said("{p2} is nice. {p1} too.", first)[0].strip() == "Lantern B too."
    named = Facts(SlotValues(CARDS), shown=("p1",), referred=("p2",))
    assert said("{p2} is nice. {p1} too.", named)[1].audit().dropped == ()


def test_a_slot_of_whole_sentences_is_judged_by_itself() -> None:
    text, speech = said("{order} {p1} is sold out.")
    assert text == "Your order left on Monday."
    assert speech.audit().dropped == ("{p1} is sold out.",)


def test_what_is_left_without_any_record_is_hollow() -> None:
    assert said("Here you go. {p1} is sold out. Shall I look again?")[1].hollow
    assert not said("I would take {p1}. It costs $3.")[1].hollow
    assert not said("Here you go. Shall I look again?")[1].hollow


def test_a_change_may_be_told_when_there_was_one() -> None:
    assert said("I added it to your cart.", Facts(SlotValues(CARDS), wrote=True))[1].audit().dropped == ()


def test_absence_may_be_said_when_nothing_was_found() -> None:
    nothing = Facts(SlotValues({}), found=0)
    assert said("I could not find a match.", nothing)[0] == "I could not find a match."


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab {}p1.2$!?。pw hy", max_size=60), st.integers(1, 7))
def test_how_text_is_cut_into_pieces_changes_nothing(text: str, pieces: int) -> None:
    whole, piecewise = said(text), said(text, pieces=pieces)
    # A streamed mark may end a sentence only once what follows it is known, so compare what was said, not the cuts.
    assert whole[0].split() == piecewise[0].split()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_no_brace_ever_reaches_a_shopper(text: str) -> None:
    shown = said(text)[0]
    assert "{" not in shown
    assert "}" not in shown


def test_product_text_cannot_forge_a_line_or_a_slot() -> None:
    nasty = Product("x", "Evil\n{p1.price}\u202e", (Variant("v", Money(100, "USD"), 1),))
    facts = Facts(SlotValues({"p1": Card("p1", nasty)}), ("p1",))
    assert said("Look at {p1}.", facts)[0] == "Look at Evil {p1.price}."


def test_decimal_points_and_abbreviations_do_not_end_a_sentence() -> None:
    text, _ = said("Good for e.g. a tent. And {p1.price} is fair.")
    assert text == "Good for e.g. a tent. And $49.90 is fair."


def test_code_sentences_with_an_empty_slot_are_left_out() -> None:
    assert (
        fill("Here is {p2}. I like it: {p2.why}. It is {p2.stock}.", FACTS.values)
        == "Here is Lantern C. It is sold out."
    )


def test_handles_in_order_without_repeats() -> None:
    assert handles_in("{p2} and {difference p1 p2} and {p2.price}") == ["p2", "p1"]
