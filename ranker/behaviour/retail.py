"""A log of transactions (Online Retail's columns) as products and purchases."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Encoder
from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant

Vectors = npt.NDArray[np.float32]


class TitleVectors:
    """The titles' vectors of a few thousand products, in memory."""

    def __init__(self, products: Sequence[Product], encoder: Encoder) -> None:
        found = encoder.encode([product.title for product in products])
        self._found: Mapping[str, Vectors] = dict(zip((product.id for product in products), found, strict=True))
        self._dim = encoder.dim

    def vectors(self, ids: Sequence[str]) -> Vectors:
        return np.stack([self._found[key] for key in ids]) if ids else np.zeros((0, self._dim), dtype=np.float32)


def read_transactions(path: Path) -> tuple[list[Product], list[Event]]:
    """Purchases of known customers in time order, one event an invoice and product, and the products they are of.

    Left out: cancellations and other lines without quantity or price, and codes that are no products (postage, fees:
    they do not begin with a digit). A product's price is its median, its title the last one written.
    """
    prices: dict[str, list[float]] = defaultdict(list)
    titles: dict[str, str] = {}
    bought: dict[tuple[str, str], Event] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            code, customer = line["StockCode"].strip().upper(), line["CustomerID"].strip()
            quantity, price = float(line["Quantity"] or 0), float(line["UnitPrice"] or 0)
            if not customer or quantity < 1 or price <= 0 or not code[:1].isdigit():
                continue
            prices[code].append(price)
            titles[code] = line["Description"].strip() or titles.get(code, code)
            at = datetime.fromtimestamp(float(line["InvoiceDate"]), UTC)
            event = Event(customer, code, EventKind.PURCHASE, at, int(quantity), line["InvoiceNo"])
            bought.setdefault((line["InvoiceNo"], code), event)
    products = [
        Product(code, titles[code], (Variant(f"{code}-v", Money(round(100 * median(found)), "GBP"), 1),))
        for code, found in sorted(prices.items())
    ]
    return products, sorted(bought.values(), key=lambda event: event.at)
