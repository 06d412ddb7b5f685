"""Orders out of rows, read back from the shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from store.importers import ImportReport, NothingKeptError, run
from store.money import Money
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.products import Product, Variant
from store.store import Store
from tests.store.importers.files import write, write_jsonl
from tests.store.samples import boots, plain, usd

MAPPING = """
missing = ["-"]
[orders]
id = "order"
customer = "who"
placed = "placed"
status = "status"
status_time = "since"
product = "what"
variant = "variant"
quantity = "n"
title = "title"
price = { column = "paid", currency = "cur" }
"""
HEADER = "order,who,placed,status,since,what,variant,n,title,paid,cur"
LISTED = """
[orders]
id = "id"
customer = "customer"
placed = "placed"
product = "sku"
quantity = "n"
lines = "items"
price = { column = "price", currency = "currency", unit = "minor" }
history = { list = "log", status = "what", time = "when", note = "why" }
times = { delivered = "delivered_at" }
statuses = { 'On its way.*' = "shipped" }
"""
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = "o9,c9,2026-01-01,,,p1,,,,,"
Import = Callable[..., ImportReport]


def day(number: int) -> datetime:
    return NEW_YEAR + timedelta(days=number - 1)


def placed(order_id: str, *lines: OrderLine, customer: str = "c1") -> Order:
    return Order(order_id, customer, lines, (StatusChange(OrderStatus.PLACED, NEW_YEAR),))


@pytest.fixture
def stocked(store: Store) -> Store:
    store.products.upsert([plain("p1"), plain("P2", price=250), boots()])
    return store


def imported(store: Store, folder: Path, *lines: str, mapping: str = MAPPING, strict: bool = False) -> ImportReport:
    source = write(folder / "orders.csv", HEADER, *lines)
    return run(source, store, write(folder / "m.toml", mapping), strict=strict)


def listed(store: Store, folder: Path, *rows: dict[str, Any]) -> ImportReport:
    return run(write_jsonl(folder / "orders.jsonl.gz", *rows), store, write(folder / "m.toml", LISTED))


def refusals(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in report.nouns["orders"].refusals]


def test_a_row_a_line(stocked: Store, tmp_path: Path) -> None:
    report = imported(
        stocked, tmp_path,
        "o1,c1,2026-01-01,shipped,2026-01-03,b1,b1-l,2,Boots as sold,51.5,USD", "o2,-,2026-01-01,,,p1,,,,,",
        "o1,c1,2026-01-01,shipped,2026-01-03,P2,,1,,2.40,", "o1,c1,2026-01-01,shipped,2026-01-03,P2,,1,,2.40,",
    )  # fmt: skip
    assert stocked.orders.get("o1") == Order(
        "o1",
        "c1",
        (
            OrderLine("b1", "b1-l", 2, usd(5150), "Boots as sold"),
            OrderLine("P2", "P2", 1, usd(240), "Thing P2"),
        ),
        (StatusChange(OrderStatus.PLACED, NEW_YEAR), StatusChange(OrderStatus.SHIPPED, day(3))),
    )
    guests = placed("o2", OrderLine("p1", "p1", 1, usd(1000), "Thing p1"), customer="guest-o2")
    assert stocked.orders.of("guest-o2") == [guests]
    noun = report.nouns["orders"]
    assert (noun.read, noun.kept, noun.records, noun.duplicates, noun.refused) == (4, 3, 2, 1, 0)
    assert noun.missing == {"customer (a guest's order)": 1}
    assert noun.repaired == {"no price: taken from the catalogue": 1}
    assert "orders:" in str(report)
    assert report.as_json()["rows"]["orders"]["records"] == 2


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",c1,2026-01-01,,,p1,,,,,", "order", "is missing"),
        ("o1,c1,,,,p1,,,,,", "placed", "is missing"),
        ("o1,c1,soon,,,p1,,,,,", "placed", "not a time (ISO 8601 or seconds since 1970)"),
        ("o1,c1,2999-01-01,,,p1,,,,,", "placed", "a time before 1970 or in the future"),
        ("o1,c1,2026-01-01,lost,,p1,,,,,", "status", "not a status of an order"),
        ("o1,c1,2026-01-02,paid,2026-01-01,p1,,,,,", "since", "before the order was placed"),
        ("o1,c1,2026-01-01,,,p9,,,,,", "what", "a product that is not in the catalogue"),
        ("o1,c1,2026-01-01,,,,,,,,", "what", "is missing"),
        ("o1,c1,2026-01-01,,,b1,b1-xl,,,1,", "variant", "a variant that the product does not have"),
        ("o1,c1,2026-01-01,,,b1,,,,,", "paid", "no price, and the product's variants cost differently"),
        ("o1,c1,2026-01-01,,,p1,,0,,,", "n", "not a number of units from 1 to a million"),
        ("o1,c1,2026-01-01,,,p1,,-2,,,", "n", "not a number of units from 1 to a million"),
        ("o1,c1,2026-01-01,,,p1,,1.5,,,", "n", "not a whole number"),
        ("o1,c1,2026-01-01,,,p1,,,,-1,", "paid", "negative price"),
        ("o1,c1,2026-01-01,,,p1,,,,cheap,", "paid", "not an amount"),
        ("o1,c1,2026-01-01,,,p1,,,,1,XXY", "cur", "unknown currency"),
        ("o1,c1,2026-01-01,,,p1,,,,1,EUR", "cur", "another currency than the shop's USD"),
        ("o1,c1", "", "has 2 fields where the header has 11"),
    ],
)
def test_a_bad_line_is_refused_by_name(stocked: Store, tmp_path: Path, row: str, column: str, reason: str) -> None:
    report = imported(stocked, tmp_path, GOOD, row)
    assert refusals(report) == [(3, column, reason)]
    assert (stocked.orders.count(), stocked.orders.get("o1")) == (1, None)


def test_an_order_is_taken_whole_or_not_at_all(stocked: Store, tmp_path: Path) -> None:
    report = imported(
        stocked, tmp_path, "o1,c1,2026-01-01,,,p1,,,,,", "o1,c1,2026-01-01,,,gone,,,,,", GOOD,
        "o2,c1,2026-01-01,,,p1,,,,,", "o2,c2,2026-01-01,,,P2,,,,,", "o3,c1,2026-01-01,,,p1,,,,,",
        "o3,c1,2026-01-02,,,P2,,,,,",
    )  # fmt: skip
    other = "an order of which another row was refused"
    assert refusals(report) == [
        (3, "what", "a product that is not in the catalogue"),
        (6, "who", "another customer than in an earlier row of the order"),
        (8, "placed", "another time than in an earlier row of the order"),
        (2, "order", other),
        (5, "order", other),
        (7, "order", other),
    ]
    noun = report.nouns["orders"]
    assert (noun.read, noun.kept, noun.refused, stocked.orders.count()) == (7, 1, 6, 1)


def test_a_row_a_status(stocked: Store, tmp_path: Path) -> None:
    imported(
        stocked, tmp_path, "o1,c1,2026-01-01,Paid,2026-01-02,p1,,,,,", "o1,c1,2026-01-01,In transit,2026-01-04,p1,,,,,",
        "o1,c1,2026-01-01,new,,p1,,,,,",
    )  # fmt: skip
    found = stocked.orders.get("o1")
    assert found is not None
    assert len(found.lines) == 1
    assert [(change.status, change.at) for change in found.history] == [
        (OrderStatus.PLACED, NEW_YEAR),
        (OrderStatus.PAID, day(2)),
        (OrderStatus.SHIPPED, day(4)),
    ]


def test_lines_and_history_out_of_lists(stocked: Store, tmp_path: Path) -> None:
    order = {
        "id": 7, "customer": "c1", "placed": "2026-01-01", "currency": "USD", "delivered_at": "2026-01-05",
        "items": [{"sku": "p1", "price": 900, "n": 2}, {"sku": "b1-m", "price": 4800}, {"sku": "p1", "price": 900}],
        "log": [{"what": "On its way!", "when": "2026-01-03"}, {"what": "paid", "when": "2026-01-02", "why": "card"}],
    }  # fmt: skip
    bad: list[tuple[dict[str, Any], str, str]] = [
        ({"items": []}, "items", "not a list of lines"),
        ({"items": None}, "items", "is missing"),
        ({"items": ["p1"]}, "items", "not a list of lines"),
        ({"items": [{"sku": "p1", "price": -1}]}, "price", "negative price"),
        ({"items": [{"price": 100}]}, "sku", "is missing"),
        ({"currency": "XXY"}, "currency", "unknown currency"),
        ({"log": "shipped"}, "log", "not a list of objects"),
        ({"log": [{"what": "paid"}]}, "when", "is missing"),
        ({"log": [{"when": "2026-01-02"}]}, "what", "is missing"),
        ({"log": [{"what": "paid", "when": "2025-12-31"}]}, "when", "before the order was placed"),
        ({"delivered_at": "2025-12-31"}, "delivered_at", "before the order was placed"),
    ]
    rows = [order, *(order | {"id": number} | change for number, (change, _, _) in enumerate(bad, 100))]
    report = listed(stocked, tmp_path, *rows)
    assert stocked.orders.of("c1") == [
        Order(
            "7",
            "c1",
            (OrderLine("p1", "p1", 3, usd(900), "Thing p1"), OrderLine("b1", "b1-m", 1, usd(4800), boots().title)),
            (
                StatusChange(OrderStatus.PLACED, NEW_YEAR),
                StatusChange(OrderStatus.PAID, day(2), "card"),
                StatusChange(OrderStatus.SHIPPED, day(3)),
                StatusChange(OrderStatus.DELIVERED, day(5)),
            ),
        )
    ]
    assert refusals(report) == [(line, column, reason) for line, (_, column, reason) in enumerate(bad, 2)]


@pytest.mark.parametrize(
    ("status", "times", "last"),
    [
        ("shipped", "2026-01-02,", (OrderStatus.SHIPPED, day(2))),
        ("delivered", "2026-01-02,", (OrderStatus.DELIVERED, day(2))),  # no earlier than the last time there is
        ("", "2026-01-02,2026-01-03", (OrderStatus.DELIVERED, day(3))),
        ("delivered", ",", (OrderStatus.DELIVERED, NEW_YEAR)),
        ("shipped", "2026-01-02,2026-01-03", None),
        ("paid", "2026-01-02,", None),
        ("placed", "2026-01-02,", None),
    ],
)
def test_status_and_times_agree(
    stocked: Store, tmp_path: Path, status: str, times: str, last: tuple[OrderStatus, datetime] | None
) -> None:
    mapping = (
        '[orders]\nid = "id"\ncustomer = "who"\nplaced = "placed"\nproduct = "sku"\nstatus = "status"\n'
        'times = { shipped = "shipped", delivered = "delivered" }\n'
    )
    header = "id,who,placed,sku,status,shipped,delivered"
    rows = [f"o1,c1,2026-01-01,p1,{status},{times}", "o2,c1,2026-01-01,p1,,,"]
    report = run(write(tmp_path / "o.csv", header, *rows), stocked, write(tmp_path / "m.toml", mapping))
    found = stocked.orders.get("o1")
    if last is None:
        assert found is None
        assert [(line, column) for line, column, _ in refusals(report)] == [(2, "status")]
    else:
        assert found is not None
        assert (found.history[-1].status, found.history[-1].at) == last


def test_products_of_the_same_import_and_ids_of_variants(shop: Store, tmp_path: Path) -> None:
    shop.products.upsert([Product("old", "Old", (Variant("old-s", usd(100), 1), Variant("old-m", usd(200), 1)))])
    mapping = write(
        tmp_path / "m.toml",
        '[products]\nid = "sku"\nid_upper = true\ntitle = "t"\nprice = { column = "p" }\n'
        '[orders]\nid = "order"\ncustomer = "who"\nplaced = "placed"\nproduct = "what"\nid_upper = true\n',
    )
    source = tmp_path / "source"
    source.mkdir()
    write(source / "products.csv", "sku,t,p", "a1,Hat,5")
    write(source / "orders.csv", "order,who,placed,what", "o1,c1,1767225600,a1", "o2,c1,1767225600,old-m")
    report = run(source, shop, mapping)
    assert shop.orders.get("o1") == placed("o1", OrderLine("A1", "A1", 1, usd(500), "Hat"))
    assert refusals(report) == [(3, "what", "a product that is not in the catalogue")]  # OLD-M is not old-m
    write(mapping, mapping.read_text().replace("id_upper = true\n", ""))
    write(source / "products.csv", "sku,t,p", "A1,Hat,5")
    write(source / "orders.csv", "order,who,placed,what", "o2,c1,1767225600,old-m")
    run(source, shop, mapping)
    assert shop.orders.get("o2") == placed("o2", OrderLine("old", "old-m", 1, usd(200), "Old"))
    gone = run(source, shop, mapping, replace=True)
    assert refusals(gone) == [(2, "what", "a product that is not in the catalogue")]


def test_importing_again_replaces_the_order_and_keeps_the_returns_asked_for_here(
    stocked: Store, tmp_path: Path
) -> None:
    row = "o1,c1,2026-01-01,{},{},p1,,1,,9.00,"
    imported(stocked, tmp_path, row.format("shipped", "2026-01-02"))
    imported(stocked, tmp_path, row.format("delivered", "2026-01-04").replace("9.00", "8.00"))
    found = stocked.orders.get("o1")
    assert found is not None
    assert (found.status, found.lines[0].price, len(found.history)) == (OrderStatus.DELIVERED, Money(800, "USD"), 2)
    request = StatusChange(OrderStatus.RETURN_REQUESTED, day(9), "p1: too small")
    stocked.orders.change_status("o1", request)
    imported(stocked, tmp_path, row.format("delivered", "2026-01-04"))
    again = stocked.orders.get("o1")
    assert again is not None
    assert [change.status for change in again.history] == [
        OrderStatus.PLACED,
        OrderStatus.DELIVERED,
        OrderStatus.RETURN_REQUESTED,
    ]
    assert again.history[-1] == request
    imported(stocked, tmp_path, row.format("returned", "2026-01-20"))
    returned = stocked.orders.get("o1")
    assert returned is not None
    assert returned.status is OrderStatus.RETURNED


def test_strict_and_an_import_of_bad_rows_alone_write_nothing(stocked: Store, tmp_path: Path) -> None:
    bad = "o1,c1,2026-01-01,,,p9,,,,,"
    with pytest.raises(NothingKeptError, match=r"orders\.csv, line 3, column 'what': 1 row was refused; first: a prod"):
        imported(stocked, tmp_path, GOOD, bad, strict=True)
    with pytest.raises(NothingKeptError, match=r"orders\.csv, line 2, column 'what': No row could be taken"):
        imported(stocked, tmp_path, bad)
    assert stocked.orders.count() == 0
