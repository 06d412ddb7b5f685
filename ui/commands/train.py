"""`daogou train`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ui import training_encoder, training_photos, training_ranker
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json


class What(StrEnum):
    ENCODER = "encoder"
    PHOTOS = "photos"
    RANKER = "ranker"


ABOUT = (
    "encoder: what reads texts for search, on the shop's own titles, properties and logged queries. "
    "photos: the network that finds products by their looks, on the photos and titles of the shop. "
    "ranker: what orders products for each shopper, on what shoppers did."
)


def command(
    what: Annotated[What, typer.Argument(help=ABOUT)],
    home: Home,
    seed: Annotated[
        int,
        typer.Option("--seed", help="For encoder: which pairs and queries. For ranker: everything that is drawn."),
    ] = 0,
    undo: Annotated[
        bool, typer.Option("--undo", help="For encoder: back to what was installed. For ranker: to the one before.")
    ] = False,
    passes: Annotated[
        int, typer.Option("--passes", min=1, help="For photos: how often every photo is seen.")
    ] = training_photos.PASSES,
    model: Annotated[
        str | None,
        typer.Option("--model", help="For photos: take this CLIP-like model, a folder or a name, instead of training."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Train one of a shop's own models on its own data, and keep it only if held-out products are found better."""
    with bars() as progress:
        match what:
            case What.ENCODER:
                figures = training_encoder.encoder(home, seed, undo, progress)
                told = training_encoder.told(figures)
            case What.PHOTOS:
                figures = training_photos.train_photos(home, passes, model, progress)
                told = training_photos.told(figures)
            case What.RANKER:
                figures = training_ranker.ranker(home, seed, undo, progress)
                told = training_ranker.told(figures)
    if as_json:
        print_json(figures)
    else:
        out.print(told, markup=False, soft_wrap=True)
