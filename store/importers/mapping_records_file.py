"""The mapping's sections of orders, promotions and reviews, read from TOML."""

from __future__ import annotations

from store.importers.mapping_records import OrderColumns, PromotionColumns, ReviewColumns
from store.importers.prices import PriceColumns
from store.importers.toml_table import Table
from store.importers.values import read_time
from store.orders import OrderStatus


def read_price_columns(table: Table) -> PriceColumns:
    """A price table. Raises MappingError."""
    price = PriceColumns(
        column=table.text("column"),
        list_column=table.text("list", ""),
        currency_column=table.text("currency", ""),
        minor_units=table.choice("unit", ("major", "minor")) == "minor",
        decimal_mark=table.choice("decimal", (".", ",")),
    )
    table.done()
    return price


def read_order_columns(table: Table) -> OrderColumns:
    """The [orders] section. Raises MappingError."""
    statuses = table.pairs("statuses").items()
    times = table.pairs("times").items()
    history = table.table("history")
    orders = OrderColumns(
        file=table.text("file", ""),
        id=table.text("id"),
        customer=table.text("customer"),
        placed=table.text("placed"),
        product=table.text("product"),
        time_format=table.text("time_format", ""),
        status=table.text("status", ""),
        status_time=table.text("status_time", ""),
        statuses=tuple((table.compiled("statuses", text), _status(table, "statuses", to)) for text, to in statuses),
        times={_status(table, "times", status): column for status, column in times},
        history=history.text("list", ""),
        history_keys=(history.text("status", "status"), history.text("time", "time"), history.text("note", "note")),
        lines=table.text("lines", ""),
        variant=table.text("variant", ""),
        quantity=table.text("quantity", ""),
        title=table.text("title", ""),
        price=read_price_columns(table.table("price")) if "price" in table else None,
        id_upper=table.flag("id_upper"),
    )
    history.done()
    table.done()
    if OrderStatus.PLACED in (orders.times or {}):
        raise table.wrong("times", "says when the order was placed: that is the key placed")
    return orders


def read_promotion_columns(table: Table) -> PromotionColumns:
    """The [promotions] section. Raises MappingError."""
    optional = ("time_format", "id", "product", "category", "brand", "separator", "bundle", "description", "file")
    promotions = PromotionColumns(
        **{key: table.text(key) for key in ("title", "percent", "start", "end")},
        **{key: table.text(key, "") for key in optional},
        id_upper=table.flag("id_upper"),
    )
    table.done()
    if not (promotions.product or promotions.category or promotions.brand):
        raise table.wrong("product", "or category or brand is needed: what the promotion is for")
    return promotions


def read_review_columns(table: Table) -> ReviewColumns:
    """The [reviews] section. Raises MappingError."""
    default = table.text("default_time", "")
    try:
        default_time = read_time(default) if default else None
    except ValueError as error:
        raise table.wrong("default_time", f"is {error}") from None
    reviews = ReviewColumns(
        **{key: table.text(key) for key in ("product", "rating", "text")},
        **{key: table.text(key, "") for key in ("file", "time", "time_format", "id", "title", "customer")},
        default_time=default_time,
        id_upper=table.flag("id_upper"),
    )
    table.done()
    if not reviews.time and default_time is None:
        raise table.wrong("time", "or default_time is needed")
    return reviews


def _status(table: Table, key: str, status: str) -> OrderStatus:
    try:
        return OrderStatus(status)
    except ValueError:
        raise table.wrong(key, f"has no status {status!r}; there are {', '.join(OrderStatus)}") from None
