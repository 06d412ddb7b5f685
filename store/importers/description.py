"""What describes a product, out of a row: category, attributes, rating and addresses."""

from __future__ import annotations

from typing import Any

from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import ProductColumns
from store.importers.rows import Row
from store.importers.values import read_text

STARS = 5
MOST = 2**31 - 1  # of stock and of ratings: what every database counts to


class DescriptionReader:
    """Reads the descriptive columns of the rows of one mapping."""

    def __init__(self, columns: ProductColumns, fields: Fields) -> None:
        self._columns = columns
        self._fields = fields

    def category(self, row: Row) -> tuple[str, ...]:
        """The path, widest first; () when neither columns nor rules give one."""
        columns = self._columns.category
        path: list[str] = []
        for column in columns.columns:
            value = self._fields.raw(row, column)
            if isinstance(value, str) and columns.separator:
                value = value.split(columns.separator)
            levels = value if isinstance(value, list) else [value]
            path += [level for level in (read_text(one, row.notes) for one in levels) if level]
        if path:
            return tuple(path)
        for column in columns.rule_columns:
            text = self._fields.text(row, column)
            for rule in columns.rules:
                if text and rule.pattern.search(text):
                    return rule.path
        return ()

    def attributes(self, row: Row) -> dict[str, tuple[str, ...]]:
        """Attribute -> values in the shop's words. Raises RowError when the dictionary column holds no object."""
        columns = self._columns.attributes
        pairs = [(name, self._fields.raw(row, column)) for name, column in columns.columns.items()]
        if columns.dictionary:
            given = self._fields.raw(row, columns.dictionary)
            if given is not None and not isinstance(given, dict):
                raise RowError(columns.dictionary, "not an object of attributes", given)
            pairs += ((name, self._fields.present(value)) for name, value in (given or {}).items())
        if columns.prefixes:
            pairs += [
                (" ".join(column.removeprefix(prefix).split("_")), self._fields.raw(row, column))
                for prefix in columns.prefixes
                for column in row.values
                if column.startswith(prefix)
            ]
        found: dict[str, tuple[str, ...]] = {}
        for raw_name, value in pairs:
            if value is None or isinstance(value, dict) or (columns.drop is not None and columns.drop.search(raw_name)):
                continue
            name = read_text(raw_name)
            name = (columns.rename or {}).get(name, name)
            values = self._values(row, value)
            if name and values:
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
        return found

    def _values(self, row: Row, value: Any) -> tuple[str, ...]:
        separator = self._columns.attributes.separator
        parts = value if isinstance(value, list) else [value]
        if separator and isinstance(value, str):
            parts = value.split(separator)
        return tuple(text for text in (read_text(part, row.notes) for part in parts) if text)

    def rating(self, row: Row) -> tuple[float | None, int]:
        """(mean of 0 to 5 or None, how many rated). Raises RowError when it is no number or out of range."""
        columns = self._columns
        count = min(max(self._fields.whole(row, columns.rating_count) or 0, 0), MOST)
        value = self._fields.raw(row, columns.rating)
        if value is None:
            return None, count
        try:
            rating = float(value)
        except (TypeError, ValueError):
            raise RowError(columns.rating, "not a number", value) from None
        if not 0 <= rating <= STARS:
            raise RowError(columns.rating, "a rating outside 0 to 5", value)
        return rating, count

    def address(self, row: Row, column: str) -> str:
        """An http(s) address; any other is left out and noted."""
        text = self._fields.text(row, column)
        if text and not text.startswith(("http://", "https://")):
            row.notes.append(f"{column}: an address that is not http(s) left out")
            return ""
        return text
