"""Human judgments of search results, as a CSV file holds them."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from retrieval.measuring.metrics import Judged
from retrieval.measuring.query_classes import QueryClass
from store.errors import SetupError, reason_of

COLUMNS = ("query", "product_id", "rating")
CLASS = "class"  # a column that may be left out
HELP = "daogou evaluate --help"
NO_CLASSES: Mapping[str, QueryClass] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Judgments:
    """query → product id → grade, 0 or better, and the class of each query that the file states one of."""

    grades: Mapping[str, Judged]
    classes: Mapping[str, QueryClass] = field(default_factory=lambda: NO_CLASSES)

    def half(self, name: str) -> Judgments:
        """The `dev` half, to choose settings on, or the `test` half; by an even or odd CRC-32 of the query."""
        chosen = {query: judged for query, judged in self.grades.items() if is_dev(query) == (name == "dev")}
        return Judgments(chosen, self.classes)


def is_dev(query: str) -> bool:
    """Whether a query is of the half that settings are chosen on."""
    return zlib.crc32(query.encode()) % 2 == 0


def read_judgments(path: Path) -> Judgments:
    """Reads a CSV with the columns query, product_id, rating and, if it likes, class. SetupError names the line."""
    grades: dict[str, dict[str, int]] = {}
    classes: dict[str, QueryClass] = {}
    try:
        for line, row in _rows(path):
            query, product, grade = _judgment(path, line, row)
            judged = grades.setdefault(query, {})
            if judged.setdefault(product, grade) != grade:
                raise _wrong(path, line, f"product {product!r} has another rating for this query above")
            if (stated := _class(path, line, row)) and classes.setdefault(query, stated) != stated:
                raise _wrong(path, line, f"query {query!r} has another class above")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{path} cannot be read: {reason_of(error)}.", HELP) from None
    if not grades:
        raise SetupError(f"{path} holds no judgment.", HELP)
    return Judgments(grades, classes)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line. A line with fewer or more values than there are columns is wrong."""
    with path.open(newline="", encoding="utf-8-sig") as source:
        rows = csv.DictReader(source, strict=True)
        named = rows.fieldnames or ()
        if missing := [column for column in COLUMNS if column not in named]:
            raise _wrong(path, 1, f"no column {', '.join(missing)}")
        if unknown := [column for column in named if column not in (*COLUMNS, CLASS)]:
            raise _wrong(path, 1, f"unknown column {', '.join(map(repr, unknown))}")
        if len({*named}) < len(named):
            raise _wrong(path, 1, "a column stands there twice")
        for row in rows:
            if None in row or None in row.values():
                raise _wrong(path, rows.line_num, f"{len(named)} values are needed")
            yield rows.line_num, row


def _judgment(path: Path, line: int, row: Mapping[str, str]) -> tuple[str, str, int]:
    query, product, rating = (row[column].strip() for column in COLUMNS)
    if not query or not product:
        raise _wrong(path, line, "query and product_id are needed")
    if not (rating.isascii() and rating.isdigit()):
        raise _wrong(path, line, f"rating {rating!r} is not a whole number from 0")
    return query, product, int(rating)


def _class(path: Path, line: int, row: Mapping[str, str]) -> QueryClass | None:
    stated = row.get(CLASS, "").strip().lower()
    if stated and stated not in list(QueryClass):
        raise _wrong(path, line, f"class {stated!r} is none of {', '.join(QueryClass)}")
    return QueryClass(stated) if stated else None


def _wrong(path: Path, line: int, problem: str) -> SetupError:
    return SetupError(f"{path}, line {line}: {problem}.", HELP)
