"""Orders, promotions and reviews in files that nobody described."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.behaviour import EventKind
from store.importers import MappingError, import_into, make_plan, run
from store.money import Money
from store.orders import OrderLine, OrderStatus
from store.store import Store
from tests.store.importers.files import write
from tests.store.samples import plain, usd

PRODUCTS = ("sku,name,price,currency", "1,Boots,49.00,USD", "2,Socks,5.50,USD")
ORDERS = (
    "Order ID,Customer ID,SKU,Name,Qty,Unit Price,Status,Order Date,Shipped At",
    "o1,c1,1,Boots,1,45.00,shipped,2026-01-01,2026-01-02",
    "o1,c1,2,Socks,3,5.00,shipped,2026-01-01,2026-01-02",
    "o2,c2,2,Socks,1,5.50,delivered,2026-01-03,",
)
PROMOTIONS = ("Promotion,Percent,Start,End,Products", "Spring,20,2026-03-01,2099-04-01,1|2")
REVIEWS = ("product_id,user_id,rating,review_text,date", "1,c1,5,Warm and dry,2026-01-09", "2,c2,3,Thin,2026-01-10")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    write(folder / "a-orders.csv", *ORDERS)
    write(folder / "b-promotions.csv", *PROMOTIONS)
    write(folder / "c-reviews.csv", *REVIEWS)
    write(folder / "d-products.csv", *PRODUCTS)
    return folder


def test_every_file_is_taken_for_what_it_is(shop: Store, source: Path) -> None:
    plan = make_plan(source)
    assert {name: [path.name for path in paths] for name, paths in plan.files.items()} == {
        "products": ["d-products.csv"],
        "events": ["a-orders.csv"],  # what was ordered is what was bought
        "orders": ["a-orders.csv"],
        "promotions": ["b-promotions.csv"],
        "reviews": ["c-reviews.csv"],
    }
    for line in ("orders.placed            <- Order Date: 2026-01-01", "[orders.times]", 'shipped = "Shipped At"'):
        assert line in plan.preview
    report = run(source, shop)
    assert report.refused == 0
    first, second = shop.orders.get("o1"), shop.orders.get("o2")
    assert first is not None
    assert second is not None
    assert first.lines == (OrderLine("1", "1", 1, usd(4500), "Boots"), OrderLine("2", "2", 3, usd(500), "Socks"))
    assert (first.status, second.status) == (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    assert first.reached(OrderStatus.SHIPPED) == datetime(2026, 1, 2, tzinfo=UTC)
    assert [(one.title, one.percent, one.product_ids) for one in shop.promotions.all()] == [("Spring", 20, ("1", "2"))]
    assert [(one.rating, one.customer_id, one.text) for one in shop.reviews.of("1")] == [(5, "c1", "Warm and dry")]
    assert {one.kind for one in shop.behaviour.all()} == {EventKind.PURCHASE}


def test_a_log_of_events_with_an_order_is_no_file_of_orders(shop: Store, source: Path) -> None:
    write(source / "a-orders.csv", "order_id,user_id,item_id,time,event", ",c1,1,2026-01-01,view")
    plan = make_plan(source)
    assert "orders" not in plan.files
    assert [path.name for path in plan.files["events"]] == ["a-orders.csv"]


def test_a_catalogue_with_ratings_and_texts_is_no_file_of_reviews(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", "sku,title,rating,body,price", "1,Boots,5,Warm,4.00", "2,Socks,4,Thin,1.00")
    assert list(make_plan(path).files) == ["products"]


def test_reviews_without_a_time_are_as_old_as_their_file(shop: Store, tmp_path: Path) -> None:
    shop.products.upsert([plain("1")])
    path = write(tmp_path / "r.csv", "product_id,rating,review_text", "1,5,Warm", "1,2,Torn")
    os.utime(path, (1_767_300_000, 1_767_300_000))
    run(path, shop)
    assert [one.at for one in shop.reviews.of("1")] == [datetime(2026, 1, 1, tzinfo=UTC)] * 2


@pytest.mark.parametrize(
    ("name", "noun", "row", "column", "reason"),
    [
        ("a-orders.csv", "orders", "o3,c2,2,Socks,1,free,paid,2026-01-03,", "Unit Price", "not an amount"),
        ("a-orders.csv", "orders", "o3,c2,9,Hat,1,5,paid,2026-01-03,", "SKU", "a product that is not in the catalogue"),
        ("a-orders.csv", "orders", "o3,c2,2,Socks,1,5,lost,2026-01-03,", "Status", "not a status of an order"),
        ("a-orders.csv", "orders", "o3,c2,2,Socks,1,5,paid,lately,", "Order Date", "not a time"),
        (
            "b-promotions.csv",
            "promotions",
            "All,120,2026-03-01,2026-04-01,1",
            "Percent",
            "a percentage outside 1 to 99",
        ),
        ("c-reviews.csv", "reviews", "1,c1,9,Wow,2026-01-11", "rating", "a rating outside 1 to 5"),
    ],
)
def test_a_mistake_in_a_small_file_is_refused_by_name(
    shop: Store, source: Path, name: str, noun: str, row: str, column: str, reason: str
) -> None:
    lines = [*(source / name).read_text().splitlines(), row]
    write(source / name, *lines)
    [refused] = run(source, shop).nouns[noun].refusals
    assert (refused.file, refused.line, refused.column) == (name, len(lines), column)
    assert refused.reason.startswith(reason)


def test_a_promotion_for_nothing_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no column can be taken"):
        make_plan(write(tmp_path / "x.csv", "promotion,percent,start,end", "All,20,2026-03-01,2026-04-01"))


def test_the_example_in_the_docs(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "bring-your-own-shop.md").read_text("utf-8")
    example = text.split("A folder `corner`")[1].split("```")[1]
    (tmp_path / "corner").mkdir()
    for part in example.split("$ cat ")[1:]:
        name, *lines = part.split("$ daogou")[0].splitlines()
        write(tmp_path / name, *lines)
    report = import_into(tmp_path / "home", tmp_path / "corner")
    said = example.split("--home var/corner\n…\n")[1].replace("  …\n", "").rstrip().removesuffix("…").rstrip()
    printed = str(report).splitlines()
    assert [line for line in said.splitlines() if line not in printed] == []
    with Store.open(tmp_path / "home") as shop:
        [order] = shop.orders.of("mia")
        assert (order.id, order.status, order.total) == ("1001", OrderStatus.DELIVERED, Money(9800, "EUR"))
        assert [one.id for one in shop.promotions.all()] == ["SPRING"]
        assert [one.customer_id for one in shop.reviews.of("B1")] == ["mia"]
