"""A mapping: which column of a merchant's files is what. Its reference is docs/bring-your-own-shop.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from store.behaviour import EventKind
from store.importers.mapping_records import OrderColumns, PromotionColumns, ReviewColumns
from store.importers.prices import PriceColumns

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """Products whose text in the rule columns matches get this path, when no earlier rule matched."""

    pattern: Pattern
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryColumns:
    """A column (a list, or text split at `separator`), or several columns widest first; else rules over texts."""

    columns: tuple[str, ...] = ()
    separator: str = ""
    rule_columns: tuple[str, ...] = ()
    rules: tuple[CategoryRule, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeColumns:
    """`columns`: attribute -> column. `dictionary`: a column holding an object. `prefixes`: every column beginning so,
    without the prefix and with spaces for underscores, then `rename`d; what `drop` matches is left out."""

    columns: Mapping[str, str]
    dictionary: str = ""
    prefixes: tuple[str, ...] = ()
    rename: Mapping[str, str] | None = None
    drop: Pattern | None = None
    separator: str = ""


@dataclass(frozen=True, slots=True)
class ImageColumns:
    """A column with an address, or a file pattern ("{id}.jpg": any column in braces) in a zip archive or a folder."""

    url: str = ""
    archive: str = ""
    folder: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class VariantColumns:
    """Variants given as a list column, or as one row each, where rows with the same `group` are one product."""

    list_column: str = ""
    group: str = ""
    id: str = ""
    options: Mapping[str, str] | None = None  # option -> column (or key within the list's objects)


@dataclass(frozen=True, slots=True)
class ProductColumns:
    file: str
    id: str
    title: str
    price: PriceColumns
    category: CategoryColumns
    attributes: AttributeColumns
    image: ImageColumns
    variants: VariantColumns
    brand: str = ""
    description: tuple[str, ...] = ()
    url: str = ""
    rating: str = ""
    rating_count: str = ""
    created_at: str = ""
    stock: str = ""
    default_stock: int = 100  # where no column says: in stock, and more than anyone orders
    id_pattern: Pattern | None = None
    id_upper: bool = False
    title_case: bool = False
    aggregate: bool = False  # rows of one id are observations: the commonest title, the median positive price

    def columns(self) -> Iterator[tuple[str, str]]:
        """(key of the mapping, column) for all that must exist in the file."""
        yield from (("id", self.id), ("title", self.title), ("price.column", self.price.column))
        yield from (("price.list", self.price.list_column), ("price.currency", self.price.currency_column))
        yield from ((name, getattr(self, name)) for name in ("brand", "url", "rating", "rating_count", "stock"))
        yield from (("created_at", self.created_at), ("image.url", self.image.url))
        yield from (("description", column) for column in self.description)
        yield from (("category.column", column) for column in self.category.columns)
        yield from (("category.rule_columns", column) for column in self.category.rule_columns)
        yield from ((f"attributes.columns.{name}", column) for name, column in self.attributes.columns.items())
        yield ("attributes.dictionary", self.attributes.dictionary)
        yield from (("image.file", column) for column in re.findall(r"{([^{}]+)}", self.image.file))
        yield from (("variants.list", self.variants.list_column), ("variants.group", self.variants.group))
        if not self.variants.list_column:
            yield ("variants.id", self.variants.id)
            yield from (("variants.options", column) for column in (self.variants.options or {}).values())


@dataclass(frozen=True, slots=True)
class EventColumns:
    """`kinds`: (pattern, kind) in order over the kind column; empty: the column says the kind's own name.
    Without a kind column every row is of the `default_kind`."""

    file: str
    customer: str
    product: str
    time: str
    time_format: str = ""
    kind: str = ""
    kinds: tuple[tuple[Pattern, EventKind], ...] = ()
    default_kind: EventKind | None = None
    quantity: str = ""
    basket: str = ""
    id_upper: bool = False

    def columns(self) -> Iterator[tuple[str, str]]:
        for name in ("customer", "product", "time", "kind", "quantity", "basket"):
            yield (name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class CustomerColumns:
    file: str
    id: str
    name: str = ""
    email: str = ""
    language: str = ""
    created_at: str = ""

    def columns(self) -> Iterator[tuple[str, str]]:
        for name in ("id", "name", "email", "language", "created_at"):
            yield (name, getattr(self, name))


Section = ProductColumns | EventColumns | CustomerColumns | OrderColumns | PromotionColumns | ReviewColumns


@dataclass(frozen=True, slots=True)
class ShopMapping:
    """`currency` "" means the shop's own. `missing`: words (casefolded) that mean "no value"."""

    name: str
    path: Path
    title: str = ""
    currency: str = ""
    language: str = "en"
    missing: frozenset[str] = frozenset()
    products: ProductColumns | None = None
    events: EventColumns | None = None
    customers: CustomerColumns | None = None
    orders: OrderColumns | None = None
    promotions: PromotionColumns | None = None
    reviews: ReviewColumns | None = None

    def sections(self) -> list[tuple[str, Section]]:
        """The sections there are, by name."""
        names = ("products", "events", "customers", "orders", "promotions", "reviews")
        return [(name, section) for name in names if (section := getattr(self, name)) is not None]
