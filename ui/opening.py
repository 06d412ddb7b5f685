"""Opens a shop to talk: the one module of the doors that loads everything the assistant needs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

from assistant.assistant import Assistant
from assistant.build import connect, open_assistant
from assistant.chat_model import ChatModel, ModelUnavailable
from assistant.messages import Delta, Message, ToolSpec
from assistant.settings import Settings
from store.progress import Progress
from ui.served_model import ServedModel


class WhenReady:
    """A chat model that is unavailable until its server is ready, so that starting does not count as failing."""

    def __init__(self, inner: ChatModel, state: Callable[[], str]) -> None:
        self._inner = inner
        self._state = state

    @property
    def name(self) -> str:
        return self._inner.name

    async def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        state = self._state()
        if state != "ready":
            raise ModelUnavailable(f"the model's server is {state}")
        async with aclosing(self._inner.stream(messages, tools)) as deltas:
            async for delta in deltas:
                yield delta


def open_talking(home: Path, settings: Settings, served: ServedModel, progress: Progress) -> Assistant:
    """The assistant of the shop in `home`, speaking through the served model, or without one. Raises SetupError."""
    model = None
    if served.base_url:
        model = WhenReady(connect(settings, served.base_url, served.name), served.state)
    return open_assistant(home, model, progress)
