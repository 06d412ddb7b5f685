"""How long a turn takes, by stage: the same messages, one conversation each, over a shop that is already built.

    python -m benchmarks.turns --home var/demo [--model managed|URL] [--rounds 3] [--chats 8]

Prints milliseconds (p50 and p95) by stage, tokens by turn and the memory of this process in MB.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from assistant.assistant import Assistant
from assistant.build import connect, open_shop
from assistant.events import TurnDone
from assistant.settings import Settings
from assistant.vllm_server import VLLMServer, VLLMSettings

MESSAGES = (
    "I need blue running shoes under $90",
    "something for a friend who loves cooking",
    "what do you recommend for me?",
    "a waterproof jacket, not black",
    "a quiet coffee maker",
    "which tents do you have for two people?",
    "what is on offer?",
    "what is your return policy?",
    "headphones with good reviews between 40 and 120 dollars",
    "a present for a new baby, around 50",
)
FOLLOW_UPS = ("cheaper ones", "compare the first two", "tell me more about the first one")


async def one(assistant: Assistant, messages: tuple[str, ...]) -> list[TurnDone]:
    session = assistant.session()
    done: list[TurnDone] = []
    for message in messages:
        done += [event async for event in assistant.turn(session, message) if isinstance(event, TurnDone)]
    return done


async def measure(assistant: Assistant, rounds: int, chats: int = 1) -> list[TurnDone]:
    """Every conversation, `chats` of them at once."""
    await one(assistant, MESSAGES[:1])  # the first turn pays for what is loaded on demand
    room = asyncio.Semaphore(chats)

    async def held(message: str) -> list[TurnDone]:
        async with room:
            return await one(assistant, (message, *FOLLOW_UPS))

    had = await asyncio.gather(*(held(message) for _ in range(rounds) for message in MESSAGES))
    return [turn for conversation in had for turn in conversation]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def summary(turns: list[TurnDone]) -> dict[str, object]:
    stages: dict[str, list[float]] = defaultdict(list)
    for turn in turns:
        for stage, ms in turn.timings.items():
            stages[stage].append(ms)
        own = turn.timings["total"] - turn.timings.get("model", 0.0)
        stages["own"].append(own)
    prompts = [turn.tokens["prompt"] / max(1, turn.tokens["calls"]) for turn in turns]
    return {
        "turns": len(turns),
        "degraded": sum(bool(turn.degraded) for turn in turns),
        "dropped_sentences": sum(len(turn.audit.dropped) for turn in turns),
        "p50": {stage: round(statistics.median(values), 1) for stage, values in sorted(stages.items())},
        "p95": {stage: round(percentile(values, 0.95), 1) for stage, values in sorted(stages.items())},
        "model_calls_max": max(turn.tokens["calls"] for turn in turns),
        "prompt_tokens_mean": round(statistics.mean(prompts), 1),
        "prompt_tokens_max": round(max(prompts)),
        "completion_tokens_mean": round(statistics.mean(turn.tokens["completion"] for turn in turns), 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Time turns by stage.")
    parser.add_argument("--home", type=Path, default=Path("var/demo"))
    parser.add_argument("--model", default="none", help="none, managed, or the base URL of a server")
    parser.add_argument("--model-name", default="shop-lm")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chats", type=int, default=1, help="conversations at once")
    options = parser.parse_args()
    shop = open_shop(options.home)
    with ExitStack() as stack:
        model = None
        if options.model != "none":
            url, name = options.model, options.model_name
            if url == "managed":
                server = stack.enter_context(VLLMServer(VLLMSettings(log=options.home / "run" / "bench.log")))
                server.wait_ready()
                url, name = server.base_url, server.name
            model = connect(Settings(first_token_seconds=30, turn_seconds=60), url, name)
        print(json.dumps(summary(asyncio.run(measure(Assistant(shop, model), options.rounds, options.chats)))))


if __name__ == "__main__":
    main()
