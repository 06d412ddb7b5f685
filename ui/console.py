"""What the command line prints: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from store.errors import SetupError
from store.progress import Progress as Reporter

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def complain(error: SetupError) -> None:
    """One sentence, and the command that mends it on a line of its own, ready to be copied."""
    err.print(error.problem, style="bold red", markup=False, soft_wrap=True)
    err.print(f"  {error.mend}", markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Indented JSON on standard output, nothing around it."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201 - this is what was asked for


@contextmanager
def bars() -> Iterator[Reporter]:
    """A progress bar for each stage that is reported, on standard error, gone over nothing but time."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=err) as shown:

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total or None)
            shown.update(tasks[stage], completed=done, total=total or None)

        yield report
