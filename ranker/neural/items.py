"""Products as vectors: what their texts say, which company they keep, and what is theirs alone."""

from __future__ import annotations

import torch
from torch import nn

from ranker.neural.sequences import PADDING

OWN_SCALE = 0.02


class ItemTower(nn.Module):
    """A product's vector: its own embedding plus projections of fixed vectors, of content and of company.

    With `alone` a product loses its own embedding and its company in that share of training's steps, so that content
    has to do: that is what serves products that nobody has met yet. Item 0 is padding; its vector is zero.
    """

    def __init__(
        self, items: int, width: int, content: torch.Tensor | None, company: torch.Tensor | None, alone: float
    ) -> None:
        """`content` [items, dim] comes from a text encoder, `company` [items, dim] from `spectral_vectors`; None for
        none. The content is not part of the state that is saved: it is the shop's index that keeps it."""
        super().__init__()
        self.alone = alone
        self.own = nn.Embedding(items + 1, width, padding_idx=PADDING)
        nn.init.normal_(self.own.weight, std=OWN_SCALE)
        with torch.no_grad():
            self.own.weight[PADDING].zero_()
        self.content_projection = _projection(content, width)
        self.company_projection = _projection(company, width)
        if content is not None:
            self.register_buffer("content", _padded(content), persistent=False)
        if company is not None:
            self.register_buffer("company", _padded(company))

    def forward(self) -> torch.Tensor:
        """The vectors of all items [items + 1, width]."""
        vectors = self.met(slice(None))
        if self.training and self.alone > 0:
            vectors = vectors * (torch.rand(len(vectors), 1, device=vectors.device) >= self.alone)
        if self.content_projection is None:
            return vectors
        described: torch.Tensor = self.content_projection(self.get_buffer("content"))
        return vectors + described

    def forget_all_but(self, items: torch.Tensor) -> None:
        """Zeros the own embeddings of all other items: what they were drawn as says nothing of them."""
        unmet = torch.ones(len(self.own.weight), 1, device=self.own.weight.device)
        unmet[items] = 0.0
        with torch.no_grad():
            self.own.weight *= 1.0 - unmet

    def new(self) -> torch.Tensor:
        """bool [items + 1]: those that nobody had met in training, padding among them."""
        return (self.own.weight == 0).all(dim=1)

    def met(self, items: torch.Tensor | slice) -> torch.Tensor:
        """What shoppers' doings say of the items [n, width]; zeros for item 0."""
        own: torch.Tensor = self.own.weight[items]
        if self.company_projection is None:
            return own
        company: torch.Tensor = self.company_projection(self.get_buffer("company")[items])
        return own + company

    def described(self, content: torch.Tensor) -> torch.Tensor:
        """What content [n, dim] says of products [n, width]."""
        if self.content_projection is None:
            return torch.zeros(len(content), self.own.embedding_dim)
        projected: torch.Tensor = self.content_projection(content)
        return projected


def _projection(vectors: torch.Tensor | None, width: int) -> nn.Linear | None:
    return None if vectors is None else nn.Linear(vectors.shape[1], width, bias=False)


def _padded(vectors: torch.Tensor) -> torch.Tensor:
    return torch.cat([torch.zeros(1, vectors.shape[1]), vectors.float()])
