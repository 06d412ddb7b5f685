"""Runs the benchmarks and says of each figure whether it is reached: OK or FALLS SHORT.

    python -m benchmarks.run [NAME …] [--list]

A benchmark is a command that prints one JSON object, alone or as its last line; `expected.toml` names the figures in
it, the bound of each, and where its data comes from. Absolute times depend on the machine, so this is never part of the
tests.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXPECTED = Path(__file__).parent / "expected.toml"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Bound:
    """One figure and what it should reach: at least, at most, or both."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        parts = [] if self.at_least is None else [f">= {self.at_least:g}"]
        return " and ".join(parts if self.at_most is None else [*parts, f"<= {self.at_most:g}"])


@dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    what: str
    command: str
    bounds: tuple[Bound, ...]
    needs: str = ""  # a path without which it is left out

    @property
    def missing(self) -> bool:
        return bool(self.needs) and not (ROOT / self.needs).exists()


def read(path: Path = EXPECTED) -> list[Benchmark]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Benchmark(
            name,
            table["what"],
            table["command"],
            tuple(Bound(figure, **bound) for figure, bound in table["figures"].items()),
            table.get("needs", ""),
        )
        for name, table in tables.items()
    ]


def figure(values: Mapping[str, Any], path: str) -> float | None:
    """The number at a dotted path of the printed JSON; None when it is not there."""
    found: Any = values
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, int | float) else None


def run(benchmark: Benchmark) -> dict[str, Any]:
    """What the command printed last, as JSON. Raises RuntimeError with its complaint when it failed."""
    command = [sys.executable if word == "python" else word for word in shlex.split(benchmark.command)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False)
    printed = done.stdout.strip()
    if done.returncode or not printed:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it printed nothing"])[-1])
    values: dict[str, Any] = json.loads(printed if printed.startswith("{") else printed.splitlines()[-1])
    return values


def judged(benchmark: Benchmark) -> Iterator[tuple[str, bool]]:
    """A line for each bound, and whether it holds."""
    try:
        values = run(benchmark)
    except (RuntimeError, json.JSONDecodeError) as error:
        yield f"FALLS SHORT  {benchmark.name}: {error}", False
        return
    for bound in benchmark.bounds:
        value = figure(values, bound.figure)
        holds = value is not None and bound.holds(value)
        shown = "not printed" if value is None else f"{value:g}"
        verdict = "OK" if holds else "FALLS SHORT"
        yield f"{verdict:12} {benchmark.name}.{bound.figure} = {shown} (expected {bound})", holds


def main() -> None:
    parser = argparse.ArgumentParser(description="Run benchmarks and compare them with what is expected.")
    parser.add_argument("names", nargs="*", help="which to run; all without")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    options = parser.parse_args()
    benchmarks = [one for one in read() if not options.names or one.name in options.names]
    if options.list:
        for one in benchmarks:
            print(f"{one.name:16} {one.what}\n{'':16} {one.command}")
        return
    print(
        f"{os.cpu_count()} cores, OMP_NUM_THREADS={os.environ.get('OMP_NUM_THREADS', 'unset')}, {time.strftime('%F')}"
    )
    short = 0
    for one in benchmarks:
        if one.missing:
            print(f"{'left out':12} {one.name}: {one.needs} is not there", flush=True)
            continue
        for line, holds in judged(one):
            print(line, flush=True)
            short += not holds
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
