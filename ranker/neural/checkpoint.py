"""A trained sequence model on disk: weights beside everything needed to read them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from ranker.neural.encoders import EncoderShape
from ranker.neural.model import ModelShape, SequenceModel
from ranker.neural.words import WordBasis

FORMAT = 1
WEIGHTS, ABOUT = "weights.safetensors", "model.json"
PRODUCTS, DESCRIBED = "products", "described"


class CheckpointError(ValueError):
    """What is in the folder cannot be read as a model."""


@dataclass(frozen=True, slots=True)
class About:
    """`ids` are the products in the order of the model's rows, `content` the name of the encoder that described them,
    `data` the fingerprint of what was learnt from."""

    shape: ModelShape
    ids: tuple[str, ...]
    content: str
    data: str
    seed: int
    metrics: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`products` [items + 1, width] are the vectors of the products as they were at training, `described` what their
    texts alone say."""

    model: SequenceModel
    about: About
    products: torch.Tensor
    described: torch.Tensor

    @classmethod
    def of(cls, model: SequenceModel, about: About) -> Checkpoint:
        """Of a model that holds the content it was trained with."""
        tower = model.eval().tower
        with torch.inference_mode():
            products = tower()
            described = products - tower.met(slice(None))
        return cls(model, about, products, described)


def write(folder: Path, found: Checkpoint) -> None:
    """Into an existing folder."""
    about = found.about
    state = {name: tensor.contiguous() for name, tensor in found.model.state_dict().items()}
    weights = save({**state, PRODUCTS: found.products.half(), DESCRIBED: found.described.half()})
    digest = hashlib.sha256(weights).hexdigest()
    (folder / WEIGHTS).write_bytes(weights)
    said = {**asdict(about), "digest": digest, "format": FORMAT}
    (folder / ABOUT).write_text(json.dumps(said, indent=1, ensure_ascii=False), "utf-8")


def read(folder: Path) -> Checkpoint:
    """The model, ready to score, and what is known of it. Raises CheckpointError when it is missing or damaged."""
    try:
        said = json.loads((folder / ABOUT).read_text("utf-8"))
        weights = (folder / WEIGHTS).read_bytes()
        if said.pop("format") != FORMAT or hashlib.sha256(weights).hexdigest() != said.pop("digest"):
            raise CheckpointError(f"The model in {folder} is damaged or of another version.")
        shape = said.pop("shape")
        sizes = EncoderShape(**shape.pop("sizes"))
        whole = ModelShape(**{**shape, "contexts": tuple(shape["contexts"]), "sizes": sizes})
        about = About(**{**said, "shape": whole, "ids": tuple(said["ids"])})
        content, company = (
            torch.zeros(whole.items, width) if width else None for width in (whole.content + whole.words, whole.company)
        )
        basis = WordBasis(whole.words) if whole.words else None
        model = SequenceModel(whole, content, company, basis)
        tensors = load(weights)
        products, described = (tensors.pop(name).float() for name in (PRODUCTS, DESCRIBED))
        model.load_state_dict(tensors)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, SafetensorError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"The model in {folder} is missing or damaged.") from error
    return Checkpoint(model.eval(), about, products, described)
