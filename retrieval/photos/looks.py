"""How a product looks, as its photo shows and its title says: one vector, and what to ask of it.

A row is the photo's vector and, behind it, that of the title's words, both of the image encoder's one space. So a photo
can be compared with photos and a little with what titles say, a product with both alike, and words with photos
alone: each is one inner product with the same rows.
"""

from __future__ import annotations

import numpy as np

from retrieval.encoder import Vectors

SAID = 0.5  # weight of what the titles found say, to a photo that asks; chosen on the dev part, see docs/log.md


def looks(photos: Vectors, words: Vectors) -> Vectors:
    """float32 [n, 2 dim] of photos [n, dim] and the words of their titles [n, dim]."""
    return np.concatenate([photos, words], axis=-1)


def asked_by_photos(photos: Vectors) -> Vectors:
    """[..., 2 dim] of photos [..., dim]: what `looks` are asked by a photo whose title nobody knows."""
    return np.concatenate([photos, SAID * photos], axis=-1)


def asked_by_words(words: Vectors) -> Vectors:
    """[..., 2 dim] of words [..., dim]: photos alone answer, since titles are what the text search reads."""
    return np.concatenate([words, np.zeros_like(words)], axis=-1)


def asked_by_products(rows: Vectors) -> Vectors:
    """[..., 2 dim] of `looks`: every product asks with its photo and its title, and is answered by both."""
    photos, words = np.split(rows, 2, axis=-1)
    return np.concatenate([photos + words, photos + words], axis=-1)
