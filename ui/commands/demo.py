"""`daogou demo`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from store.manifest import FILE
from store.store import Store
from ui.commands.options import Port, settings
from ui.console import bars, err
from ui.loading import load
from ui.serving import serve


def command(
    home: Annotated[Path, typer.Option("--home", help="Where the demo shop is, or is built.")] = Path("var/demo"),
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the shop, and that is all.")] = False,
    no_model: Annotated[bool, typer.Option("--no-model", help="Answer without the language model.")] = False,
    port: Port = None,
) -> None:
    """Build the demo shop unless it is there, start the model, open the page on 127.0.0.1 and print its address."""
    chosen = settings("none" if no_model else None, port)
    if not (home / FILE).exists():
        with bars() as progress:
            # Building loads everything; opening the page of a shop that is there does not.
            load("assistant.build").build_demo(home, progress, datetime.now(UTC).date())
    elif build_only:
        with Store.open(home) as store:
            err.print(f"{store.name} is in {home} already, with {store.products.count():,} products.", markup=False)
    if not build_only:
        serve(home, chosen)
