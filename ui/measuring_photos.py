"""What `daogou evaluate photos` measures: search by look on the products held out of the training, and its speed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.build import load_index, search_encoder
from retrieval.encoder import MiniLM
from retrieval.photos.album import Album, read_album
from retrieval.photos.home import load_encoder, open_photos
from retrieval.photos.index import PhotoIndex
from retrieval.photos.learn import FEWEST_HELD, chosen
from retrieval.photos.measured import compare
from retrieval.photos.split import Part, part_of
from store.errors import SetupError
from store.progress import Progress
from store.store import Store

Figures = dict[str, Any]
TIMED = 200  # photos asked for, one after the other
FIRST = 10  # products wanted of each


def photos(home: Path, progress: Progress) -> Figures:
    """The ways of `compare` on the test part of the shop's photos; under `photo_query` the time of asking by photo."""
    texts = MiniLM()
    with Store.open(home) as store:
        encoder = load_encoder(home, texts)
        held = _held(store, progress)
        catalogue = load_index(store, search_encoder(store, texts))
        index = open_photos(home, store.products.pictured(), texts, catalogue, progress)
        return {**compare(held, encoder, texts), "photo_query": _times(index, held.files[:TIMED])}


def _held(store: Store, progress: Progress) -> Album:
    tested = (product for product in store.products.all() if part_of(product) is Part.TEST)
    with tempfile.TemporaryDirectory(prefix="daogou-evaluate-") as folder:
        album = read_album(Path(folder), tested, store.images, progress)
        held = chosen(album, range(len(album.products)))
    if len(held.products) < FEWEST_HELD:
        problem = f"Only {len(held.products)} products held out have a photo: too few to measure on."
        raise SetupError(problem, "daogou evaluate photos --home var/myntra")
    return held


def _times(index: PhotoIndex, files: Sequence[Path]) -> Figures:
    """Milliseconds of processor and of clock for one photo: read, encode, search."""
    spent: list[tuple[float, float]] = []
    for content in [path.read_bytes() for path in files]:
        cpu, clock = time.process_time(), time.perf_counter()
        index.by_photo(content, FIRST)
        spent.append((1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)))
    cpu_ms, clock_ms = np.array(spent).T
    quantiles = {"cpu_p50_ms": (cpu_ms, 0.5), "cpu_p95_ms": (cpu_ms, 0.95), "clock_p95_ms": (clock_ms, 0.95)}
    times = {name: round(float(np.quantile(of, at)), 2) for name, (of, at) in quantiles.items()}
    return {**times, "photos": len(index), "n": len(spent)}
