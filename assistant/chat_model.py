"""The seam of the chat model: messages and tools in, a stream of deltas out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from assistant.messages import Delta, Message, ToolSpec


class ChatModelError(Exception):
    """The model could not answer. Root of the tree below; `detail` is for the log, never for a shopper."""


class ModelUnavailable(ChatModelError):
    """No server, connection refused or lost, or the breaker is open."""


class ModelTimeout(ChatModelError):
    """The model did not answer within its time."""


class ModelRefused(ChatModelError):
    """The server answered with an error: a bad request, a bad key, too long a prompt."""


class ModelGarbled(ChatModelError):
    """The server answered something that is not a chat completion."""


class ChatModel(Protocol):
    """Streams one completion. Raises only `ChatModelError` and its children; closing the iterator stops the work."""

    @property
    def name(self) -> str: ...

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]: ...
