"""Tools for a server that does not choose them: each answer is one JSON object, decoded within a schema.

`{"tool": …, "arguments": {…}}` calls, `{"reply": …}` speaks. The tools are described in the system message, calls and
their results become ordinary messages, so any chat template will do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.chat_model import ModelGarbled
from assistant.messages import Delta, Message, Role, TextDelta, ToolCall, ToolCallDelta, ToolSpec

BLANKS = 100  # between two parts of the object; more is a model that has lost its way
_REPLY = re.compile(r'^\s*\{\s*"reply"\s*:\s*"')
# The inside of a JSON string up to its end, or up to an escape that has not come whole; a surrogate pair is one escape.
_WHOLE = re.compile(
    r'(?:[^"\\]|\\["\\/bfnrt]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}'
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"
)


def answer_format(tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """The `response_format` of a request: a reply, or a call of one of the tools with arguments of its schema."""
    calls = [
        _object({"tool": {"type": "string", "enum": [tool.name]}, "arguments": dict(tool.parameters)}) for tool in tools
    ]
    schema = {"anyOf": [_object({"reply": {"type": "string"}}), *calls]}
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def plain(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Message]:
    """The same dialogue without tool messages: the manual stands in the first system message, calls are JSON texts."""
    told = [_plain(message) for message in messages]
    if told and told[0].role is Role.SYSTEM:
        return [replace(told[0], content=f"{told[0].content}\n\n{_manual(tools)}"), *told[1:]]
    return [Message(Role.SYSTEM, _manual(tools)), *told]


def _plain(message: Message) -> Message:
    if message.role is Role.TOOL:
        return Message(Role.USER, f"[tool result]\n{message.content}")
    if message.tool_calls:
        call = message.tool_calls[0]
        asked = {"tool": call.name, "arguments": dict(call.arguments)}
        return Message(Role.ASSISTANT, json.dumps(asked, ensure_ascii=False, default=str))
    return message


def _manual(tools: Sequence[ToolSpec]) -> str:
    lines = [f"- {tool.name}({', '.join(tool.parameters.get('properties', {}))}): {tool.description}" for tool in tools]
    how = (
        '## Tools\nAnswer with one JSON object: {"tool": name, "arguments": {…}} to call a tool, or {"reply": text} to '
        "speak. A [tool result] message is what your call gave."
    )
    return "\n".join([how, *lines])


@dataclass(slots=True)
class GuidedAnswer:
    """One answer while it comes in: a reply is passed on piece by piece, a call once it is whole."""

    raw: str = ""
    said: int = 0  # characters of the reply that were passed on

    def feed(self, piece: str) -> Iterator[TextDelta]:
        """The next piece of the JSON text; yields what it adds to the reply.

        Raises `ModelGarbled` where nothing but blanks come: a grammar allows them between the parts without end.
        """
        self.raw += piece
        text = _reply_so_far(self.raw)
        if not text and len(self.raw) - len(self.raw.rstrip()) > BLANKS:
            raise ModelGarbled(f"blanks without end: {self.raw[:200]!r}")
        if len(text) > self.said:
            yield TextDelta(text[self.said :])
            self.said = len(text)

    def finish(self) -> Iterator[Delta]:
        """The call, when the answer is one. Raises `ModelGarbled` when it is neither a call nor a reply."""
        if _REPLY.match(self.raw):
            return
        try:
            found = json.loads(self.raw)
            name, arguments = found["tool"], found["arguments"]
            if not isinstance(name, str) or not isinstance(arguments, dict):
                raise TypeError
        except (ValueError, KeyError, TypeError) as error:
            raise ModelGarbled(f"neither a call nor a reply: {self.raw[:200]!r}") from error
        yield ToolCallDelta(ToolCall("guided", name, arguments))


def _reply_so_far(raw: str) -> str:
    """The decoded part of a reply that may still be growing; "" for a call."""
    opening = _REPLY.match(raw)
    if opening is None:
        return ""
    body = _WHOLE.match(raw, opening.end())
    return str(json.loads(f'"{body.group()}"', strict=False)) if body is not None else ""
