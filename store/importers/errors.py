"""What goes wrong in an import: one row is refused, or the file or mapping is wrong and nothing is written."""

from __future__ import annotations

from pathlib import Path

from store.errors import SetupError


class RowError(ValueError):
    """One row cannot become a record: which column, why, and what stood there."""

    def __init__(self, column: str, reason: str, value: object = "") -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason
        self.value = value


class ShopImportError(SetupError):
    """The import stopped and the shop is as it was. Names file, line and column as far as they are known."""

    def __init__(self, reason: str, mend: str, *, file: Path | None = None, line: int = 0, column: str = "") -> None:
        place = ", ".join(
            part
            for part in (
                "" if file is None else str(file),
                f"line {line}" if line else "",
                f"column {column!r}" if column else "",
            )
            if part
        )
        super().__init__(
            f"{place}: {reason}. Nothing was written." if place else f"{reason}. Nothing was written.", mend
        )
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column


class UnreadableFileError(ShopImportError):
    """The file is not there, not of a format we read, or broken half-way."""


class MappingError(ShopImportError):
    """The mapping is wrong in itself, or names a column that the file does not have."""


class NothingKeptError(ShopImportError):
    """Every row was refused, or none may be and some were (--strict)."""
