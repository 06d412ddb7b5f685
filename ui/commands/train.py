"""`daogou train`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ui.commands.options import Home, Json
from ui.console import bars, out, print_json
from ui.training_photos import PASSES, told, train_photos


class What(StrEnum):
    PHOTOS = "photos"


ABOUT = "photos: the network that finds products by their looks, on the photos and titles of the shop."


def command(
    what: Annotated[What, typer.Argument(help=ABOUT)],
    home: Home,
    passes: Annotated[int, typer.Option("--passes", min=1, help="How often every photo is seen.")] = PASSES,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Take this CLIP-like model, a folder or a name, instead of training one."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Train one of the shop's own models; a run that was stopped goes on where it was. Adopted if it is worth it."""
    with bars() as progress:
        match what:
            case What.PHOTOS:
                learnt = train_photos(home, passes, model, progress)
    if as_json:
        print_json(learnt)
    else:
        out.print(told(learnt))
