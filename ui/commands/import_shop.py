"""`daogou import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.build import import_shop
from store.importers import Plan, make_plan
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json


def show_plan(plan: Plan, as_json: bool) -> None:
    """What an import would read, and how; nothing is written."""
    if as_json:
        files = {section: [str(path) for path in paths] for section, paths in plan.files.items()}
        told = {"mapping": plan.mapping.name, "origin": plan.origin, "files": files, "preview": plan.preview}
        print_json({"source": str(plan.source), **told})
        return
    out.print(f"{plan.source}: mapping {plan.mapping.name!r}, {plan.origin}", markup=False)
    for section, paths in plan.files.items():
        out.print(f"  {section}: {', '.join(path.name for path in paths)}", markup=False)
    if plan.preview:
        out.print(plan.preview, markup=False, soft_wrap=True)


def command(
    source: Annotated[Path, typer.Argument(help="A CSV or JSONL file, gzipped or not, or a folder of them.")],
    home: Home,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Which column is what (TOML); without it a shipped one or a guess.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The shop's name, when it is new.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217, for a new shop that no file says it of.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Remove products that the source does not have.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing when any row is refused.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Say how the source would be read, and stop.")] = False,
    as_json: Json = False,
) -> None:
    """Take a catalogue, its photos and what shoppers did into a shop: all of it, or nothing when anything fails."""
    if preview:
        show_plan(make_plan(source, mapping), as_json)
        return
    with bars() as progress:
        report = import_shop(
            source, home, mapping, progress, name=name, currency=currency, replace=replace, strict=strict
        )
    if as_json:
        print_json(report.as_json())
    else:
        out.print(str(report), markup=False, soft_wrap=True)
