"""Whole imports of small files: what is kept, what is refused and why, and that a failure writes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from store.errors import SetupError
from store.fingerprint import catalogue_fingerprint
from store.importers import (
    ImportReport,
    MappingError,
    NothingKeptError,
    ShopImportError,
    UnreadableFileError,
    catalogue_after,
    fingerprint_after,
    run,
)
from store.money import Money
from store.products import Product, Variant
from store.store import Store
from tests.store.importers.files import GOOD, HEADER, MAPPING, write, write_jsonl
from tests.store.samples import plain, usd

BOOTS = Product(
    "1",
    "Boots",
    (Variant("1", usd(4900), 3, list_price=usd(5900)),),
    brand="Acme",
    category=("Shoes", "Boots"),
    attributes={"colour": ("blue", "red")},
)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write(tmp_path / "small.toml", MAPPING)


def imported(shop: Store, mapping: Path, *lines: str) -> ImportReport:
    return run(write(mapping.parent / "products.csv", *lines), shop, mapping)


def state(shop: Store) -> tuple[object, ...]:
    return list(shop.products.all()), list(shop.behaviour.all()), shop.settings.get("index")


def test_a_row_becomes_a_product(store: Store, mapping: Path) -> None:
    report = imported(store, mapping, HEADER, GOOD)
    assert list(store.products.all()) == [BOOTS]
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (GOOD.replace("49.00", "-49.00"), "price", "negative price"),
        (GOOD.replace("59.00", "-1"), "was", "negative price"),
        (GOOD.replace("49.00", "cheap"), "price", "not an amount"),
        (GOOD.replace("49.00", ""), "price", "is missing"),
        (GOOD.replace("49.00", "49 XYZ"), "price", "unknown currency"),
        (GOOD.replace("USD", "DOL"), "cur", "unknown currency"),
        (GOOD.replace("USD", "EUR"), "cur", "another currency than the shop's USD"),
        (GOOD.replace("1,Boots", ",Boots"), "sku", "is missing"),
        (GOOD.replace("1,Boots", f"{'9' * 300},Boots"), "sku", "an identifier longer than 200 characters"),
        (GOOD.replace("Boots,Acme", "NA,"), "name", "is missing"),
        (GOOD.replace(",3,", ",three,"), "left", "not a whole number"),
        ("only,three,fields", "", "has 3 fields where the header has 9"),
    ],
)
def test_a_bad_row_is_refused_with_line_column_and_reason(
    shop: Store, mapping: Path, row: str, column: str, reason: str
) -> None:
    good = GOOD.replace("1,Boots", "2,Socks")
    report = imported(shop, mapping, HEADER, good, row)
    noun = report.nouns["products"]
    assert [(one.file, one.line, one.column, one.reason) for one in noun.refusals] == [
        ("products.csv", 3, column, reason)
    ]
    assert (noun.read, noun.kept, noun.refused) == (2, 1, 1)
    assert shop.products.ids() == ["2"]
    assert reason in str(report)


def test_repairs_are_counted_by_column(shop: Store, mapping: Path) -> None:
    report = imported(
        shop,
        mapping,
        HEADER,
        '1,<b>Boots</b>,Acme,49.005,10.00,USD,-3,Shoes > Boots,"blue,red"',
        "2,NA,Bolt,5,,,,Shoes > Socks,NA",
    )
    assert report.nouns["products"].repaired == {
        "name: markup removed": 1,
        "price rounded to the minor unit": 1,
        "a list price below the price ignored": 1,
        "negative stock taken as 0": 1,
        "name: missing, made of brand and category": 1,
    }
    first, second = shop.products.all()
    assert (first.title, first.price, first.list_price, first.stock) == ("Boots", usd(4901), None, 0)
    assert (second.title, second.stock, second.attributes) == ("Bolt Socks", 100, {})
    assert report.nouns["products"].missing == {"attributes": 1, "colour": 1}


def test_the_rows_add_up(shop: Store, mapping: Path) -> None:
    rows = [GOOD.replace("1,Boots", f"{number % 7},Boots") for number in range(20)] + [
        "broken",
        GOOD.replace("49.00", "cheap"),
    ]
    noun = imported(shop, mapping, HEADER, *rows).nouns["products"]
    assert (noun.read, noun.kept, noun.records, noun.duplicates, noun.refused) == (22, 7, 7, 13, 2)
    assert noun.duplicate_lines[0] == "products.csv line 9"


@pytest.mark.parametrize("price", ["-5", "5 XXX"])
def test_when_no_row_is_left_nothing_is_written_and_the_first_is_named(shop: Store, mapping: Path, price: str) -> None:
    shop.products.upsert([plain("old")])
    with pytest.raises(
        NothingKeptError, match=r"products\.csv, line 2, column '\w+': No row became a product"
    ) as caught:
        imported(shop, mapping, HEADER, GOOD.replace("49.00", price))
    assert (caught.value.line, caught.value.mend) == (2, "mend the row")
    assert shop.products.ids() == ["old"]


def test_strict_writes_nothing_when_one_row_is_refused(shop: Store, mapping: Path) -> None:
    path = write(mapping.parent / "products.csv", HEADER, GOOD, GOOD.replace("49.00", "-1"))
    with pytest.raises(NothingKeptError, match=r"line 3, column 'price': 1 row was refused; first: negative price"):
        run(path, shop, mapping, strict=True, index=lambda changed, removed: pytest.fail("called"))
    assert state(shop) == ([], [], None)


def test_strict_looks_at_the_events_too(shop: Store, mapping: Path) -> None:
    write(mapping, MAPPING + '[events]\ncustomer = "who"\nproduct = "what"\ntime = "at"\nkind = "kind"\n')
    folder = mapping.parent / "source"
    folder.mkdir()
    write(folder / "products.csv", HEADER, GOOD)
    write(folder / "events.csv", "who,what,at,kind", "c1,1,2026-01-01,view", "c1,9,2026-01-01,view")
    with pytest.raises(NothingKeptError, match=r"events\.csv, line 3, column 'what': 1 row was"):
        run(folder, shop, mapping, strict=True)
    assert state(shop) == ([], [], None)
    report = run(folder, shop, mapping)
    assert (shop.products.count(), shop.behaviour.count(), report.refused) == (1, 1, 1)


def test_a_wrong_column_in_the_mapping_names_it_and_the_likely_one(shop: Store, mapping: Path) -> None:
    write(mapping, MAPPING.replace('column = "price"', 'column = "prise"'))
    with pytest.raises(
        MappingError, match=r"column 'prise': products\.price\.column.*did you mean 'price'\?"
    ) as caught:
        imported(shop, mapping, HEADER, GOOD)
    assert (caught.value.line, caught.value.column) == (1, "prise")
    assert state(shop) == ([], [], None)


def test_the_shop_counts_in_another_currency(shop: Store, mapping: Path) -> None:
    write(mapping, MAPPING.replace('"USD"', '"EUR"'))
    with pytest.raises(MappingError, match="prices are in EUR, the shop counts in USD"):
        imported(shop, mapping, HEADER, GOOD)


def test_a_file_that_breaks_half_way_writes_nothing(shop: Store, mapping: Path) -> None:
    shop.products.upsert([plain("old")])
    path = write(mapping.parent / "p.csv.gz", HEADER, *(GOOD.replace("1,", f"{n},", 1) for n in range(20_000)))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(UnreadableFileError, match=r"p\.csv\.gz, line \d+"):
        run(path, shop, mapping)
    assert shop.products.ids() == ["old"]


def test_a_second_import_knows_what_changed(shop: Store, mapping: Path) -> None:
    rows = [GOOD.replace("1,Boots", f"{number},Boots") for number in range(1, 5)]
    imported(shop, mapping, HEADER, *rows)
    told: list[tuple[list[str], list[str]]] = []

    def index(changed: list[Product], removed: list[str]) -> str:
        told.append(([product.id for product in changed], removed))
        return "second"

    path = write(mapping.parent / "products.csv", HEADER, rows[1].replace("49", "48"), rows[2], "9" + rows[0][1:])
    report = run(path, shop, mapping, index=index, replace=True)
    assert told == [(["2", "9"], ["1", "4"])]
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 1, 2)
    assert shop.products.ids() == ["2", "3", "9"]
    assert (shop.settings.get("index"), report.index) == ("second", "second")
    again = run(path, shop, mapping, index=lambda changed, removed: pytest.fail("nothing to learn"))
    assert (again.unchanged, again.index) == (3, "second")


def test_without_replace_other_products_stay(shop: Store, mapping: Path) -> None:
    shop.products.upsert([plain("old")])
    assert imported(shop, mapping, HEADER, GOOD).removed == 0
    assert shop.products.ids() == ["1", "old"]


def test_the_index_is_told_what_the_shop_will_be_while_the_shop_is_as_it_was(shop: Store, mapping: Path) -> None:
    shop.products.upsert([plain("0"), plain("5"), plain("7")])
    seen: list[object] = []

    def index(changed: list[Product], removed: list[str]) -> str:
        seen.extend([shop.products.ids(), fingerprint_after(shop, changed, removed)])
        seen.append(catalogue_fingerprint(catalogue_after(shop, changed, removed)))
        return "new"

    run(write(mapping.parent / "products.csv", HEADER, GOOD, "5" + GOOD[1:]), shop, mapping, index=index, replace=True)
    assert seen == [["0", "5", "7"], shop.products.fingerprint(), shop.products.fingerprint()]
    assert shop.products.ids() == ["1", "5"]


def test_an_index_that_cannot_be_built_leaves_the_shop(shop: Store, mapping: Path) -> None:
    def index(changed: list[Product], removed: list[str]) -> str:
        raise SetupError("no encoder", "make install")

    with pytest.raises(SetupError, match="no encoder"):
        run(write(mapping.parent / "products.csv", HEADER, GOOD), shop, mapping, index=index)
    assert state(shop) == ([], [], None)


def test_a_catalogue_changed_meanwhile_is_not_overwritten(shop: Store, mapping: Path) -> None:
    def index(changed: list[Product], removed: list[str]) -> str:
        shop.products.upsert([plain("sold out meanwhile")])
        return "new"

    with pytest.raises(ShopImportError, match="changed meanwhile"):
        run(write(mapping.parent / "products.csv", HEADER, GOOD), shop, mapping, index=index)
    assert shop.products.ids() == ["sold out meanwhile"]
    assert shop.settings.get("index") is None


def test_only_one_import_at_a_time(shop: Store, mapping: Path) -> None:
    path = write(mapping.parent / "products.csv", HEADER, GOOD)

    def index(changed: list[Product], removed: list[str]) -> str:
        with pytest.raises(SetupError, match="Another import"):
            run(path, shop, mapping)
        return "new"

    run(path, shop, mapping, index=index)
    assert shop.products.ids() == ["1"]


def test_unreferenced_index_folders_and_drafts_are_swept_at_the_next_import(shop: Store, mapping: Path) -> None:
    shop.settings.set("index", "current")
    for name in ("current", "left-over"):
        (shop.home / "index" / name).mkdir()
    (shop.images / ".draft-1").write_bytes(b"half")
    imported(shop, mapping, HEADER, GOOD)
    assert [path.name for path in (shop.home / "index").iterdir()] == ["current"]
    assert list(shop.images.iterdir()) == []


def test_a_variant_id_of_another_product_in_the_shop(shop: Store, mapping: Path) -> None:
    shop.products.upsert([replace(plain("old"), variants=(Variant("1", usd(1), 1),))])
    with pytest.raises(ShopImportError, match="variant of another product"):
        imported(shop, mapping, HEADER, GOOD)
    assert shop.products.ids() == ["old"]


def test_minor_units_and_decimal_commas(shop: Store, mapping: Path) -> None:
    write(mapping, '[products]\nid = "i"\ntitle = "t"\nprice = { column = "p", decimal = "," }')
    imported(shop, mapping, "i;t;p", "1;a;1.299,50 $")
    write(mapping, '[products]\nid = "i"\ntitle = "t"\nprice = { column = "p", unit = "minor" }')
    imported(shop, mapping, "i;t;p", "2;b;129950")
    assert {product.price for product in shop.products.all()} == {Money(129950, "USD")}


def test_variants_out_of_rows(shop: Store, mapping: Path) -> None:
    write(
        mapping,
        '[products]\nid = "sku"\ntitle = "t"\nprice = { column = "p" }\nstock = "n"\n'
        '[products.variants]\ngroup = "style"\nid = "sku"\noptions = { size = "s", colour = "c" }\n',
    )
    report = imported(
        shop, mapping, "sku,style,t,p,n,s,c", "A-S,A,Shirt,5,1,S,red", "B-1,B,Hat,9,2,,", "A-M,A,Shirt,6,0,M,red",
        "A-M,A,Shirt,6,0,M,red", "A-S,B,Hat,9,2,,",
    )  # fmt: skip
    assert list(shop.products.all()) == [
        Product("A", "Shirt", (Variant("A-S", usd(500), 1, {"size": "S", "colour": "red"}),
                               Variant("A-M", usd(600), 0, {"size": "M", "colour": "red"}))),
        Product("B", "Hat", (Variant("B-1", usd(900), 2),)),
    ]  # fmt: skip
    noun = report.nouns["products"]
    assert noun.duplicates == 1
    assert [(one.line, one.column, one.reason) for one in noun.refusals] == [
        (6, "sku", "a variant id that another product has")
    ]


def test_variants_out_of_a_list(shop: Store, mapping: Path) -> None:
    write(
        mapping,
        '[products]\nid = "id"\ntitle = "t"\nprice = { column = "price" }\nstock = "stock"\n'
        '[products.variants]\nlist = "variants"\nid = "vid"\noptions = { size = "size" }\n',
    )
    path = write_jsonl(
        mapping.parent / "p.jsonl",
        {"id": 1, "t": "Shirt", "price": 5, "stock": 1,
         "variants": [{"vid": "x", "size": "S"}, {"size": 42, "price": "7"}]},
        {"id": 2, "t": "Hat", "price": 9, "stock": 0},
        {"id": 3, "t": "Bad", "price": 9, "variants": [{"vid": "x"}]},
        {"id": 4, "t": "Bad", "price": 9, "variants": "S,M"},
        {"id": 5, "t": "Bad", "price": 9, "variants": [{"vid": "y", "price": -1}]},
        {"id": 6, "t": "Bad", "price": 9, "variants": [{"vid": "y"}, {"vid": "y"}]},
    )  # fmt: skip
    report = run(path, shop, mapping)
    assert list(shop.products.all()) == [
        Product("1", "Shirt", (Variant("x", usd(500), 1, {"size": "S"}), Variant("1-2", usd(700), 1, {"size": "42"}))),
        Product("2", "Hat", (Variant("2", usd(900), 0),)),
    ]
    assert [(one.line, one.column) for one in report.nouns["products"].refusals] == [
        (3, "vid"),
        (4, "variants"),
        (5, "price"),
        (6, "variants"),
    ]


def test_attributes_by_prefix_and_dictionary_and_categories_by_rule(shop: Store, mapping: Path) -> None:
    write(
        mapping,
        'missing = ["NA"]\n[products]\nid = "id"\ntitle = "t"\nprice = { column = "p" }\n'
        '[products.attributes]\nprefix = "a_"\nrename = { "main colour" = "colour" }\n'
        'drop = "pallet"\ndictionary = "d"\n'
        '[products.category]\nrule_columns = ["t"]\n'
        '[[products.category.rule]]\npattern = "toner|ink"\npath = ["Printing", "Ink"]\n',
    )
    path = write_jsonl(
        mapping.parent / "p.jsonl",
        {"id": 1, "t": "TONER black", "p": 1, "a_main_colour": "black", "a_pallet_width": 3, "a_wifi": True, "a_n": 2.0,
         "d": {"Fit": "Slim", "Neck": "NA", "colour": ["grey", "black"], "nested": {"x": 1}}},
        {"id": 2, "t": "Chair", "p": 1, "a_wifi": False, "d": None},
        {"id": 3, "t": "Bad", "p": 1, "d": "text"},
    )  # fmt: skip
    report = run(path, shop, mapping)
    first, second = shop.products.all()
    assert first.attributes == {"Fit": ("Slim",), "colour": ("grey", "black"), "wifi": ("yes",), "n": ("2",)}
    assert first.category == ("Printing", "Ink")
    assert (second.attributes, second.category) == ({"wifi": ("no",)}, ())
    assert [(one.line, one.column) for one in report.nouns["products"].refusals] == [(3, "d")]


def test_observations_become_one_product(shop: Store, mapping: Path) -> None:
    write(
        mapping,
        '[products]\nid = "i"\nid_upper = true\nid_pattern = "[A-Z]\\\\d"\ntitle = "t"\ntitle_case = true\n'
        'repeated = "aggregate"\nprice = { column = "p" }\n',
    )
    report = imported(
        shop, mapping, "i,t,p", "a1,RED HAT,5", "A1,?,0", "A1,RED HAT,7", "POST,POSTAGE,9", "b1,,3", "B2,check,0",
        "A1,RED HAT,-1",
    )  # fmt: skip
    assert list(shop.products.all()) == [Product("A1", "Red Hat", (Variant("A1", usd(600), 100),))]
    noun = report.nouns["products"]
    assert (noun.read, noun.kept, noun.records, noun.refused, sum(noun.skipped.values())) == (7, 3, 1, 2, 2)
    assert [(one.line, one.reason) for one in noun.refusals] == [(5, "not a product's id"), (8, "negative price")]


def test_the_report_is_printable_and_json(shop: Store, mapping: Path) -> None:
    rows = [GOOD.replace("1,Boots", f"{number},Boots") for number in range(1, 30)]
    report = imported(
        shop, mapping, HEADER, *rows, GOOD.replace("1,Boots", "99,Boots").replace("49.00,59.00", "49000,")
    )
    found = json.loads(json.dumps(report.as_json()))
    assert found["products"] == {"added": 30, "changed": 0, "unchanged": 0, "removed": 0}
    assert found["rows"]["products"]["outliers"]["price"]["examples"] == [["99", 49000.0]]
    assert "99: 49,000.00" in str(report)
