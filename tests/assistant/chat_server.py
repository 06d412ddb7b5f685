"""A real HTTP server on loopback that speaks the chat API, or misbehaves on purpose."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request. `asked` is its body; a behaviour answers with `status`, `events` and `write`."""

    protocol_version = "HTTP/1.1"
    server: ChatServer

    def do_POST(self) -> None:
        self.asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(self.asked)
        self.close_connection = True
        self.server.behaviour(self)

    def answer(self, status: int, content: str, kind: str = "application/json") -> None:
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def events(self, *chunks: object, end: bool = True) -> None:
        """Sends server-sent events, chunked; with `end` False the connection just breaks off."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in chunks:
            self.write(f"data: {chunk if isinstance(chunk, str) else json.dumps(chunk)}\n\n")
        if end:
            self.write("data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

    def write(self, text: str) -> None:
        body = text.encode()
        self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Quiet."""


class ChatServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behaviour = behaviour
        self.requests: list[dict[str, Any]] = []
        self.release = threading.Event()  # what a slow behaviour waits for, so that no test sleeps

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of these tests."""


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[ChatServer]:
    server = ChatServer(behaviour)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def dead_url() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def chunk(content: str | None = None, tool_calls: list[dict[str, Any]] | None = None, finish: str | None = None) -> Any:
    delta: dict[str, Any] = {"role": "assistant", "content": content}
    if tool_calls is not None:
        delta["tool_calls"] = tool_calls
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def usage(prompt: int, completion: int) -> Any:
    counted = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [], "usage": counted}


def fragment(index: int, arguments: str = "", name: str | None = None, call_id: str | None = None) -> dict[str, Any]:
    return {"index": index, "id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def well_behaved(exchange: Exchange) -> None:
    """Calls the search when asked for boots, in fragments; greets otherwise."""
    if "boots" in exchange.asked["messages"][-1]["content"]:
        exchange.events(
            chunk(tool_calls=[fragment(0, name="search_products", call_id="call_a")]),
            chunk(tool_calls=[fragment(0, '{"que')]),
            chunk(tool_calls=[fragment(0, 'ry": "boots"}')]),
            chunk(finish="tool_calls"),
            usage(20, 9),
        )
    else:
        exchange.events(chunk("Hello "), chunk("there."), chunk("", finish="stop"), usage(11, 3))
