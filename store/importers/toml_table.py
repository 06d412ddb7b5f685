"""A TOML table read strictly: every value has the type asked for, and a key nobody asked for is an error."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from store.importers.errors import MappingError


class Table:
    """Take values out by key; then `done()` raises MappingError for what is left over (a typing mistake)."""

    def __init__(self, values: Mapping[str, Any], path: Path, where: str = "") -> None:
        self._left = dict(values)
        self._path = path
        self._where = where
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, default: str | None = None) -> str:
        """A string. Without a default it is required."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self.wrong(
                key, "must be a text in quotes" if key in self._asked and value is not None else "is missing"
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A string or a list of strings, as a tuple; () when absent."""
        value = self._take(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise self.wrong(key, "must be a text or a list of texts")
        return tuple(values)

    def pairs(self, key: str) -> dict[str, str]:
        """A table of strings, in the file's order; {} when absent."""
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.wrong(key, "must be a table of texts")
        return value

    def number(self, key: str, default: int) -> int:
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "must be a whole number, 0 or more")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first when absent."""
        value = self.text(key, choices[0])
        if value not in choices:
            raise self.wrong(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """A regular expression; None when absent."""
        text = self.text(key, "")
        return self.compiled(key, text) if text else None

    def compiled(self, key: str, text: str) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except re.error as error:
            raise self.wrong(key, f"is no regular expression: {error}") from error

    def table(self, key: str) -> Table:
        """A sub-table; an empty one when absent."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Table(value, self._path, f"{self._where}{key}.")

    def tables(self, key: str) -> list[Table]:
        """An array of tables; [] when absent."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "must be a list of tables")
        return [Table(one, self._path, f"{self._where}{key}[{place}].") for place, one in enumerate(value, 1)]

    def done(self) -> None:
        for key in self._left:
            close = difflib.get_close_matches(key, self._asked, n=1)
            hint = f", did you mean {close[0]!r}?" if close else f" (known: {', '.join(self._asked)})"
            raise self.wrong(key, f"is not a key of a mapping{hint}")

    def wrong(self, key: str, reason: str) -> MappingError:
        return MappingError(f"{self._where}{key} {reason}", f"edit {self._path}", file=self._path)

    def _take(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        return self._left.pop(key, default)
