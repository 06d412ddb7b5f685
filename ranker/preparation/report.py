"""What preparation did, rule by rule, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ranker.preparation.rules import KEPT, LEFT_OUT, Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: how many of the events read it concerned, and by which measure."""

    rule: str
    count: int
    share: float
    done: str
    why: str
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """`read` = `kept` + everything left out. `passes` is how often the rules ran until they changed nothing."""

    read: int
    kept: int
    customers: int
    products: int
    passes: int
    lines: tuple[Line, ...]

    @property
    def left_out(self) -> int:
        return sum(line.count for line in self.lines if line.done == LEFT_OUT)

    def count(self, rule: str) -> int:
        """How many events the rule concerned. Raises KeyError for a rule that there is not."""
        return {line.rule: line.count for line in self.lines}[rule]

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "kept": self.kept,
            "left_out": self.left_out,
            "customers": self.customers,
            "products": self.products,
            "passes": self.passes,
            "rules": [
                {
                    "rule": line.rule,
                    "count": line.count,
                    "share": round(line.share, 6),
                    "done": line.done,
                    "why": line.why,
                    **({"rounds": line.rounds} if line.rounds else {}),
                }
                for line in self.lines
            ],
        }

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Rule, count, share, what was done, by which measure: the table's cells."""
        for line in self.lines:
            done = line.done if line.count else "—"
            why = f"{line.why}; {line.rounds} rounds" if line.rounds else line.why
            yield line.rule, f"{line.count:,}", f"{line.share:.2%}", done, why


@dataclass(slots=True)
class Tally:
    """Adds up findings over passes: counts are summed, measures are those of the last pass that found something."""

    read: int
    counts: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    last: dict[str, Finding] = field(default_factory=dict)

    def add(self, finding: Finding) -> bool:
        """Whether the finding changes anything."""
        found = int(finding.rows.sum())
        before = 0 if finding.done == KEPT else self.counts.get(finding.rule, 0)
        self.counts[finding.rule] = before + found
        self.rounds[finding.rule] = self.rounds.get(finding.rule, 0) + finding.rounds
        if found or finding.rule not in self.last:
            self.last[finding.rule] = finding
        return found > 0 and finding.done != KEPT

    def lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(rule, self.counts[rule], self.counts[rule] / max(1, self.read), one.done, one.why, self.rounds[rule])
            for rule, one in self.last.items()
        )
