"""The fast filters are the plain meaning of `Filters.accept`, for any products, any filters and any changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.columns import Columns
from retrieval.filters import Filters
from store.money import Money
from store.products import Product, Variant

WORDS = st.sampled_from(["Red", "red", "BLUE", "Straße", "STRASSE", "wool-mix", "(new)", "Şal", "靴", ""])
NAMES = st.sampled_from(["Colour", "colour", "Size", "fabric"])
IDS = st.sampled_from([f"p{number}" for number in range(6)])
PRICES = st.integers(0, 5).map(lambda price: price * 100)
ATTRIBUTES = st.dictionaries(NAMES, st.lists(WORDS, max_size=2).map(tuple), max_size=3)


@st.composite
def products(draw: st.DrawFn) -> Product:
    variants = tuple(
        Variant(
            f"v{number}",
            Money(draw(PRICES), "USD"),
            draw(st.integers(0, 1)),
            draw(st.dictionaries(NAMES, WORDS, max_size=2)),
            draw(st.none() | st.just(Money(900, "USD"))),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    return Product(
        draw(IDS),
        f"Thing {draw(WORDS)} {draw(WORDS)}",
        variants,
        brand=draw(WORDS),
        category=draw(st.lists(WORDS, max_size=3).map(tuple)),
        attributes=draw(ATTRIBUTES),
        rating=draw(st.none() | st.sampled_from([0.0, 3.0, 4.5])),
        created_at=draw(st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC))),
    )


SETS = st.frozensets(WORDS, max_size=2)
NAMED = st.dictionaries(NAMES, SETS, max_size=2)
FILTERS = st.builds(
    Filters,
    price_min=st.none() | PRICES,
    price_max=st.none() | PRICES,
    brands=SETS,
    not_brands=SETS,
    categories=SETS,
    not_categories=SETS,
    attributes=NAMED,
    not_attributes=NAMED,
    not_words=SETS | st.just(frozenset({"thing"})),
    in_stock=st.booleans(),
    on_offer=st.booleans(),
    rating_min=st.none() | st.sampled_from([0.0, 3.0, 4.0]),
    exclude_ids=st.frozensets(IDS, max_size=2),
    only_ids=st.none() | st.frozensets(IDS, max_size=5),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(products(), max_size=12), st.lists(IDS, max_size=2), st.lists(FILTERS, min_size=1, max_size=4))
def test_the_mask_equals_accept(sold: list[Product], removed: list[str], wanted: list[Filters]) -> None:
    columns, plain = Columns(), dict[str, Product]()
    for number, product in enumerate(sold):
        if number == len(sold) // 2:
            for gone in removed:
                assert (columns.remove(gone) is None) == (plain.pop(gone, None) is None)
        columns.put(product)
        plain[product.id] = product
    assert len(columns) == len(plain)
    for filters in wanted:
        accepted = {product.id for product in plain.values() if filters.accept(product)}
        mask = columns.mask(filters)
        assert {columns.ids[row] for row in np.flatnonzero(mask)} == accepted


@settings(max_examples=30, deadline=None)
@given(st.lists(products(), max_size=8), st.lists(IDS, max_size=2), FILTERS)
def test_a_saved_table_answers_alike_and_goes_on(sold: list[Product], removed: list[str], filters: Filters) -> None:
    columns = Columns()
    for product in sold:
        columns.put(product)
    for gone in removed:
        columns.remove(gone)
    with TemporaryDirectory() as folder:
        columns.save(Path(folder))
        loaded = Columns.load(Path(folder))
    assert loaded.row_of == columns.row_of
    assert loaded.mask(filters).tolist() == columns.mask(filters).tolist()
    for product in sold:
        assert loaded.put(product) == columns.put(product)
    assert loaded.mask(filters).tolist() == columns.mask(filters).tolist()
