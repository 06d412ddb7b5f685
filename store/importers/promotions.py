"""Rows into promotions: one row each, or one for each product, category or brand that a promotion is for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from store.importers.catalogue import Catalogue
from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import ShopMapping
from store.importers.mapping_records import PromotionColumns
from store.importers.report import NounReport
from store.importers.rows import Row
from store.importers.values import read_id, read_text, read_whole
from store.promotions import Promotion

DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d|(?:19|20)\d{6}|\d{4}-W\d\d-\d")
CLOCK = ("%H", "%I", "%X", "%c", "%M", "%T", "%R")  # in a time's form: it says more than the day
YES = {"yes", "y", "true", "1", "on", "x", "是"}
NO = {"", "no", "n", "false", "0", "off", "否"}


class PromotionReader:
    """Takes rows, gives the promotions with `finish`.

    Products must be in the catalogue, and what is for nothing is refused. Rows of one id must agree on title,
    percentage and times.
    """

    def __init__(
        self, mapping: ShopMapping, columns: PromotionColumns, catalogue: Catalogue, report: NounReport
    ) -> None:
        self._columns = columns
        self._catalogue = catalogue
        self._report = report
        self._fields = Fields(mapping.missing)
        self._found: dict[str, Promotion] = {}

    def take(self, row: Row) -> None:
        """Read one row; one that cannot be a promotion is refused with its column and reason."""
        self._report.read += 1
        row.notes.clear()
        try:
            if row.broken is not None:
                raise row.broken
            promotion = self._promotion(row)
            known = self._found.get(promotion.id)
            joined = promotion if known is None else self._joined(known, promotion)
            if joined == known:
                self._report.duplicate(row)
                return
            self._found[promotion.id] = joined
            self._report.keep(row)
        except RowError as error:
            self._report.refuse(row, error)

    def finish(self) -> list[Promotion]:
        self._report.records = len(self._found)
        self._report.finish()
        return list(self._found.values())

    # --- one row --------------------------------------------------------------------------------------------------

    def _promotion(self, row: Row) -> Promotion:
        columns, fields = self._columns, self._fields
        title = fields.text(row, columns.title)
        if not title:
            raise RowError(columns.title, "is missing")
        starts_at = fields.required_moment(row, columns.start, columns.time_format, future=True)
        ends_at = self._end(row)
        if ends_at <= starts_at:
            raise RowError(columns.end, "ends before it starts", fields.raw(row, columns.end))
        promotion = Promotion(
            id=fields.identifier(row, columns.id) or f"{title} {starts_at:%Y-%m-%d}",
            title=title,
            percent=self._percent(row),
            starts_at=starts_at,
            ends_at=ends_at,
            product_ids=self._products(row),
            categories=self._texts(row, columns.category),
            brands=self._texts(row, columns.brand),
            bundle=self._flag(row),
            description=fields.text(row, columns.description),
        )
        if not (promotion.product_ids or promotion.categories or promotion.brands):
            column = columns.product or columns.category or columns.brand
            raise RowError(column, "is missing: a promotion is for products, a category or a brand")
        return promotion

    def _joined(self, known: Promotion, other: Promotion) -> Promotion:
        """The promotion, for what both rows name. Raises RowError where they contradict each other."""
        columns = self._columns
        for name, column in (
            ("title", columns.title),
            ("percent", columns.percent),
            ("starts_at", columns.start),
            ("ends_at", columns.end),
            ("bundle", columns.bundle),
        ):
            if getattr(known, name) != getattr(other, name):
                raise RowError(column, "not as in an earlier row of the promotion", getattr(other, name))
        return replace(
            known,
            product_ids=tuple(dict.fromkeys((*known.product_ids, *other.product_ids))),
            categories=tuple(dict.fromkeys((*known.categories, *other.categories))),
            brands=tuple(dict.fromkeys((*known.brands, *other.brands))),
        )

    def _percent(self, row: Row) -> int:
        column = self._columns.percent
        value = self._fields.raw(row, column)
        if value is None:
            raise RowError(column, "is missing")
        try:
            return read_percent(value)
        except ValueError as error:
            raise RowError(column, str(error), value) from None

    def _end(self, row: Row) -> datetime:
        """The first moment after the promotion: a day alone counts whole."""
        column, form = self._columns.end, self._columns.time_format
        moment = self._fields.required_moment(row, column, form, future=True)
        text = str(self._fields.raw(row, column)).strip()
        day_alone = not any(part in form for part in CLOCK) if form else bool(DAY_ALONE.fullmatch(text))
        return moment + timedelta(days=1) if day_alone else moment

    def _products(self, row: Row) -> tuple[str, ...]:
        column = self._columns.product
        ids = [read_id(one, row.notes) for one in self._texts(row, column)]
        ids = [one.upper() for one in ids] if self._columns.id_upper else ids
        for product_id in ids:
            if product_id not in self._catalogue:
                raise RowError(column, "a product that is not in the catalogue", product_id)
        return tuple(dict.fromkeys(ids))

    def _texts(self, row: Row, column: str) -> tuple[str, ...]:
        """The values of a list, or of a text cut at the separator."""
        value = self._fields.raw(row, column)
        if isinstance(value, str) and self._columns.separator:
            value = value.split(self._columns.separator)
        values = value if isinstance(value, list) else [value]
        return tuple(text for text in (read_text(one, row.notes) for one in values) if text)

    def _flag(self, row: Row) -> bool:
        text = self._fields.text(row, self._columns.bundle).casefold()
        if text not in YES | NO:
            raise RowError(self._columns.bundle, "neither yes nor no", text)
        return text in YES


def read_percent(value: object) -> int:
    """A whole percentage off, 1 to 99; "20 %" is one. Raises ValueError."""
    text = str(value).strip().removesuffix("%").strip()
    try:
        percent = read_whole(text)
    except ValueError:
        raise ValueError("not a whole percentage") from None
    if isinstance(value, bool) or not 1 <= percent <= 99:
        raise ValueError("a percentage outside 1 to 99")
    return percent
