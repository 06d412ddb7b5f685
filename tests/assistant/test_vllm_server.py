"""The server's keeper with real processes: it starts, restarts, gives up, and leaves nothing behind however it ends."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

import assistant.vllm_server
from assistant.vllm_server import State, VLLMServer, VLLMSettings, free_port, last_error
from store.errors import SetupError

STANDIN = Path(__file__).with_name("standin_server.py")


@pytest.fixture
def settings(tmp_path: Path) -> VLLMSettings:
    (tmp_path / "config.json").write_text("{}")
    return standin(tmp_path, "healthy")


def standin(folder: Path, behaviour: str) -> VLLMSettings:
    command = (sys.executable, str(STANDIN), behaviour, str(folder))
    return VLLMSettings(model=folder, log=folder / "logs" / "vllm.log", poll=0.02, restarts=2, command=command)


def state_of(server: VLLMServer) -> State:
    return server.state  # asked anew: a type checker does not expect it to change between two lines


def started(folder: Path) -> list[psutil.Process]:
    """The processes that the stand-in's last start made."""
    pids = (folder / "pids").read_text().splitlines()[-1].split()
    return [psutil.Process(int(pid)) for pid in pids if psutil.pid_exists(int(pid))]


def test_it_becomes_ready_answers_and_leaves_nothing(settings: VLLMSettings, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    with VLLMServer(settings) as server:
        server.wait_ready(30, lambda stage, done, total: seen.append((stage, done, total)))
        assert server.state is State.READY
        with urllib.request.urlopen(server.base_url.removesuffix("/v1") + "/health") as answer:
            assert answer.status == 200
        processes = started(tmp_path)
        assert len(processes) == 2
    assert state_of(server) is State.STOPPED
    assert psutil.wait_procs(processes, timeout=10)[1] == []
    assert seen[-1] == ("starting the model", 60, 60)
    server.stop()


def test_a_stubborn_server_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.vllm_server, "GRACE", 0.2)
    (tmp_path / "config.json").write_text("{}")
    with VLLMServer(standin(tmp_path, "stubborn")) as server:
        server.wait_ready(30)
        processes = started(tmp_path)
    assert psutil.wait_procs(processes, timeout=10)[1] == []


def test_a_killed_server_is_restarted_on_the_same_port(settings: VLLMSettings, tmp_path: Path) -> None:
    restarted = threading.Event()
    with VLLMServer(settings) as server:
        server.wait_ready(30)
        url, first = server.base_url, started(tmp_path)
        first[0].kill()
        assert psutil.wait_procs(first, timeout=10)[1] == []  # its child goes with it
        while server.restarted == 0:
            restarted.wait(0.01)
        server.wait_ready(30)
        assert server.restarted == 1
        assert server.base_url == url
        assert {process.pid for process in started(tmp_path)}.isdisjoint(process.pid for process in first)


def test_one_that_keeps_dying_is_given_up_with_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    server = VLLMServer(standin(tmp_path, "dies"))
    server.start()
    with pytest.raises(SetupError, match="this model cannot be served"):
        server.wait_ready(30)
    assert server.state is State.FAILED
    assert server.restarted == 2
    server.stop()


def test_it_can_be_started_again_after_it_failed(tmp_path: Path, settings: VLLMSettings) -> None:
    with VLLMServer(settings) as server:
        server.wait_ready(30)
        server.start()
        server.wait_ready(30)
        assert server.state is State.READY


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_program_that_started_it(settings: VLLMSettings, tmp_path: Path, how: int) -> None:
    program = (
        "import sys, pathlib\n"
        "from assistant.vllm_server import VLLMServer, VLLMSettings\n"
        f"model, log = pathlib.Path({str(tmp_path)!r}), pathlib.Path({str(settings.log)!r})\n"
        f"server = VLLMServer(VLLMSettings(model=model, log=log, poll=0.02, command={settings.command!r}))\n"
        "server.start(); server.wait_ready(30); print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        processes = started(tmp_path)
        assert len(processes) == 2
        os.kill(parent.pid, how)
        parent.wait(20)
    assert psutil.wait_procs(processes, timeout=20)[1] == []


def test_a_taken_port_is_one_sentence_with_a_command(settings: VLLMSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} is taken") as caught:
            VLLMServer(dataclasses.replace(settings, port=port)).start()
    assert caught.value.mend


def test_a_free_port_is_found_or_kept() -> None:
    port = free_port(0)
    assert free_port(port) == port


def test_missing_vllm_names_make_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SetupError, match="make install"):
        VLLMServer(VLLMSettings(model=tmp_path)).start()


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"assistant\.shop_lm\.train"):
        VLLMServer(VLLMSettings(model=tmp_path / "nowhere")).start()


def test_it_is_told_to_stay_off_the_network_and_small() -> None:
    environment = VLLMSettings().environment()
    assert environment["HF_HUB_OFFLINE"] == environment["VLLM_NO_USAGE_STATS"] == "1"
    assert environment["VLLM_CPU_KVCACHE_SPACE"] == "1"
    line = " ".join(VLLMSettings().arguments(1234))
    assert "--host 127.0.0.1 --port 1234" in line
    assert "--enable-auto-tool-choice" in line


def test_the_log_is_quoted_by_its_last_error(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_error(log) == "it wrote nothing"
    log.write_text("starting\nRuntimeError: first\nValueError: the cause\n(x) WARNING 1 may cause `OSError: y`\nbye\n")
    assert last_error(log) == "ValueError: the cause"
    log.write_text("starting\nkilled\n")
    assert last_error(log) == "killed"


def test_it_waits_for_what_comes_first(settings: VLLMSettings, tmp_path: Path) -> None:
    first = threading.Event()
    server = VLLMServer(settings)
    server.start(first)
    assert (server.state, server.pid) == (State.STARTING, None)
    first.set()
    server.wait_ready(30)
    assert server.pid is not None
    server.stop()


def test_stopped_while_it_waits_it_never_starts(settings: VLLMSettings, tmp_path: Path) -> None:
    server = VLLMServer(settings)
    server.start(threading.Event())
    server.stop()
    assert server.state is State.STOPPED
    assert settings.log.read_bytes() == b""
