"""What a shop's records say of its products, as the sequence model reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from retrieval.text import short_facts
from store.products import Product


@dataclass(frozen=True, slots=True)
class Described:
    """Products by their texts, in row order, and by a text encoder's vectors of these [products, dim]."""

    texts: Sequence[str]
    encoded: npt.NDArray[np.float32]


def describe(ids: Sequence[str], catalogue: Catalogue, index: ProductIndex) -> Described:
    """Of the products with these ids; nothing and zeros for those that are no longer sold."""
    alive = [at for at, product_id in enumerate(ids) if product_id in catalogue.products]
    found = index.vectors([ids[at] for at in alive])
    encoded = np.zeros((len(ids), found.shape[1]), dtype=np.float32)
    encoded[alive] = found
    texts = [text_of(catalogue.products[key]) if key in catalogue.products else "" for key in ids]
    return Described(texts, encoded)


def text_of(product: Product) -> str:
    """Title, brand, category path and short attributes: what a shopper would tell products apart by."""
    facts = (value for _, value in short_facts(product))
    return " ".join((product.title, product.brand, *product.category, *facts))
