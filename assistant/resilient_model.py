"""A `ChatModel` around a `ChatModel`: it answers in time or fails in time, and stops asking a server that is down."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from assistant.chat_model import ChatModel, ModelGarbled, ModelTimeout, ModelUnavailable
from assistant.messages import Delta, Message, ToolSpec


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds; after `failures` in a row nothing is sent for `rest` seconds."""

    first_token: float = 8.0
    total: float = 20.0
    failures: int = 3
    rest: float = 15.0


class Breaker:
    """Counts failures in a row. Open, it lets nothing through for a while, then one call to try. Thread-safe."""

    def __init__(self, failures: int, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures, self._rest, self._clock = failures, rest, clock
        self._count = 0
        self._open_until = 0.0  # matters only while the count has reached `failures`
        self._lock = threading.Lock()

    def allow(self) -> bool:
        """Whether a call may be made now. When the rest is over only the first to ask may: it decides for all."""
        with self._lock:
            if self._count < self._failures:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            self._open_until = now + self._rest
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._count = 0

    def failed(self) -> None:
        with self._lock:
            self._count += 1
            self._open_until = self._clock() + self._rest


class ResilientModel:
    """Bounds the time of `inner` and opens a breaker on it. Refusals do not count: a server that says no is up."""

    def __init__(
        self, inner: ChatModel, patience: Patience | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._inner = inner
        self._patience = patience or Patience()
        self._breaker = Breaker(self._patience.failures, self._patience.rest, clock)

    @property
    def name(self) -> str:
        return self._inner.name

    async def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        """Raises `ModelUnavailable` at once while the breaker is open, `ModelTimeout` when the time is up."""
        if not self._breaker.allow():
            raise ModelUnavailable("the breaker is open: the model failed repeatedly and is left alone for a while")
        try:
            async with aclosing(self._in_time(messages, tools)) as deltas:
                async for delta in deltas:
                    yield delta
        except (ModelUnavailable, ModelTimeout, ModelGarbled):
            self._breaker.failed()
            raise
        self._breaker.succeeded()

    async def _in_time(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        # Deadlines are set around each wait for the inner model only: the time a caller takes between two deltas is
        # not the model's, and asyncio.timeout must not span a yield.
        left, wait = self._patience.total, self._patience.first_token
        loop = asyncio.get_running_loop()
        stream = self._inner.stream(messages, tools)
        try:
            while True:
                asked = loop.time()
                try:
                    async with asyncio.timeout(min(wait, left)):
                        delta = await anext(stream)
                except StopAsyncIteration:
                    return
                except TimeoutError:
                    raise ModelTimeout(f"waited {min(wait, left):.1f} s for the next piece of an answer") from None
                left -= loop.time() - asked
                wait = left
                yield delta
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()
