"""What a catalogue looked like: one hash a product over what search and filters see, and one over all of them.

An index carries the fingerprint of the catalogue it was built from; another fingerprint at load means a stale index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from store.products import Product


def content_hash(product: Product) -> str:
    """32 hex digits over everything that search or filters see.

    Not in it: image and page addresses, how many rated, and how many units are left, only whether there are any. So a
    sale that does not sell the last one leaves the index valid.
    """
    seen = (
        product.id,
        product.title,
        product.brand,
        product.category,
        product.description,
        sorted((name, values) for name, values in product.attributes.items()),
        product.rating,
        [
            (
                variant.id,
                variant.price.minor,
                variant.price.currency,
                None if variant.list_price is None else variant.list_price.minor,
                variant.stock > 0,
                sorted(variant.options.items()),
            )
            for variant in product.variants
        ],
    )
    return _digest(json.dumps(seen, ensure_ascii=False, separators=(",", ":")))


def fingerprint(hashes: Mapping[str, str]) -> str:
    """32 hex digits over all `product id -> content hash`, whatever their order."""
    return _digest(json.dumps(sorted(hashes.items()), separators=(",", ":")))


def catalogue_fingerprint(products: Iterable[Product]) -> str:
    """The fingerprint of products that are not (yet) in a store; `store.products.fingerprint()` once they are."""
    return fingerprint({product.id: content_hash(product) for product in products})


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
