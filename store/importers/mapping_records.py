"""Which columns hold orders, promotions and reviews. Their reference is docs/bring-your-own-shop.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.importers.prices import PriceColumns
from store.orders import OrderStatus


@dataclass(frozen=True, slots=True)
class OrderColumns:
    """One row a line; or one an order, with a list of objects in `lines`, where the line's columns are their keys.

    `times`: status -> column that says when the order entered it. `history`: a column with a list of objects, with
    their keys of status, time and note. `statuses`: (pattern, status) in order, before the usual words.
    """

    file: str
    id: str
    customer: str
    placed: str
    product: str
    time_format: str = ""
    status: str = ""
    status_time: str = ""
    statuses: tuple[tuple[re.Pattern[str], OrderStatus], ...] = ()
    times: Mapping[OrderStatus, str] | None = None
    history: str = ""
    history_keys: tuple[str, str, str] = ("", "", "")
    lines: str = ""
    variant: str = ""
    quantity: str = ""
    title: str = ""
    price: PriceColumns | None = None
    id_upper: bool = False

    def columns(self) -> Iterator[tuple[str, str]]:
        for name in ("id", "customer", "placed", "status", "status_time", "lines"):
            yield (name, getattr(self, name))
        yield from ((f"times.{status}", column) for status, column in (self.times or {}).items())
        yield ("history.list", self.history)
        if not self.lines:
            yield from ((name, getattr(self, name)) for name in ("product", "variant", "quantity", "title"))
            if self.price is not None:
                yield from (("price.column", self.price.column), ("price.currency", self.price.currency_column))


@dataclass(frozen=True, slots=True)
class PromotionColumns:
    """Rows with one id are one promotion, for the products, categories and brands of all of them.

    Without an id column the title and the start are the id.
    """

    file: str
    title: str
    percent: str
    start: str
    end: str
    time_format: str = ""
    id: str = ""
    product: str = ""
    category: str = ""
    brand: str = ""
    separator: str = ""
    bundle: str = ""
    description: str = ""
    id_upper: bool = False

    def columns(self) -> Iterator[tuple[str, str]]:
        names = ("id", "title", "percent", "start", "end", "product", "category", "brand", "bundle", "description")
        yield from ((name, getattr(self, name)) for name in names)


@dataclass(frozen=True, slots=True)
class ReviewColumns:
    """`default_time` is of the reviews that say no time. Without an id column the whole review is its id."""

    file: str
    product: str
    rating: str
    text: str
    time: str = ""
    time_format: str = ""
    default_time: datetime | None = None
    id: str = ""
    title: str = ""
    customer: str = ""
    id_upper: bool = False

    def columns(self) -> Iterator[tuple[str, str]]:
        for name in ("id", "product", "rating", "text", "title", "customer", "time"):
            yield (name, getattr(self, name))
