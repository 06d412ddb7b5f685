"""A trained model on disk: weights as safetensors, and how it was made as JSON. It loads from itself alone."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ranker.behaviour.calibration import Platt
from ranker.behaviour.data import Recall
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.net import BehaviourNet, Shape
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import Task
from retrieval.photos.kept import keep, kept
from store.errors import SetupError

WEIGHTS, RECORD = "net.safetensors", "net.json"
PROBES = "probes"
WHAT = "The behaviour model"
SHARED_LEAST = 0.5  # of the products that were learnt, those that the catalogue must still have
PROBED = 32
ALIKE_LEAST = 0.9  # median cosine of the probed products' vectors then and now: below, another encoder made them


@dataclass(frozen=True, slots=True)
class Record:
    """How a model was made. `catalogue` and `data` are fingerprints of the product ids and of the events; `ids` the
    products whose ids it learnt, in the order of their numbers from 1 on; `metrics` those on the held-out examples."""

    shape: Shape
    recall: Recall
    calibration: Platt
    ids: tuple[str, ...]
    facts: tuple[str, ...]
    catalogue: str
    data: str
    seed: int
    settings: Mapping[str, Any]
    metrics: Mapping[str, Any]

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.facts)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`probes` [n, text] are the text vectors that the first of `ids` had."""

    net: BehaviourNet
    record: Record
    probes: Tensor


def mend(home: Path) -> str:
    """The command that trains the model of the shop in `home` anew."""
    return f"daogou train ranker --home {shlex.quote(str(home))}"


def save(folder: Path, checkpoint: Checkpoint) -> None:
    """Replaces what the folder holds, in one step."""

    def write(generation: Path) -> None:
        weights = {name: value.detach().contiguous() for name, value in checkpoint.net.state_dict().items()}
        save_file({**weights, PROBES: checkpoint.probes.contiguous()}, generation / WEIGHTS)
        text = json.dumps(asdict(checkpoint.record), ensure_ascii=False)
        (generation / RECORD).write_text(text, encoding="utf-8")

    keep(folder, {"catalogue": checkpoint.record.catalogue, "data": checkpoint.record.data}, write)


def load(folder: Path, command: str) -> Checkpoint:
    """Raises SetupError with `command` where the model is missing, damaged or of another version."""
    _, generation = kept(folder, WHAT, command)
    try:
        record = _record(json.loads((generation / RECORD).read_text(encoding="utf-8")))
        weights = load_file(generation / WEIGHTS)
        probes = weights.pop(PROBES)
        net = BehaviourNet(record.shape)
        net.load_state_dict(weights)
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        raise SetupError(f"{WHAT} in {folder} was written by another version of the program.", command) from error
    return Checkpoint(net.eval(), record, probes)


def check(checkpoint: Checkpoint, table: ProductTable, command: str) -> None:
    """Raises SetupError with `command` where the catalogue, or the encoder of its vectors, is not the one learnt from.

    A catalogue may gain products and lose less than half of those that were learnt.
    """
    ids = checkpoint.record.ids
    known = sum(table.knows(key) for key in ids)
    if known < SHARED_LEAST * len(ids):
        problem = f"{WHAT} was trained on another catalogue, of which {known} of {len(ids)} products are here."
        raise SetupError(problem, command)
    if checkpoint.record.shape.text != table.dim:
        raise SetupError(f"{WHAT} was trained on text vectors of {checkpoint.record.shape.text} numbers.", command)
    probed = [(place, key) for place, key in enumerate(ids[: len(checkpoint.probes)]) if table.knows(key)]
    if probed:
        before = checkpoint.probes[[place for place, _ in probed]].numpy()
        now = table.vectors[table.rows_of([key for _, key in probed])]
        if float(np.median((before * now).sum(axis=1))) < ALIKE_LEAST:
            raise SetupError(f"{WHAT} was trained on the text vectors of another encoder.", command)


def probes_of(ids: tuple[str, ...], table: ProductTable) -> Tensor:
    """The text vectors of the first ids, [at most PROBED, text]."""
    return torch.from_numpy(table.vectors[table.rows_of(ids[:PROBED])])


def _record(fields: dict[str, Any]) -> Record:
    shape = fields["shape"]
    platt = fields["calibration"]
    return Record(
        **{
            **fields,
            "shape": Shape(**{**shape, "tasks": tuple(Task(**task) for task in shape["tasks"])}),
            "recall": Recall(**fields["recall"]),
            "calibration": Platt(tuple(platt["slopes"]), tuple(platt["shifts"])),
            "ids": tuple(fields["ids"]),
            "facts": tuple(fields["facts"]),
        }
    )
