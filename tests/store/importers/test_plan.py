from __future__ import annotations

from pathlib import Path

import pytest

from store.behaviour import EventKind
from store.importers import MappingError, UnreadableFileError, make_plan, recognise, run
from store.money import Money
from store.store import Store
from tests.store.importers.files import GOOD, HEADER, MAPPING, write, write_jsonl
from tests.store.samples import usd

MYNTRA = {
    "id": "1", "title": "Red Skirt", "brand": "B", "price": 649, "discounted_price": 324, "currency": "INR",
    "gender": "Women", "category": ["Apparel", "Skirts"], "color": "Red", "season": "Summer", "usage": "Casual",
    "year": "2011", "attributes": {}, "description": "",
}  # fmt: skip
RETAIL = ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
          "536365,85123A,WHITE HOLDER,6.0,1291191960.0,2.55,17850.0,United Kingdom")  # fmt: skip


def test_a_shipped_mapping_is_known_by_the_columns_not_by_the_name(tmp_path: Path) -> None:
    fashion = write_jsonl(tmp_path / "whatever.jsonl", MYNTRA)
    retail = write(tmp_path / "icecat.csv.gz", *RETAIL)
    found = [recognise(path) for path in (fashion, retail)]
    assert [mapping and mapping.name for mapping in found] == ["myntra", "online_retail"]
    assert recognise(write(tmp_path / "myntra.csv", HEADER, GOOD)) is None
    without = {key: value for key, value in MYNTRA.items() if key != "season"}
    assert recognise(write_jsonl(tmp_path / "almost.jsonl", without)) is None


def test_the_sections_find_their_files_by_columns(tmp_path: Path) -> None:
    write(tmp_path / "m.toml", MAPPING + '[events]\ncustomer = "who"\nproduct = "what"\ntime = "at"\nkind = "kind"\n')
    source = tmp_path / "source"
    source.mkdir()
    for name in ("b", "a"):
        write(source / f"{name}.csv", HEADER, GOOD)
    write(source / "log.csv", "who,what,at,kind")
    write(source / "notes.csv", "x,y")
    plan = make_plan(source, tmp_path / "m.toml")
    assert plan.origin == "given"
    assert {name: [path.name for path in paths] for name, paths in plan.files.items()} == {
        "products": ["a.csv", "b.csv"],
        "events": ["log.csv"],
    }


def test_a_pattern_chooses_files(tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.toml", MAPPING.replace("[products]", '[products]\nfile = "2026-*.csv"'))
    source = tmp_path / "source"
    source.mkdir()
    write(source / "2025-12.csv", HEADER, GOOD)
    with pytest.raises(MappingError, match=r"no file matches '2026-\*\.csv'; there are 2025-12\.csv"):
        make_plan(source, mapping)
    write(source / "2026-01.csv", HEADER, GOOD)
    assert [path.name for path in make_plan(source, mapping).files["products"]] == ["2026-01.csv"]


def test_a_guess_reads_the_file_rightly_and_shows_what_it_took(shop: Store, tmp_path: Path) -> None:
    rows = [
        f"S{n:03};Item {n};Acme;{n}.299,50 €;{n}.499,00 €;Shoes > Boots;{'red' if n % 2 else 'blue'};Text {n};"
        f"https://shop.example/{n}.jpg"
        for n in range(1, 9)
    ]
    path = write(
        tmp_path / "catalogue.csv", "SKU;Product Name;Vendor;Sale Price;MRP;Category;Color;Note;Image URL", *rows
    )
    plan = make_plan(path)
    assert plan.origin == "guessed"
    assert plan.mapping.currency == "EUR"
    for line in ("products.id", "SKU: S001, S002, S003", "Color: red, blue", 'decimal = ","', "[products.price]"):
        assert line in plan.preview
    with Store.create(tmp_path / "euros", name="x", currency="EUR") as euros:
        report = run(path, euros)
        product = euros.products.get("S001")
    assert report.refused == 0
    assert product is not None
    assert (product.title, product.brand, product.category) == ("Item 1", "Acme", ("Shoes", "Boots"))
    assert (product.price, product.list_price) == (Money(129950, "EUR"), Money(149900, "EUR"))
    assert (product.attributes, product.image) == ({"colour": ("red",)}, "https://shop.example/1.jpg")


def test_a_guess_of_a_catalogue_and_a_log(shop: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_jsonl(source / "items.jsonl", *({"id": n, "title": f"T{n}", "price": n + 0.5} for n in range(3)))
    write(
        source / "log.csv", "timestamp,visitorid,event,itemid", "1433221332117,7,addtocart,1", "1433221332118,7,view,2"
    )
    plan = make_plan(source)
    assert {name: [path.name for path in paths] for name, paths in plan.files.items()} == {
        "products": ["items.jsonl"],
        "events": ["log.csv"],
    }
    assert plan.mapping.currency == ""  # nothing in the files says it: the shop's own counts
    run(source, shop)
    assert [product.price for product in shop.products.all()] == [usd(50), usd(150), usd(250)]
    assert [one.kind for one in shop.behaviour.history("7")] == [EventKind.CART, EventKind.VIEW]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("a,b,c", "1,2,3"), "no column can be taken for a product's id or title or price"),
        (("id,title,price", *(f"{n},Boots,cheap" for n in range(11))), "the values of 'price' are no prices.*cheap"),
        (("id,title", "1,Boots"), "no column can be taken for a product's price "),
        (("user_id,item_id,time", "1,2,never"), "no column can be taken for a product's title or price"),
    ],
)
def test_what_cannot_be_guessed(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(MappingError, match=rf"(?s)x\.csv: {why}.*it has .*write a mapping.*\[products\]"):
        make_plan(write(tmp_path / "x.csv", *lines))


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Item No,Name,Price (EUR)", "EUR"),
        ("Artikelnummer,Bezeichnung,Preis in €", "EUR"),
        ("Référence,Désignation,Prix TTC [CHF]", "CHF"),
        ("SKU,Product,price_gbp", ""),
        ("EAN,Titel,Verkaufspreis", ""),
        ("货号,品名,单价", ""),
    ],
)
def test_names_of_columns_in_other_words(tmp_path: Path, header: str, currency: str) -> None:
    header = header.replace("Product,", "Product Name,")
    plan = make_plan(write(tmp_path / "x.csv", header, *(f"{n},Boots {n},{n}.50" for n in range(1, 5))))
    assert plan.mapping.products is not None
    columns = header.split(",")
    products = plan.mapping.products
    assert [products.id, products.title, products.price.column] == columns
    assert plan.mapping.currency == (currency or ("GBP" if "gbp" in header else ""))
    assert ("No file says a currency" in plan.preview) == (plan.mapping.currency == "")


def test_the_preview_says_which_columns_are_not_read(tmp_path: Path) -> None:
    plan = make_plan(write(tmp_path / "x.csv", "id,title,price,warehouse", *(f"{n},T{n},5,W{n}" for n in range(9))))
    assert "not read                 <- warehouse" in plan.preview


def test_no_source(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no such file"):
        make_plan(tmp_path / "none")
