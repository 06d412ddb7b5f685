"""Rows into reviews."""

from __future__ import annotations

import hashlib
from datetime import datetime

from store.importers.catalogue import Catalogue
from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import ShopMapping
from store.importers.mapping_records import ReviewColumns
from store.importers.report import NounReport
from store.importers.rows import Row
from store.importers.values import read_whole
from store.reviews import Review


class ReviewReader:
    """Takes rows, gives each one's review, or None with the reason in the report.

    Products must be in the catalogue; a review may be nobody's. An id that was met already, or the same review again
    where there are no ids, is a duplicate.
    """

    def __init__(self, mapping: ShopMapping, columns: ReviewColumns, catalogue: Catalogue, report: NounReport) -> None:
        self._columns = columns
        self._catalogue = catalogue
        self._report = report
        self._fields = Fields(mapping.missing)
        self._ids: set[str] = set()

    def take(self, row: Row) -> Review | None:
        """The row's review; None when it is refused or a duplicate."""
        report = self._report
        report.read += 1
        row.notes.clear()
        try:
            if row.broken is not None:
                raise row.broken
            review = self._review(row)
        except RowError as error:
            report.refuse(row, error)
            return None
        if review.id in self._ids:
            report.duplicate(row)
            return None
        self._ids.add(review.id)
        report.keep(row)
        report.missing.update(name for name in ("text", "customer_id") if not getattr(review, name))
        return review

    def finish(self) -> list[Review]:
        """Nothing more: every row is a review of its own."""
        self._report.records = len(self._ids)
        self._report.finish()
        return []

    def _review(self, row: Row) -> Review:
        columns, fields = self._columns, self._fields
        product_id = fields.required(row, columns.product, columns.id_upper)
        if product_id not in self._catalogue:
            found = self._catalogue.variant(product_id)
            if found is None:
                raise RowError(columns.product, "a product that is not in the catalogue", product_id)
            product_id = found[0].id
        rating, at = self._rating(row), self._time(row)
        text, title = fields.text(row, columns.text), fields.text(row, columns.title)
        customer_id = fields.identifier(row, columns.customer)
        review_id = fields.identifier(row, columns.id) or _made_id(product_id, customer_id, rating, at, title, text)
        return Review(review_id, product_id, rating, text, at, customer_id, title)

    def _rating(self, row: Row) -> int:
        column = self._columns.rating
        value = self._fields.raw(row, column)
        if value is None:
            raise RowError(column, "is missing")
        try:
            return read_stars(value)
        except ValueError as error:
            raise RowError(column, str(error), value) from None

    def _time(self, row: Row) -> datetime:
        columns = self._columns
        at = self._fields.moment(row, columns.time, columns.time_format) or columns.default_time
        if at is None:
            raise RowError(columns.time, "is missing")
        return at


def read_stars(value: object) -> int:
    """Whole stars, 1 to 5; "4.0" is 4. Raises ValueError."""
    stars = read_whole(value)
    if not 1 <= stars <= 5:
        raise ValueError("a rating outside 1 to 5")
    return stars


def _made_id(product_id: str, customer_id: str, rating: int, at: datetime, title: str, text: str) -> str:
    """An id that the same review has at every import."""
    whole = "\0".join((product_id, customer_id, str(rating), at.isoformat(), title, text))
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
