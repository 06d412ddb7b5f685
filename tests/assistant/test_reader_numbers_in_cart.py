"""Another number of what was just put in the cart, without naming it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reading import Intent
from tests.assistant.reader_cases import READER

KETTLE = ShownItem("p1", "Acme Steel Kettle", "Acme", ("Kitchen",), 9900)
BAG = ShownItem("p2", "Summit Day Backpack", "Summit", ("Bags",), 19900)
ADDED = ReadingContext(
    shown=(KETTLE, BAG), known=(KETTLE, BAG), cart=(KETTLE, BAG), before=Intent.CART_ADD, currency="USD"
)


@pytest.mark.parametrize(
    ("text", "number"), [("make it two", 2), ("make that 3", 3), ("改成两个", 2), ("换成3个吧", 3)]
)
def test_the_last_thing_put_in(text: str, number: int) -> None:
    reading = READER.read(text, ADDED)
    assert (reading.intent, reading.refs, reading.quantity) == (Intent.CART_ADD, ("p2",), number)


def test_it_is_no_number_of_what_was_shown_long_ago() -> None:
    reading = READER.read("换成两个", replace(ADDED, before=Intent.SEARCH))
    assert reading.intent is not Intent.CART_ADD
