"""`daogou index`."""

from __future__ import annotations

from assistant.build import reindex
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json


def command(home: Home, as_json: Json = False) -> None:
    """Build a shop's search index again from its records, and switch to it when it is whole."""
    with bars() as progress:
        count = reindex(home, progress=progress)
    if as_json:
        print_json({"home": str(home), "products": count})
    else:
        out.print(f"{count:,} products indexed.")
