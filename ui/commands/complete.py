"""`daogou complete`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.build import open_shop
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json


def command(
    typed: Annotated[str, typer.Argument(help="What is typed so far.")],
    home: Home,
    count: Annotated[int, typer.Option("--count", min=1, max=100, help="How many suggestions at most.")] = 8,
    as_json: Json = False,
) -> None:
    """Say what a shop suggests for what is typed so far: products, categories, brands and popular queries."""
    with bars() as progress:
        shop = open_shop(home, progress=progress)
    try:
        found = shop.index.complete(typed, count)
    finally:
        shop.store.close()
    if as_json:
        print_json([asdict(suggestion) for suggestion in found])
        return
    for suggestion in found:
        value = "" if suggestion.value == suggestion.text else f"  ({suggestion.value})"
        out.print(f"{suggestion.kind:9} {suggestion.text}{value}", markup=False, soft_wrap=True)
