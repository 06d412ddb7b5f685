"""Time limits and the breaker, with the clock in the test's hand and the misbehaviour in a real server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence

import pytest

from assistant.chat_model import ModelGarbled, ModelRefused, ModelTimeout, ModelUnavailable
from assistant.messages import Delta, Message, TextDelta, ToolSpec
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.resilient_model import Breaker, Patience, ResilientModel
from tests.assistant.chat_server import Exchange, chunk, dead_url, serving, well_behaved
from tests.contracts import GREETING, WISH, ChatModelContract, collect


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def resilient(base_url: str, patience: Patience | None = None, clock: Clock | None = None) -> ResilientModel:
    return ResilientModel(OpenAIModel(OpenAISettings(base_url, "shop-lm")), patience, clock or Clock())


class TestResilientModelKeepsTheContract(ChatModelContract):
    @pytest.fixture
    def chat_model(self) -> Iterator[ResilientModel]:
        with serving(well_behaved) as server:
            yield resilient(server.base_url)


def test_a_slow_first_token_is_a_timeout() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.server.release.wait(20)

    with serving(behave) as server, pytest.raises(ModelTimeout):
        asyncio.run(collect(resilient(server.base_url, Patience(first_token=0.05)), WISH))


def test_a_slow_end_is_a_timeout_though_the_first_token_came() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.events(chunk("Hel"), end=False)
        exchange.server.release.wait(20)

    async def first_then_rest(model: ResilientModel) -> Delta:
        stream = model.stream(WISH, ())
        first = await anext(stream)
        with pytest.raises(ModelTimeout):
            await anext(stream)
        return first

    with serving(behave) as server:
        model = resilient(server.base_url, Patience(first_token=10, total=0.2))
        assert asyncio.run(first_then_rest(model)) == TextDelta("Hel")


def test_the_breaker_opens_after_failures_in_a_row_and_tries_once_after_the_rest() -> None:
    clock, patience = Clock(), Patience(failures=2, rest=30)
    answers = iter([500, 500, 500, 200])

    def behave(exchange: Exchange) -> None:
        status = next(answers)
        well_behaved(exchange) if status == 200 else exchange.answer(status, "{}")

    with serving(behave) as server:
        model = resilient(server.base_url, patience, clock)
        for _ in range(4):
            with pytest.raises(ModelUnavailable):
                asyncio.run(collect(model, GREETING))
        assert len(server.requests) == 2  # the last two calls never reached the server
        clock.now += 31
        with pytest.raises(ModelUnavailable):
            asyncio.run(collect(model, GREETING))
        assert len(server.requests) == 3  # one try after the rest, which failed
        with pytest.raises(ModelUnavailable, match="breaker"):
            asyncio.run(collect(model, GREETING))
        clock.now += 31
        assert asyncio.run(collect(model, GREETING))
        assert len(server.requests) == 4


def test_a_success_between_failures_keeps_it_closed() -> None:
    answers = iter([500, 200, 500, 200, 500])

    def behave(exchange: Exchange) -> None:
        status = next(answers)
        well_behaved(exchange) if status == 200 else exchange.answer(status, "{}")

    with serving(behave) as server:
        model = resilient(server.base_url, Patience(failures=2))
        for status in (500, 200, 500, 200, 500):
            if status == 200:
                assert asyncio.run(collect(model, GREETING))
            else:
                with pytest.raises(ModelUnavailable):
                    asyncio.run(collect(model, GREETING))
        assert len(server.requests) == 5


def test_refusals_do_not_open_it() -> None:
    with serving(lambda exchange: exchange.answer(400, "{}")) as server:
        model = resilient(server.base_url, Patience(failures=1))
        for _ in range(3):
            with pytest.raises(ModelRefused):
                asyncio.run(collect(model, GREETING))
        assert len(server.requests) == 3


def test_garbage_opens_it() -> None:
    with serving(lambda exchange: exchange.answer(200, "<html/>", "text/html")) as server:
        model = resilient(server.base_url, Patience(failures=1))
        with pytest.raises(ModelGarbled):
            asyncio.run(collect(model, GREETING))
        with pytest.raises(ModelUnavailable, match="breaker"):
            asyncio.run(collect(model, GREETING))


def test_a_dead_port_opens_it() -> None:
    model = resilient(dead_url(), Patience(failures=1))
    for match in ("Connection", "breaker"):
        with pytest.raises(ModelUnavailable, match=match):
            asyncio.run(collect(model, GREETING))


def test_only_one_of_many_may_try_when_the_rest_is_over() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=10, clock=clock)
    breaker.failed()
    assert not breaker.allow()
    clock.now += 11
    allowed: list[bool] = []
    threads = [threading.Thread(target=lambda: allowed.append(breaker.allow())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 1


class _Endless:
    """Counts what it gave, and whether it was closed."""

    name = "endless"

    def __init__(self) -> None:
        self.given, self.closed = 0, False

    async def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        try:
            while True:
                self.given += 1
                yield TextDelta("x")
        finally:
            self.closed = True


def test_closing_stops_the_inner_stream() -> None:
    inner = _Endless()

    async def take_two() -> None:
        stream = ResilientModel(inner).stream(GREETING, ())
        await anext(stream)
        await anext(stream)
        await stream.aclose()

    asyncio.run(take_two())
    assert inner.given == 2
    assert inner.closed


def test_the_callers_own_time_does_not_count() -> None:
    async def dawdle() -> int:
        stream = ResilientModel(_Endless(), Patience(first_token=5, total=0.1)).stream(GREETING, ())
        await anext(stream)
        loop = asyncio.get_running_loop()
        until = loop.time() + 0.2
        while loop.time() < until:
            await asyncio.sleep(0)
        await anext(stream)
        await stream.aclose()
        return 1

    assert asyncio.run(dawdle())
