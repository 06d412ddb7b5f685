"""A shop's tuned encoder on disk: `HOME/encoder/NAME/` with the map and, beside it, what it came from."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from retrieval.encoder import Encoder
from retrieval.tuning.adapted import AdaptedEncoder
from store.errors import SetupError

FORMAT = 1
FOLDER, WEIGHTS, ABOUT = "encoder", "weights.safetensors", "encoder.json"
MAP = "map"

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class About:
    """`base` is the encoder that was tuned, `fingerprint` of the catalogue learnt from, `digest` of the weights."""

    name: str
    base: str
    fingerprint: str
    seed: int
    digest: str
    metrics: dict[str, Any]
    format: int = FORMAT


def name_of(base: Encoder, matrix: Vectors) -> str:
    """The base's name, `+` and eight hex digits of the weights: other weights, other name."""
    return f"{base.name}+{_digest(save({MAP: matrix}))[:8]}"


def write(
    home: Path, base: Encoder, matrix: Vectors, *, fingerprint: str, seed: int, metrics: dict[str, Any]
) -> AdaptedEncoder:
    """Puts the checkpoint into the shop's folder in one step; nothing refers to it yet."""
    weights = save({MAP: matrix})
    about = About(name_of(base, matrix), base.name, fingerprint, seed, _digest(weights), metrics)
    folder = home / FOLDER / about.name
    draft = folder.with_name(f".{uuid.uuid4().hex}")
    draft.mkdir(parents=True)
    for name, content in ((WEIGHTS, weights), (ABOUT, json.dumps(asdict(about), indent=1).encode())):
        with (draft / name).open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    shutil.rmtree(folder, ignore_errors=True)  # the same weights, learnt before
    draft.replace(folder)
    return AdaptedEncoder(base, matrix, about.name)


def read(home: Path, name: str, base: Encoder) -> tuple[About, AdaptedEncoder]:
    """The checkpoint of that name. Raises SetupError when it is missing, damaged, or tuned from another encoder."""
    folder = home / FOLDER / name
    mend = f"daogou train encoder --home {shlex.quote(str(home))} --undo"
    try:
        about = About(**json.loads((folder / ABOUT).read_text("utf-8")))
        weights = (folder / WEIGHTS).read_bytes()
        if _digest(weights) != about.digest:
            raise SetupError(f"The shop's encoder in {folder} is damaged.", mend)
        matrix = load(weights)[MAP]
    except FileNotFoundError:
        raise SetupError(f"The shop's encoder {name} is not in {folder}.", mend) from None
    except (OSError, ValueError, TypeError, KeyError, SafetensorError):
        raise SetupError(f"The shop's encoder in {folder} is damaged.", mend) from None
    if (about.format, about.base, matrix.shape) != (FORMAT, base.name, (base.dim, base.dim)):
        raise SetupError(f"The shop's encoder in {folder} was tuned from {about.base}, not {base.name}.", mend)
    return about, AdaptedEncoder(base, matrix, about.name)


def sweep(home: Path, current: str) -> None:
    """Removes all checkpoints but the current one; "" keeps none."""
    if (home / FOLDER).is_dir():
        for folder in (home / FOLDER).iterdir():
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
