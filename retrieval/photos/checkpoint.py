"""A trained network on disk: weights as safetensors, and how it was made as JSON. It loads from itself alone."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from retrieval.photos.kept import keep, kept
from retrieval.photos.network import PhotoNetwork, Shape
from store.errors import SetupError

WEIGHTS, RECORD = "network.safetensors", "network.json"
WHAT = "The image network"
MODEL = "model"


@dataclass(frozen=True, slots=True)
class Record:
    """How a network was made. `name` is its own; `texts` the text encoder's; `data` the fingerprint of what it saw.

    `held`: figures on the products it was chosen by; `settings`: of the training.
    """

    name: str
    shape: Shape
    texts: str
    data: str
    seed: int
    settings: Mapping[str, Any]
    held: Mapping[str, Any]


def mend(home: Path) -> str:
    """The command that trains the network of the shop in `home` anew."""
    return f"daogou train photos --home {shlex.quote(str(home))}"


def network_folder(home: Path) -> Path:
    """Where the shop in `home` keeps its image network."""
    return home / "photos" / "network"


def save_model(folder: Path, name: str, model: str) -> None:
    """Has the folder name a model that is kept elsewhere, in place of a network."""
    keep(folder, {"name": name, MODEL: model})


def named_model(folder: Path, command: str) -> str | None:
    """The model that `save_model` named; None where the folder holds a network. Raises SetupError with `command`."""
    facts, _ = kept(folder, WHAT, command)
    model = facts.get(MODEL)
    return model if isinstance(model, str) else None


def save_network(folder: Path, network: PhotoNetwork, record: Record) -> None:
    """Replaces what the folder holds, in one step."""

    def write(generation: Path) -> None:
        weights = {name: value.contiguous() for name, value in network.state_dict().items()}
        save_file(weights, generation / WEIGHTS)
        (generation / RECORD).write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), encoding="utf-8")

    keep(folder, {"name": record.name}, write)


def load_network(folder: Path, command: str) -> tuple[PhotoNetwork, Record]:
    """The network, ready to be asked. `SetupError` with `command` where it is missing, damaged or of another kind."""
    _, generation = kept(folder, WHAT, command)
    try:
        fields = json.loads((generation / RECORD).read_text(encoding="utf-8"))
        record = Record(**{**fields, "shape": Shape(**fields["shape"])})
        network = PhotoNetwork(record.shape)
        network.load_state_dict(load_file(generation / WEIGHTS))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        raise SetupError(f"{WHAT} in {folder} was written by another version of the program.", command) from error
    return network.eval(), record
