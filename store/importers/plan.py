"""Which mapping reads a source, and which of its files each section of the mapping is about."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from store.importers.errors import MappingError
from store.importers.guess import guess
from store.importers.mapping import Section, ShopMapping
from store.importers.mapping_file import load_mapping
from store.importers.rows import columns_of, data_files

SHIPPED = Path(__file__).with_name("mappings")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will read. `origin` is given, shipped or guessed; `preview` says the last in words, else ""."""

    source: Path
    mapping: ShopMapping
    files: Mapping[str, tuple[Path, ...]]  # section name -> files
    origin: str
    preview: str = ""


def make_plan(source: Path, mapping: Path | None = None) -> Plan:
    """The plan for a file or folder: with the mapping given, else one we ship that fits, else a guess.

    Raises UnreadableFileError, and MappingError when a column is not there or nothing can be guessed.
    """
    headers = {path: columns_of(path) for path in data_files(source)}
    if mapping is not None:
        given = load_mapping(mapping)
        return Plan(source, given, _files(given, headers), "given")
    shipped = _recognised(headers)
    if shipped is not None:
        return Plan(source, shipped, _files(shipped, headers), "shipped")
    guessed = guess(source, headers)
    return Plan(source, guessed.mapping, _files(guessed.mapping, headers), "guessed", guessed.preview)


def recognise(source: Path) -> ShopMapping | None:
    """The shipped mapping whose columns the source has, whatever its files are called; None when none fits."""
    return _recognised({path: columns_of(path) for path in data_files(source)})


def _recognised(headers: Mapping[Path, list[str]]) -> ShopMapping | None:
    for path in sorted(SHIPPED.glob("*.toml")):
        mapping = load_mapping(path)
        if all(any(not _lacking(section, header) for header in headers.values()) for _, section in mapping.sections()):
            return mapping
    return None


def _files(mapping: ShopMapping, headers: Mapping[Path, list[str]]) -> dict[str, tuple[Path, ...]]:
    return {name: _section_files(mapping, name, section, headers) for name, section in mapping.sections()}


def _section_files(
    mapping: ShopMapping, name: str, section: Section, headers: Mapping[Path, list[str]]
) -> tuple[Path, ...]:
    """The files that match the section's pattern; without a pattern, those that have all its columns."""
    if section.file:
        chosen = [path for path in headers if fnmatchcase(path.name, section.file)]
        if not chosen:
            there = ", ".join(path.name for path in headers)
            reason = f"{name}.file: no file matches {section.file!r}; there are {there}"
            raise MappingError(reason, f"edit {mapping.path}", file=mapping.path)
        for path in chosen:
            _require(mapping, name, section, path, headers[path])
        return tuple(chosen)
    fitting = [path for path, header in headers.items() if not _lacking(section, header)]
    if not fitting:
        closest = min(headers, key=lambda path: len(_lacking(section, headers[path])))
        _require(mapping, name, section, closest, headers[closest])
    return tuple(fitting)


def _require(mapping: ShopMapping, name: str, section: Section, path: Path, header: list[str]) -> None:
    """Raises MappingError for the first mapped column that the file does not have."""
    for key, column in _lacking(section, header):
        close = difflib.get_close_matches(column, header, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(header[:30])}"
        reason = f"{name}.{key}: there is no such column, {hint}"
        raise MappingError(reason, f"edit {mapping.path}", file=path, line=1, column=column)


def _lacking(section: Section, header: list[str]) -> list[tuple[str, str]]:
    there = set(header)
    return [(key, column) for key, column in section.columns() if column and column not in there]
