"""Classes of queries, against what a person says of queries in a shop written out here."""

from __future__ import annotations

import random
import string

import pytest

from retrieval.columns import Columns
from retrieval.counts import vocabulary_of
from retrieval.measuring.query_classes import QueryClass, QueryClasses
from tests.retrieval.catalogue import product

AUDIO, COMPUTERS, OFFICE = ("Electronics", "Headphones"), ("Computers", "Mice"), ("Office", "Office chairs")
NOTE = "Works with a laptop or laptops and the PlayStation 4; charge it by USB. A gaming classic."
SOLD = [
    *(
        product(f"h{n}", f"Acme {colour} Headphones", brand="Acme", category=AUDIO, colour=colour, link="Wireless",
                description=NOTE, purpose="Gaming")
        for n, colour in enumerate(["Black", "Blue", "Black", "Blue"] * 5)
    ),
    *(product(f"m{n}", "Tripp Lite Mouse", brand="Tripp Lite", category=COMPUTERS, touchscreen="no", link="Wireless",
              suits="laptop") for n in range(6)),
    *(product(f"c{n}", "Chair", brand="Sitwell", category=OFFICE, material="Leather") for n in range(6)),
]  # fmt: skip


@pytest.fixture(scope="module")
def classes() -> QueryClasses:
    columns = Columns()
    for each in SOLD:
        columns.put(each)
    return QueryClasses(vocabulary_of(columns), SOLD)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acme", QueryClass.NAVIGATIONAL),
        ("Tripp Lite mouse", QueryClass.NAVIGATIONAL),
        ("TN-2110 toner", QueryClass.NAVIGATIONAL),
        ("playstation 4", QueryClass.NAVIGATIONAL),
        ("playstation", QueryClass.NAVIGATIONAL),
        ("headphones", QueryClass.TYPE),
        ("headphone", QueryClass.TYPE),
        ("office chair", QueryClass.TYPE),
        ("laptop bag", QueryClass.TYPE),
        ("laptop", QueryClass.TYPE),
        ("usb cable", QueryClass.TYPE),
        ("zeppelin", QueryClass.TYPE),
        ("blue headphones", QueryClass.ATTRIBUTE),
        ("wireless headphones", QueryClass.ATTRIBUTE),
        ("acme blue wireless headphones", QueryClass.ATTRIBUTE),
        ("leather office chairs", QueryClass.ATTRIBUTE),
        ("64gb stick", QueryClass.ATTRIBUTE),
        ("15 inch laptop", QueryClass.ATTRIBUTE),
        ("electronics", QueryClass.BROAD),
        ("computer", QueryClass.BROAD),
        ("gaming", QueryClass.BROAD),
        ("wireless", QueryClass.BROAD),
        ("blue", QueryClass.BROAD),
        ("gift for mum", QueryClass.BROAD),
        ("something for my dad's birthday", QueryClass.BROAD),
        ("", QueryClass.BROAD),
    ],
)
def test_the_class_is_what_a_person_says(classes: QueryClasses, query: str, expected: QueryClass) -> None:
    assert classes.of(query) is expected


def test_any_text_has_a_class(classes: QueryClasses) -> None:
    signs = string.printable + "éß连衣裙’ªﬁ\ud800\u0000İ½"
    rng = random.Random(7)
    for _ in range(2000):
        text = "".join(rng.choices(signs, k=rng.randint(0, 40)))
        assert classes.of(text) in QueryClass


def test_a_shop_without_products_has_classes_too() -> None:
    empty = QueryClasses(vocabulary_of(Columns()), [])
    assert empty.of("tent") is QueryClass.TYPE
    assert empty.of("gift") is QueryClass.BROAD
