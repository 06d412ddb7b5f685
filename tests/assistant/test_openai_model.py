"""The adapter against a real HTTP server: what it sends, what it assembles, and that every failure is one of ours."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import httpx2
import openai
import pytest

from assistant.chat_model import ChatModelError, ModelGarbled, ModelRefused, ModelTimeout, ModelUnavailable
from assistant.messages import Message, Role, TextDelta, ToolCall, ToolCallDelta, Usage
from assistant.openai_model import OpenAIModel, OpenAISettings, mapped
from tests.assistant.chat_server import (
    Behaviour,
    Exchange,
    chunk,
    dead_url,
    fragment,
    serving,
    usage,
    well_behaved,
)
from tests.contracts import GREETING, SEARCH, WISH, ChatModelContract, collect


def model_at(base_url: str, **settings: object) -> OpenAIModel:
    return OpenAIModel(OpenAISettings(base_url, "shop-lm", **settings))  # type: ignore[arg-type]


class TestOpenAIModelKeepsTheContract(ChatModelContract):
    @pytest.fixture
    def chat_model(self) -> Iterator[OpenAIModel]:
        with serving(well_behaved) as server:
            yield model_at(server.base_url)


def test_fragments_become_whole_calls_in_order_after_the_text() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.events(
            chunk("One "),
            chunk("moment."),
            chunk(tool_calls=[fragment(0, '{"product": ', "show_product", "a"), fragment(1, "", "show_cart", "b")]),
            chunk(tool_calls=[fragment(0, '"p2"}')]),
            chunk(finish="tool_calls"),
            usage(7, 5),
        )

    with serving(behave) as server:
        deltas = asyncio.run(collect(model_at(server.base_url), WISH))
    assert deltas == [
        TextDelta("One "),
        TextDelta("moment."),
        ToolCallDelta(ToolCall("a", "show_product", {"product": "p2"})),
        ToolCallDelta(ToolCall("b", "show_cart", {})),
        Usage(7, 5),
    ]


@pytest.mark.parametrize("arguments", ["{", "[1]", "42"])
def test_a_call_whose_arguments_cannot_be_read_says_so(arguments: str) -> None:
    with serving(_events(chunk(tool_calls=[fragment(0, arguments, "f", "a")], finish="stop"))) as server:
        (delta,) = asyncio.run(collect(model_at(server.base_url), WISH))
    assert isinstance(delta, ToolCallDelta)
    assert (delta.call.name, dict(delta.call.arguments)) == ("f", {})
    assert arguments in delta.call.fault


def test_what_is_sent() -> None:
    call = ToolCall("c1", "search_products", {"query": "靴子"})
    dialogue = (*WISH, Message(Role.ASSISTANT, "", (call,)), Message(Role.TOOL, "found 0", tool_call_id="c1"))
    with serving(well_behaved) as server:
        asyncio.run(collect(model_at(server.base_url, temperature=0.5, max_tokens=99), dialogue))
        asyncio.run(collect(model_at(server.base_url), GREETING, ()))
        first, second = server.requests
    assert first["messages"][2:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "search_products", "arguments": '{"query": "靴子"}'},
                }
            ],
        },
        {"role": "tool", "content": "found 0", "tool_call_id": "c1"},
    ]
    assert first["tools"][0]["function"] == {
        "name": SEARCH.name,
        "description": SEARCH.description,
        "parameters": SEARCH.parameters,
    }
    assert (first["tool_choice"], first["temperature"], first["max_tokens"]) == ("auto", 0.5, 99)
    assert (first["stream"], first["stream_options"]) == (True, {"include_usage": True})
    assert not {"tools", "tool_choice", "temperature"} & second.keys()


def _status(status: int, body: str = '{"error": {"message": "no"}}') -> Behaviour:
    return lambda exchange: exchange.answer(status, body)


def _events(*chunks: object, end: bool = True) -> Behaviour:
    return lambda exchange: exchange.events(*chunks, end=end)


def _hang_up(exchange: Exchange) -> None:
    exchange.connection.close()


NO_PARSER = '{"object": "error", "message": "\\"auto\\" tool choice requires --enable-auto-tool-choice", "code": 400}'

FAILURES: dict[str, tuple[Behaviour, type[ChatModelError]]] = {
    "400": (_status(400), ModelRefused),
    "401": (_status(401), ModelRefused),
    "404": (_status(404), ModelRefused),
    "422": (_status(422), ModelRefused),
    "429": (_status(429), ModelUnavailable),
    "500": (_status(500), ModelUnavailable),
    "500 with a page": (_status(500, "<html>oops</html>"), ModelUnavailable),
    "503": (_status(503, ""), ModelUnavailable),
    "no tool parser, and none for JSON": (_status(400, NO_PARSER), ModelRefused),
    "hangs up": (_hang_up, ModelUnavailable),
    "breaks off within the answer": (_events(chunk("Hel"), end=False), ModelUnavailable),
    "ends without an end": (_events(chunk("Hello")), ModelGarbled),
    "nothing at all": (_events(), ModelGarbled),
    "a web page": (lambda exchange: exchange.answer(200, "<html>hi</html>", "text/html"), ModelGarbled),
    "a whole completion": (lambda exchange: exchange.answer(200, '{"choices": []}'), ModelGarbled),
    "not JSON": (_events("{choices:"), ModelGarbled),
    "a number": (_events(7), ModelGarbled),
    "a list": (_events([1, 2]), ModelGarbled),
    "null": (_events(None), ModelGarbled),
    "choices are null": (_events({"choices": None}), ModelGarbled),
    "no delta": (_events({"choices": [{"index": 0}]}), ModelGarbled),
    "delta is text": (_events({"choices": [{"index": 0, "delta": "hi", "finish_reason": None}]}), ModelGarbled),
    "usage is text": (_events({"choices": [], "usage": "many"}), ModelGarbled),
    "a call without a name": (_events(chunk(tool_calls=[fragment(0, "{}")], finish="stop")), ModelGarbled),
    "an error event, engine dead": (_events({"error": {"message": "dead", "code": 500}}), ModelUnavailable),
    "an error event, bad request": (_events({"error": {"message": "too long", "code": 400}}), ModelRefused),
    "an error event, no code": (_events({"error": {"message": "?"}}), ModelUnavailable),
    "content filter": (_events(chunk("", finish="content_filter")), ModelRefused),
}


@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_is_one_of_ours(name: str) -> None:
    behaviour, expected = FAILURES[name]
    with serving(behaviour) as server, pytest.raises(ChatModelError) as caught:
        asyncio.run(collect(model_at(server.base_url), WISH))
    assert type(caught.value) is expected


def test_a_dead_port_is_unavailable() -> None:
    with pytest.raises(ModelUnavailable):
        asyncio.run(collect(model_at(dead_url()), WISH))


@pytest.mark.parametrize("first", [(), (chunk("Hel"),)])
def test_silence_is_a_timeout(first: tuple[object, ...]) -> None:
    def behave(exchange: Exchange) -> None:
        if first:
            exchange.events(*first, end=False)
        exchange.server.release.wait(20)

    with serving(behave) as server, pytest.raises(ModelTimeout):
        asyncio.run(collect(model_at(server.base_url, timeout=0.1), WISH))


def _exceptions_of_the_sdk() -> list[type[Exception]]:
    """Every exception class that the SDK defines, in any module that can be imported here."""
    found: set[type[Exception]] = set()
    for module in [openai, *(_imported(info.name) for info in pkgutil.iter_modules(openai.__path__, "openai."))]:
        for _, value in inspect.getmembers(module, inspect.isclass):
            if issubclass(value, Exception) and value.__module__.startswith("openai"):
                found.add(value)
    return sorted(found, key=lambda error: error.__name__)


def _imported(name: str) -> object:
    return importlib.import_module(name) if not name.endswith(("__main__", ".cli")) else openai


REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1")
RESPONSE = httpx2.Response(418, request=REQUEST)

EXPECTED: dict[str, type[ChatModelError]] = {
    "APIConnectionError": ModelUnavailable,
    "APIError": ModelUnavailable,
    "APIResponseValidationError": ModelGarbled,
    "APIStatusError": ModelRefused,
    "APITimeoutError": ModelTimeout,
    "AuthenticationError": ModelRefused,
    "BadRequestError": ModelRefused,
    "ConflictError": ModelRefused,
    "ContentFilterFinishReasonError": ModelRefused,
    "InternalServerError": ModelUnavailable,
    "LengthFinishReasonError": ModelGarbled,
    "NotFoundError": ModelRefused,
    "OAuthError": ModelRefused,
    "PermissionDeniedError": ModelRefused,
    "RateLimitError": ModelUnavailable,
    "UnprocessableEntityError": ModelRefused,
    # Of other parts of the SDK (webhooks, sockets, sign-in, misuse): should one ever come, the model is unavailable.
    "InvalidWebhookSignatureError": ModelGarbled,
    "MissingStreamClassError": ModelUnavailable,
    "OpenAIError": ModelUnavailable,
    "StreamAlreadyConsumed": ModelUnavailable,
    "SubjectTokenProviderError": ModelUnavailable,
    "WebSocketConnectionClosedError": ModelUnavailable,
    "WebSocketQueueFullError": ModelUnavailable,
    "_AmbiguousModuleClientUsageError": ModelUnavailable,
}
STATUS = {"InternalServerError": 500, "RateLimitError": 429}


def test_the_list_of_sdk_exceptions_is_complete() -> None:
    assert {error.__name__ for error in _exceptions_of_the_sdk()} == EXPECTED.keys()


@pytest.mark.parametrize("kind", _exceptions_of_the_sdk(), ids=lambda kind: kind.__name__)
def test_every_exception_of_the_sdk_is_mapped(kind: type[Exception]) -> None:
    error = kind.__new__(kind)  # their constructors differ widely; what counts here is the class and its status
    error.status_code = STATUS.get(kind.__name__, 418)  # type: ignore[attr-defined]
    assert type(mapped(error)) is EXPECTED[kind.__name__]
