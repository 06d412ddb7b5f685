"""The sequence models that can be chosen by name, each with the settings it does best with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import torch

from ranker.neural.encoders import EncoderShape
from ranker.neural.model import ModelShape, SequenceModel
from ranker.neural.sequences import Sequences
from ranker.neural.spectral import spectral_vectors
from ranker.neural.train import Schedule

WIDTH = 128


@dataclass(frozen=True, slots=True)
class Recipe:
    """`content`: whether products are also known by their texts; `company`: the width of their spectral vectors."""

    encoder: str = "transformer"
    content: bool = True
    company: int = 128
    alone: float = 0.0
    sizes: EncoderShape = field(default_factory=lambda: EncoderShape(width=WIDTH))
    schedule: Schedule = field(default_factory=Schedule)

    def shape(self, items: int, content: int, contexts: tuple[int, ...] = ()) -> ModelShape:
        """For a catalogue of `items` products whose content vectors have `content` places."""
        return ModelShape(items, content, self.company, contexts, self.encoder, self.sizes, self.alone)


IDS = Recipe(content=False)

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "text": Recipe(),
        "ids": IDS,
        "gru": replace(IDS, encoder="gru"),
        "modern": replace(IDS, encoder="modern"),
        "target_attention": replace(
            IDS, encoder="target_attention", schedule=Schedule(loss="sampled", negatives=512, batch=64)
        ),
        "sasrec_bce": replace(IDS, schedule=Schedule(loss="binary", epochs=60, smoothing=0.0, patience=8)),
    }
)


def prepared(
    recipe: Recipe,
    sequences: Sequences,
    items: int,
    content: torch.Tensor | None,
    contexts: tuple[int, ...] = (),
    seed: int = 0,
) -> SequenceModel:
    """A model of the recipe before training, over the company that products keep in the sequences."""
    torch.manual_seed(seed)
    company = torch.from_numpy(spectral_vectors(sequences, items, recipe.company)) if recipe.company else None
    known = content if recipe.content else None
    return SequenceModel(recipe.shape(items, 0 if known is None else known.shape[1], contexts), known, company)
