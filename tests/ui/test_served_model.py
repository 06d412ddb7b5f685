"""Where a model answers: told by a real HTTP server, by a note that may be stale, and by a wrapper that waits."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.chat_model import ModelUnavailable
from assistant.messages import Delta, Message, TextDelta, ToolSpec
from assistant.settings import Settings
from store.errors import SetupError
from ui.opening import WhenReady
from ui.served_model import first_model, running, served_model


class Models(BaseHTTPRequestHandler):
    """Lists one model at /v1/models, as OpenAI-compatible servers do, to those who bring the key."""

    def do_GET(self) -> None:
        allowed = self.headers.get("Authorization") in (None, "Bearer right")
        body = json.dumps({"object": "list", "data": [{"id": "some-model"}]}).encode()
        self.send_response(200 if self.path == "/v1/models" and allowed else 401)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Models) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def note(home: Path, text: str) -> Path:
    (home / "run").mkdir(exist_ok=True)
    (home / "run" / "model.json").write_text(text)
    return home


def test_the_first_model_listed_is_taken(base_url: str) -> None:
    assert first_model(base_url) == first_model(base_url + "/") == first_model(base_url, "right") == "some-model"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "http://[broken", "http://localhost:99999/v1"])
def test_no_server_is_a_setup_error(address: str) -> None:
    with pytest.raises(SetupError, match="No OpenAI-compatible server"):
        first_model(address)


def test_a_wrong_key_is_a_setup_error(base_url: str) -> None:
    with pytest.raises(SetupError):
        first_model(base_url, "wrong")


def test_a_running_model_is_found_by_its_note(tmp_path: Path, base_url: str) -> None:
    written = {"base_url": base_url, "model": "some-model", "weights": str(tmp_path)}
    assert running(note(tmp_path, json.dumps(written)), tmp_path) == (base_url, "some-model")
    assert running(tmp_path, tmp_path / "other weights") is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"base_url": 1, "model": "m", "weights": "W"}', '{"weights": "W", "base_url": "http://127.0.0.1:9"}'],
)  # fmt: skip
def test_a_stale_or_broken_note_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    assert running(note(tmp_path, text), Path("W")) is None


def test_an_address_is_served_as_it_is(tmp_path: Path, base_url: str) -> None:
    with served_model(Settings(model=base_url), tmp_path) as served:
        assert (served.base_url, served.name, served.state()) == (base_url, "some-model", "ready")
    with served_model(Settings(model="none"), tmp_path) as served:
        assert (served.base_url, served.state()) == ("", "none")


def test_weights_that_are_not_there_are_a_setup_error(tmp_path: Path) -> None:
    settings = Settings(model="managed", model_path=str(tmp_path / "none"))
    with pytest.raises(SetupError), served_model(settings, tmp_path):
        pass


class Speaking:
    """A model that always has the same to say."""

    name = "speaking"

    async def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncGenerator[Delta]:
        yield TextDelta("hello")


def test_a_starting_model_is_unavailable_until_it_is_ready() -> None:
    states = ["starting"]
    model = WhenReady(Speaking(), lambda: states[0])

    async def speak() -> list[Delta]:
        return [delta async for delta in model.stream([], [])]

    with pytest.raises(ModelUnavailable, match="starting"):
        asyncio.run(speak())
    states[0] = "ready"
    assert asyncio.run(speak()) == [TextDelta("hello")]
