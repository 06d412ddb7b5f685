"""Why something is shown; and what is looked for is not put in the cart."""

from __future__ import annotations

import pytest

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reading import Intent, Reading
from tests.assistant.reader_cases import READER

SHOWN = tuple(
    ShownItem(f"p{number}", f"Acme Mug {number}", "Acme", ("Kitchen",), 1000 * number) for number in range(1, 5)
)
RECOMMENDED = ReadingContext(
    shown=SHOWN,
    known=SHOWN,
    last=Reading("what do you recommend?", intents=(Intent.RECOMMEND,)),
    before=Intent.RECOMMEND,
)
SEARCHED = ReadingContext(shown=SHOWN, known=SHOWN, last=READER.read("mugs", ReadingContext()), before=Intent.SEARCH)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("why these?", "p1"),
        ("why do you recommend it?", "p1"),
        ("tell me why you picked the second one", "p2"),
        ("为什么推荐这些", "p1"),
    ],
)
def test_the_reason_of_what_is_shown(text: str, first: str) -> None:
    reading = READER.read(text, RECOMMENDED)
    assert (reading.intent, reading.refs[0]) == (Intent.DETAILS, first)


@pytest.mark.parametrize("text", ["why is my order not here yet?", "why can't I return it?"])
def test_other_questions_keep_their_meaning(text: str) -> None:
    assert READER.read(text, RECOMMENDED).intent is not Intent.DETAILS


def test_cheaper_ones_of_what_was_recommended() -> None:
    reading = READER.read("anything cheaper?", RECOMMENDED)
    assert (reading.intent, reading.constraints.price_max) == (Intent.RECOMMEND, 1999)


@pytest.mark.parametrize("text", ["ok and a mouse to go with it", "I'd take a lamp with that", "and a kettle too"])
def test_what_is_yet_to_be_found_goes_into_no_cart(text: str) -> None:
    reading = READER.read(text, SEARCHED)
    assert reading.intent is Intent.SEARCH
    assert Intent.CART_ADD not in reading.intents
