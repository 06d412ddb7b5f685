"""Serves the page of one shop on this machine until it is told to stop, and stops what it started."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from assistant.settings import Settings
from store.errors import SetupError
from store.manifest import Manifest
from ui.app import create_app
from ui.console import bars, err, out
from ui.loading import load, settling
from ui.served_model import ServedModel, served_model

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PATIENCE = 2  # seconds open connections have when the server stops


def listen(host: str, port: int) -> socket.socket:
    """A socket on `port`, held from here on. Raises SetupError when somebody else has it."""
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError as error:
        raise SetupError(f"Port {port} on {host} is not free ({error.strerror}).", "daogou serve --port 0") from None


def serve(home: Path, settings: Settings) -> None:
    """Opens the page; the shop and the model open beside it. Ends with Ctrl-C or a termination signal.

    Raises SetupError, also when the shop turns out to be unusable only after the page is up.
    """
    Manifest.read(home)  # before anything is started for a shop that is not there
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    opened: Future[Assistant] = Future()
    # The shop opens before the model starts: side by side, each would take twice as long.
    is_open = threading.Event()
    with listen(settings.host, settings.port) as held, served_model(settings, home, after=is_open) as served:
        app = create_app(home, opened, served.state)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=PATIENCE))
        opening = threading.Thread(target=_open, args=(home, settings, served, opened), name="opening")
        opened.add_done_callback(lambda done: _let_go(done, is_open, server))
        opening.start()
        host, port = held.getsockname()[:2]
        out.print(f"http://{host}:{port}", style="bold")
        err.print("Ctrl-C stops the page and everything it started.", style="dim")
        try:
            server.run(sockets=[held])
        finally:
            opening.join()
            if opened.exception() is None:
                opened.result().shop.store.close()
        opened.result()


def _let_go(opened: Future[Assistant], is_open: threading.Event, server: uvicorn.Server) -> None:
    """The model starts when the shop is open; without a shop the page ends."""
    if opened.exception() is None:
        is_open.set()
    else:
        server.should_exit = True


def _open(home: Path, settings: Settings, served: ServedModel, opened: Future[Assistant]) -> None:
    """Loads the assistant, which takes seconds, and hands it to the page."""
    try:
        with bars() as progress, settling():
            assistant = load("ui.opening").open_talking(home, settings, served, progress)
        opened.set_result(assistant)
    except Exception as error:  # noqa: BLE001 - it is raised again where the result is asked for
        opened.set_exception(error)
