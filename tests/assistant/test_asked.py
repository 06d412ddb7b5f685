"""A short message after an open question is its answer; a wish of its own is not."""

from __future__ import annotations

import pytest

from assistant.asked import answered, open_choice
from assistant.reading import Intent, Reading
from assistant.session import OpenChoice
from assistant.tools.registry import ToolResult

SIZE = OpenChoice("p2", "size", ("S", "M", "XL", "L"), 2, {"colour": "navy"})


@pytest.mark.parametrize(
    ("message", "value"),
    [("M", "M"), ("medium please", "M"), ("in xl", "XL"), ("extra large", "XL"), ("I'd take the large one", "L")],
)
def test_a_value_answers_the_question(message: str, value: str) -> None:
    reading = answered(SIZE, Reading(message, intents=(Intent.SEARCH,)))
    assert reading.intents == (Intent.CART_ADD,)
    assert reading.refs == ("p2",)
    assert reading.quantity == 2
    assert dict(reading.options) == {"colour": "navy", "size": value}


@pytest.mark.parametrize(
    "message",
    [
        "what's in my cart?",
        "cheaper ones",
        "I am looking for a medium sized tent for six people and a long weekend",
    ],
)
def test_anything_else_stays_what_it_was(message: str) -> None:
    reading = Reading(message, intents=(Intent.SEARCH,))
    assert answered(SIZE, reading) is reading


def test_numbers_are_whole() -> None:
    asked = OpenChoice("p1", "size", ("8", "8.5", "9"))
    assert dict(answered(asked, Reading("8.5")).options) == {"size": "8.5"}
    assert dict(answered(asked, Reading("size 9 please")).options) == {"size": "9"}


def test_a_question_is_taken_from_a_result_that_needs_a_choice() -> None:
    result = ToolResult("needs: size (S, M)", data={"needs": "size", "values": ["S", "M"]})
    reading = Reading("add it", refs=("p3",), options={"colour": "red"})
    asked = open_choice(result, {"product": "p3", "quantity": 2}, reading)
    assert asked == OpenChoice("p3", "size", ("S", "M"), 2, {"colour": "red"})
    assert open_choice(ToolResult("ok"), {"product": "p3"}, Reading("add it")) is None
    assert open_choice(result, {"product": ""}, Reading("add both", refs=("p1", "p2"))) is None
