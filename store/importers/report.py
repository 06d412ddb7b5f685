"""The data report: what was read, kept, mended and refused, and what is missing or odd. For people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from store.importers.errors import RowError
from store.importers.outliers import Outliers, Watched
from store.importers.rows import Row

LISTED = 5_000  # refused rows listed one by one, of each noun; all of them are counted
SHOWN = 5  # lines named for each reason in print


@dataclass(frozen=True, slots=True)
class Refused:
    file: str
    line: int
    column: str
    reason: str
    value: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        value = f" ({self.value!r})" if self.value else ""
        return f"{self.file} line {self.line}{column}: {self.reason}{value}"


@dataclass(slots=True)
class NounReport:
    """The rows of one noun (products, orders, reviews …). `read` = `kept` + `refused` + `duplicates` + `skipped`."""

    read: int = 0
    kept: int = 0
    records: int = 0  # what the kept rows became: several rows may be one product
    refused: int = 0
    duplicates: int = 0
    skipped: Counter[str] = field(default_factory=Counter)  # rows that say nothing about this noun, by why
    repaired: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)  # kept rows without a value, by field
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)  # (column, reason) -> refused rows
    refusals: list[Refused] = field(default_factory=list)
    duplicate_lines: list[str] = field(default_factory=list)
    watched: dict[str, Watched] = field(default_factory=dict)
    outliers: dict[str, Outliers] = field(default_factory=dict)

    def refuse(self, row: Row, error: RowError) -> None:
        self.refused += 1
        self.reasons[error.column, error.reason] += 1
        if len(self.refusals) < LISTED:
            self.refusals.append(Refused(row.file, row.line, error.column, error.reason, str(error.value)[:80]))

    def duplicate(self, row: Row) -> None:
        self.duplicates += 1
        if len(self.duplicate_lines) < LISTED:
            self.duplicate_lines.append(f"{row.file} line {row.line}")

    def keep(self, row: Row) -> None:
        self.kept += 1
        if row.notes:
            self.repaired.update(dict.fromkeys(row.notes, 1))

    def watch(self, name: str, record: str, value: float) -> None:
        self.watched.setdefault(name, Watched()).add(record, value)

    def finish(self) -> None:
        """Look at the watched numbers, and let go of them."""
        found = {name: watched.outliers() for name, watched in self.watched.items()}
        self.outliers = {name: outliers for name, outliers in found.items() if outliers is not None}
        self.watched.clear()

    def as_json(self) -> dict[str, Any]:
        return {
            "rows_read": self.read,
            "rows_kept": self.kept,
            "records": self.records,
            "refused": self.refused,
            "duplicates": self.duplicates,
            "skipped": dict(self.skipped),
            "repaired": dict(self.repaired),
            "missing": dict(self.missing),
            "reasons": [
                {"column": column, "reason": reason, "rows": rows}
                for (column, reason), rows in self.reasons.most_common()
            ],
            "refused_rows": [asdict(refused) for refused in self.refusals],
            "duplicate_lines": self.duplicate_lines,
            "outliers": {name: asdict(outliers) for name, outliers in self.outliers.items()},
        }

    def lines(self) -> Iterator[str]:
        yield (
            f"{self.read:,} rows read, {self.kept:,} kept as {self.records:,} records, {self.refused:,} refused, "
            f"{self.duplicates:,} duplicates"
        )
        for why, rows in self.skipped.most_common():
            yield f"  skipped   {rows:>9,}  {why}"
        for (column, reason), rows in self.reasons.most_common():
            yield f"  refused   {rows:>9,}  {f'{column}: ' if column else ''}{reason}"
            some = (refused for refused in self.refusals if (refused.column, refused.reason) == (column, reason))
            yield from (
                f"{'':23}{refused.file} line {refused.line}" for refused, _ in zip(some, range(SHOWN), strict=False)
            )
        for what, rows in self.repaired.most_common():
            yield f"  repaired  {rows:>9,}  {what}"
        for name, rows in self.missing.most_common():
            yield f"  missing   {rows:>9,}  {name} ({rows / max(self.kept, 1):.1%})"
        for name, found in self.outliers.items():
            yield f"  outliers  {found.outside:>9,}  {name} outside {found.low:,.2f} to {found.high:,.2f} (kept)"
            yield from (f"{'':23}{record}: {value:,.2f}" for record, value in found.examples[:SHOWN])


@dataclass(slots=True)
class ImportReport:
    """One import. `index` is the index folder that now counts, "" when none was built; `seconds` by stage."""

    source: str
    mapping: str
    nouns: dict[str, NounReport] = field(default_factory=dict)
    added: int = 0  # products
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    photos: Counter[str] = field(default_factory=Counter)
    index: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def noun(self, name: str) -> NounReport:
        return self.nouns.setdefault(name, NounReport())

    @property
    def refused(self) -> int:
        return sum(noun.refused for noun in self.nouns.values())

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return {
            "source": self.source,
            "mapping": self.mapping,
            "products": {
                "added": self.added,
                "changed": self.changed,
                "unchanged": self.unchanged,
                "removed": self.removed,
            },
            "photos": dict(self.photos),
            "index": self.index,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
            "rows": {name: noun.as_json() for name, noun in self.nouns.items()},
        }

    def __str__(self) -> str:
        lines = [f"{self.source} read with the mapping {self.mapping!r}"]
        for name, noun in self.nouns.items():
            lines.append(f"{name}:")
            lines += [f"  {line}" for line in noun.lines()]
        lines.append(
            f"catalogue: {self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, "
            f"{self.removed:,} removed"
        )
        lines += [f"photos: {count:,} {what}" for what, count in self.photos.most_common()]
        lines.append("time: " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in self.seconds.items()))
        return "\n".join(lines)
