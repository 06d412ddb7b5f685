"""Mappings read from TOML, strictly: a wrong key or value is named."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from store.behaviour import EventKind
from store.importers.errors import MappingError
from store.importers.mapping import (
    AttributeColumns,
    CategoryColumns,
    CategoryRule,
    CustomerColumns,
    EventColumns,
    ImageColumns,
    ProductColumns,
    ShopMapping,
    VariantColumns,
)
from store.importers.mapping_records_file import (
    read_order_columns,
    read_price_columns,
    read_promotion_columns,
    read_review_columns,
)
from store.importers.toml_table import Table
from store.money import EXPONENTS


def load_mapping(path: Path) -> ShopMapping:
    """Read a mapping file. Raises MappingError naming the key that is wrong."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise MappingError(f"cannot be opened: {error.strerror}", f"ls -l {path}", file=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"is not TOML: {error}", f"edit {path}", file=path) from error
    return parse_mapping(values, path)


def parse_mapping(values: Mapping[str, Any], path: Path) -> ShopMapping:
    """A mapping from the values of its TOML. `path` is for messages. Raises MappingError."""
    table = Table(values, path)
    currency = table.text("currency", "").upper()
    if currency and currency not in EXPONENTS:
        raise table.wrong("currency", f"is unknown: {currency!r}; use an ISO 4217 code such as USD, EUR or CNY")
    mapping = ShopMapping(
        name=table.text("name", path.stem),
        path=path,
        title=table.text("title", ""),
        currency=currency,
        language=table.text("language", "en"),
        missing=frozenset(word.casefold() for word in table.texts("missing")),
        products=_products(table.table("products")) if "products" in table else None,
        events=_events(table.table("events")) if "events" in table else None,
        customers=_customers(table.table("customers")) if "customers" in table else None,
        orders=read_order_columns(table.table("orders")) if "orders" in table else None,
        promotions=read_promotion_columns(table.table("promotions")) if "promotions" in table else None,
        reviews=read_review_columns(table.table("reviews")) if "reviews" in table else None,
    )
    table.done()
    if not mapping.sections():
        raise table.wrong("products", "is missing: a mapping says where products, events, customers or others are")
    return mapping


def _products(table: Table) -> ProductColumns:
    columns = ProductColumns(
        file=table.text("file", ""),
        id=table.text("id"),
        title=table.text("title"),
        price=read_price_columns(table.table("price")),
        category=_category(table.table("category")),
        attributes=_attributes(table.table("attributes")),
        image=_image(table.table("image")),
        variants=_variants(table.table("variants")),
        brand=table.text("brand", ""),
        description=table.texts("description"),
        url=table.text("url", ""),
        rating=table.text("rating", ""),
        rating_count=table.text("rating_count", ""),
        created_at=table.text("created_at", ""),
        stock=table.text("stock", ""),
        default_stock=table.number("default_stock", 100),
        id_pattern=table.pattern("id_pattern"),
        id_upper=table.flag("id_upper"),
        title_case=table.flag("title_case"),
        aggregate=table.choice("repeated", ("duplicate", "aggregate")) == "aggregate",
    )
    table.done()
    if columns.aggregate and (columns.variants.group or columns.variants.list_column):
        raise table.wrong("repeated", "cannot be 'aggregate' when there are variants")
    return columns


def _category(table: Table) -> CategoryColumns:
    rules = []
    for rule in table.tables("rule"):
        pattern = rule.compiled("pattern", f"(?i){rule.text('pattern')}")
        rules.append(CategoryRule(pattern, rule.texts("path")))
        rule.done()
    category = CategoryColumns(
        columns=table.texts("column"),
        separator=table.text("separator", ""),
        rule_columns=table.texts("rule_columns"),
        rules=tuple(rules),
    )
    table.done()
    return category


def _attributes(table: Table) -> AttributeColumns:
    attributes = AttributeColumns(
        columns=table.pairs("columns"),
        dictionary=table.text("dictionary", ""),
        prefixes=table.texts("prefix"),
        rename=table.pairs("rename"),
        drop=table.pattern("drop"),
        separator=table.text("separator", ""),
    )
    table.done()
    return attributes


def _image(table: Table) -> ImageColumns:
    image = ImageColumns(*(table.text(key, "") for key in ("url", "archive", "folder", "file")))
    table.done()
    if bool(image.archive or image.folder) != bool(image.file) or (image.archive and image.folder):
        raise table.wrong("file", "goes with either archive or folder")
    return image


def _variants(table: Table) -> VariantColumns:
    variants = VariantColumns(
        list_column=table.text("list", ""),
        group=table.text("group", ""),
        id=table.text("id", ""),
        options=table.pairs("options"),
    )
    table.done()
    if variants.list_column and variants.group:
        raise table.wrong("group", "and list exclude each other")
    return variants


def _events(table: Table) -> EventColumns:
    kinds = []
    for pattern, kind in table.pairs("kinds").items():
        kinds.append((table.compiled("kinds", pattern), _kind(table, "kinds", kind)))
    default = table.text("default_kind", "")
    events = EventColumns(
        file=table.text("file", ""),
        customer=table.text("customer"),
        product=table.text("product"),
        time=table.text("time"),
        time_format=table.text("time_format", ""),
        kind=table.text("kind", ""),
        kinds=tuple(kinds),
        default_kind=_kind(table, "default_kind", default) if default else None,
        quantity=table.text("quantity", ""),
        basket=table.text("basket", ""),
        id_upper=table.flag("id_upper"),
    )
    table.done()
    if not events.kind and events.default_kind is None:
        raise table.wrong("kind", "or default_kind is needed")
    return events


def _customers(table: Table) -> CustomerColumns:
    customers = CustomerColumns(
        file=table.text("file", ""),
        id=table.text("id"),
        name=table.text("name", ""),
        email=table.text("email", ""),
        language=table.text("language", ""),
        created_at=table.text("created_at", ""),
    )
    table.done()
    return customers


def _kind(table: Table, key: str, kind: str) -> EventKind:
    try:
        return EventKind(kind)
    except ValueError:
        raise table.wrong(key, f"has no kind {kind!r}; there are {', '.join(EventKind)}") from None
