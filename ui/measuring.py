"""What `daogou evaluate` measures: opens what is to be measured and gives the figures as plain values."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from assistant.assistant import Assistant
from assistant.build import connect, open_shop
from assistant.evaluate import dialogue as dialogues
from assistant.evaluate import human, readings
from assistant.evaluate import speech as replies
from assistant.evaluate.pack import chosen, read_pack, shop_of
from assistant.settings import Settings
from assistant.shop import Shop
from ranker.evaluate import PACK_START, compare, leave_last_out
from retrieval.encoder import MiniLM
from store.errors import SetupError
from store.manifest import Manifest
from store.progress import Progress
from ui.served_model import served_model

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Talks:
    """Which dialogues to have: the pack's folder, `dev` or `test`, how many, and how they are drawn."""

    data: Path
    half: str
    targets: int
    seed: int
    mismatched: bool = False
    errors: int = 0


def ranking(home: Path, shoppers: int, progress: Progress) -> Figures:
    """Popularity, co-visitation and the history ranker on each shopper's last product, held out."""
    shop = open_shop(home, progress=progress)
    try:
        split = leave_last_out(shop.store.behaviour.all())
        if not split.held_out:
            problem = "No shopper of this shop has taken three products: there is nothing to measure ranking on."
            raise SetupError(problem, "daogou evaluate ranking --home var/demo")
        rows = compare(list(shop.store.products.all()), split, shop.index, shoppers=shoppers, progress=progress)
        return {row.ranker: {**asdict(row.quality), "ms": round(row.ms, 2)} for row in rows}
    finally:
        shop.store.close()


def reader(
    data: Path | None, file: Path | None, home: Path, half: str | None, errors: int, progress: Progress
) -> Figures:
    """The reader on a pack of messages people wrote, or on the cases of a file in the shop of `home`."""
    if file is None and data is None:
        problem = "The reader is measured on a pack (--data) or on the cases of a file (--file)."
        raise SetupError(problem, "daogou evaluate reader --data ../shared/data/conversations")
    if file is None:
        assert data is not None
        return human.figures(data, half or "test", errors)
    cases = readings.read_cases(file, half or "")
    with _copied(home) as copy:
        shop = open_shop(copy, progress=progress)
        try:
            return asyncio.run(readings.measure(Assistant(shop, None), cases, progress))
        finally:
            shop.store.close()


def speech(file: Path, home: Path, most: int, chosen_model: Settings, progress: Progress) -> tuple[Figures, list[str]]:
    """The audit of `most` replies to the messages of a file, their variety, and the replies that are wrong."""
    cases = readings.read_cases(file)
    with _copied(home) as copy, served_model(chosen_model, copy, wait=progress) as served:
        shop = open_shop(copy, progress=progress)
        try:
            model = connect(chosen_model, served.base_url, served.name) if served.base_url else None
            assistant = Assistant(shop, model)
            found = asyncio.run(replies.audit(assistant, cases, most or len(cases), progress))
            read, spoken = asyncio.run(replies.variety(assistant, leaves(shop), progress))
            found |= {"distinct-2": round(read, 3), "distinct-2 of slots": round(spoken, 3)}
        finally:
            shop.store.close()
    told = found.pop("told")
    return {**found, "model": served.name or "none"}, told


def leaves(shop: Shop) -> list[str]:
    """The shop's kinds of products, most products first."""
    counted = Counter(product.category[-1] for product in shop.store.products.all() if product.category)
    return [kind for kind, _ in counted.most_common()]


def dialogue(talks: Talks, chosen_model: Settings, progress: Progress) -> tuple[Figures, list[str]]:
    """The figures of the dialogues, and as many failures as asked for, to be read."""
    if talks.errors and talks.half != "dev":
        problem = "Failures are read on the dev half only: the test half is for reporting."
        raise SetupError(problem, f"daogou evaluate dialogue --data {talks.data} --half dev --errors {talks.errors}")
    pack = read_pack(talks.data)
    encoder = MiniLM()
    shoppers = chosen(pack, talks.half, talks.targets, talks.seed)
    if not shoppers:
        problem = f"No shopper of the {talks.half} half of {talks.data} has taken three products and a titled last one."
        raise SetupError(problem, "daogou evaluate dialogue --data ../shared/data/beauty")
    made = dialogues.cases(pack, shoppers, talks.seed, mismatched=talks.mismatched)
    with (
        _copied(shop_of(pack, encoder, progress=progress)) as home,
        served_model(chosen_model, home, wait=progress) as served,
    ):
        shop = open_shop(home, encoder, progress)
        try:
            model = connect(chosen_model, served.base_url, served.name) if served.base_url else None
            assistant = Assistant(shop, model, lambda: PACK_START)
            began = time.perf_counter()
            had = asyncio.run(dialogues.converse_all(assistant, made, progress))
            figures = dialogues.summary(had, began)
            alone = dialogues.search_alone(shop.index.hybrid, made, progress=progress)
        finally:
            shop.store.close()
    about = {"model": served.name or "none", "half": talks.half, "seed": talks.seed, "mismatched": talks.mismatched}
    failed = [one for one in had if not one.hit][: talks.errors]
    return {**figures, "search_alone": alone, **about}, [dialogues.told(one, pack.titles) for one in failed]


@contextmanager
def _copied(home: Path) -> Iterator[Path]:
    """The shop's folder again, without its pictures: measuring leaves the shop as it was."""
    Manifest.read(home)
    with tempfile.TemporaryDirectory(prefix="daogou-") as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("images", "run"))
        (copy / "run").mkdir()
        yield copy


def table(figures: Figures) -> Table:
    """One row a figure; where all figures have the same parts, such as search's legs, one column a part."""
    first = next(iter(figures.values()))
    parts = [value for value in figures.values() if isinstance(value, Mapping)]
    if len(parts) == len(figures) and all(part.keys() == first.keys() for part in parts):
        drawn = Table("", *first, box=None, pad_edge=False)
        for name, row in figures.items():
            drawn.add_row(name, *(_cell(value) for value in row.values()))
        return drawn
    drawn = Table("", "", box=None, pad_edge=False, show_header=False)
    for name, value in figures.items():
        drawn.add_row(name, _cell(value))
    return drawn


def _cell(value: object) -> str:
    match value:
        case bool() | str():
            return str(value)
        case float():
            return f"{value:,.4f}"
        case int():
            return f"{value:,}"
        case Mapping():
            return ", ".join(f"{name} {_cell(part)}" for name, part in value.items())
        case list():
            return "\n".join(_cell(one) for one in value)
    return str(value)
