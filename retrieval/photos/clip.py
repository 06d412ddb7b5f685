"""A CLIP-like model of sentence-transformers as the image encoder, by name or folder, where its weights can be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from retrieval.encoder import Vectors, quiet
from retrieval.photos.picture import Photo, read_photo
from retrieval.text import whole
from store.errors import SetupError

BATCH = 32


class ClipImages:
    """Any model that sentence-transformers loads and that encodes both texts and pictures."""

    def __init__(self, model: str, command: str) -> None:
        """`model`: a folder, or a name to be downloaded. `SetupError` with `command` where it does not load."""
        try:
            with quiet():
                self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise SetupError(f"The image model {model} does not load.", command) from error
        self.name = f"clip {model}"
        self.dim = self.encode_words([""]).shape[1]

    def encode_photos(self, photos: Sequence[Photo]) -> Vectors:
        """float32 [n, dim], each row of length 1. Raises PhotoError for a photo that cannot be used."""
        batches = [photos[start : start + BATCH] for start in range(0, len(photos), BATCH)]
        vectors = [self._encode([read_photo(photo) for photo in batch]) for batch in batches]
        return np.concatenate(vectors) if vectors else np.empty((0, self.dim), np.float32)

    def encode_words(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], each row of length 1, in the order of the texts."""
        return self._encode([whole(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def _encode(self, given: list[Any]) -> Vectors:
        vectors: Vectors = np.asarray(
            self._model.encode(given, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True), np.float32
        )
        return vectors
