"""A small file that nobody described, with a mistake in it: the row, the column and the reason, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.importers import NothingKeptError, ShopImportError, import_into, run
from store.money import Money
from store.store import Store
from tests.store.importers.files import write

HEADER = "id,title,price,currency,stock,rating"
GOOD = ("1,Boots,49.00,USD,3,4.5", "2,Socks,5.50,USD,7,4")
MISTAKES = [
    ("3,Hat,-5,USD,1,5", "price", "negative price", "-5"),
    ("3,Hat,abc,USD,1,5", "price", "not an amount", "abc"),
    ("3,Hat,9.00,XYZ,1,5", "currency", "unknown currency", "XYZ"),
    ("3,Hat,9.00 XYZ,,1,5", "price", "unknown currency", "9.00 XYZ"),
    ("3,Hat,9.00,EUR,1,5", "currency", "another currency than the shop's USD", "EUR"),
    ("3,Hat,,USD,1,5", "price", "is missing", ""),
    ("3,,9.00,USD,1,5", "title", "is missing", ""),
    (",Hat,9.00,USD,1,5", "id", "is missing", ""),
    ("3,Hat,9.00,USD,many,5", "stock", "not a whole number", "many"),
    ("3,Hat,9.00,USD,1,best", "rating", "not a number", "best"),
]


@pytest.mark.parametrize(("row", "column", "reason", "value"), MISTAKES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_mistake_in_three_rows_is_refused_by_name(
    shop: Store, tmp_path: Path, place: int, row: str, column: str, reason: str, value: str
) -> None:
    path = write(tmp_path / "mine.csv", HEADER, *GOOD[:place], row, *GOOD[place:])
    report = run(path, shop)
    assert [(one.line, one.column, one.reason, one.value) for one in report.nouns["products"].refusals] == [
        (place + 2, column, reason, value)
    ]
    assert {product.id: product.price for product in shop.products.all()} == {
        "1": Money(4900, "USD"),
        "2": Money(550, "USD"),
    }


@pytest.mark.parametrize(("row", "column", "reason", "value"), MISTAKES[:8])
def test_strict_writes_nothing_and_says_where(
    shop: Store, tmp_path: Path, row: str, column: str, reason: str, value: str
) -> None:
    path = write(tmp_path / "mine.csv", HEADER, *GOOD, row)
    with pytest.raises(NothingKeptError) as caught:
        run(path, shop, strict=True)
    assert (caught.value.line, caught.value.column) == (4, column)
    assert reason in str(caught.value)
    assert shop.products.count() == 0


@pytest.mark.parametrize(("row", "column", "reason", "value"), MISTAKES[:4])
def test_of_a_single_bad_row_nothing_is_written(
    shop: Store, tmp_path: Path, row: str, column: str, reason: str, value: str
) -> None:
    with pytest.raises(NothingKeptError) as caught:
        run(write(tmp_path / "mine.csv", HEADER, row), shop)
    assert (caught.value.line, caught.value.column) == (2, column)
    assert reason in caught.value.reason
    assert shop.products.count() == 0


@pytest.mark.parametrize(("row", "column"), [("3,Hat,9.00,XYZ,1,5", "currency"), ("3,Hat,9.00 XYZ,,1,5", "price")])
def test_a_new_shop_of_an_unknown_currency_is_not_made(tmp_path: Path, row: str, column: str) -> None:
    path = write(tmp_path / "mine.csv", HEADER, row)
    with pytest.raises(ShopImportError, match=f"mine.csv, line 2, column '{column}': unknown currency .*XYZ"):
        import_into(tmp_path / "new", path)
    assert not (tmp_path / "new").exists()
    with pytest.raises(NothingKeptError, match=f"line 2, column '{column}': No row became a product"):
        import_into(tmp_path / "new", path, currency="USD")
    assert not (tmp_path / "new").exists()


def test_a_larger_file_is_taken_when_half_of_its_prices_are_prices(shop: Store, tmp_path: Path) -> None:
    rows = [f"{number},Hat,{'call us' if number % 3 == 0 else number},USD,1,5" for number in range(60)]
    report = run(write(tmp_path / "mine.csv", HEADER, *rows), shop)
    assert (report.nouns["products"].kept, report.nouns["products"].refused) == (40, 20)


def test_a_file_that_fits_goes_before_one_with_mistakes(shop: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / "a.csv", "id,title,price", "9,Terms,see below")
    write(source / "b.csv", HEADER, *GOOD)
    run(source, shop)
    assert shop.products.ids() == ["1", "2"]


def test_a_time_that_is_none_among_a_few_is_refused_by_name(shop: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / "a.csv", HEADER, *GOOD)
    write(source / "log.csv", "user_id,item_id,time,event", "c1,1,2026-01-01,view", "c1,2,yesterday,view")
    report = run(source, shop)
    assert [(one.line, one.column, one.value) for one in report.nouns["events"].refusals] == [(3, "time", "yesterday")]
    assert shop.behaviour.count() == 1


def test_what_shoppers_filter_by_and_the_former_price_are_known_by_name(shop: Store, tmp_path: Path) -> None:
    rows = [f"{number},Thing {number},10.00,{'12.00' if number == 1 else ''},shade {number}" for number in range(8)]
    run(write(tmp_path / "mine.csv", "sku,name,price,was,colour", *rows), shop)
    products = {product.id: product for product in shop.products.all()}
    assert products["1"].list_price == Money.of(12, "USD")
    assert {product.attributes["colour"] for product in products.values()} == {(f"shade {n}",) for n in range(8)}
