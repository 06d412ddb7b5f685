from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.repeats import happened, repeats, within
from ranker.behaviour.retail import read_transactions
from ranker.behaviour.table import ProductTable
from ranker.catalogue import Catalogue
from store.behaviour import Event
from tests.ranker.behaviour.small import OwnVectors
from tests.ranker.shop import NOW, PRODUCTS, event

DAYS = 24.0


@pytest.fixture(scope="module")
def table() -> ProductTable:
    catalogue = Catalogue(PRODUCTS)
    return ProductTable(catalogue, OwnVectors(), Vocabulary.of(catalogue))


@pytest.fixture(scope="module")
def log() -> list[Event]:
    """Ann has tea and a mug, buys tea again after 10 days, a mug after 40; a scarf for the first time after 5."""
    ann = [event("ann", key, hours_ago=200 * DAYS) for key in ("tea", "mug", "cup")]
    again = [event("ann", key, hours_ago=(100 - day) * DAYS) for key, day in (("scarf", 5), ("tea", 10), ("mug", 40))]
    return [*ann, *again]


def test_labels_by_hand(table: ProductTable, log: list[Event]) -> None:
    at = (NOW - timedelta(days=100)).timestamp()
    found = repeats(log, table, [at], known_until=NOW.timestamp())
    ids = ["", *(product.id for product in PRODUCTS)]
    labels = dict(zip([ids[row] for row in found.sight.rows], happened(found.labels).tolist(), strict=True))
    assert labels == {"tea": [1.0, 1.0], "mug": [0.0, 1.0], "cup": [0.0, 0.0]}
    assert len(found) == 3  # the scarf was not bought before


def test_what_is_not_known_yet_is_no_label(table: ProductTable, log: list[Event]) -> None:
    at = NOW - timedelta(days=100)
    found = repeats(log, table, [at.timestamp()], known_until=(at + timedelta(days=30)).timestamp())
    assert not np.isnan(found.labels[:, 0]).any()
    assert np.isnan(found.labels[:, 1]).all()


def test_chances_of_the_longer_by_hand() -> None:
    assert within(np.array([[0.2, 0.5]])).tolist() == [pytest.approx([0.2, 0.6])]


def test_lines_that_are_no_purchases_are_left_out(tmp_path: Path) -> None:
    lines = [
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "1,85123A,LANTERN,6.0,1291191960.0,2.55,17850.0,United Kingdom",
        "1,85123A,LANTERN,2.0,1291191960.0,2.65,17850.0,United Kingdom",
        "2,POST,POSTAGE,1.0,1291191960.0,18.0,17850.0,France",
        "C3,85123A,LANTERN,-6.0,1291191960.0,2.55,17850.0,United Kingdom",
        "4,71053,MUG,1.0,1291191960.0,0.0,17850.0,United Kingdom",
        "5,71053,MUG,1.0,1291191960.0,1.0,,United Kingdom",
    ]
    path = tmp_path / "lines.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    products, events = read_transactions(path)
    assert [(product.id, product.title, product.price.minor) for product in products] == [("85123A", "LANTERN", 260)]
    assert [(one.customer_id, one.product_id, one.at) for one in events] == [
        ("17850.0", "85123A", datetime.fromtimestamp(1291191960, UTC))
    ]
