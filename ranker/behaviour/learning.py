"""From examples to a model that can be kept: the newest of them stop the training and calibrate its chances."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranker.behaviour.calibration import Platt
from ranker.behaviour.checkpoint import Checkpoint, Record, probes_of
from ranker.behaviour.data import Recall
from ranker.behaviour.examples import Examples
from ranker.behaviour.goods import goods_of
from ranker.behaviour.net import Goods, Shape
from ranker.behaviour.scores import score
from ranker.behaviour.table import ProductTable
from ranker.behaviour.train import Training, TrainSettings, log_chances
from ranker.catalogue import Catalogue
from ranker.statistics import catalogue_hash
from store.progress import Progress, silent

FloatArray = npt.NDArray[np.float64]

HELD_SHARE = 0.125  # the newest examples, which stop the training and calibrate
LEAST_SEEN = 5  # examples of a product for an id of its own
LEAST_EXAMPLES = 200


class TooFewExamples(ValueError):
    """The shop's events do not make enough examples to learn from."""


@dataclass(frozen=True, slots=True)
class Design:
    """What may be chosen of the net; the rest of its shape follows from shop and examples."""

    width: int = 8
    hidden: int = 16
    encoder: str = "din"
    experts: int = 1
    chained: bool = True
    placed: bool = True
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    design: Design = field(default_factory=Design)
    settings: TrainSettings = field(default_factory=TrainSettings)
    recall: Recall = field(default_factory=Recall)


def learn(
    train: Examples,
    held: Examples,
    table: ProductTable,
    catalogue: Catalogue,
    plan: Plan,
    folder: Path | None = None,
    progress: Progress = silent,
) -> Checkpoint:
    """A calibrated model. `folder` keeps the state of a run that may be killed. Raises TooFewExamples."""
    if len(train) < LEAST_EXAMPLES or not len(held):
        raise TooFewExamples(f"{len(train)} examples to learn from and {len(held)} to check: too few for a model")
    ids = _ids(train, catalogue)
    goods = goods_of(table, catalogue, {key: number for number, key in enumerate(ids, 1)})
    shape = Shape(
        table.dim, len(table.names), len(table.vocabulary.names) + 1, len(ids) + 1, train.tasks,
        plan.recall.longest, **asdict(plan.design),
    )  # fmt: skip
    data = _fingerprint(train)
    trained = Training(shape, goods, train, held, plan.settings, folder, data).run(progress)
    chances = np.exp(log_chances(trained.net, goods, held.sight))
    platt = Platt.fit(chances, held.labels)
    metrics = {
        "losses": list(trained.losses),
        "passes": trained.best,
        "examples": len(train),
        "held": _metrics(platt.apply(chances, trained.net.parents), held),
    }
    record = Record(
        shape, plan.recall, platt, ids, table.vocabulary.facts, catalogue_hash(catalogue.products),
        data, plan.settings.seed, asdict(plan.settings), metrics,
    )  # fmt: skip
    return Checkpoint(trained.net, record, probes_of(ids, table))


def chances_of(model: Checkpoint, examples: Examples, table: ProductTable, catalogue: Catalogue) -> FloatArray:
    """The calibrated chances [n, tasks] of examples, each at the position it was shown at."""
    goods: Goods = goods_of(table, catalogue, {key: number for number, key in enumerate(model.record.ids, 1)})
    return model.record.calibration.apply(np.exp(log_chances(model.net, goods, examples.sight)), model.net.parents)


def _ids(train: Examples, catalogue: Catalogue) -> tuple[str, ...]:
    """The products with examples enough to learn something of their own, most examples first."""
    seen = np.bincount(train.sight.rows, minlength=1)
    seen[0] = 0
    order: Sequence[int] = np.argsort(-seen, kind="stable").tolist()
    return tuple(catalogue.ids[row - 1] for row in order if seen[row] >= LEAST_SEEN)


def _metrics(chances: FloatArray, held: Examples) -> dict[str, dict[str, float]]:
    return {task.name: asdict(score(chances[:, at], held.labels[:, at])) for at, task in enumerate(held.tasks)}


def _fingerprint(train: Examples) -> str:
    """32 hex digits over what is learnt from."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (train.sight.rows, train.sight.moments, train.sight.dense, train.labels, train.times):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
