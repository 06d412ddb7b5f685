"""What is said without a model can always be filled, in both languages, whatever a tool answered."""

from __future__ import annotations

import pytest

from assistant import speech
from assistant.plan import TOOL_OF, asked_for, planned
from assistant.reading import Intent, Reading
from assistant.slots import SLOT
from assistant.speech import Status
from assistant.suggestions import suggestions
from assistant.tools.registry import ToolResult

TWO = "found 2 of 9\np3 | A | 1.00 USD | 4.5★ | in stock | why: brand\np4 | B | 2.00 USD | 4.0★ | in stock"


def test_status_lines_by_hand() -> None:
    assert Status.of("found 6 of 123\np1 | x\nrelaxed: colour, brand") == Status(
        "found", 6, 123, "6 of 123", "colour, brand"
    )
    assert Status.of("found 0") == Status("found", 0, 0, "0")
    assert Status.of("refused: return window").word == "refused"
    assert Status.of("needs: size (S, M)").rest == "size (S, M)"
    assert Status.of("").word == ""


def test_products_are_named_by_the_handles_shown() -> None:
    text = speech.after("search_products", ToolResult(TWO, ("p3", "p4")), Reading("tents"))
    assert "{p3" in text
    assert set(SLOT.findall(text)) <= {"p3", "p4", "p3.price", "p4.price"}


def test_a_reason_is_said_only_where_there_is_one() -> None:
    with_reason = speech.after("recommend_for_me", ToolResult(TWO, ("p3", "p4")), Reading("for me"))
    assert "{p3.why}" in with_reason
    without = speech.after("recommend_for_me", ToolResult(TWO, ("p4", "p3")), Reading("for me"))
    assert "why" not in without


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
@pytest.mark.parametrize("tool", sorted({*TOOL_OF.values(), "unknown_tool"}))
@pytest.mark.parametrize(
    "text",
    ["found 0", "found 1 of 1", TWO, "ok", "ok: added 1", "refused: rule", "error: no", "needs: size (S, M)", ""],
)
def test_every_tool_and_outcome_is_answered(language: str, tool: str, text: str) -> None:
    handles = {"found 1 of 1": ("p3",), TWO: ("p3", "p4")}.get(text)
    said = speech.after(tool, ToolResult(text, handles), Reading("a message", language=language))
    assert said.strip()
    for slot in SLOT.findall(said):
        named = slot.split(".")[0].split()
        assert named[0] in {"p3", "p4", "difference", "bundle", "cart"}, slot


def test_the_tools_own_words_are_used_when_they_are_offered() -> None:
    result = ToolResult("refused: return window", slots={"rule": "Returns close after 30 days."})
    assert speech.after("start_return", result, Reading("return it")) == "{rule}"


def test_a_relaxed_wish_is_told_first_and_an_open_choice_alone() -> None:
    relaxed = ToolResult(TWO + "\nrelaxed: colour", ("p3", "p4"), {"relaxed": "I let go of the colour."})
    assert speech.after("search_products", relaxed, Reading("red tents")).startswith("{relaxed} ")
    asks = ToolResult("needs: size (S, M)", slots={"needs": "Which size?"})
    assert speech.after("update_cart", asks, Reading("add it")) == "{needs}"


@pytest.mark.parametrize("intent", list(Intent))
def test_every_intent_has_a_tool_or_an_answer(intent: Intent) -> None:
    reading = Reading("x", intents=(intent,))
    assert planned(reading) is not None or speech.direct(reading).strip()


def test_vague_product_words_are_searched_all_the_same() -> None:
    call = planned(Reading("something with lanterns", query="lanterns"))
    assert call is not None
    assert call.name == "search_products"


def test_a_write_needs_the_shoppers_own_words() -> None:
    assert asked_for("update_cart", Reading("add it", intents=(Intent.SEARCH, Intent.CART_ADD)))
    assert not asked_for("update_cart", Reading("show boots", intents=(Intent.SEARCH,)))


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
@pytest.mark.parametrize("tools", [[], ["search_products"], ["build_bundle"], ["show_cart"], ["order_status"]])
@pytest.mark.parametrize("handles", [[], ["p1"], ["p1", "p2"]])
def test_there_are_always_three_suggestions(tools: list[str], handles: list[str], language: str) -> None:
    assert len(set(suggestions(tools, handles, language))) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_wording_is_there_for_what_may_be_said_twice_in_a_row(language: str) -> None:
    for intent in (Intent.UNCLEAR, Intent.GREETING, Intent.THANKS, Intent.OFF_TOPIC):
        reading = Reading("x", language=language, intents=(intent,))
        assert speech.direct(reading) != speech.direct(reading, 1)
    nothing = ToolResult("found 0 of 0\n", ())
    for tool in ("show_product", "compare_products", "search_products", "find_similar"):
        reading = Reading("x", language=language)
        assert speech.after(tool, nothing, reading) != speech.after(tool, nothing, reading, 1)
