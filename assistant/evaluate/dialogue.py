"""Dialogues with a simulated shopper, counted as InteRecAgent counts them (Huang et al., arXiv 2308.16505).

At most five turns; a dialogue is a hit in the first turn that shows the target. H@5 is the share of hits, AT@5 the
mean turn of the hit, where a failure counts as turn 6. The shopper is rule-based where theirs is a language model, so
figures are comparable in protocol but are not of the same table.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluate.attributes import Attribute, Titles
from assistant.evaluate.pack import Pack
from assistant.evaluate.shopper import TURNS, Said, script
from assistant.events import TurnDone
from retrieval.retriever import Retriever
from store.progress import Progress, silent

Figures = dict[str, Any]

PROTOCOL = "InteRecAgent (arXiv 2308.16505), rule-based shopper, one attribute a turn"
SHOWN = 6  # products that the assistant shows at most in a turn
MIX_UPS = 20  # products looked through for a value to mix up


@dataclass(frozen=True, slots=True)
class Case:
    """One dialogue to be had: who talks, what they will say, and the product that must be shown."""

    shopper: str
    target: str
    described: str  # the product that the messages describe: the target, but for the leakage check
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn: the message, what was shown in order (product ids), and what the model cost."""

    message: str
    shown: tuple[str, ...]
    tools: tuple[str, ...] = ()
    query: str = ""
    prompt_tokens: int = 0
    model_calls: int = 0
    degraded: str = ""


@dataclass(slots=True)
class Dialogue:
    """A dialogue that was had. `hit` is the turn that showed the target, from 1; 0 when none did."""

    case: Case
    exchanges: list[Exchange] = field(default_factory=list)
    hit: int = 0


def cases(pack: Pack, shoppers: Sequence[str], seed: int, *, mismatched: bool = False) -> list[Case]:
    """A case for each shopper; the same for the same seed and shopper, whoever else is measured.

    `mismatched` has each describe a random other product while the hit is judged on the target: what is left then is
    not what the shopper said.
    """
    titles = Titles(pack.titles.values())
    ids = sorted(pack.titles)
    made = []
    for shopper in shoppers:
        rng = random.Random(f"{seed} {shopper}")
        target = pack.targets[shopper]
        described = _another(ids, target, rng) if mismatched else target
        title = pack.titles[described]
        mixed_up: list[Attribute] = []
        for other in rng.sample(ids, min(MIX_UPS, len(ids))):
            mixed_up += titles.describe(pack.titles[other])
        made.append(Case(shopper, target, described, script(title, titles.describe(title), mixed_up, rng)))
    return made


def _another(ids: Sequence[str], target: str, rng: random.Random) -> str:
    return next((other for other in rng.sample(ids, min(2, len(ids))) if other != target), target)


async def converse(assistant: Assistant, case: Case) -> Dialogue:
    """Has the dialogue: the shopper stops once it is shown the target."""
    session = assistant.session(customer_id=case.shopper)
    dialogue = Dialogue(case)
    for turn, said in enumerate(case.said, 1):
        async for event in assistant.turn(session, said.text):
            if isinstance(event, TurnDone):
                dialogue.exchanges.append(_exchange(said.text, event))
        if case.target in dialogue.exchanges[-1].shown:
            dialogue.hit = turn
            break
    return dialogue


def _exchange(message: str, done: TurnDone) -> Exchange:
    cards = [*done.cards, *(item.card for item in (done.bundle.items if done.bundle else ()))]
    return Exchange(
        message,
        tuple(dict.fromkeys(card.product.id for card in cards)),
        tuple(tool.name for tool in done.tools),
        done.reading.query,
        done.tokens["prompt"],
        done.tokens["calls"],
        done.degraded,
    )


async def converse_all(assistant: Assistant, made: Sequence[Case], progress: Progress = silent) -> list[Dialogue]:
    """One dialogue after the other, over one open shop."""
    had = []
    for case in made:
        had.append(await converse(assistant, case))
        progress("dialogues", len(had), len(made))
    return had


def search_alone(retriever: Retriever, made: Sequence[Case], k: int = SHOWN, progress: Progress = silent) -> Figures:
    """H@5 and AT@5 of plain search for all values told so far, `k` products a turn: nothing read, nobody known.

    What was taken back is left out. It says how much of a dialogue's figures the search alone could reach if every
    message were understood, and so how hard the shopper is.
    """
    hits = []
    for done, case in enumerate(made, 1):
        hits.append(_found(retriever, case, k))
        progress("search alone", done, len(made))
    return _counted(hits)


def _found(retriever: Retriever, case: Case, k: int) -> int:
    values: list[str] = []
    for turn, said in enumerate(case.said, 1):
        if said.told is None:
            continue  # nothing new: the same products as before
        values = [value for value in values if said.wrong is None or value != said.wrong.value] + [said.told.value]
        if any(hit.product_id == case.target for hit in retriever.search(" ".join(values), k)):
            return turn
    return 0


def _counted(hits: Sequence[int]) -> Figures:
    """From the turn of each dialogue's hit, 0 for none."""
    n = max(1, len(hits))
    share = sum(hit > 0 for hit in hits) / n
    return {"h@5": round(share, 4), "at@5": round(sum(hit or TURNS + 1 for hit in hits) / n, 4)}


def summary(dialogues: Sequence[Dialogue], began: float) -> Figures:
    """The figures: `began` is the `time.perf_counter()` before the first dialogue, `seconds` the time since.

    `degraded` counts turns that no model answered: all of them where there is none. `shown` is products a turn.
    """
    turns = [exchange for dialogue in dialogues for exchange in dialogue.exchanges]
    hits = [dialogue.hit for dialogue in dialogues]
    return {
        "protocol": PROTOCOL,
        **_counted(hits),
        "n": len(hits),
        "hits_by_turn": {str(turn): hits.count(turn) for turn in range(1, TURNS + 1)},
        "turns": len(turns),
        "shown": _mean([len(turn.shown) for turn in turns]),
        "prompt_tokens": _spread([turn.prompt_tokens for turn in turns]),
        "model_calls": _spread([turn.model_calls for turn in turns]),
        "degraded": sum(bool(turn.degraded) for turn in turns),
        "seconds": round(time.perf_counter() - began, 1),
    }


def _mean(values: Sequence[int]) -> float:
    return round(sum(values) / len(values), 2) if values else 0.0


def _spread(values: Sequence[int]) -> dict[str, float]:
    return {"mean": _mean(values), "max": max(values, default=0)}


def told(dialogue: Dialogue, titles: Mapping[str, str]) -> str:
    """A dialogue to be read: what was wanted, what was said, what was shown."""
    lines = [f"wanted: {titles[dialogue.case.target]}"]
    for exchange in dialogue.exchanges:
        lines.append(f"  > {exchange.message}   [{', '.join(exchange.tools)}: {exchange.query}]")
        lines += [f"      {titles.get(shown, shown)[:100]}" for shown in exchange.shown]
    return "\n".join(lines)
