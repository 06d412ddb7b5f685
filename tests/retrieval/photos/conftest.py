"""A drawn shop and a network that learnt it, for tests that change neither."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from retrieval.encoder import Encoder
from retrieval.photos.learn import Learnt, learn
from retrieval.photos.network import Shape
from retrieval.photos.train import TrainSettings
from store.products import Product
from tests.retrieval.photos.drawn import drawn_shop

SETTINGS = TrainSettings(passes=14, batch=45, warmup=6, shape=Shape(side=48, width=16, dim=32, hidden=64))


@dataclass(frozen=True, slots=True)
class DrawnShop:
    home: Path
    products: list[Product]
    learnt: Learnt


@pytest.fixture(scope="session")
def drawn(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> DrawnShop:
    home = tmp_path_factory.mktemp("drawn")
    products = drawn_shop(home / "images")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        learnt = learn(home, products, home / "images", encoder, SETTINGS)
    finally:
        torch.set_num_threads(threads)
    return DrawnShop(home, products, learnt)
