"""How long after its start the page answers, and the model, and what the whole takes in memory.

    python -m benchmarks.start --home var/demo [--model none|managed]

Starts `daogou serve` in a process of its own and asks `/healthz` until the page is there, until the shop is open (from
then on messages are answered without the model) and until the model is ready. Prints seconds since the start, and the
memory (proportional set size, MB) of the page's process and the model's.
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE = 300.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def health(port: int) -> dict[str, Any] | None:
    """What `/healthz` says; None while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except (urllib.error.URLError, OSError, json.JSONDecodeError):
        return None


def memory(server: int) -> dict[str, float]:
    """Proportional set size in MB of the page's process alone and of the model's, whichever process started them."""
    model = [int(path.name) for path in Path("/proc").glob("[0-9]*") if b"vllm" in command_of(path).lower()]
    figures = {"page_mb": pss(server), "model_mb": round(sum(pss(process) for process in model))}
    return {**figures, "all_mb": sum(figures.values())}


def command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""  # it ended meanwhile


def pss(process: int) -> float:
    """Proportional set size in MB; 0 for a process that ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the start of the page and the model.")
    parser.add_argument("--home", type=Path, default=Path("var/demo"))
    parser.add_argument("--model", default="managed", choices=["managed", "none"])
    options = parser.parse_args()
    port = free_port()
    command = [sys.executable, "-m", "ui.commands", "serve", "--home", str(options.home)]
    began = time.perf_counter()
    server = subprocess.Popen([*command, "--model", options.model, "--port", str(port)])
    figures: dict[str, float] = {}
    try:
        while time.perf_counter() - began < PATIENCE and server.poll() is None:
            found = health(port)
            if found is not None:
                figures.setdefault("page_seconds", round(time.perf_counter() - began, 1))
            if found is not None and found["shop"] == "open":
                figures.setdefault("answer_seconds", round(time.perf_counter() - began, 1))
            if "answer_seconds" in figures and found and (options.model == "none" or found["model"] == "ready"):
                figures["model_seconds"] = round(time.perf_counter() - began, 1)
                break
            time.sleep(0.1)
        figures.update(memory(server.pid))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
