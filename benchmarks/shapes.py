"""What a larger model would cost on this machine, before it is downloaded: vLLM with weights of its shape, all dummy.

    python -m benchmarks.shapes --shape 0.6b|1.7b [--threads 2] [--chats 1]

Prints seconds until the server answers, its memory (proportional set size, MB), the first token in milliseconds for a
prompt as long as ours whose policy and tools are new to the server (cold) and for one whose beginning it has seen
(warm), and tokens a second of an answer; with several chats at once also the slowest of them. Speech and choices of
dummy weights mean nothing and are not looked at.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.vllm_server import WEIGHTS, VLLMServer, VLLMSettings
from benchmarks.start import pss

POLICY_AND_TOOLS, CONTEXT, ANSWER = 2200, 150, 40  # tokens, as a general tokenizer counts ours
WARM = 5
# Published shapes of Qwen3; what is not named is as in the shipped model's configuration, a Qwen3 itself.
SHAPES: dict[str, dict[str, Any]] = {
    "0.6b": {"hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 28},
    "1.7b": {"hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 28},
}
_SHARED = {
    "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936,
    "max_position_embeddings": 40960, "layer_types": ["full_attention"] * 28,
}  # fmt: skip


def folder_of(shape: str, folder: Path) -> Path:
    """A model folder with a configuration of that shape and a small tokenizer, but no weights."""
    for path in WEIGHTS.glob("*token*.json"):
        shutil.copy(path, folder)
    config = json.loads((WEIGHTS / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | _SHARED | SHAPES[shape]), encoding="utf-8")
    return folder


def times(base_url: str, model: str, prompt: list[int]) -> list[float]:
    """Seconds since the request at which each piece of the answer came."""
    began = time.perf_counter()
    return [time.perf_counter() - began for _ in pieces(base_url, model, prompt)]


def pieces(base_url: str, model: str, prompt: list[int]) -> Iterator[bytes]:
    url = urlsplit(base_url)
    asked = {"model": model, "prompt": prompt, "max_tokens": ANSWER, "ignore_eos": True, "stream": True}
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=300)
    connection.request("POST", f"{url.path}/completions", json.dumps(asked), {"Content-Type": "application/json"})
    for line in connection.getresponse():
        if line.startswith(b"data: {"):
            yield line
    connection.close()


def measure(server: VLLMServer, chats: int) -> dict[str, object]:
    words = random.Random(0)
    policy = [words.randrange(10, 2000) for _ in range(POLICY_AND_TOOLS)]

    def turn(_: int) -> list[float]:
        return times(server.base_url, server.name, policy + [words.randrange(10, 2000) for _ in range(CONTEXT)])

    cold = turn(0)
    warm = [turn(number) for number in range(WARM)]
    with ThreadPoolExecutor(chats) as pool:
        together = list(pool.map(turn, range(chats)))
    pid = server.pid
    return {
        "memory_mb": round(sum(pss(process) for process in group(pid))) if pid else 0,
        "first_token_cold_ms": round(cold[0] * 1000),
        "first_token_warm_ms": round(statistics.median(found[0] for found in warm) * 1000),
        "tokens_a_second": round(statistics.median((len(one) - 1) / (one[-1] - one[0]) for one in warm), 1),
        "chats": chats,
        "slowest_chat_ms": round(max(one[-1] for one in together) * 1000),
    }


def group(leader: int) -> list[int]:
    """The processes of a process group and session."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        except OSError:
            continue
        if leader in (int(fields[2]), int(fields[3])):
            found.append(int(path.name))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Time vLLM with dummy weights of a published shape.")
    parser.add_argument("--shape", choices=[*SHAPES], default="0.6b")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--chats", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daogou-") as name:
        folder = folder_of(options.shape, Path(name))
        command = (sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--load-format", "dummy")
        settings = VLLMSettings(
            model=folder,
            name="dummy",
            log=folder / "vllm.log",
            max_model_len=4096,
            kv_cache_gib=2,
            threads=options.threads,
            command=command,
        )
        began = time.perf_counter()
        with VLLMServer(settings) as server:
            server.wait_ready(600)
            ready = round(time.perf_counter() - began, 1)
            found = measure(server, options.chats)
    print(json.dumps({"shape": options.shape, "threads": options.threads, "ready_seconds": ready, **found}))


if __name__ == "__main__":
    main()
