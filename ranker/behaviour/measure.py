"""Measures the behaviour model on the newest part of what happened, beside simple models and the demo shop's truth.

`python -m ranker.behaviour.measure --home HOME --json` and `--retail FILE --json`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ranker.behaviour import baselines
from ranker.behaviour.calibration import Platt
from ranker.behaviour.ceiling import Generator
from ranker.behaviour.checkpoint import Checkpoint
from ranker.behaviour.examples import Examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.learning import Design, Plan, chances_of, learn
from ranker.behaviour.predict import BehaviourModel
from ranker.behaviour.repeats import LATE, RECALL, SOON, happened, repeats, within
from ranker.behaviour.retail import TitleVectors, read_transactions
from ranker.behaviour.scores import auc_interval, score
from ranker.behaviour.sequence import ENCODERS
from ranker.behaviour.shop import shop_examples
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import Task
from ranker.behaviour.train import TrainSettings
from ranker.catalogue import Catalogue
from ranker.statistics import DAY, Statistics
from retrieval.encoder import Encoder, MiniLM
from retrieval.index import Index
from retrieval.tuning import checkpoint as tuned
from store.behaviour import Event
from store.errors import SetupError
from store.store import Store

FloatArray = npt.NDArray[np.float64]
Figures = dict[str, Any]

LEARNT_UNTIL, HELD_UNTIL = 0.7, 0.8  # of the examples by time; what comes after is measured on
CANDIDATES, ASKED = 500, 40
# Repeat purchases: customers drawn at each moment, and the moments of training, in days before those held out.
DRAWN_CUSTOMERS, TESTED_CUSTOMERS = 500, 1_500
STEPS_BACK = tuple(range(SOON, 181, 15))


def figures(home: Path, seed: int = 0, design: Design | None = None) -> Figures:
    """The shop's table: of each task and model AUC, log-loss and ECE on the newest fifth of what was shown.

    `ceiling` is there for a demo shop that nobody changed: the chances its shoppers were drawn by. Raises SetupError.
    """
    with Store.open(home) as store:
        catalogue = Catalogue(store.products.all())
        index, encoder = _index(store)
        events = list(store.behaviour.all())
        plan = Plan(design or Design(), TrainSettings(seed=seed))
        table = ProductTable(catalogue, index, Vocabulary.of(catalogue))
        found = shop_examples(events, store.behaviour, table, encoder.encode, plan.recall, seed)
        generator = Generator.of(store.products.fingerprint(), events)
    train, held, test = found.split(LEARNT_UNTIL, HELD_UNTIL)
    model, seconds = _timed(lambda: learn(train, held, table, catalogue, plan))
    models = _models(model, train, held, test, table, catalogue)
    if generator is not None:
        keys = ["", *catalogue.ids]
        models["ceiling"] = generator.probabilities(test, [keys[row] for row in test.sight.rows.tolist()])
    statistics = Statistics.build(events, catalogue.ids)
    return {
        **_table(models, train, held, test, seconds, seed),
        "ms": _ms(BehaviourModel(model, catalogue, statistics, index, ""), events, catalogue),
    }


def retail_figures(path: Path, seed: int = 0, design: Design | None = None) -> Figures:
    """The table of repeat purchases in a file of transactions, at one moment, 60 days before the log ends."""
    products, events = read_transactions(path)
    catalogue = Catalogue(products)
    table = ProductTable(catalogue, TitleVectors(products, MiniLM(threads=1)), Vocabulary.of(catalogue))
    plan = Plan(design or Design(), TrainSettings(seed=seed), RECALL)
    end = events[-1].at.timestamp()
    tested = end - LATE * DAY
    held_at = tested - LATE * DAY
    earlier = [held_at - days * DAY for days in STEPS_BACK]
    train = repeats(events, table, earlier, known_until=held_at, most=DRAWN_CUSTOMERS, seed=seed)
    recent = [held_at, held_at + 15 * DAY, tested - SOON * DAY]
    held = repeats(events, table, recent, known_until=tested, most=DRAWN_CUSTOMERS, seed=seed)
    test = repeats(events, table, [tested], known_until=end + 1, most=TESTED_CUSTOMERS, seed=seed)
    model, seconds = _timed(lambda: learn(train, held, table, catalogue, plan))
    models = {name: within(found) for name, found in _models(model, train, held, test, table, catalogue).items()}
    test = replace(test, tasks=(Task(f"again{SOON}"), Task(f"again{LATE}")), labels=happened(test.labels))
    return _table(models, train, held, test, seconds, seed)


def _models(
    model: Checkpoint, train: Examples, held: Examples, test: Examples, table: ProductTable, catalogue: Catalogue
) -> dict[str, FloatArray]:
    """Every model's chances [n, tasks], all calibrated alike on the held-out examples."""
    parents = model.net.parents

    def calibrated(predict: Callable[[Examples, Examples], FloatArray]) -> FloatArray:
        platt = Platt.fit(predict(train, held), held.labels)
        return platt.apply(predict(train, test), parents)

    return {
        "base rate": baselines.base_rate(held, test),
        "popularity": calibrated(baselines.popularity),
        "logistic regression": calibrated(baselines.regression),
        "model": chances_of(model, test, table, catalogue),
    }


