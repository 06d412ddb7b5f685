"""What `daogou train photos` does: the shop's image network, then the vectors of all photos."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.build import load_index, search_encoder
from retrieval.encoder import MiniLM
from retrieval.photos.home import open_photos
from retrieval.photos.learn import learn, take_model
from retrieval.photos.measured import HISTOGRAM, KIND, NETWORK
from retrieval.photos.train import TrainSettings
from store.progress import Progress
from store.store import Store

SETTINGS = TrainSettings()
PASSES = SETTINGS.passes


def train_photos(home: Path, passes: int, model: str | None, progress: Progress) -> dict[str, Any]:
    """Trains, adopts if it is worth it, and brings the photos' index up to date. Returns the figures of `Learnt`.

    `model`: a CLIP-like one to take instead of training.
    """
    texts = MiniLM()
    with Store.open(home) as store:
        products, images = store.products.all(), store.images
        if model:
            learnt = take_model(home, model, products, images, texts, progress)
        else:
            learnt = learn(home, products, images, texts, replace(SETTINGS, passes=passes), progress)
        if learnt.adopted:
            catalogue = load_index(store, search_encoder(store, texts))
            open_photos(home, store.products.pictured(), texts, catalogue, progress)
    return asdict(learnt)


def told(learnt: dict[str, Any]) -> str:
    """What came of it, in a sentence or two."""
    network, colours = learnt["held"][NETWORK], learnt["held"][HISTOGRAM]
    found = (
        f"{learnt['name']}, learnt from {learnt['learnt']:,} photos of the shop: on {network['n']:,} held out, "
        f"{network['recall@10']:.0%} of titles find their photo among the first ten, and {network[KIND]:.0%} of the "
        f"ten nearest photos are of the same kind (by colours alone {colours[KIND]:.0%})."
    )
    kept = "The shop uses it now." if learnt["adopted"] else "That is no better than colours alone: it was not kept."
    return f"{found} {kept}"
