"""Customers and events out of rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.behaviour import Event, EventKind
from store.customers import Customer
from store.importers import ImportReport, run
from store.store import Store
from tests.store.importers.files import write
from tests.store.samples import plain

EVENTS = """
name = "log"
missing = ["-"]
[events]
customer = "who"
product = "what"
time = "at"
kind = "kind"
quantity = "n"
basket = "basket"
"""
HEADER = "who,what,at,kind,n,basket"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def stocked(store: Store) -> Store:
    store.products.upsert([plain("p1"), plain("P2")])
    return store


def imported(store: Store, folder: Path, mapping: str, *lines: str) -> ImportReport:
    source = write(folder / "events.csv", *lines)
    return run(source, store, write(folder / "log.toml", mapping))


def test_events(stocked: Store, tmp_path: Path) -> None:
    report = imported(
        stocked, tmp_path, EVENTS, HEADER,
        "c1,p1,2026-01-01,view,,", "c1,P2,2026-01-01T00:00:01,Add to cart,2,", "c2,p1,1767225602,Purchase,3,b7",
        "-,p1,2026-01-01 00:00:03,fav,,b8", "c1,p1,2026-01-01,view,,",
    )  # fmt: skip
    assert list(stocked.behaviour.all()) == [
        Event("c1", "p1", EventKind.VIEW, NEW_YEAR),
        Event("c1", "P2", EventKind.CART, NEW_YEAR.replace(second=1), 2),
        Event("c2", "p1", EventKind.PURCHASE, NEW_YEAR.replace(second=2), 3, "b7"),
        Event("guest-b8", "p1", EventKind.LIKE, NEW_YEAR.replace(second=3), 1, "b8"),
    ]
    noun = report.nouns["events"]
    assert (noun.read, noun.kept, noun.records, noun.duplicates) == (5, 4, 4, 1)
    assert noun.missing == {"customer (a guest's event)": 1}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("c1,p9,2026-01-01,view,,", "what", "a product that is not in the catalogue"),
        ("c1,,2026-01-01,view,,", "what", "is missing"),
        ("c1,p1,,view,,", "at", "is missing"),
        ("c1,p1,soon,view,,", "at", "not a time (ISO 8601 or seconds since 1970)"),
        ("c1,p1,2026-01-01,frown,,", "kind", "not a kind of event"),
        ("c1,p1,2026-01-01,view,-1,", "n", "a view of a negative number of units"),
        ("c1,p1,2026-01-01,purchase,0,", "n", "a purchase of no units"),
        ("c1,p1,2026-01-01,view,1.5,", "n", "not a whole number"),
        ("c1,p1,2026-01-01,view,9999999,", "n", "a quantity beyond a million"),
        (",p1,2026-01-01,view,,", "who", "is missing, and there is no basket to tell guests apart"),
    ],
)
def test_bad_events(stocked: Store, tmp_path: Path, row: str, column: str, reason: str) -> None:
    report = imported(stocked, tmp_path, EVENTS, HEADER, "c1,p1,2026-01-01,view,,", row)
    assert [(one.line, one.column, one.reason) for one in report.nouns["events"].refusals] == [(3, column, reason)]
    assert stocked.behaviour.count() == 1


def test_the_same_log_twice_counts_once_and_a_longer_one_adds(stocked: Store, tmp_path: Path) -> None:
    rows = [f"c{number},p1,2026-01-01T00:00:{number:02},view,," for number in range(10)]
    for part, new in ((rows[:6], 6), (rows[:6], 0), (rows, 4)):
        assert imported(stocked, tmp_path, EVENTS, HEADER, *part).nouns["events"].records == new
    assert stocked.behaviour.count() == 10


def test_kinds_by_pattern_and_returns_with_negative_quantities(stocked: Store, tmp_path: Path) -> None:
    mapping = EVENTS.replace('kind = "kind"', "kind = 'basket'\nkinds = { '\\d+' = 'purchase', 'C\\d+' = 'return' }")
    mapping = mapping.replace('basket = "basket"', 'basket = "basket"\nid_upper = true')
    report = imported(
        stocked,
        tmp_path,
        mapping,
        HEADER,
        "c1.0,p2,2026-01-01,,2,17",
        "c1,p2,2026-01-02,,-2,C18",
        "c1,P2,2026-01-02,,1,A19",
    )
    assert [(one.customer_id, one.product_id, one.kind, one.quantity) for one in stocked.behaviour.all()] == [
        ("c1.0", "P2", EventKind.PURCHASE, 2),
        ("c1", "P2", EventKind.RETURN, 2),
    ]
    assert [(one.line, one.column) for one in report.nouns["events"].refusals] == [(4, "basket")]


def test_without_a_kind_column_all_are_of_the_default(stocked: Store, tmp_path: Path) -> None:
    mapping = EVENTS.replace('kind = "kind"', 'default_kind = "click"')
    imported(stocked, tmp_path, mapping, HEADER, "c1,p1,2026-01-01,whatever,,")
    assert [one.kind for one in stocked.behaviour.all()] == [EventKind.CLICK]


def test_customers(store: Store, tmp_path: Path) -> None:
    mapping = '[customers]\nid = "id"\nname = "n"\nemail = "e"\nlanguage = "l"\ncreated_at = "d"\n'
    report = imported(
        store, tmp_path, mapping, "id,n,e,l,d", "7.0,Mia,m@shop.example,zh,2026-01-01", ",Nobody,,,", "8,Bo,,,never",
        "7,Again,,,",
    )  # fmt: skip
    assert store.customers.get("7") == Customer("7", "Mia", "m@shop.example", "zh", created_at=NEW_YEAR)
    noun = report.nouns["customers"]
    assert (noun.read, noun.kept, noun.records, noun.refused) == (4, 2, 1, 1)
    assert noun.skipped == {"no customer: a guest": 1}
    assert [(one.line, one.column) for one in noun.refusals] == [(4, "d")]
