"""`daogou prepare`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ranker.preparation.prepare import Prepared
from ranker.preparation.rules import DEFAULT
from ranker.preparation.shop import prepare_shop
from ranker.preparation.split import leaks, split_by_time
from store.store import Store
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json


def command(
    home: Home,
    core: Annotated[
        int, typer.Option("--core", min=1, help="Keep shoppers and products with so many of each other; 1 keeps all.")
    ] = DEFAULT.core,
    as_json: Json = False,
) -> None:
    """Say what of a shop's events is fit to learn from, and why the rest is not. The shop itself is not changed."""
    with bars() as progress, Store.open(home) as store:
        prepared = prepare_shop(store, datetime.now(UTC), replace(DEFAULT, core=core), progress)
    split = _split(prepared)
    if as_json:
        print_json({**prepared.report.as_json(), "split": split})
        return
    report = prepared.report
    table = Table("rule", "events", "share", "what was done", "measure", box=None, pad_edge=False)
    for row in report.rows():
        table.add_row(*map(Text, row))
    out.print(table)
    out.print(
        f"{report.read:,} events read, {report.left_out:,} left out, {report.kept:,} kept: "
        f"{report.customers:,} shoppers, {report.products:,} products, {report.passes} passes."
    )
    out.print(
        f"By time: {split['train']:,} to train, {split['validation']:,} to validate, {split['test']:,} to test; "
        f"{split['leaks']} leaks; {split['new_products']:,} products are met in the test part only."
        if split
        else "Too few events for a split by time."
    )


def _split(prepared: Prepared) -> dict[str, Any]:
    """The sizes of the parts; {} where the events do not make three."""
    try:
        split = split_by_time(prepared.events)
    except ValueError:
        return {}
    found = leaks(split, prepared.events)
    return {
        "train": len(split.train),
        "validation": len(split.validation),
        "test": len(split.test),
        "leaks": found.out_of_time + found.shared + found.early_products + found.lost,
        "new_products": int(split.new_in_test().sum()),
    }
