"""`daogou train`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ui.commands.options import Home, Json
from ui.console import bars, out, print_json
from ui.training_encoder import encoder, told


class What(StrEnum):
    ENCODER = "encoder"


ABOUT = "encoder: what reads texts for search, on the shop's own titles, properties and logged queries."


def command(
    what: Annotated[What, typer.Argument(help=ABOUT)],
    home: Home,
    seed: Annotated[
        int, typer.Option("--seed", help="Which pairs are learnt from, and which queries are held out.")
    ] = 0,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to what was installed.")] = False,
    as_json: Json = False,
) -> None:
    """Train on a shop's own data, and keep what was learnt only if held-out products are found better."""
    with bars() as progress:
        match what:
            case What.ENCODER:
                figures = encoder(home, seed, undo, progress)
    if as_json:
        print_json(figures)
    else:
        out.print(told(figures), markup=False, soft_wrap=True)
