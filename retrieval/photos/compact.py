"""The image encoder that a shop trains on its own photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from retrieval.encoder import Encoder, Vectors, has_bf16
from retrieval.photos.checkpoint import load_network
from retrieval.photos.network import PhotoNetwork, normal
from retrieval.photos.picture import Photo, Pixels, read_photo, squared
from store.errors import SetupError

BATCH = 128


class CompactImages:
    """A small network for photos, and the text encoder's vectors led into its space for words."""

    def __init__(self, name: str, network: PhotoNetwork, texts: Encoder) -> None:
        self.name = name
        self.dim = network.shape.dim
        self.side = network.shape.side
        self._network = network
        self._texts = texts
        self._bf16 = has_bf16()

    @classmethod
    def load(cls, folder: Path, texts: Encoder, command: str) -> CompactImages:
        """The network kept in the folder. `SetupError`, naming `command`, where it does not load or `texts` differs."""
        network, record = load_network(folder, command)
        if (record.texts, record.shape.texts) != (texts.name, texts.dim):
            raise SetupError(f"The image network in {folder} was trained beside the encoder {record.texts}.", command)
        return cls(record.name, network, texts)

    def encode_photos(self, photos: Sequence[Photo]) -> Vectors:
        """float32 [n, dim], each row of length 1. Raises PhotoError for a photo that cannot be used."""
        vectors = np.empty((len(photos), self.dim), np.float32)
        for start in range(0, len(photos), BATCH):
            some = [squared(read_photo(photo), self.side) for photo in photos[start : start + BATCH]]
            vectors[start : start + BATCH] = self.encode_pixels(np.stack(some))
        return vectors

    def encode_pixels(self, pixels: Pixels) -> Vectors:
        """float32 [n, dim] of uint8 [n, side, side, 3]: the mean of the photo and its mirror image, of length 1."""
        shown = normal(torch.from_numpy(pixels))
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._bf16):
            both = self._network.place(self._network.see(torch.cat([shown, shown.flip(3)])))
        vectors = both.float().numpy().reshape(2, len(pixels), self.dim).sum(axis=0)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit

    def encode_words(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], each row of length 1, in the order of the texts."""
        with torch.inference_mode():
            vectors: Vectors = self._network.words(torch.from_numpy(self._texts.encode(texts))).numpy()
        return vectors
