"""A small real shop, its assistant without a model, its application, and a server that runs it on this machine."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from assistant.assistant import Assistant
from assistant.build import open_shop
from assistant.chat_model import ChatModel
from retrieval.encoder import Encoder, MiniLM
from tests.ui import small_shop
from ui.app import create_app


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return MiniLM(threads=1)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of a shop that nobody has opened: copied, never used."""
    return small_shop.build(tmp_path_factory.mktemp("built") / "shop", encoder)


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A shop folder of this test's own."""
    shutil.copytree(built, tmp_path / "shop")
    return tmp_path / "shop"


@contextmanager
def opened(home: Path, encoder: Encoder, model: ChatModel | None = None) -> Iterator[Assistant]:
    shop = open_shop(home, encoder)
    try:
        yield Assistant(shop, model)
    finally:
        shop.store.close()


@pytest.fixture
def assistant(home: Path, encoder: Encoder) -> Iterator[Assistant]:
    with opened(home, encoder) as found:
        yield found


def app_of(assistant: Assistant, state: Callable[[], str] = lambda: "none") -> FastAPI:
    ready: Future[Assistant] = Future()
    ready.set_result(assistant)
    return app_at(assistant.shop.home, ready, state)


def app_at(home: Path, opened: Future[Assistant], state: Callable[[], str] = lambda: "none") -> FastAPI:
    """The application, made inside an event loop: outside of one Gradio makes loops that nobody closes.

    In a thread of its own, because a browser test's own loop is running already.
    """

    async def make() -> FastAPI:
        return create_app(home, opened, state)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(make())).result()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address at which a real server answers for the application."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.02)
            yield f"http://127.0.0.1:{held.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
