"""What passes between the assistant and a chat model, in the words of the OpenAI chat API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool the model asks for. `arguments` are what the model gave: untrusted, perhaps incomplete.

    `fault` says what was wrong with arguments that could not be read at all; the call is not run, only answered.
    """

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. Only assistant messages carry tool calls; a tool message answers `tool_call_id`."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it: a name, its manual, and a JSON schema of its parameters."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the reply's text, as it is generated."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A whole tool call: adapters assemble the fragments, so that nobody above them has to."""

    call: ToolCall


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one model call; the last delta of a stream when the server reports it."""

    prompt_tokens: int
    completion_tokens: int


Delta = TextDelta | ToolCallDelta | Usage
