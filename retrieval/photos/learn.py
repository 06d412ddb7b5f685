"""From a shop's photos to a network that it uses, if it is worth it: split, train, measure, adopt."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder
from retrieval.photos.album import Album, read_album
from retrieval.photos.checkpoint import Record, mend, network_folder, save_model, save_network
from retrieval.photos.clip import ClipImages
from retrieval.photos.compact import CompactImages
from retrieval.photos.evaluate import Figures
from retrieval.photos.lessons import prepare
from retrieval.photos.measured import beats_histogram, compare
from retrieval.photos.network import PhotoNetwork
from retrieval.photos.split import Part, leaking, part_of
from retrieval.photos.train import Training, TrainSettings
from store.errors import SetupError
from store.fingerprint import catalogue_fingerprint
from store.products import Product
from store.progress import Progress, silent

FEWEST_LEARNT, FEWEST_HELD = 30, 3


@dataclass(frozen=True, slots=True)
class Learnt:
    """`held`: the figures of `compare` on the dev part. `left_out`: photos nearly the same as one held out."""

    name: str
    adopted: bool
    learnt: int
    left_out: int
    held: dict[str, Figures]


def learn(
    home: Path, products: Iterable[Product], images: Path, texts: Encoder, settings: TrainSettings,
    progress: Progress = silent,
) -> Learnt:  # fmt: skip
    """Trains a network on the train part of the products with photos; the shop in `home` gets it if it is worth it.

    It is where it beats colour histograms on the dev part; the test part is not looked at. A run that was cut short
    is gone on with: `home/photos/training` is what that takes, and is removed at the end. Raises SetupError with too
    few photos.
    """
    folder = home / "photos" / "training"
    album = read_album(folder, products, images, progress)
    train, dev, left_out = split(album)
    if len(train.products) < FEWEST_LEARNT or len(dev.products) < FEWEST_HELD:
        problem = f"{len(album.products)} products have a photo that can be read: too few to learn from."
        raise SetupError(problem, f"daogou import FILE --home {home}")
    data = catalogue_fingerprint(train.products)
    lessons = prepare(train.products, train.pixels, texts, progress)
    network = Training(folder, lessons, settings, f"{data} {texts.name}").run(progress)
    name = f"compact-{_digest(network)}"
    held = compare(dev, CompactImages(name, network, texts), texts)
    adopted = beats_histogram(held)
    if adopted:
        about = json.loads(json.dumps(asdict(settings)))
        record = Record(name, settings.shape, texts.name, data, settings.seed, about, held)
        save_network(network_folder(home), network, record)
    shutil.rmtree(folder)
    return Learnt(name, adopted, len(train.products), left_out, held)


def take_model(
    home: Path, model: str, products: Iterable[Product], images: Path, texts: Encoder, progress: Progress = silent
) -> Learnt:
    """Has the shop use a CLIP-like model, a folder or a name, instead of a network of its own, if it is worth it.

    What counts is the same as in `learn`. Raises SetupError where the model does not load, or with too few photos.
    """
    model = str(Path(model).resolve()) if Path(model).is_dir() else model
    encoder = ClipImages(model, mend(home))
    with tempfile.TemporaryDirectory(prefix="daogou-photos-") as folder:
        held_out = (product for product in products if part_of(product) is Part.DEV)
        dev = read_album(Path(folder), held_out, images, progress)
        if len(dev.products) < FEWEST_HELD:
            problem = f"{len(dev.products)} products held out have a photo that can be read: too few to choose by."
            raise SetupError(problem, f"daogou import FILE --home {home}")
        held = compare(dev, encoder, texts)
    adopted = beats_histogram(held)
    if adopted:
        save_model(network_folder(home), encoder.name, model)
    return Learnt(encoder.name, adopted, 0, 0, held)


def split(album: Album) -> tuple[Album, Album, int]:
    """What to learn from, the dev part, and how many photos were left out of the first for being held out elsewhere."""
    parts = [part_of(product) for product in album.products]
    held = np.array([part is not Part.TRAIN for part in parts], np.bool_)
    leaks = np.zeros_like(held)
    leaks[~held] = leaking(album.pixels[~held], album.pixels[held])
    dev = [row for row, part in enumerate(parts) if part is Part.DEV]
    return chosen(album, np.flatnonzero(~held & ~leaks).tolist()), chosen(album, dev), int(leaks.sum())


def chosen(album: Album, rows: Sequence[int]) -> Album:
    """These rows of the album."""
    return Album([album.products[row] for row in rows], [album.files[row] for row in rows], album.pixels[list(rows)])


def _digest(network: PhotoNetwork) -> str:
    """12 hex digits over all weights."""
    digest = hashlib.blake2b(digest_size=6)
    for weight in network.state_dict().values():
        digest.update(weight.detach().numpy().tobytes())
    return digest.hexdigest()
