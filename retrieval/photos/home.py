"""Search by look as a shop's folder has it: `HOME/photos/network` and `HOME/photos/index`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from retrieval.encoder import Encoder
from retrieval.photos.checkpoint import mend, named_model, network_folder
from retrieval.photos.clip import ClipImages
from retrieval.photos.compact import CompactImages
from retrieval.photos.encoder import ImageEncoder
from retrieval.photos.index import Catalogue, PhotoIndex
from store.errors import SetupError
from store.products import Pictured
from store.progress import Progress, silent


def has_network(home: Path) -> bool:
    """Whether the shop ever adopted an image network."""
    return network_folder(home).is_dir()


def load_encoder(home: Path, texts: Encoder) -> ImageEncoder:
    """The shop's image encoder. `texts`: the encoder it was trained beside. Raises SetupError with what mends it."""
    folder, command = network_folder(home), mend(home)
    model = named_model(folder, command)
    return ClipImages(model, command) if model else CompactImages.load(folder, texts, command)


def open_photos(
    home: Path, photos: Mapping[str, Pictured], texts: Encoder, catalogue: Catalogue, progress: Progress = silent
) -> PhotoIndex:
    """The index of the shop's photos, brought up to date: only photos that are new are looked at.

    `photos`: product id → `Product.pictured`, of all products. Raises SetupError, with the command that mends it, where
    no network was trained or what is kept of it is damaged. An index that is damaged, or of another network, is made
    anew: it holds nothing that the photos do not.
    """
    encoder = load_encoder(home, texts)
    folder = home / "photos" / "index"
    try:
        index = PhotoIndex.load(folder, encoder, catalogue, mend(home))
    except SetupError:
        index = PhotoIndex(encoder, catalogue)
    if index.refresh(photos, home / "images", progress):
        index.save(folder)
    return index
