"""`daogou serve` as a process: the page answers before the shop is open, and everything ends when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0  # seconds: the machine may be busy, and nothing here is about speed


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it prints first."""
    command = [sys.executable, "-m", "ui.commands", "serve", "--home", str(home), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def health(address: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = httpx.get(f"{address}/healthz", trust_env=False, timeout=30).json()
    except httpx.TransportError:
        return {}
    return found


def wait(process: subprocess.Popen[str], address: str, **wanted: str) -> None:
    """Until the health check says what is wanted."""
    until = time.monotonic() + PATIENCE
    while wanted.items() - health(address).items():
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < until, f"{wanted} never came"
        time.sleep(0.1)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_the_page_answers_and_ends_when_told_to(home: Path, sent: signal.Signals, code: int) -> None:
    with serving(home, "--model", "none") as (process, address):
        wait(process, address, status="ok", shop="open", model="none")
        assert "What are you looking for?" in httpx.get(address, trust_env=False).text
        process.send_signal(sent)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == code
        assert "Traceback" not in said


def test_a_shop_that_cannot_open_ends_the_page_with_one_sentence(home: Path) -> None:
    manifest = next((home / "index").glob("*/manifest.json"))
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"encoder": "another"}))
    with serving(home, "--model", "none") as (process, _):
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert "Traceback" not in said
        assert f"daogou index --home {home}" in said


@pytest.mark.vllm
def test_one_model_serves_the_page_and_the_command_line_and_ends_with_the_page(home: Path) -> None:
    with serving(home, "--model", "managed") as (process, address):
        wait(process, address, model="ready", shop="open")
        note = home / "run" / "model.json"
        base_url = json.loads(note.read_text())["base_url"]
        chat = ["chat", "--home", str(home), "--message", "blue jackets under 80", "--json"]
        ran = subprocess.run(
            [sys.executable, "-m", "ui.commands", *chat], capture_output=True, text=True, cwd=ROOT, check=True
        )
        said = json.loads(ran.stdout)
        assert said["degraded"] == ""
        assert said["tokens"]["calls"] >= 1
        assert [product["id"] for product in said["products"]] == ["jacket-1"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 130
        assert not note.exists()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{base_url}/models", trust_env=False)
