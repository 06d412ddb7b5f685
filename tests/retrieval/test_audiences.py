"""Who things are for: rows against the plain rule, and what a text says."""

from __future__ import annotations

from random import Random

import pytest

from retrieval.audiences import Childrens, audiences_in, for_children
from retrieval.columns import Columns
from store.demo.catalogue import products
from tests.retrieval.catalogue import product


def test_rows_are_told_as_products_are() -> None:
    chance, columns = Random(3), Columns()
    sold = products(1)
    for one in sold:
        columns.put(one)
    childrens = Childrens(columns)
    assert childrens.mask().any()
    little = product("little", "Boots", category=("Shoes", "Boys"))
    both = product("both", "Socks", category=("Kids",), audience="men|boys")
    for one in (little, both):
        columns.put(one)
    gone = chance.sample(sold, 50)
    for one in gone:
        columns.remove(one.id)
    left = [one for one in sold if one.id in columns.row_of]
    mask = childrens.mask()
    expected = {one.id for one in [*left, little, both] if for_children(one)}
    assert "little" in expected
    assert {known for known, row in columns.row_of.items() if mask[row]} == expected


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("rain coat for my son", {"boys"}),
        ("Kids' & Baby", {"kids", "baby"}),
        ("women’s boots", {"women"}),
        ("儿童雨靴", {"kids"}),
        ("kidney beans", set()),
    ],
)
def test_what_a_text_says(text: str, audiences: set[str]) -> None:
    assert audiences_in(text) == audiences
