"""What a trained network is measured against: how much of which colour a photo has."""

from __future__ import annotations

import numpy as np
from PIL import Image

from retrieval.encoder import Vectors
from retrieval.photos.picture import Pixels

HUES, SATURATIONS, VALUES = 8, 4, 4
PALE, BRIGHT = 16, 240  # saturation below and value above which a pixel is the white that products are shown on


def colour_histograms(photos: Pixels) -> Vectors:
    """float32 [n, 128], rows of length 1: HSV histograms of uint8 [n, side, side, 3], white ground left out.

    Square roots of the shares, so that the inner product is Bhattacharyya's coefficient (Bhattacharyya 1943).
    """
    bins = HUES * SATURATIONS * VALUES
    found = np.zeros((len(photos), bins), np.float32)
    for row, photo in enumerate(photos):
        hue, saturation, value = np.moveaxis(np.asarray(Image.fromarray(photo).convert("HSV")).astype(np.int64), -1, 0)
        kept = ~((saturation < PALE) & (value > BRIGHT))
        codes = ((hue * HUES // 256) * SATURATIONS + saturation * SATURATIONS // 256) * VALUES + value * VALUES // 256
        found[row] = np.bincount(codes[kept], minlength=bins)
    shares = found / np.maximum(found.sum(axis=1, keepdims=True), 1)
    roots: Vectors = np.sqrt(shares)
    return roots
