"""Promotions out of rows, read back from the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from store.importers import ImportReport, NothingKeptError, run
from store.promotions import Promotion
from store.store import Store
from tests.store.importers.files import write, write_jsonl
from tests.store.samples import boots, plain

MAPPING = """
[promotions]
id = "code"
title = "name"
percent = "off"
start = "from"
end = "until"
product = "sku"
category = "category"
brand = "brand"
separator = "|"
bundle = "set"
description = "terms"
"""
HEADER = "code,name,off,from,until,sku,category,brand,set,terms"
GOOD = "X,Spring,20,2026-03-01,2026-04-01,p1,,,,"
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def stocked(store: Store) -> Store:
    store.products.upsert([plain("p1"), plain("P2"), boots()])
    return store


def imported(store: Store, folder: Path, *lines: str, mapping: str = MAPPING) -> ImportReport:
    return run(write(folder / "promotions.csv", HEADER, *lines), store, write(folder / "m.toml", mapping))


def test_promotions(stocked: Store, tmp_path: Path) -> None:
    report = imported(
        stocked, tmp_path,
        "A,Boots week,15%,2026-03-01T08:00:00,2026-03-08T20:00:00,,Boots|Sandals,Acme,,Not with codes",
        ",Far away,5,2099-01-01,2099-01-31,p1| P2 |p1,,,yes,",
        "A,Boots week,15%,2026-03-01T08:00:00,2026-03-08T20:00:00,b1,,,,",
        "A,Boots week,15,2026-03-01T08:00:00Z,2026-03-08T20:00:00,b1,,,,",
    )  # fmt: skip
    assert stocked.promotions.all() == [
        Promotion(
            "A", "Boots week", 15, MARCH.replace(hour=8), MARCH.replace(day=8, hour=20), ("b1",), ("Boots", "Sandals"),
            ("Acme",), description="Not with codes",
        ),
        Promotion(
            "Far away 2099-01-01", "Far away", 5, datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 2, 1, tzinfo=UTC),
            ("p1", "P2"), bundle=True,
        ),
    ]  # fmt: skip
    noun = report.nouns["promotions"]
    assert (noun.read, noun.kept, noun.records, noun.duplicates) == (4, 3, 2, 1)
    assert [one.id for one in stocked.promotions.for_product(boots(), MARCH.replace(day=2))] == ["A"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("A,,20,2026-03-01,2026-04-01,p1,,,,", "name", "is missing"),
        ("A,S,,2026-03-01,2026-04-01,p1,,,,", "off", "is missing"),
        ("A,S,a fifth,2026-03-01,2026-04-01,p1,,,,", "off", "not a whole percentage"),
        ("A,S,0.2,2026-03-01,2026-04-01,p1,,,,", "off", "not a whole percentage"),
        ("A,S,100,2026-03-01,2026-04-01,p1,,,,", "off", "a percentage outside 1 to 99"),
        ("A,S,-20,2026-03-01,2026-04-01,p1,,,,", "off", "a percentage outside 1 to 99"),
        ("A,S,20,,2026-04-01,p1,,,,", "from", "is missing"),
        ("A,S,20,2026-03-01,later,p1,,,,", "until", "not a time (ISO 8601 or seconds since 1970)"),
        ("A,S,20,2026-03-02,2026-03-01,p1,,,,", "until", "ends before it starts"),
        ("A,S,20,2026-03-01,2026-04-01,p1|p9,,,,", "sku", "a product that is not in the catalogue"),
        ("A,S,20,2026-03-01,2026-04-01,,,,,", "sku", "is missing: a promotion is for products, a category or a brand"),
        ("A,S,20,2026-03-01,2026-04-01,p1,,,maybe,", "set", "neither yes nor no"),
        ("X,Spring,25,2026-03-01,2026-04-01,P2,,,,", "off", "not as in an earlier row of the promotion"),
        ("A,S", "", "has 2 fields where the header has 10"),
    ],
)
def test_a_bad_promotion_is_refused_by_name(stocked: Store, tmp_path: Path, row: str, column: str, reason: str) -> None:
    report = imported(stocked, tmp_path, GOOD, row)
    assert [(one.line, one.column, one.reason) for one in report.nouns["promotions"].refusals] == [(3, column, reason)]
    assert [(one.id, one.percent, one.product_ids) for one in stocked.promotions.all()] == [("X", 20, ("p1",))]


def test_importing_again_replaces(stocked: Store, tmp_path: Path) -> None:
    imported(stocked, tmp_path, GOOD)
    imported(stocked, tmp_path, GOOD.replace(",20,", ",30,"))
    assert [(one.id, one.percent) for one in stocked.promotions.all()] == [("X", 30)]


@pytest.mark.parametrize(
    ("form", "end", "last"),
    [
        ("", "2026-04-01", datetime(2026, 4, 2, tzinfo=UTC)),
        ("", "20260401", datetime(2026, 4, 2, tzinfo=UTC)),
        ("", "2026-04-01T00:00", datetime(2026, 4, 1, tzinfo=UTC)),
        ("", "1775001600", datetime(2026, 4, 1, tzinfo=UTC)),
        ("%d.%m.%Y", "01.04.2026", datetime(2026, 4, 2, tzinfo=UTC)),
        ("%d.%m.%Y %H:%M", "01.04.2026 00:00", datetime(2026, 4, 1, tzinfo=UTC)),
    ],
)
def test_a_day_alone_counts_whole_at_the_end(
    stocked: Store, tmp_path: Path, form: str, end: str, last: datetime
) -> None:
    start = "2026-03-01" if not form else datetime(2026, 3, 1, tzinfo=UTC).strftime(form)
    mapping = MAPPING + (f'time_format = "{form}"\n' if form else "")
    imported(stocked, tmp_path, f"X,Spring,20,{start},{end},p1,,,,", mapping=mapping)
    assert [(one.starts_at, one.ends_at) for one in stocked.promotions.all()] == [(MARCH, last)]


def test_lists_in_json(stocked: Store, tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "code": 5, "name": "Set", "off": 12, "from": "2026-03-01", "until": "2026-03-02", "sku": ["p2", "P1"],
        "category": ["A|B"], "brand": None, "set": True, "terms": "",
    }  # fmt: skip
    stocked.products.upsert([plain("P1")])
    mapping = write(tmp_path / "m.toml", MAPPING + "id_upper = true\n")
    run(write_jsonl(tmp_path / "p.jsonl", row), stocked, mapping)
    assert [(one.id, one.product_ids, one.categories, one.bundle) for one in stocked.promotions.all()] == [
        ("5", ("P2", "P1"), ("A|B",), True)
    ]


def test_a_file_of_mistakes_writes_nothing(stocked: Store, tmp_path: Path) -> None:
    with pytest.raises(NothingKeptError, match=r"line 2, column 'off': No row could be taken; first: a percentage out"):
        imported(stocked, tmp_path, GOOD.replace(",20,", ",120,"))
    assert stocked.promotions.all() == []
