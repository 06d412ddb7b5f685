"""The real encoder, and an index of the small shop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.encoder import Encoder, MiniLM, Vectors
from retrieval.index import Index
from store.products import Product
from store.progress import Progress, silent
from tests.retrieval.catalogue import SHOP


class Remembering:
    """The real encoder, encoding no text twice, and counting the texts asked for."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dim = encoder.name, encoder.dim
        self._known: dict[str, Vectors] = {}
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        self.asked += texts
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(fresh, self._encoder.encode(fresh, progress), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(len(texts), self.dim)


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MiniLM(threads=1)


@pytest.fixture(scope="session")
def encoder(minilm: MiniLM) -> Remembering:
    return Remembering(minilm)


@pytest.fixture(scope="session")
def sold() -> list[Product]:
    return list(SHOP)


@pytest.fixture(scope="session")
def shop_index(encoder: Remembering, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the small shop, for tests that change nothing."""
    return Index.build(tmp_path_factory.mktemp("home") / "index" / "a", SHOP, encoder)
