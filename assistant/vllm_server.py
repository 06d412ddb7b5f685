"""Starts a vLLM server for a model folder, watches it, restarts it when it dies, and stops all of it.

Measured on 2 cores for a model of 11 M parameters: compiling makes it a third faster once it runs and doubles
the start, so it runs eagerly; more than one thread is slower as soon as anything else runs on the machine.
"""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from store.errors import SetupError
from store.progress import Progress, silent

WEIGHTS = Path(__file__).parent / "shop_lm" / "weights"
KEEPER = Path(__file__).with_name("keeper.py")
HOST = "127.0.0.1"
GRACE = 5.0  # seconds between asking the server to end and killing it
EXPECTED_START = 60  # seconds, for the progress bar
_EXCEPTION = re.compile(r"\b\w*(?:Error|Exception): ")
HANGING = 30.0  # seconds without a healthy answer after which a server that once was ready is restarted


class State(StrEnum):
    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"  # it died too often; only a new `start` tries again


@dataclass(frozen=True, slots=True)
class VLLMSettings:
    """How the server runs. `port` 0 takes a free one; `command` is what is run in place of vLLM's own server."""

    model: Path = WEIGHTS
    name: str = "shop-lm"
    port: int = 0
    log: Path = Path("var/vllm.log")
    max_model_len: int = 2048
    max_num_seqs: int = 16
    kv_cache_gib: int = 1
    threads: int = 1
    enforce_eager: bool = True
    tool_parser: str = "hermes"
    restarts: int = 3
    poll: float = 0.25  # seconds between looks at the process
    command: tuple[str, ...] = field(default=(sys.executable, "-m", "vllm.entrypoints.openai.api_server"))

    def arguments(self, port: int) -> list[str]:
        """The whole command line."""
        given = {
            "model": str(self.model),
            "served-model-name": self.name,
            "host": HOST,
            "port": str(port),
            "max-model-len": str(self.max_model_len),
            "max-num-seqs": str(self.max_num_seqs),
            "dtype": "bfloat16",
            "tool-call-parser": self.tool_parser,
            "tool-strict-level": "parameter",  # calls are decoded within their schemas, so each is one
        }
        flags = ["--enable-auto-tool-choice", "--enable-prefix-caching", "--disable-uvicorn-access-log"]
        eager = ["--enforce-eager"] if self.enforce_eager else []
        return [*self.command, *(part for key, value in given.items() for part in (f"--{key}", value)), *flags, *eager]

    def environment(self) -> dict[str, str]:
        """This process's environment and what keeps vLLM small, quiet and off the network."""
        return os.environ | {
            "VLLM_CPU_KVCACHE_SPACE": str(self.kv_cache_gib),
            "VLLM_CPU_OMP_THREADS_BIND": "nobind",  # pinning to cores starves on a machine that runs other things
            "OMP_NUM_THREADS": str(self.threads),
            "VLLM_HOST_IP": HOST,
            "VLLM_NO_USAGE_STATS": "1",
            "VLLM_DO_NOT_TRACK": "1",
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "false",
        }


class VLLMServer:
    """One server and the thread that watches it. Thread-safe; a context manager; nothing outlives this process."""

    def __init__(self, settings: VLLMSettings | None = None) -> None:
        self.settings = settings or VLLMSettings()
        self.state = State.STOPPED
        self.restarted = 0
        self._port = self.settings.port
        self._process: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._watcher: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self._port}/v1"

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def pid(self) -> int | None:
        """The process group of the server; None while there is none."""
        return self._process.pid if self._process else None

    def start(self, after: threading.Event | None = None) -> None:
        """Returns at once, and starts it as soon as `after` is set.

        Raises `SetupError`: vLLM or the model missing, the port taken.
        """
        if self._watcher is not None:
            self.stop()
        check(self.settings)
        self._port = free_port(self.settings.port)
        self._stop.clear()
        self.restarted = 0
        self.settings.log.parent.mkdir(parents=True, exist_ok=True)
        self.settings.log.write_bytes(b"")
        self._become(State.STARTING)
        self._watcher = threading.Thread(target=self._run, args=(after,), name="vllm-watcher", daemon=True)
        self._watcher.start()

    def wait_ready(self, timeout: float = 180.0, progress: Progress = silent) -> None:
        """Until it answers. Raises `SetupError` with the log's place when it fails or takes longer."""
        began = time.monotonic()
        with self._changed:
            while self.state is State.STARTING and (waited := time.monotonic() - began) < timeout:
                progress("starting the model", min(int(waited), EXPECTED_START - 1), EXPECTED_START)
                self._changed.wait(0.5)
        if self.state is not State.READY:
            raise SetupError(
                f"The vLLM server did not start: {last_error(self.settings.log)}", f"less {self.settings.log}"
            )
        progress("starting the model", EXPECTED_START, EXPECTED_START)

    def stop(self) -> None:
        """Ends the server and everything it started. Safe to call twice."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        self._end()
        self._become(State.STOPPED)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # ---- the watcher's side

    def _run(self, after: threading.Event | None) -> None:
        while after is not None and not after.wait(self.settings.poll):
            if self._stop.is_set():
                return
        self._spawn()
        self._watch()

    def _watch(self) -> None:
        """Polls health; restarts a server that died, or that was ready and hangs, up to `restarts` times."""
        healthy_at = time.monotonic()
        while not self._stop.wait(self.settings.poll):
            process = self._process
            died = process is None or process.poll() is not None
            if not died and self._healthy():
                healthy_at = time.monotonic()
                self._become(State.READY)
            hangs = self.state is State.READY and time.monotonic() - healthy_at > HANGING
            if not died and not hangs:
                continue
            self._end()
            if self.restarted == self.settings.restarts:
                self._become(State.FAILED)
                return
            self.restarted += 1
            self._spawn()
            healthy_at = time.monotonic()

    def _spawn(self) -> None:
        keeper = [sys.executable, "-I", str(KEEPER), str(GRACE), *self.settings.arguments(self._port)]
        with self.settings.log.open("ab") as log:
            self._process = _spawn(keeper, log, self.settings.environment())
        self._become(State.STARTING)

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()  # what the keeper waits for
        try:
            process.wait(GRACE + 5)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _become(self, state: State) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()


def _spawn(command: list[str], log: IO[bytes], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own command line, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,  # Ctrl-C reaches this process only, which then stops the server in order
    )


def check(settings: VLLMSettings) -> None:
    """Whether the server can be started at all. Raises `SetupError` naming the command that mends it."""
    if settings.command[1:2] == ("-m",) and importlib.util.find_spec("vllm") is None:
        raise SetupError("vLLM is not installed.", "make install")
    if not (settings.model / "config.json").is_file():
        raise SetupError(f"There is no model in {settings.model}.", "python -m assistant.shop_lm.train")


def free_port(port: int) -> int:
    """`port` if it is free, some free port if it is 0. Raises `SetupError` when it is taken."""
    try:
        with socket.create_server((HOST, port)) as held:
            return int(held.getsockname()[1])
    except OSError as error:
        raise SetupError(f"Port {port} is taken by another program.", f"ss -ltnp 'sport = :{port}'") from error


def last_error(log: Path) -> str:
    """What the log last says went wrong, an exception if there is one; else its last line."""
    lines = (
        [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()] if log.exists() else []
    )
    errors = [line for line in lines if _EXCEPTION.search(line) and " WARNING " not in line and " INFO " not in line]
    return (errors or lines or ["it wrote nothing"])[-1][-300:]
