"""A shop's trained rankers on disk: `HOME/ranker/NAME/`, written whole or not at all."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.in_service import FOLDER, SIGNALS
from ranker.learned import STAGES, LearnedSignals
from ranker.neural.checkpoint import About, CheckpointError, read, write
from ranker.neural.serving import SequenceScorer
from ranker.training import Trained
from store.errors import SetupError

PREFIX = "model-"
FEWEST_SHARED = 0.5  # of the products that a ranker was trained on, those that the catalogue must still have


@dataclass(frozen=True, slots=True)
class Kept:
    """A ranker as it was read: what it brings, what it is, and what was measured when it was taken into service."""

    name: str
    learned: LearnedSignals
    about: About
    until: datetime
    report: dict[str, Any]


def keep(home: Path, trained: Trained, report: dict[str, Any], events: int) -> str:
    """Writes the ranker into the shop's folder and returns its name; nothing refers to it yet.

    `report` is what was measured, `events` how many events the shop has.
    """
    name = f"{PREFIX}{uuid.uuid4().hex[:12]}"
    folder = home / FOLDER / name
    draft = folder.with_name(f".{name}")
    draft.mkdir(parents=True)
    write(draft, trained.found)
    said = {"weights": [dict(weights) for weights in trained.weights], "until": trained.until.isoformat()}
    (draft / SIGNALS).write_text(json.dumps({**said, "events": events, "report": report}, indent=1), "utf-8")
    for file in draft.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
    draft.replace(folder)
    return name


def recall(home: Path, name: str, catalogue: Catalogue, index: ProductIndex, content: str) -> Kept:
    """The ranker of that name over the shop as it is; `content` is the name of the encoder behind the index.

    Raises SetupError, with the command that mends it, where the ranker is missing or damaged, or was trained on another
    catalogue or over another encoder.
    """
    mend = f"daogou train ranker --home {shlex.quote(str(home))}"
    folder = home / FOLDER / name
    try:
        found = read(folder)
        about = found.about
        said = json.loads((folder / SIGNALS).read_text("utf-8"))
        weights, until, report = said["weights"], datetime.fromisoformat(said["until"]), said["report"]
        if len(weights) != len(STAGES):
            raise CheckpointError(f"The ranker in {folder} is of another version.")
    except CheckpointError as error:
        raise SetupError(str(error), mend) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The ranker in {folder} is missing or damaged.", mend) from error
    shared = sum(product_id in catalogue.products for product_id in about.ids)
    if shared < FEWEST_SHARED * len(about.ids):
        raise SetupError(
            f"The shop's ranker was trained on another catalogue: {shared:,} of its {len(about.ids):,} products are "
            "in this one.",
            mend,
        )
    if about.content != content:
        raise SetupError(
            f"The shop's ranker was trained with the encoder {about.content}, and the index is of {content}.", mend
        )
    return Kept(name, LearnedSignals(SequenceScorer(found, catalogue, index), weights), about, until, report)


def sweep(home: Path, kept: set[str]) -> None:
    """Removes all rankers of the shop but those kept, and drafts that were never finished."""
    for folder in (home / FOLDER).glob("*"):
        if folder.is_dir() and folder.name.lstrip(".").startswith(PREFIX) and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
