"""`daogou evaluate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from store.errors import SetupError
from ui.commands.options import Json, settings
from ui.console import bars, err, out, print_json
from ui.measuring import Figures, Talks, dialogue, ranking, reader, speech, table
from ui.measuring_photos import photos
from ui.measuring_search import Searches, rows, search


class What(StrEnum):
    SEARCH = "search"
    RANKING = "ranking"
    READER = "reader"
    DIALOGUE = "dialogue"
    SPEECH = "speech"
    PHOTOS = "photos"


class Half(StrEnum):
    DEV = "dev"
    TEST = "test"


ABOUT = (
    "search: the shop's search against judgments, and on queries made from its own products. ranking: on the shop's "
    "own events. reader: on messages people wrote, or on cases of a file. dialogue: with a simulated shopper, over a "
    "pack of sequences. speech: replies to a file's messages, audited against the shop's records. "
    "photos: search by look, on products that the image network did not learn from."
)


def _given(path: Path | None, option: str, what: str) -> Path:
    if path is None:
        raise SetupError(f"{option} is needed to measure {what}.", "daogou evaluate --help")
    return path


def command(
    what: Annotated[What, typer.Argument(help=ABOUT)],
    home: Annotated[
        Path | None, typer.Option("--home", help="The shop's folder. [for --file: var/demo]", show_default=False)
    ] = None,
    judgments: Annotated[
        Path | None,
        typer.Option("--judgments", help="For search: CSV of query, product_id, rating and, if stated, class."),
    ] = None,
    products: Annotated[
        Path | None, typer.Option("--products", help="For search: a catalogue to import for the while, not a --home.")
    ] = None,
    known_items: Annotated[
        int, typer.Option("--known-items", min=0, help="For search: how many queries to make from titles.")
    ] = 0,
    attributes: Annotated[
        int, typer.Option("--attributes", min=0, help="For search: how many queries to make from properties.")
    ] = 0,
    shoppers: Annotated[int, typer.Option("--shoppers", min=0, help="For ranking: how many; 0 takes all.")] = 1000,
    data: Annotated[
        Path | None, typer.Option("--data", help="For reader and dialogue: the folder of the pack to measure on.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="For reader, speech: JSONL of text, history, expect.")
    ] = None,
    targets: Annotated[
        int, typer.Option("--targets", min=0, help="For dialogue, speech: how many; 0 takes all.")
    ] = 1000,
    model: Annotated[
        str, typer.Option("--model", help="For dialogue and speech: none, managed, or a server's address.")
    ] = "none",
    mismatched: Annotated[
        bool, typer.Option("--mismatched", help="For dialogue: describe another product; figures must be near zero.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", help="For dialogue and made queries: which, and how things are put.")
    ] = 0,
    half: Annotated[
        Half | None,
        typer.Option("--half", help="dev, to read errors of and choose by, or test. [test; of a file, all]"),
    ] = None,
    errors: Annotated[
        int,
        typer.Option(
            "--errors", min=0, help="How many failures to print (reader, dialogue: dev half only; made queries)."
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Measure search, ranking, the reader, or whole dialogues with a simulated shopper."""
    with bars() as progress:
        figures: Figures
        match what:
            case What.SEARCH:
                searched = Searches(
                    home, products, judgments, half.value if half else "", known_items, attributes, seed
                )
                figures, missed = search(searched, progress)
                for miss in missed[:errors]:
                    err.print(f"{miss.query} | {miss.wanted} | {miss.came}", markup=False, soft_wrap=True)
                if not as_json:
                    figures = rows(figures)
            case What.RANKING:
                figures = ranking(_given(home, "--home", "ranking"), shoppers, progress)
            case What.READER:
                figures = reader(data, file, home or Path("var/demo"), half and half.value, errors, progress)
            case What.DIALOGUE:
                pack = _given(data, "--data", "dialogue")
                talks = Talks(pack, (half or Half.TEST).value, targets, seed, mismatched, errors)
                figures, failed = dialogue(talks, settings(model), progress)
                for told in failed:
                    err.print(told, markup=False, soft_wrap=True)
            case What.PHOTOS:
                figures = photos(_given(home, "--home", "photos"), progress)
            case What.SPEECH:
                cases = _given(file, "--file", "speech")
                figures, failed = speech(cases, home or Path("var/demo"), targets, settings(model), progress)
                for told in failed[:errors]:
                    err.print(told, markup=False, soft_wrap=True)
    if as_json:
        print_json(figures)
    else:
        out.print(table(figures))
