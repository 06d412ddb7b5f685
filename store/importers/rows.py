"""Rows out of CSV and JSONL files, gzipped or not, one at a time, each with the line it began on."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

from store.importers.errors import RowError, UnreadableFileError

csv.field_size_limit(10_000_000)  # a description may be long; a lost quote must not swallow the file
CSV_ENDINGS = (".csv", ".tsv", ".txt")
JSONL_ENDINGS = (".jsonl", ".ndjson", ".json")
MARKED = 1_000  # lines between two reports of progress
DELIMITERS = ",;\t|"
NO_VALUES: dict[str, Any] = {}
Mark = Callable[[int, int], None]


@dataclass(slots=True)
class Row:
    """One row: `values` by column. `broken` says why there are none. `notes` collects what reading it repaired."""

    file: str
    line: int
    values: Mapping[str, Any]
    broken: RowError | None = None
    notes: list[str] = field(default_factory=list)


def data_files(source: Path) -> list[Path]:
    """The files we can read in a folder (not below it), by name; or the one file. UnreadableFileError when none."""
    if source.is_dir():
        found = sorted(path for path in source.iterdir() if path.is_file() and _format(path))
        if not found:
            raise UnreadableFileError(
                "the folder holds no .csv, .tsv or .jsonl file (or .gz of one)", "ls", file=source
            )
        return found
    if not source.is_file():
        raise UnreadableFileError("there is no such file or folder", f"ls {source.parent}", file=source)
    if not _format(source):
        raise UnreadableFileError(
            "only .csv, .tsv and .jsonl are read (and .gz of them)", "convert the file", file=source
        )
    return [source]


def read_rows(path: Path, mark: Mark | None = None) -> Iterator[Row]:
    """Every row of the file. A row that cannot be read is yielded as `broken`; UnreadableFileError for a broken file.

    `mark(done, total)` is told now and then how many bytes of the file have been read.
    """
    line = 0
    with _opened(path) as (stream, tell):
        total = path.stat().st_size
        with _naming(path, lambda: line + 1):
            for row in _csv(path, stream) if _format(path) == "csv" else _jsonl(path, stream):
                line = row.line
                if mark is not None and line % MARKED == 0:
                    mark(tell(), total)
                yield row


def columns_of(path: Path, sample: int = 2_000) -> list[str]:
    """The columns of the header (CSV), or all that occur in the first `sample` rows (JSONL)."""
    if _format(path) == "csv":
        with _opened(path) as (stream, _), _naming(path, lambda: 1):
            return _header(path, stream)[0]
    return list(dict.fromkeys(column for row in islice(read_rows(path), sample) for column in row.values))


def _format(path: Path) -> str:
    name = path.name.casefold().removesuffix(".gz")
    if name.endswith(CSV_ENDINGS):
        return "csv"
    return "jsonl" if name.endswith(JSONL_ENDINGS) else ""


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[str], Callable[[], int]]]:
    """The file as text, and a function that says how many of its bytes have been read."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise UnreadableFileError(f"cannot be opened: {error.strerror}", f"ls -l {path}", file=path) from error
    with raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        unpacked = gzip.GzipFile(fileobj=raw) if zipped else raw
        try:
            # Undecodable bytes become U+FFFD, which the reader of values counts as a repair.
            with io.TextIOWrapper(unpacked, encoding="utf-8-sig", errors="replace", newline="") as text:
                yield text, raw.tell
        finally:
            if zipped:
                unpacked.close()


@contextmanager
def _naming(path: Path, line: Callable[[], int]) -> Iterator[None]:
    """What goes wrong in reading becomes an error that names the file and the line."""
    try:
        yield
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise UnreadableFileError(f"cannot be read on: {error}", "check the file", file=path, line=line()) from error


def _header(path: Path, stream: IO[str]) -> tuple[list[str], str]:
    """The columns a CSV file names in its first line, and its delimiter."""
    first = stream.readline()
    if not first.strip():
        raise UnreadableFileError("is empty", "check the file", file=path, line=1)
    if "\0" in first:
        raise UnreadableFileError("is binary, not text", "check the file", file=path, line=1)
    delimiter = max(DELIMITERS, key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise UnreadableFileError("the header names a column twice", "rename one", file=path, line=1, column=min(twice))
    return header, delimiter


def _csv(path: Path, stream: IO[str]) -> Iterator[Row]:
    header, delimiter = _header(path, stream)
    reader = csv.reader(_without_nul(stream), delimiter=delimiter)
    line = 2
    for fields in reader:
        if len(fields) == len(header):
            yield Row(path.name, line, dict(zip(header, fields, strict=True)))
        elif fields:
            reason = f"has {len(fields)} fields where the header has {len(header)}"
            yield Row(path.name, line, NO_VALUES, RowError("", reason, fields[0]))
        line = reader.line_num + 2


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "\ufffd") if "\0" in line else line


def _jsonl(path: Path, stream: IO[str]) -> Iterator[Row]:
    for line, text in enumerate(stream, start=1):
        if line == 1 and text.lstrip().startswith("[") and path.name.casefold().removesuffix(".gz").endswith(".json"):
            raise UnreadableFileError(
                "is one JSON list, not a JSON object a line", f"jq -c '.[]' {path.name}", file=path
            )
        if not text.strip():
            continue
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Row(path.name, line, NO_VALUES, RowError("", f"not JSON: {error}", text[:60]))
            continue
        if isinstance(values, dict):
            yield Row(path.name, line, values)
        else:
            yield Row(path.name, line, NO_VALUES, RowError("", "not a JSON object", text[:60]))
