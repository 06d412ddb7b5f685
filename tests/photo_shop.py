"""A small real shop of drawn things, whose photos a small network has learnt."""

from __future__ import annotations

from pathlib import Path

import torch

from assistant.build import build_index, open_shop
from retrieval.encoder import Encoder
from retrieval.photos.learn import learn
from store.store import Store
from tests.retrieval.photos.conftest import SETTINGS
from tests.retrieval.photos.drawn import drawn_shop


def build(home: Path, encoder: Encoder) -> Path:
    """240 squares, circles and triangles in four colours, from $10.00 up by a cent each, with all their indexes."""
    with Store.create(home, name="Shapes", currency="USD") as store:
        store.products.upsert(drawn_shop(home / "images"))
        store.settings.set("index", build_index(home, store.products.all(), encoder))
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            learnt = learn(home, list(store.products.all()), home / "images", encoder, SETTINGS)
        finally:
            torch.set_num_threads(threads)
    if not learnt.adopted:
        raise AssertionError(f"the network learnt nothing from drawn things: {learnt}")
    open_shop(home, encoder).store.close()  # statistics and photos are looked at on the first opening
    return home
