"""Measures a model folder on unseen simulated dialogues: `python -m assistant.shop_lm.evaluate --model FOLDER`.

`--speaker 200` measures what it learns from instead: how varied the simulated assistant speaks, the ceiling of a model.

Seeds, made-up catalogues and (with `--held-out`) the authored messages are ones that training never saw. Every step of
a turn is judged with the right steps before it: the call must be exact, name and arguments; the words must use only
slots that exist, claim nothing outside them, and come to an end.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from assistant.claims import SLOTS_ONLY, ClaimKind, claims
from assistant.messages import Message, Role
from assistant.shop_lm.simulator import Example, examples
from assistant.shop_lm.template import CALL, END, PAD, render
from assistant.shop_lm.tokenizer import load_tokenizer, token_id
from assistant.slots import SLOT

SEED = 900_001  # far from every seed of training
LONGEST_REPLY = 120
OF_A_PRODUCT = ("", "price", "why", "stock", "rating", "brand", "saving")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the model has to do: the prompt as text, what the simulated assistant did, and what may be spoken."""

    prompt: str
    expected: str
    kind: str
    allowed: frozenset[str]
    nothing_found: bool
    previous: str

    @property
    def speaks(self) -> bool:
        return not self.expected.startswith(CALL)


def steps(example: Example) -> list[Step]:
    """Every step of a turn, each after the right ones before it."""
    found = []
    spoken = [m.content for m in example.messages[: example.start] if m.role is Role.ASSISTANT]
    for place in range(example.start, len(example.messages)):
        if example.messages[place].role is not Role.ASSISTANT:
            continue
        before = example.messages[:place]
        prompt = render(before, prompt=True)
        expected = render([*before, example.messages[place]])[len(prompt) :].removesuffix(END)
        results = [m.content for m in before[example.start :] if m.role is Role.TOOL]
        nothing = bool(results) and (results[-1].startswith("found 0") or "relaxed: " in results[-1])
        found.append(
            Step(prompt, expected, example.kind, allowed(before, results), nothing, spoken[-1] if spoken else "")
        )
    return found


def allowed(before: Sequence[Message], results: Sequence[str]) -> frozenset[str]:
    """The slots that have a value: of products in the context or a result, and those that a result offers."""
    context = next((m.content for m in reversed(before) if m.role is Role.USER), "")
    shown = re.findall(r"\bp\d+\b(?= \|)", "\n".join([context.partition("\nshown: ")[2], *results]))
    with_why = {line.split(" | ")[0] for text in results for line in text.splitlines() if " | why: " in line}
    names = {f"{handle}.{part}".rstrip(".") for handle in shown for part in OF_A_PRODUCT if part != "why"}
    names |= {f"{handle}.why" for handle in with_why}
    for text in results:
        for line in text.splitlines():
            if line.startswith("slots: "):
                names |= set(SLOT.findall(line))
    return frozenset(names)


def faults(text: str, step: Step) -> list[str]:
    """What is wrong with a reply; empty when it may be said."""
    found = [f"slot {slot}" for slot in SLOT.findall(text) if slot not in step.allowed]
    bare = SLOT.sub(" ", text)
    found += [
        f"claim {claim.words}"
        for claim in claims(bare)
        if claim.kind in SLOTS_ONLY or (claim.kind is ClaimKind.ABSENCE and not step.nothing_found)
    ]
    if "{" in bare or "}" in bare or "<" in bare:
        found.append("broken slot")
    if not re.search(r"[.!?。！？}]$", text):
        found.append("unfinished")
    if text == step.previous and text.strip() and not SLOT.fullmatch(text):
        found.append("repeats")
    return found


class Generator:
    """Completes prompts in batches with a model folder, greedily for calls and as configured for words."""

    def __init__(self, folder: Path, device: str) -> None:
        self._tokenizer = load_tokenizer(folder)
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).to(device).eval()
        self._device = device
        self._pad, self._end = token_id(self._tokenizer, PAD), token_id(self._tokenizer, END)

    @torch.no_grad()
    def complete(self, prompts: Sequence[str], *, sample: bool = True, size: int = 64) -> list[str]:
        """What follows each prompt, without the end mark; "" added "…" when it did not end."""
        ids = [self._tokenizer.encode(prompt, add_special_tokens=False).ids for prompt in prompts]
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        texts = [""] * len(ids)
        for places in _batched(order, size):
            for place, text in zip(places, self._batch([ids[place] for place in places], sample=sample), strict=True):
                texts[place] = text
        return texts

    def _batch(self, rows: list[list[int]], *, sample: bool) -> list[str]:
        width = max(len(row) for row in rows)
        padded = torch.tensor([[self._pad] * (width - len(row)) + row for row in rows], device=self._device)
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=self._device)
        how: dict[str, Any] = {} if sample else {"do_sample": False, "temperature": None, "top_p": None}
        made = self._model.generate(input_ids=padded, attention_mask=mask, max_new_tokens=LONGEST_REPLY, **how)
        return [self._text(row) for row in made[:, width:].tolist()]

    def _text(self, row: list[int]) -> str:
        if self._end not in row:
            return (
                self._tokenizer.decode([token for token in row if token != self._pad], skip_special_tokens=False) + "…"
            )
        return str(self._tokenizer.decode(row[: row.index(self._end)], skip_special_tokens=False))


