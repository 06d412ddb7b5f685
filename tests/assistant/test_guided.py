"""Tools over guided JSON: what is asked of a server that does not choose tools, and what is made of its answers."""

from __future__ import annotations

import asyncio
import json
import logging

import jsonschema
import pytest

from assistant.chat_model import ModelGarbled
from assistant.guided import BLANKS, GuidedAnswer, answer_format, plain
from assistant.messages import Message, Role, TextDelta, ToolCall, ToolCallDelta
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.tools.all import TOOLBOX
from tests.assistant.chat_server import Exchange, chunk, serving, usage
from tests.contracts import SEARCH, WISH, collect

NO_PARSER = '{"error": {"message": "\\"auto\\" tool choice requires --enable-auto-tool-choice", "code": 400}}'
NO_TOOLS = '{"error": {"message": "registry.example/gemma:2b does not support tools", "type": "api_error"}}'


def said(pieces: list[str]) -> str:
    answer = GuidedAnswer()
    return "".join(delta.text for piece in pieces for delta in answer.feed(piece))


@pytest.mark.parametrize(
    "text",
    [
        "Two fit.",
        'She said "no" \\ twice\n',
        "靴子 😀 é",
        "\\u0041 is no escape",
        'ends with \\"',
        "",
        "{p1}, {p2.price}",
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_reply_is_the_decoded_text_however_it_is_cut(text: str, ascii_only: bool) -> None:
    raw = json.dumps({"reply": text}, ensure_ascii=ascii_only)
    for size in (1, 2, 3, 5, len(raw)):
        assert said([raw[at : at + size] for at in range(0, len(raw), size)]) == text


def test_a_reply_is_passed_on_while_it_grows() -> None:
    answer = GuidedAnswer()
    assert [list(answer.feed(piece)) for piece in ('{"rep', 'ly": "One', " mo", 'ment."}')] == [
        [], [TextDelta("One")], [TextDelta(" mo")], [TextDelta("ment.")],
    ]  # fmt: skip
    assert list(answer.finish()) == []


def test_blanks_without_end_are_cut_short() -> None:
    answer = GuidedAnswer()
    list(answer.feed('{"tool":' + " " * BLANKS))
    with pytest.raises(ModelGarbled, match="blanks"):
        list(answer.feed("\n"))


def test_blanks_within_a_reply_are_its_own() -> None:
    answer = GuidedAnswer()
    blanks = " " * (BLANKS + 1)
    assert [delta.text for delta in answer.feed('{"reply": "a' + blanks)] == ["a" + blanks]


def test_a_call_comes_whole_and_at_the_end() -> None:
    answer = GuidedAnswer()
    raw = '{"tool": "search_products", "arguments": {"query": "boots \\"42\\""}}'
    assert [delta for letter in raw for delta in answer.feed(letter)] == []
    assert list(answer.finish()) == [ToolCallDelta(ToolCall("guided", "search_products", {"query": 'boots "42"'}))]


@pytest.mark.parametrize(
    "raw",
    ["", "Hello", '{"tool": "search_products"}', '{"tool": 3, "arguments": {}}', '{"tool": "a", "arguments": [', "[]"],
)
def test_anything_else_is_garbled(raw: str) -> None:
    answer = GuidedAnswer(raw)
    with pytest.raises(ModelGarbled):
        list(answer.finish())


def test_the_schema_allows_replies_and_calls_of_these_tools_only() -> None:
    schema = answer_format(TOOLBOX.specs)["json_schema"]["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    fits = jsonschema.Draft202012Validator(schema).is_valid
    assert fits({"reply": "Hello."})
    assert all(
        fits({"tool": spec.name, "arguments": {}}) for spec in TOOLBOX.specs if not spec.parameters.get("required")
    )
    assert fits({"tool": "search_products", "arguments": {"price_max": 50}})
    assert not fits({"tool": "search_products", "arguments": {"price_max": "cheap"}})
    assert not fits({"tool": "delete_shop", "arguments": {}})
    assert not fits({"reply": "Hello.", "tool": "show_cart", "arguments": {}})
    assert not fits({"tool": "show_cart"})


def test_the_dialogue_needs_no_tool_messages() -> None:
    call = ToolCall("c1", "search_products", {"query": "靴子"})
    dialogue = (*WISH, Message(Role.ASSISTANT, "", (call,)), Message(Role.TOOL, "found 0", tool_call_id="c1"))
    told = plain(dialogue, (SEARCH,))
    assert [message.role for message in told] == [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER]
    assert told[0].content.startswith(WISH[0].content)
    assert SEARCH.name in told[0].content
    assert json.loads(told[2].content) == {"tool": "search_products", "arguments": {"query": "靴子"}}
    assert told[3].content.endswith("found 0")
    assert not any(message.tool_calls for message in told)


@pytest.mark.parametrize("refusal", [NO_PARSER, NO_TOOLS])
def test_a_server_that_refuses_tools_is_asked_for_json_and_it_is_said_once(
    refusal: str, caplog: pytest.LogCaptureFixture
) -> None:
    def behave(exchange: Exchange) -> None:
        if "tools" in exchange.asked:
            exchange.answer(400, refusal)
        else:
            raw = '{"tool": "search_products", "arguments": {"query": "boots"}}'
            exchange.events(chunk(raw[:20]), chunk(raw[20:]), chunk("", finish="stop"), usage(20, 9))

    with serving(behave) as server, caplog.at_level(logging.WARNING, logger="daogou.model"):
        model = OpenAIModel(OpenAISettings(server.base_url, "small"))
        answers = [asyncio.run(collect(model, WISH)) for _ in range(3)]
        asked = server.requests
    assert all(
        answer[0] == ToolCallDelta(ToolCall("guided", "search_products", {"query": "boots"})) for answer in answers
    )
    assert ["tools" in request for request in asked] == [True, False, False, False]
    assert asked[1]["response_format"] == answer_format((SEARCH,))
    assert len(caplog.records) == 1
