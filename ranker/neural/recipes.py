"""The sequence models that can be chosen by name, each with the settings it does best with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import torch

from ranker.neural.describing import Described
from ranker.neural.encoders import EncoderShape
from ranker.neural.model import ModelShape, SequenceModel
from ranker.neural.sequences import Sequences
from ranker.neural.spectral import spectral_vectors
from ranker.neural.train import Schedule
from ranker.neural.words import WordBasis

WIDTH = 256
ALONE = 0.4


@dataclass(frozen=True, slots=True)
class Recipe:
    """`content`: whether products are also known by their texts, and by a word basis of `words` places; `company`: the
    width of their spectral vectors; `alone`: the share of training's steps in which content has to do alone."""

    encoder: str = "transformer"
    content: bool = True
    words: int = 256
    company: int = 128
    alone: float = 0.0
    sizes: EncoderShape = field(default_factory=lambda: EncoderShape(width=WIDTH, heads=2))
    schedule: Schedule = field(default_factory=Schedule)


IDS = Recipe(content=False)
FRESH = Recipe(alone=ALONE)  # for catalogues where much is new: what shoppers did counts less, what texts say more

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "text": Recipe(),
        "fresh": FRESH,
        "ids": IDS,
        "gru": replace(IDS, encoder="gru"),
        "modern": replace(IDS, encoder="modern"),
        "target_attention": replace(
            IDS, encoder="target_attention", schedule=Schedule(loss="sampled", negatives=512, batch=64)
        ),
        "sasrec_bce": replace(
            IDS, company=0, schedule=Schedule(loss="binary", epochs=60, rate=1e-3, smoothing=0.0, patience=8)
        ),
    }
)


def prepared(
    recipe: Recipe,
    sequences: Sequences,
    items: int,
    described: Described | None = None,
    contexts: tuple[int, ...] = (),
    seed: int = 0,
) -> SequenceModel:
    """A model of the recipe before training, over the company that products keep in the sequences."""
    torch.manual_seed(seed)
    company = torch.from_numpy(spectral_vectors(sequences, items, recipe.company)) if recipe.company else None
    shape = ModelShape(
        items,
        company=recipe.company,
        contexts=contexts,
        encoder=recipe.encoder,
        sizes=recipe.sizes,
        alone=recipe.alone,
    )
    if described is None or not recipe.content:
        return SequenceModel(shape, None, company)
    basis = WordBasis.fit(described.texts, recipe.words)
    content = torch.from_numpy(np.concatenate([described.encoded, basis.read(described.texts)], axis=1))
    return SequenceModel(
        replace(shape, content=described.encoded.shape[1], words=recipe.words), content, company, basis
    )