def _table(
    models: Mapping[str, FloatArray], train: Examples, held: Examples, test: Examples, seconds: float, seed: int
) -> Figures:
    shoppers = test.shoppers[test.sight.moments]
    tasks: Figures = {}
    for at, task in enumerate(test.tasks):
        labels = test.labels[:, at]
        rows: Figures = {name: asdict(score(found[:, at], labels)) for name, found in models.items()}
        rows["model"]["auc_interval"] = auc_interval(models["model"][:, at], labels, shoppers, seed)
        tasks[task.name] = rows
    return {
        "tasks": tasks,
        "n": {"train": len(train), "held": len(held), "test": len(test), "shoppers": len(np.unique(shoppers))},
        "seed": seed,
        "train_cpu_seconds": round(seconds, 1),
    }


def _timed(work: Callable[[], Checkpoint]) -> tuple[Checkpoint, float]:
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def _ms(model: BehaviourModel, events: list[Event], catalogue: Catalogue) -> Figures:
    """Milliseconds of processor time for 500 candidates of the shopper with the longest history, median and p95."""
    sizes: dict[str, list[Event]] = {}
    for event in events:
        sizes.setdefault(event.customer_id, []).append(event)
    longest = max((own for shopper, own in sizes.items() if shopper), key=len)
    ids = (catalogue.ids * CANDIDATES)[:CANDIDATES]
    now: datetime = events[-1].at
    times = []
    for _ in range(ASKED):
        start = time.process_time()
        model.probabilities(longest, ids, now)
        times.append(1_000 * (time.process_time() - start))
    return {"p50": float(np.median(times)), "p95": float(np.quantile(times, 0.95)), "candidates": len(ids)}


def _index(store: Store) -> tuple[Index, Encoder]:
    """The shop's index with the encoder it was built by. Raises SetupError where there is none."""
    base: Encoder = MiniLM(threads=1)
    own = store.settings.get("encoder")
    encoder = tuned.read(store.home, own, base)[1] if own else base
    name = store.settings.get("index")
    if not name:
        raise SetupError(f"The shop in {store.home} has no search index.", f"daogou index --home {store.home}")
    return Index.load(store.home / "index" / name, encoder, store.products.fingerprint()), encoder


def lines(found: Figures) -> list[str]:
    """The figures as a table to read."""
    text = [f"{'task':10} {'model':20} {'AUC':>6} {'log-loss':>9} {'ECE':>6} {'n':>7} {'positives':>9}"]
    for task, rows in found["tasks"].items():
        text += [
            f"{task:10} {name:20} {row['auc']:6.4f} {row['log_loss']:9.4f} {row['ece']:6.4f} {row['n']:7} "
            f"{row['positives']:9}"
            for name, row in rows.items()
        ]
    rest = {name: value for name, value in found.items() if name != "tasks"}
    return [*text, json.dumps(rest)]


def main() -> None:
    """Prints the table of a shop or of a file of transactions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a shop")
    parser.add_argument("--retail", type=Path, help="a gzipped CSV of transactions")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--encoder", choices=ENCODERS, default=Design().encoder)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    design = Design(encoder=arguments.encoder)
    if arguments.home is not None:
        found = figures(arguments.home, arguments.seed, design)
    elif arguments.retail is not None:
        found = retail_figures(arguments.retail, arguments.seed, design)
    else:
        parser.error("give --home or --retail")
    sys.stdout.write(json.dumps(found) + "\n" if arguments.json else "\n".join(lines(found)) + "\n")


if __name__ == "__main__":
    main()
