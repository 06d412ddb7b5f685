"""What a network is worth on photos held out, beside colour histograms, the titles' own vectors, and chance."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.completing.product_names import COLOUR_NAMES
from retrieval.encoder import Encoder, Vectors
from retrieval.filters import values_of
from retrieval.photos.album import Album
from retrieval.photos.captions import without_brand
from retrieval.photos.encoder import ImageEncoder
from retrieval.photos.evaluate import (
    NEAREST,
    Figures,
    alike_at_most,
    alike_by_chance,
    alike_nearby,
    chance,
    words_find_photos,
)
from retrieval.photos.histogram import colour_histograms
from retrieval.photos.looks import asked_by_photos, asked_by_products, looks
from store.products import Product

KIND, COLOUR = f"same_kind@{NEAREST}", f"same_colour@{NEAREST}"
NETWORK, BY_PHOTO, SIMILAR = "network", "by_photo", "similar_look"
HISTOGRAM, TITLES, CHANCE, CEILING = "colour_histogram", "titles", "chance", "at_most"
UNDEFINED: Figures = {"recall@1": None, "recall@5": None, "recall@10": None}


def kinds(products: Sequence[Product]) -> list[str]:
    """The narrowest category of each product; "" without one."""
    return [product.category[-1].casefold() if product.category else "" for product in products]


def colours(products: Sequence[Product]) -> list[str]:
    """What each product's record says of its colour; "" where it says nothing."""
    return [" ".join(sorted(values_of(product, COLOUR_NAMES))) for product in products]


def compare(album: Album, encoder: ImageEncoder, texts: Encoder) -> dict[str, Figures]:
    """Way → its figures over these n products alone: each title asks for its photo, each photo for its like.

    `recall@k` is of words finding photos, so ways that compare like with like have none; `same_kind@10` and
    `same_colour@10` are of the ten nearest others. `network`: photos compared with photos; `by_photo` and
    `similar_look`: as the index asks, see `looks`.
    """
    products = album.products
    titles = [product.title for product in products]
    photos = encoder.encode_photos(album.files)
    rows = looks(photos, encoder.encode_words([without_brand(product) for product in products]))
    labels = {KIND: kinds(products), COLOUR: colours(products)}

    def alike(vectors: Vectors, asked: Vectors | None = None) -> Figures:
        return {name: alike_nearby(vectors, of, asked) for name, of in labels.items()}

    found = {
        NETWORK: {**words_find_photos(encoder.encode_words(titles), photos), **alike(photos)},
        BY_PHOTO: {**UNDEFINED, **alike(rows, asked_by_photos(photos))},
        SIMILAR: {**UNDEFINED, **alike(rows, asked_by_products(rows))},
        HISTOGRAM: {**UNDEFINED, **alike(colour_histograms(album.pixels))},
        TITLES: {**UNDEFINED, **alike(texts.encode(titles))},
        CHANCE: {**chance(len(products)), **{name: alike_by_chance(of) for name, of in labels.items()}},
        CEILING: {**dict.fromkeys(UNDEFINED, 1.0), **{name: alike_at_most(of) for name, of in labels.items()}},
    }
    return {way: {**figures, "n": len(products)} for way, figures in found.items()}


def beats_histogram(figures: dict[str, Figures]) -> bool:
    """Whether the network finds more of the same kind than colours do, and photos by words better than chance."""
    more_alike: bool = figures[NETWORK][KIND] > figures[HISTOGRAM][KIND]
    told: bool = figures[NETWORK]["recall@1"] > figures[CHANCE]["recall@1"]
    return more_alike and told
