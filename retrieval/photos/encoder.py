"""The seam of the image encoder: photos and words in, unit vectors of one space out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.encoder import Vectors
from retrieval.photos.picture import Photo


class ImageEncoder(Protocol):
    """Photos and words become vectors whose inner product is likeness. `name` tells apart encoders that do not mix."""

    name: str
    dim: int

    def encode_photos(self, photos: Sequence[Photo]) -> Vectors:
        """float32 [n, dim], each row of length 1, in the order of the photos. Raises PhotoError for one unreadable."""
        ...

    def encode_words(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], each row of length 1, in the order of the texts, in the space of the photos."""
        ...