def _batched(items: Sequence[int], size: int) -> list[tuple[int, ...]]:
    return [tuple(items[at : at + size]) for at in range(0, len(items), size)]


def distinct_2(texts: Sequence[str]) -> float:
    """Different word pairs over all word pairs of the texts; slots count as the same word whatever they name."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        pairs.update(itertools.pairwise(_words(text)))
    return len(pairs) / max(1, pairs.total())


def _words(text: str) -> list[str]:
    """Words, each Chinese character as one, and `{}` for every slot."""
    return re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+|\{\}", SLOT.sub("{}", text).casefold())


def speaker_variety(count: int, language: str = "en") -> dict[str, float]:
    """What a model could reach at most: distinct-2 over `count` of the simulated assistant's replies to one kind of
    request, plain searches that found something, and the words of a reply."""
    turns = (turn for turn in examples(SEED) if turn.kind == "search" and turn.language == language)
    replies = list(itertools.islice((turn.messages[-1].content for turn in turns if _shows(turn)), count))
    words = sum(len(_words(reply)) for reply in replies) / max(1, len(replies))
    return {"replies": len(replies), "distinct_2": round(distinct_2(replies), 3), "words": round(words, 1)}


def _shows(turn: Example) -> bool:
    return any(m.role is Role.TOOL and m.content.startswith("found ") for m in turn.messages[turn.start :]) and (
        "{p" in turn.messages[-1].content
    )


def evaluate(folder: Path, count: int, device: str, *, held_out: bool, sample: bool = True) -> dict[str, Any]:
    """The figures over `count` turns."""
    turns = itertools.islice(examples(SEED + held_out, held_out=held_out), count)
    asked = [step for turn in turns for step in steps(turn)]
    torch.manual_seed(SEED)  # sampled words, the same every time
    made = Generator(folder, device).complete([step.prompt for step in asked], sample=sample)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    replies: list[str] = []
    bad = 0
    for step, text in zip(asked, made, strict=True):
        decided = text == step.expected if not step.speaks else not text.startswith(CALL)
        right[step.kind] += decided
        total[step.kind] += 1
        found = faults(text, step) if step.speaks and decided else []
        bad += bool(found)
        if step.speaks and decided:
            replies.append(text)
        if not decided or found:
            wrong.append({"prompt": step.prompt, "expected": step.expected, "made": text, "faults": found})
    listings = [t for s, t in zip(asked, made, strict=True) if s.kind == "search" and s.speaks and "{p" in t][:200]
    return {
        "turns": count,
        "steps": len(asked),
        "decision_exact": round(right.total() / total.total(), 4),
        "by_kind": {kind: round(right[kind] / total[kind], 3) for kind in sorted(total)},
        "replies": len(replies),
        "faulty_replies": bad,
        "fault_kinds": dict(Counter(fault.split()[0] for item in wrong for fault in item["faults"])),
        "distinct_2_of_200_searches": round(distinct_2(listings), 3),
        "wrong": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures shop_lm on unseen simulated dialogues.")
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "weights")
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--held-out", action="store_true", help="messages in words that training never saw")
    parser.add_argument("--greedy", action="store_true")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--failures", type=int, default=0, help="how many failures to print")
    parser.add_argument("--speaker", type=int, default=0, help="measure that many replies of the simulator, no model")
    given = parser.parse_args()
    if given.speaker:
        print(json.dumps({lang: speaker_variety(given.speaker, lang) for lang in ("en", "zh")}))  # noqa: T201
        return
    figures = evaluate(given.model, given.n, given.device, held_out=given.held_out, sample=not given.greedy)
    figures["wrong"] = figures["wrong"][: given.failures]
    print(json.dumps(figures, indent=1, ensure_ascii=False))  # noqa: T201 - this is what the command is for


if __name__ == "__main__":
    main()
