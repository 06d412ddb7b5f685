"""`daogou searches`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from store.searches import Outcome
from store.store import Store
from ui.commands.options import Home, Json
from ui.console import out, print_json


def command(
    home: Home,
    days: Annotated[int, typer.Option("--days", min=0, help="Only the last so many days; 0 takes all.")] = 0,
    most: Annotated[int, typer.Option("--most", min=1, help="How many queries.")] = 50,
    as_json: Json = False,
) -> None:
    """List the searches that found nothing, or only something else, the most frequent first."""
    since = datetime.now(UTC).date() - timedelta(days=days - 1) if days else None
    with Store.open(home) as store:
        missed = store.searches.commonest(most, since)
    if as_json:
        print_json([asdict(search) for search in missed])
    elif not missed:
        out.print("Every search found what it asked for.")
    else:
        table = Table("times", "searched for", "last", "what was done", box=None, pad_edge=False)
        for search in missed:
            done = "nothing was found" if search.outcome is Outcome.NOTHING else search.done
            table.add_row(f"{search.count:,}", Text(search.query), search.last.isoformat(), Text(done))
        out.print(table)
