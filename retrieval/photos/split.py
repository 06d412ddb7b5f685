"""Which products a network learns from, which choose, and which only measure: products of one look stay together.

A product's part is decided by its own record alone, so it stays the same as the catalogue grows.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from retrieval.completing.name_words import fold, words_in
from retrieval.completing.product_names import COLOUR_NAMES
from retrieval.filters import values_of
from retrieval.photos.picture import Pixels
from store.products import Product

TEST_PERCENT, DEV_PERCENT = 15, 10
THUMBNAIL = 16  # pixels along the edge at which photos are compared
SAME = 0.99  # correlation of thumbnails from which two photos count as one
CHUNK = 1024


class Part(StrEnum):
    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


def part_of(product: Product) -> Part:
    """By a hash of brand and title, less the colour, word order and plural: a shirt in five colours is in one part."""
    place = int.from_bytes(hashlib.blake2b(family(product).encode(), digest_size=8).digest(), "little") % 100
    if place < TEST_PERCENT:
        return Part.TEST
    return Part.DEV if place < TEST_PERCENT + DEV_PERCENT else Part.TRAIN


def family(product: Product) -> str:
    """The same for products that differ in colour, in the order of the title's words, or in singular and plural."""
    brand = _words(product.brand)
    colours = _words(" ".join(values_of(product, COLOUR_NAMES)))
    return f"{' '.join(sorted(brand))}|{' '.join(sorted(_words(product.title) - brand - colours))}"


def _words(text: str) -> set[str]:
    """Folded words without joining signs and plural: `Men's T-Shirts` → `{"men", "tshirt"}`."""
    joined = (word.joined for word in words_in(fold(text)))
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in joined}


def leaking(learnt: Pixels, held: Pixels) -> npt.NDArray[np.bool_]:
    """Mask [n] of the photos `learnt` that are nearly the same as one of `held`, whatever their products are called.

    Photos uint8 [n, side, side, 3]; nearly the same: thumbnails correlate above `SAME`.
    """
    found = np.zeros(len(learnt), np.bool_)
    if not len(held):
        return found
    known = _thumbnails(held)
    for start in range(0, len(learnt), CHUNK):
        likeness = _thumbnails(learnt[start : start + CHUNK]) @ known.T
        found[start : start + CHUNK] = likeness.max(axis=1) > SAME
    return found


def _thumbnails(photos: Pixels) -> npt.NDArray[np.float32]:
    """float32 [n, 768] rows of mean 0 and length 1, from every so-manieth pixel."""
    step = max(1, photos.shape[1] // THUMBNAIL)
    rows = photos[:, ::step, ::step].reshape(len(photos), -1).astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return unit
