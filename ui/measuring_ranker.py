"""What `daogou evaluate ranker` measures: sequence models and simple baselines on a pack of shoppers' sequences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ranker.baselines.measure import MODELS, measure
from ranker.neural.describing import Described
from ranker.neural.experiment import Outcome, difference, peak_mb, run
from ranker.neural.measure import hits_and_gains
from ranker.neural.new_products import measure_new
from ranker.neural.recipes import RECIPES
from ranker.packs import Pack, PackError, read_pack
from retrieval.encoder import MiniLM
from store.errors import SetupError
from store.progress import Progress

Figures = dict[str, Any]
DEFAULT = "text"


@dataclass(frozen=True, slots=True)
class Trial:
    """Which model on which pack, with how many seeds, and which other model it is compared with ("" for none).

    With `new_products` a tenth of the products is kept out of training, and looked for.
    """

    data: Path
    model: str = DEFAULT
    seeds: int = 1
    against: str = ""
    new_products: bool = False


def models() -> tuple[str, ...]:
    """The names that can be measured."""
    return (*RECIPES, *MODELS)


def brief(figures: Figures) -> Figures:
    """Without the figures of each seed."""
    return {name: value for name, value in figures.items() if name != "seeds"}


def ranker(trial: Trial, progress: Progress) -> Figures:
    """Full ranking of each shopper's last product, those of the history left out: means over seeds, and each seed."""
    try:
        pack = read_pack(trial.data)
    except PackError as error:
        raise SetupError(f"{error}.", "daogou evaluate ranker --data ../shared/data/beauty") from error
    if trial.new_products:
        return _new(pack, trial, progress)
    outcomes = {name: _outcomes(name, pack, trial, progress) for name in filter(None, (trial.model, trial.against))}
    figures = {name: _figures(found) for name, found in outcomes.items()}
    if trial.against:
        gained, p = difference(outcomes[trial.model], outcomes[trial.against])
        figures[f"{trial.model} - {trial.against}"] = {"ndcg@10": round(gained, 5), "p": round(p, 5), "n": len(pack)}
    return figures


def _new(pack: Pack, trial: Trial, progress: Progress) -> Figures:
    """Recall at 50 of products that were kept out of training, the mean over seeds."""
    if trial.model not in RECIPES or not RECIPES[trial.model].content:
        raise SetupError(f"The model {trial.model} knows no products by their texts.", "daogou evaluate ranker --help")
    described = Described(pack.texts, MiniLM().encode(pack.texts, progress))
    recipe = RECIPES[trial.model]
    found = [measure_new(pack, described, recipe, seed, progress) for seed in range(trial.seeds)]
    figures: Figures = {}
    for name in found[0]:
        recalls = [one[name].recall() for one in found]
        figures[name] = {key: round(float(np.mean([one[key] for one in recalls])), 5) for key in recalls[0]}
        figures[name]["n"] = sum(len(one[name].everywhere) for one in found)
    return figures


def _outcomes(name: str, pack: Pack, trial: Trial, progress: Progress) -> list[Outcome]:
    if name in MODELS:
        measured = measure(MODELS[name](), pack)
        return [Outcome(measured.ranks, measured.ranks, measured.fit_seconds, ())]
    if name not in RECIPES:
        problem = f"There is no model {name}: choose one of {', '.join(models())}."
        raise SetupError(problem, "daogou evaluate ranker --help")
    described: Described | None = None
    if RECIPES[name].content:
        described = Described(pack.texts, MiniLM().encode(pack.texts, progress))
    return [run(pack, described, RECIPES[name], seed, progress) for seed in range(trial.seeds)]


def _figures(outcomes: list[Outcome]) -> Figures:
    """`shuffled_ndcg@10` is with each history in random order: what is lost is what the order told."""
    by_seed = [
        {"hr@10": round(one.hr, 5), "ndcg@10": round(one.ndcg, 5), "seconds": round(one.seconds, 1)} for one in outcomes
    ]
    found: Figures = {
        "hr@10": round(float(np.mean([one.hr for one in outcomes])), 5),
        "ndcg@10": round(float(np.mean([one.ndcg for one in outcomes])), 5),
        "recall@50": round(float(np.mean([hits_and_gains(one.ranks, 50)[0].mean() for one in outcomes])), 5),
        "seconds": round(float(np.mean([one.seconds for one in outcomes])), 1),
        "peak_mb": round(peak_mb()),
        "n": len(outcomes[0].ranks),
        "seeds": by_seed,
    }
    if outcomes[0].epochs:
        found["shuffled_ndcg@10"] = round(float(np.mean([one.shuffled_ndcg for one in outcomes])), 5)
    return found
