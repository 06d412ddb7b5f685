"""Mapped columns out of a row: a clean value, a missing one, or a RowError naming the column."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from store.importers.errors import RowError
from store.importers.rows import Row
from store.importers.values import read_id, read_text, read_time, read_whole


class Fields:
    """Reads the columns of one row after another. `missing` are the words (casefolded) that stand for no value."""

    def __init__(self, missing: frozenset[str]) -> None:
        self._missing = missing | {""}

    def raw(self, row: Row, column: str) -> Any:
        """The value as it stands; None when the column is not mapped, not in the row, or says "missing"."""
        return self.present(row.values.get(column)) if column else None

    def present(self, value: Any) -> Any:
        """The value; None for an empty text or a word that means "missing"."""
        if isinstance(value, str) and value.strip().casefold() in self._missing:
            return None
        return value

    def text(self, row: Row, column: str) -> str:
        value = self.raw(row, column)
        return "" if value is None else self.clean(row, column, value)

    def clean(self, row: Row, column: str, value: Any) -> str:
        """The value as clean text; what that mended is noted with the column's name."""
        notes: list[str] = []
        text = read_text(value, notes)
        if notes:
            row.notes += [f"{column}: {note}" for note in notes]
        return text

    def identifier(self, row: Row, column: str, upper: bool = False) -> str:
        value = self.raw(row, column)
        if isinstance(value, list | dict | bool):
            raise RowError(column, "not an identifier", value)
        notes: list[str] = []
        text = "" if value is None else read_id(value, notes)
        if notes:
            row.notes += [f"{column}: {note}" for note in notes]
        if len(text) > 200:
            raise RowError(column, "an identifier longer than 200 characters", text)
        return text.upper() if upper else text

    def required(self, row: Row, column: str, upper: bool = False) -> str:
        text = self.identifier(row, column, upper)
        if not text:
            raise RowError(column, "is missing")
        return text

    def whole(self, row: Row, column: str) -> int | None:
        value = self.raw(row, column)
        try:
            return None if value is None else read_whole(value)
        except ValueError as error:
            raise RowError(column, str(error), value) from None

    def moment(self, row: Row, column: str, form: str = "", *, future: bool = False) -> datetime | None:
        value = self.raw(row, column)
        try:
            return None if value is None else read_time(value, form, future=future)
        except ValueError as error:
            raise RowError(column, str(error), value) from None

    def required_moment(self, row: Row, column: str, form: str = "", *, future: bool = False) -> datetime:
        moment = self.moment(row, column, form, future=future)
        if moment is None:
            raise RowError(column, "is missing")
        return moment
