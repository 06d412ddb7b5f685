"""A real shop's dirty log (UCI Online Retail), against counts made here line by line with the standard library."""

from __future__ import annotations

import csv
import gzip
import math
import re
import statistics
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from ranker.preparation.columns import Recorder
from ranker.preparation.prepare import Prepared, prepare
from store.behaviour import Event, EventKind
from tests.store.samples import pack

pytestmark = pytest.mark.data

NOW = datetime(2012, 1, 1, tzinfo=UTC)
GOODS = re.compile(r"\d{5}[A-Za-z]*")  # postage, fees and corrections have codes of letters


class Line(NamedTuple):
    customer: str
    product: str
    kind: EventKind
    at: float
    quantity: int
    price: float
    invoice: str


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    with gzip.open(pack("online_retail") / "transactions.csv.gz", "rt", encoding="utf-8") as file:
        return [
            Line(
                row["CustomerID"].removesuffix(".0"),
                row["StockCode"],
                EventKind.RETURN if float(row["Quantity"]) < 0 else EventKind.PURCHASE,
                float(row["InvoiceDate"]),
                abs(int(float(row["Quantity"]))),
                float(row["UnitPrice"]) * 100,
                row["InvoiceNo"],
            )
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def found(lines: list[Line]) -> Prepared:
    recorder = Recorder()
    for line in lines:
        at = datetime.fromtimestamp(line.at, UTC)
        recorder.add(Event(line.customer, line.product, line.kind, at, line.quantity, line.invoice), line.price)
    goods = {line.product: None for line in lines if GOODS.fullmatch(line.product)}
    return prepare(recorder.columns(), goods, NOW)


def test_what_the_pack_is_known_for(lines: list[Line], found: Prepared) -> None:
    assert found.report.read == len(lines) == 541_909
    assert found.report.count("no customer") == 135_080  # the pack's own figure
    cancelled = [line for line in lines if line.invoice.startswith("C")]
    assert len(cancelled) == 9_288
    assert all(line.kind is EventKind.RETURN for line in cancelled)


def test_unknown_products_duplicates_and_repetitions(lines: list[Line], found: Prepared) -> None:
    known = [line for line in lines if line.customer]
    goods = [line for line in known if GOODS.fullmatch(line.product)]
    assert found.report.count("unknown product") == len(known) - len(goods) > 1_000
    once = {(line.customer, line.product, line.kind, line.at, line.quantity, line.invoice) for line in goods}
    assert found.report.count("duplicate") == len(goods) - len(once) > 5_000
    times = Counter((customer, product, kind, at) for customer, product, kind, at, _, _ in once)
    repeated = sum(times.values()) - len(times)  # all times are whole minutes: within a second is the same time
    assert found.report.count("repeated") == repeated > 1_000


def test_returns_and_orders_taken_back(lines: list[Line], found: Prepared) -> None:
    bought: dict[tuple[str, str], float] = {}
    returned: dict[tuple[str, str], set[float]] = defaultdict(set)
    for line in lines:
        if line.customer and GOODS.fullmatch(line.product):
            key = (line.customer, line.product)
            if line.kind is EventKind.PURCHASE:
                bought[key] = min(bought.get(key, math.inf), line.at)
            else:
                returned[key].add(line.at)
    unmatched = sum(at < bought.get(key, math.inf) for key, times in returned.items() for at in times)
    kept = list(found.events.events())
    now_bought = {(one.customer_id, one.product_id) for one in kept if one.kind is EventKind.PURCHASE}
    assert all((one.customer_id, one.product_id) in now_bought for one in kept if one.kind is EventKind.RETURN)
    taken_back = found.report.count("order taken back")
    # A return whose only purchase was taken back has none any more: at most one for each pair that went.
    assert unmatched <= found.report.count("return without a purchase") <= unmatched + taken_back // 2
    famous = {("16446", "23843", 80_995), ("12346", "23166", 74_215)}  # bought and cancelled within minutes
    sizes = {(line.customer, line.product, line.quantity) for line in lines}
    assert famous <= sizes
    assert not {(customer, product) for customer, product, _ in famous} & now_bought


def test_quantities_and_prices_lie_within_robust_limits(found: Prepared) -> None:
    events = found.events
    quantities: dict[int, list[float]] = defaultdict(list)
    prices: dict[int, list[float]] = defaultdict(list)
    for event, code, price in zip(events.events(), events.product.tolist(), events.price.tolist(), strict=True):
        if event.kind is EventKind.PURCHASE:
            quantities[code].append(math.log(event.quantity))
            if not math.isnan(price):
                prices[code].append(math.log(price))
    for values, least in ((quantities, math.log(2)), (prices, math.log(1.25))):
        for mine in values.values():
            if len(mine) >= 10:
                middle = statistics.median(mine)
                spread = max(statistics.median(abs(one - middle) for one in mine) / 0.6745, least)
                assert max(mine) <= middle + 3.5 * spread + 1e-6
    assert found.report.count("odd quantity") > 0
    assert found.report.count("odd price") > 0


def test_again_changes_nothing(found: Prepared) -> None:
    again = prepare(found.events, dict.fromkeys(found.events.products, None), NOW)
    assert {line.rule for line in again.report.lines if line.count} <= {"purchase without a price"}
    assert again.report.kept == found.report.kept
