"""What a network learns from: photos, the vectors of all captions, and which caption is true of which photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Encoder, Vectors
from retrieval.photos.captions import Caption, Fact, captions, common_facts, facts_of
from retrieval.photos.picture import Pixels
from store.products import Product
from store.progress import Progress, silent

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
TITLES = 2  # a product's first captions: its title, with and without the brand


@dataclass(frozen=True, slots=True)
class Lessons:
    """Of n products, t different captions and f facts.

    `pixels` uint8 [n, side, side, 3]; `has` and `known` bool [n, f]: the facts of a product, and of which attributes
    it has a value; `title` [n]: a number for each title; `texts` [t, dim]; `needs` bool [t, f] and `of_title` [t]
    (-1: any): what a photo's product must have for the caption to be true; `captions`: rows of `texts` by product.
    """

    pixels: Pixels
    facts: list[Fact]
    has: Mask
    known: Mask
    title: Rows
    texts: Vectors
    needs: Mask
    of_title: Rows
    captions: list[Rows]

    def __len__(self) -> int:
        return len(self.captions)

    def matches(self, said: Rows, shown: Rows) -> Mask:
        """bool [words, photos]: whether each caption is true of each product's photo."""
        needs = self.needs[said].astype(np.float32)
        all_there: Mask = needs @ self.has[shown].T.astype(np.float32) >= needs.sum(axis=1, keepdims=True) - 0.5
        wanted = self.of_title[said][:, None]
        matches: Mask = all_there & ((wanted < 0) | (wanted == self.title[shown][None]))
        return matches

    def say(self, shown: Rows, draw: np.random.Generator, titles: float) -> Rows:
        """One caption for each product: a title with the probability `titles`, else one made of facts if there are."""
        lots, places = draw.random(len(shown)), draw.random(len(shown))
        said = np.empty(len(shown), np.int64)
        for at, row in enumerate(shown.tolist()):
            own = self.captions[row]
            made = own[TITLES:]
            chosen = own[:TITLES] if lots[at] < titles or not len(made) else made
            said[at] = chosen[int(places[at] * len(chosen))]
        return said


def prepare(products: Sequence[Product], pixels: Pixels, encoder: Encoder, progress: Progress = silent) -> Lessons:
    """The lessons of these products with their photos; encodes every different caption once."""
    facts = common_facts(products)
    place = {fact: number for number, fact in enumerate(facts)}
    has, known = _facts(products, place)
    titles: dict[str, int] = {}
    rows: dict[Caption, int] = {}
    spoken = []
    for product in products:
        titles.setdefault(product.title.strip().casefold(), len(titles))
        spoken.append(np.array([rows.setdefault(one, len(rows)) for one in captions(product, place)], np.int64))
    needs = np.zeros((len(rows), len(facts)), np.bool_)
    of_title = np.full(len(rows), -1, np.int64)
    for caption, row in rows.items():
        needs[row, [place[fact] for fact in caption.facts]] = True
        of_title[row] = titles[caption.title] if caption.title else -1
    title = np.array([titles[product.title.strip().casefold()] for product in products], np.int64)
    texts = encoder.encode([caption.text for caption in rows], progress)
    return Lessons(pixels, facts, has, known, title, texts, needs, of_title, spoken)


def _facts(products: Sequence[Product], place: dict[Fact, int]) -> tuple[Mask, Mask]:
    """`has` and `known`: all facts of a name are known where the product has a value of that name."""
    has = np.zeros((len(products), len(place)), np.bool_)
    known = np.zeros_like(has)
    of_name: dict[str, list[int]] = {}
    for (name, _), number in place.items():
        of_name.setdefault(name, []).append(number)
    for row, product in enumerate(products):
        for fact in facts_of(product):
            known[row, of_name.get(fact[0], [])] = True
            if fact in place:
                has[row, place[fact]] = True
    return has, known
