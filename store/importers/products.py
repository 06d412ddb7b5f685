"""Rows into products: one row a product, rows grouped into variants, or many rows observing one product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from store.importers.description import MOST, DescriptionReader
from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import ProductColumns, ShopMapping
from store.importers.photos import Photos
from store.importers.prices import PriceReader
from store.importers.report import NounReport
from store.importers.rows import Row
from store.importers.values import read_id, read_text
from store.money import Money
from store.products import Product, Variant

WORD = re.compile(r"[A-Za-z][A-Za-z']*")


@dataclass(slots=True)
class _Observed:
    """What the rows of one product said, where each row is an observation of it."""

    row: Row
    rows: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    prices: list[int] = field(default_factory=list)  # minor units, above 0


class ProductReader:
    """Takes rows with `take`, gives the products with `finish`. What it refuses is in the report."""

    def __init__(
        self, mapping: ShopMapping, columns: ProductColumns, currency: str, photos: Photos, report: NounReport
    ):
        self._columns = columns
        self._currency = currency
        self._photos = photos
        self._report = report
        self._fields = Fields(mapping.missing)
        self._prices = PriceReader(columns.price, self._fields, currency)
        self._description = DescriptionReader(columns, self._fields)
        self._found: dict[str, Product] = {}
        self._variant_owner: dict[str, str] = {}
        self._observed: dict[str, _Observed] = {}

    def take(self, row: Row) -> None:
        """Read one row; a row that cannot be a product is refused with its column and reason."""
        self._report.read += 1
        row.notes.clear()
        try:
            if row.broken is not None:
                raise row.broken
            if self._columns.aggregate:
                self._observe(row)
            else:
                self._add(row)
        except RowError as error:
            self._report.refuse(row, error)
        except ValueError as error:  # what a Product itself refuses
            self._report.refuse(row, RowError("", str(error)))

    def finish(self) -> list[Product]:
        """All products, in the order their ids were first met."""
        for product_id, observed in self._observed.items():
            self._summarise(product_id, observed)
        self._report.records = len(self._found)
        for product in self._found.values():
            self._look(product)
        self._report.finish()
        return list(self._found.values())

    # --- one row, one product or one variant -------------------------------------------------------------------

    def _add(self, row: Row) -> None:
        columns = self._columns
        variant_id = self._id(row, columns.variants.id) if columns.variants.group else ""
        product_id = self._id(row, columns.variants.group or columns.id)
        product = self._product(row, product_id)
        variants = self._variants(row, product_id, variant_id, product.variants[0])
        known = self._found.get(product_id)
        if known is not None and (not columns.variants.group or self._variant_owner.get(variant_id) == product_id):
            self._report.duplicate(row)
            return
        for variant in variants:
            if self._variant_owner.get(variant.id, product_id) != product_id:
                raise RowError(columns.variants.id or columns.id, "a variant id that another product has", variant.id)
        if known is not None:
            variants = (*known.variants, *variants)
            product = known
        self._found[product_id] = replace(product, variants=variants)
        self._variant_owner.update((variant.id, product_id) for variant in variants)
        self._report.keep(row)

    def _product(self, row: Row, product_id: str) -> Product:
        """The product with one variant of its own price. Raises RowError."""
        columns, fields = self._columns, self._fields
        category = self._description.category(row)
        title = self._title(row, category)
        offer = self._offer(row.values, row, product_id, None)
        rating, count = self._description.rating(row)
        return Product(
            id=product_id,
            title=title,
            variants=(offer,),
            brand=fields.text(row, columns.brand),
            category=category,
            description=" ".join(filter(None, (fields.text(row, column) for column in columns.description))),
            attributes=self._description.attributes(row),
            image=self._photos.find(row) or self._description.address(row, columns.image.url),
            url=self._description.address(row, columns.url),
            rating=rating,
            rating_count=count,
            created_at=fields.moment(row, columns.created_at),
        )

    def _title(self, row: Row, category: tuple[str, ...]) -> str:
        """The title; without one, what the product is: "Guess Perfume". Raises RowError when that is unknown too."""
        columns = self._columns
        title = self._fields.text(row, columns.title)
        if not title:
            brand = self._fields.text(row, columns.brand)
            if not brand or not category:
                raise RowError(columns.title, "is missing")
            row.notes.append(f"{columns.title}: missing, made of brand and category")
            title = f"{brand} {category[-1]}"
        return _title_case(title) if columns.title_case else title

    def _id(self, row: Row, column: str) -> str:
        found = self._fields.required(row, column, self._columns.id_upper)
        pattern = self._columns.id_pattern
        if pattern is not None and not pattern.fullmatch(found):
            raise RowError(column, "not a product's id", found)
        return found

    # --- prices and variants ----------------------------------------------------------------------------------

    def _variants(self, row: Row, product_id: str, variant_id: str, offer: Variant) -> tuple[Variant, ...]:
        columns = self._columns.variants
        if columns.group:
            options = {name: self._fields.text(row, column) for name, column in (columns.options or {}).items()}
            return (replace(offer, id=variant_id, options={name: value for name, value in options.items() if value}),)
        given = self._fields.raw(row, columns.list_column)
        if given is None:
            return (offer,)
        if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
            raise RowError(columns.list_column, "not a list of objects", given)
        variants = tuple(self._listed(row, product_id, place, one, offer) for place, one in enumerate(given, start=1))
        if len({variant.id for variant in variants}) < len(variants):
            raise RowError(columns.list_column, "two variants with one id", product_id)
        return variants

    def _listed(self, row: Row, product_id: str, place: int, given: Mapping[str, Any], offer: Variant) -> Variant:
        columns = self._columns.variants
        variant_id = read_id(given.get(columns.id)) if columns.id else ""
        options = {name: read_text(given.get(key), row.notes) for name, key in (columns.options or {}).items()}
        variant = self._offer(given, row, variant_id or f"{product_id}-{place}", offer)
        return replace(variant, options={name: value for name, value in options.items() if value})

    def _offer(self, values: Mapping[str, Any], row: Row, variant_id: str, fallback: Variant | None) -> Variant:
        """Price, list price and stock out of `values`; what a listed variant does not say is as in `fallback`."""
        columns = self._columns
        inner = Row(row.file, row.line, values, notes=row.notes)
        price = self._prices.read(inner, columns.price.column)
        if price is None and fallback is not None:
            price, list_price = fallback.price, fallback.list_price
        elif price is None:
            raise RowError(columns.price.column, "is missing")
        else:
            list_price = self._prices.read(inner, columns.price.list_column)
        if list_price is not None and list_price.minor <= price.minor:
            if list_price.minor < price.minor:
                row.notes.append("a list price below the price ignored")
            list_price = None
        stock = self._fields.whole(inner, columns.stock)
        if stock is None:
            stock = columns.default_stock if fallback is None else fallback.stock
        if stock < 0:
            row.notes.append("negative stock taken as 0")
            stock = 0
        return Variant(variant_id, price, min(stock, MOST), list_price=list_price)

    # --- many rows, one product --------------------------------------------------------------------------------

    def _observe(self, row: Row) -> None:
        product_id = self._id(row, self._columns.id)
        price = self._prices.read(row, self._columns.price.column)
        title = self._fields.text(row, self._columns.title)
        observed = self._observed.get(product_id)
        if observed is None:
            observed = self._observed[product_id] = _Observed(row)
        observed.rows += 1
        if title:
            observed.titles[title] += 1
        if price is not None and price.minor > 0:
            observed.prices.append(price.minor)
        self._report.keep(row)

    def _summarise(self, product_id: str, observed: _Observed) -> None:
        """The commonest title (the first one met of equals) and the median positive price, half up."""
        columns = self._columns
        if not observed.titles or not observed.prices:
            self._report.skipped["of products that never had a title, or never a price above 0"] += observed.rows
            self._report.kept -= observed.rows
            return
        middle = int(Decimal(median(observed.prices)).to_integral_value(ROUND_HALF_UP))
        digits = Money(middle, self._currency).major
        values = {**observed.row.values, columns.title: observed.titles.most_common(1)[0][0]}
        values[columns.price.column] = str(middle if columns.price.minor_units else digits)
        self._found[product_id] = self._product(Row(observed.row.file, observed.row.line, values), product_id)

    # --- the report --------------------------------------------------------------------------------

    def _look(self, product: Product) -> None:
        """Note what is missing of a finished product, and its price."""
        report = self._report
        mapped = {
            "brand": bool(self._columns.brand),
            "category": bool(self._columns.category.columns or self._columns.category.rules),
            "description": bool(self._columns.description),
            "image": bool(self._columns.image.file or self._columns.image.url),
            "attributes": bool(
                self._columns.attributes.columns
                or self._columns.attributes.dictionary
                or self._columns.attributes.prefixes
            ),
        }
        report.missing.update(name for name, wanted in mapped.items() if wanted and not getattr(product, name))
        report.missing.update(name for name in self._columns.attributes.columns if name not in product.attributes)
        report.watch("price", product.id, float(product.price.major))


def _title_case(title: str) -> str:
    """Titles in capitals, as people write them; a title with small letters stays as it is."""
    if title != title.upper():
        return title
    return WORD.sub(lambda word: word[0].capitalize(), title)
