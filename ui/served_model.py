"""Where the chat model of a process answers: nowhere, at an address, or on a vLLM server of our own.

A managed server writes where it listens to `run/model.json` in the shop's folder, so that another command on the same
shop talks to it instead of starting a second one. Nothing here loads the assistant: the server starts at once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.settings import Settings
from assistant.vllm_server import WEIGHTS, State, VLLMServer, VLLMSettings
from store.errors import SetupError
from store.progress import Progress

LOOK = 3.0  # seconds a server has to say which models it has


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model's address and name; "" where there is none. `state` is for shoppers: none, starting, ready or down."""

    base_url: str
    name: str
    state: Callable[[], str]


@contextmanager
def served_model(
    settings: Settings, home: Path, wait: Progress | None = None, after: threading.Event | None = None
) -> Iterator[ServedModel]:
    """The model the settings ask for, for as long as the context lasts; with `wait`, not before it can answer.

    A server of our own starts once `after` is set, at once without it.

    Raises SetupError: nothing answers at the address, vLLM or the weights are missing, the server does not start.
    """
    if settings.model == "none":
        yield ServedModel("", "", lambda: "none")
    elif settings.model != "managed":
        name = settings.model_name or first_model(settings.model, settings.api_key)
        yield ServedModel(settings.model, name, lambda: "ready")
    elif found := running(home, _weights(settings)):
        yield ServedModel(*found, lambda: "ready")
    else:
        server = VLLMServer(VLLMSettings(model=_weights(settings), log=home / "run" / "vllm.log"))
        server.start(after)
        try:
            yield from _announced(server, _weights(settings), home / "run" / "model.json", wait)
        finally:
            server.stop()


def _announced(server: VLLMServer, weights: Path, note: Path, wait: Progress | None) -> Iterator[ServedModel]:
    note.write_text(json.dumps({"base_url": server.base_url, "model": server.name, "weights": str(weights)}))
    try:
        if wait is not None:
            server.wait_ready(progress=wait)
        yield ServedModel(server.base_url, server.name, lambda: _said(server.state))
    finally:
        note.unlink(missing_ok=True)


def _weights(settings: Settings) -> Path:
    return Path(settings.model_path).resolve() if settings.model_path else WEIGHTS


def _said(state: State) -> str:
    return state.value if state in (State.STARTING, State.READY) else "down"


def running(home: Path, weights: Path) -> tuple[str, str] | None:
    """Address and name of the model that another process of this shop serves; None when there is none."""
    try:
        note = json.loads((home / "run" / "model.json").read_text())
        base_url, name = str(note["base_url"]), str(note["model"])
        if note["weights"] == str(weights) and first_model(base_url) == name:
            return base_url, name
    except (OSError, ValueError, KeyError, TypeError, SetupError):
        pass  # never written, half written, or left by a process that was killed: as good as none
    return None


def first_model(base_url: str, api_key: str = "") -> str:
    """The first model that an OpenAI-compatible server lists. Raises SetupError when it lists none."""
    address = base_url.rstrip("/")
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    try:
        answer = httpx.get(f"{address}/models", headers=headers, timeout=LOOK)
        answer.raise_for_status()
        return str(answer.json()["data"][0]["id"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, IndexError, TypeError):
        raise SetupError(f"No OpenAI-compatible server lists a model at {address}.", f"curl {address}/models") from None
