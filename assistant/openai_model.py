"""Any OpenAI-compatible server as a `ChatModel`. The only module that imports the SDK; no SDK error leaves it.

SDK errors become the tree of `assistant.chat_model`:

    timeout                                          -> ModelTimeout
    no connection, connection lost, busy (429), 5xx  -> ModelUnavailable
    other 4xx, stopped by the server's rules         -> ModelRefused
    not a completion, cut off in the middle          -> ModelGarbled
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import openai

from assistant.chat_model import ChatModelError, ModelGarbled, ModelRefused, ModelTimeout, ModelUnavailable
from assistant.guided import GuidedAnswer, answer_format, plain
from assistant.messages import Delta, Message, Role, TextDelta, ToolCall, ToolCallDelta, ToolSpec, Usage

BUSY = 429
SERVER_FAULT = 500
_log = logging.getLogger("daogou.model")


@dataclass(frozen=True, slots=True)
class OpenAISettings:
    """Where the server is and how it is asked.

    `temperature` None leaves it to the server (vLLM takes it from the model's generation_config.json). `timeout` is
    seconds without a byte; `ResilientModel` limits the whole.
    """

    base_url: str
    model: str
    api_key: str = "none"  # servers of one's own want no key, but the SDK wants a word
    temperature: float | None = None
    max_tokens: int = 256
    timeout: float = 30.0


class OpenAIModel:
    """Streams chat completions; tool calls come whole. One HTTP client a stream, so it works from any event loop."""

    def __init__(self, settings: OpenAISettings) -> None:
        self._settings = settings
        self._tls = ssl.create_default_context()  # dear to make (20 ms), so shared by the clients
        self._guided = False  # whether the server has refused to choose tools

    @property
    def name(self) -> str:
        return self._settings.model

    async def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        """One completion. Raises only `ChatModelError`; closing the iterator closes the connection.

        A server that does not choose tools is asked for guided JSON instead, from its first refusal on.
        """
        try:
            async with aclosing(self._answer(messages, tools)) as deltas:
                async for delta in deltas:
                    yield delta
        except ChatModelError:
            raise
        except Exception as error:  # the promise of the seam: nothing else gets out
            raise mapped(error) from error

    async def _answer(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        guided = bool(tools) and self._guided
        answer = _Answer(GuidedAnswer() if guided else None)
        try:
            async with aclosing(self._chunks(_asked(messages, tools, guided=guided))) as chunks:
                async for chunk in chunks:
                    for delta in answer.take(chunk):
                        yield delta
        except openai.APIStatusError as error:  # before anything was said
            if guided or not tools or not _chooses_no_tools(error):
                raise
            _log.warning("%s does not choose tools: from now on it is asked for guided JSON", self.name)
            self._guided = True
            async with aclosing(self._answer(messages, tools)) as deltas:
                async for delta in deltas:
                    yield delta
            return
        for delta in answer.finish():
            yield delta

    async def _chunks(self, asked: Mapping[str, Any]) -> AsyncGenerator[Any]:
        settings = self._settings
        http = openai.DefaultAsyncHttpxClient(verify=self._tls)
        async with openai.AsyncOpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key,
            timeout=settings.timeout,
            max_retries=0,  # retrying is for a wrapper, which knows how much time is left
            http_client=http,
        ) as client:
            cooled: dict[str, Any] = {} if settings.temperature is None else {"temperature": settings.temperature}
            response = await client.chat.completions.create(
                model=settings.model,
                max_tokens=settings.max_tokens,
                stream=True,
                stream_options={"include_usage": True},
                **asked,
                **cooled,
            )
            async with response:
                async for chunk in response:
                    yield chunk


@dataclass(slots=True)
class _Call:
    """A tool call while its fragments come in."""

    id: str = ""
    name: str = ""
    arguments: str = ""

    def whole(self, index: int) -> ToolCall:
        """The call, with a fault when its arguments are no object. Raises `ModelGarbled` when nothing is called."""
        if not self.name:
            raise ModelGarbled(f"a tool call without a name: {self.arguments[:200]!r}")
        call_id = self.id or f"call_{index}"
        try:
            arguments = json.loads(self.arguments or "{}")
        except ValueError:
            arguments = self.arguments
        if not isinstance(arguments, dict | None):
            return ToolCall(call_id, self.name, fault=f"the arguments are not a JSON object: {self.arguments[:80]!r}")
        return ToolCall(call_id, self.name, arguments or {})


@dataclass(slots=True)
class _Answer:
    """Turns the server's chunks into deltas."""

    guided: GuidedAnswer | None = None
    calls: dict[int, _Call] = field(default_factory=dict)
    finished: str = ""
    usage: Usage | None = None

    def take(self, chunk: Any) -> Iterator[Delta]:
        """Raises `ModelGarbled` for anything that is not a chunk of a chat completion."""
        try:
            yield from self._take(chunk)
        except (AttributeError, TypeError, IndexError) as error:
            raise ModelGarbled(f"not a chunk of a chat completion: {str(chunk)[:200]!r}") from error

    def _take(self, chunk: Any) -> Iterator[Delta]:
        if chunk.usage is not None:
            self.usage = Usage(int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
        for choice in chunk.choices[:1]:
            if choice.delta.content:
                said = str(choice.delta.content)
                yield from [TextDelta(said)] if self.guided is None else self.guided.feed(said)
            for piece in choice.delta.tool_calls or ():
                call = self.calls.setdefault(piece.index, _Call())
                call.id = call.id or piece.id or ""
                if piece.function is not None:
                    call.name += piece.function.name or ""
                    call.arguments += piece.function.arguments or ""
            self.finished = choice.finish_reason or self.finished

    def finish(self) -> Iterator[Delta]:
        """The tool calls and the usage. Raises `ModelGarbled` for a cut-off answer, `ModelRefused` for a barred one."""
        if not self.finished:
            raise ModelGarbled("the stream ended before the answer was finished")
        if self.finished == "content_filter":
            raise ModelRefused("the server's content filter stopped the answer")
        for index, call in sorted(self.calls.items()):
            yield ToolCallDelta(call.whole(index))
        if self.guided is not None:
            yield from self.guided.finish()
        if self.usage is not None:
            yield self.usage


def mapped(error: Exception) -> ChatModelError:
    """The error of our tree for whatever the SDK or its transport raised."""
    detail = f"{type(error).__name__}: {error}"
    match error:
        case openai.APITimeoutError() | TimeoutError():
            return ModelTimeout(detail)
        case openai.APIConnectionError() | OSError():
            return ModelUnavailable(detail)
        case openai.APIStatusError():
            return _of_status(error.status_code, detail)
        case openai.APIResponseValidationError() | openai.LengthFinishReasonError():
            return ModelGarbled(detail)
        case openai.ContentFilterFinishReasonError():
            return ModelRefused(detail)
        case openai.APIError():  # an error event within a stream; its code is an HTTP status where there is one
            return _of_status(int(error.code) if error.code and error.code.isdecimal() else SERVER_FAULT, detail)
        case ValueError():  # JSON or UTF-8 that is none
            return ModelGarbled(detail)
        case _:
            return ModelUnavailable(detail)


def _of_status(status: int, detail: str) -> ChatModelError:
    if status == BUSY or status >= SERVER_FAULT:
        return ModelUnavailable(detail)
    return ModelRefused(detail)


def _chooses_no_tools(error: openai.APIStatusError) -> bool:
    """Whether a refusal is about tools as such: vLLM without a tool-call parser, or a model whose server has none."""
    said = str(error).casefold()
    return error.status_code < SERVER_FAULT and "tool" in said and ("choice" in said or "support" in said)


def _asked(messages: Sequence[Message], tools: Sequence[ToolSpec], *, guided: bool) -> dict[str, Any]:
    """What a request says besides settings."""
    if guided:
        told = [_message(message) for message in plain(messages, tools)]
        return {"messages": told, "response_format": answer_format(tools)}
    asked: dict[str, Any] = {"messages": [_message(message) for message in messages]}
    return asked | ({"tools": [_tool(spec) for spec in tools], "tool_choice": "auto"} if tools else {})


def _message(message: Message) -> dict[str, Any]:
    sent: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.role is Role.TOOL:
        sent["tool_call_id"] = message.tool_call_id
    if message.tool_calls:
        sent["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": _json(call.arguments)}}
            for call in message.tool_calls
        ]
    return sent


def _tool(spec: ToolSpec) -> dict[str, Any]:
    function = {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}
    return {"type": "function", "function": function}


def _json(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), ensure_ascii=False, default=str)
