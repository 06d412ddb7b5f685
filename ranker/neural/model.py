"""The net: item tower, sequence encoder, and how near a shopper's state lies to each product."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.nn import functional

from ranker.neural.encoders import ENCODERS, EncoderShape
from ranker.neural.items import ItemTower
from ranker.neural.sequences import Padded
from ranker.neural.words import WordBasis

SHARPEST = 50.0  # what the learnt scale of the cosine may rise to
START_SHARPNESS = 20.0


@dataclass(frozen=True, slots=True)
class ModelShape:
    """Everything that says how large the net is and what it reads.

    `contexts` are how many codes each of `sequences.CONTEXTS` has, () where sequences carry none. `content`,
    `words` and `company` are the widths of the products' fixed vectors, 0 for none: by a text encoder, by the words of
    the texts, by what shoppers met them with. `alone` is how often the first two have to do alone.
    """

    items: int
    content: int = 0
    words: int = 0
    company: int = 0
    contexts: tuple[int, ...] = ()
    encoder: str = "transformer"
    sizes: EncoderShape = field(default_factory=EncoderShape)
    alone: float = 0.0


class SequenceModel(nn.Module):
    """Scores are the cosine of state and product, times a learnt sharpness."""

    def __init__(
        self,
        shape: ModelShape,
        content: torch.Tensor | None = None,
        company: torch.Tensor | None = None,
        words: WordBasis | None = None,
    ) -> None:
        """`content` [items, shape.content + shape.words] is what encoder and words say of the products."""
        super().__init__()
        self.shape = shape
        width = shape.sizes.width
        self.tower = ItemTower(shape.items, width, content, company, shape.alone)
        tables = [nn.Embedding(codes, width, padding_idx=0) for codes in shape.contexts]
        for table in tables:
            nn.init.zeros_(table.weight)
        self.words = words
        self.contexts = nn.ModuleList(tables)
        self.encoder = ENCODERS[shape.encoder](shape.sizes)
        self.sharpness = nn.Parameter(torch.tensor(math.log(START_SHARPNESS)))

    def states(self, given: Padded, products: torch.Tensor) -> torch.Tensor:
        """[batch, length, width]: what each place looks for; `products` [items + 1, width] from the tower."""
        inputs = math.sqrt(self.shape.sizes.width) * functional.embedding(given.items, products)
        if given.contexts is not None:
            for place, table in enumerate(self.contexts):
                inputs = inputs + table(given.contexts[..., place])
        states: torch.Tensor = self.encoder(inputs)
        return states

    def logits(self, states: torch.Tensor, places: torch.Tensor, products: torch.Tensor) -> torch.Tensor:
        """[n, products] for `places` int64 [n, 2] (sequence, place), against `products` [products, width]."""
        scale = self.sharpness.exp().clamp(max=SHARPEST)
        found = self.encoder.logits(
            functional.normalize(states, dim=-1), places, functional.normalize(products, dim=-1)
        )
        return scale * found

    def final(self, given: Padded, products: torch.Tensor) -> torch.Tensor:
        """[batch, items]: how well each product would follow each whole sequence, in the order of product rows."""
        ends = torch.stack([torch.arange(len(given.items), device=given.items.device), given.ends()], dim=1)
        return self.logits(self.states(given, products), ends, products[1:])
