"""`daogou evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ranker.behaviour.measure import figures as behaviour_figures
from ranker.behaviour.measure import retail_figures
from store.errors import SetupError
from store.progress import Progress
from ui.commands.options import Json, settings
from ui.console import bars, err, out, print_json
from ui.measuring import Figures, Talks, dialogue, ranking, reader, speech, table
from ui.measuring_photos import photos
from ui.measuring_ranker import DEFAULT, Trial, brief, models, ranker
from ui.measuring_search import Searches, rows, search


class What(StrEnum):
    """What can be measured; `MEASURES` has how."""

    SEARCH = "search"
    RANKING = "ranking"
    READER = "reader"
    DIALOGUE = "dialogue"
    SPEECH = "speech"
    PHOTOS = "photos"
    RANKER = "ranker"
    BEHAVIOUR = "behaviour"


class Half(StrEnum):
    DEV = "dev"
    TEST = "test"


ABOUT = (
    "search: the shop's search against judgments, and on queries made from its own products. ranking: on the shop's "
    "own events. reader: on messages people wrote, or on cases of a file. dialogue: with a simulated shopper, over a "
    "pack of sequences. speech: replies to a file's messages, audited against the shop's records. "
    "photos: search by look, on products that the image network did not learn from. ranker: sequence models and "
    "baselines on a pack of sequences. behaviour: chances of a click, a like, a cart and a purchase in the shop of "
    "--home, or of buying again in the transactions of --file."
)
DEMO = Path("var/demo")
NO_MODEL = "none"

Measure = Annotated[What, typer.Argument(help=ABOUT)]
Home = Annotated[
    Path | None, typer.Option("--home", help="The shop's folder. [for --file: var/demo]", show_default=False)
]
Judgments = Annotated[
    Path | None, typer.Option("--judgments", help="For search: CSV of query, product_id, rating and, if stated, class.")
]
Products = Annotated[
    Path | None, typer.Option("--products", help="For search: a catalogue to import for the while, not a --home.")
]
KnownItems = Annotated[
    int, typer.Option("--known-items", min=0, help="For search: how many queries to make from titles.")
]
Attributes = Annotated[
    int, typer.Option("--attributes", min=0, help="For search: how many queries to make from properties.")
]
Shoppers = Annotated[int, typer.Option("--shoppers", min=0, help="For ranking: how many; 0 takes all.")]
Data = Annotated[
    Path | None, typer.Option("--data", help="For reader, dialogue, ranker: the folder of the pack to measure on.")
]
File = Annotated[
    Path | None, typer.Option("--file", help="For reader, speech: JSONL of text, history, expect. For behaviour: CSV.")
]
Targets = Annotated[int, typer.Option("--targets", min=0, help="For dialogue, speech: how many; 0 takes all.")]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        help=f"For dialogue and speech: none, managed, or a server's address. For ranker: {', '.join(models())}.",
    ),
]
Seeds = Annotated[int, typer.Option("--seeds", min=1, help="For ranker: how many times to train, each from a seed.")]
Against = Annotated[str, typer.Option("--against", help="For ranker: another model to compare with.")]
Mismatched = Annotated[
    bool, typer.Option("--mismatched", help="For dialogue: describe another product; figures must be near zero.")
]
Seed = Annotated[int, typer.Option("--seed", help="For dialogue and made queries: which, and how things are put.")]
InHalf = Annotated[
    Half | None, typer.Option("--half", help="dev, to read errors of and choose by, or test. [test; of a file, all]")
]
Errors = Annotated[
    int,
    typer.Option("--errors", min=0, help="How many failures to print (reader, dialogue: dev half only; made queries)."),
]

NewProducts = Annotated[
    bool,
    typer.Option("--new-products", help="For ranker: keep a tenth of the products out of training, and look for them."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options; each measure takes those that are for it."""

    home: Path | None
    judgments: Path | None
    products: Path | None
    known_items: int
    attributes: int
    shoppers: int
    data: Path | None
    file: Path | None
    targets: int
    model: str
    mismatched: bool
    seed: int
    half: Half | None
    errors: int
    seeds: int
    against: str
    new_products: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """`failures` are printed one a line; `drawn` is what the table shows where that is not the figures as they are."""

    figures: Figures
    failures: Sequence[str] = ()
    drawn: Figures | None = None


def _given(path: Path | None, option: str, what: What) -> Path:
    if path is None:
        raise SetupError(f"{option} is needed to measure {what}.", "daogou evaluate --help")
    return path


def _search(asked: Asked, progress: Progress) -> Measured:
    half = asked.half.value if asked.half else ""
    where = (asked.home, asked.products, asked.judgments)
    figures, missed = search(Searches(*where, half, asked.known_items, asked.attributes, asked.seed), progress)
    told = [f"{miss.query} | {miss.wanted} | {miss.came}" for miss in missed[: asked.errors]]
    return Measured(figures, told, rows(figures))


def _ranking(asked: Asked, progress: Progress) -> Measured:
    return Measured(ranking(_given(asked.home, "--home", What.RANKING), asked.shoppers, progress))


def _reader(asked: Asked, progress: Progress) -> Measured:
    half = asked.half.value if asked.half else None
    return Measured(reader(asked.data, asked.file, asked.home or DEMO, half, asked.errors, progress))


def _dialogue(asked: Asked, progress: Progress) -> Measured:
    pack = _given(asked.data, "--data", What.DIALOGUE)
    half = (asked.half or Half.TEST).value
    talks = Talks(pack, half, asked.targets, asked.seed, asked.mismatched, asked.errors)
    return Measured(*dialogue(talks, settings(asked.model), progress))


def _speech(asked: Asked, progress: Progress) -> Measured:
    cases = _given(asked.file, "--file", What.SPEECH)
    figures, wrong = speech(cases, asked.home or DEMO, asked.targets, settings(asked.model), progress)
    return Measured(figures, wrong[: asked.errors])


def _photos(asked: Asked, progress: Progress) -> Measured:
    return Measured(photos(_given(asked.home, "--home", What.PHOTOS), progress))


def _ranker(asked: Asked, progress: Progress) -> Measured:
    model = DEFAULT if asked.model == NO_MODEL else asked.model
    data = _given(asked.data, "--data", What.RANKER)
    figures = ranker(Trial(data, model, asked.seeds, asked.against, asked.new_products), progress)
    return Measured(figures, (), {name: brief(found) for name, found in figures.items()})


def _behaviour(asked: Asked, _progress: Progress) -> Measured:
    if asked.file is not None:
        return Measured(retail_figures(asked.file, asked.seed))
    return Measured(behaviour_figures(_given(asked.home, "--home", What.BEHAVIOUR), asked.seed))


MEASURES: Mapping[What, Callable[[Asked, Progress], Measured]] = {
    What.SEARCH: _search,
    What.RANKING: _ranking,
    What.READER: _reader,
    What.DIALOGUE: _dialogue,
    What.SPEECH: _speech,
    What.PHOTOS: _photos,
    What.RANKER: _ranker,
    What.BEHAVIOUR: _behaviour,
}


def command(
    what: Measure,
    home: Home = None,
    judgments: Judgments = None,
    products: Products = None,
    known_items: KnownItems = 0,
    attributes: Attributes = 0,
    shoppers: Shoppers = 1000,
    data: Data = None,
    file: File = None,
    targets: Targets = 1000,
    model: Model = NO_MODEL,
    mismatched: Mismatched = False,
    seed: Seed = 0,
    half: InHalf = None,
    errors: Errors = 0,
    seeds: Seeds = 1,
    against: Against = "",
    new_products: NewProducts = False,
    as_json: Json = False,
) -> None:
    """Measure search, ranking, sequence models, the reader, or whole dialogues with a simulated shopper."""
    asked = Asked(
        home, judgments, products, known_items, attributes, shoppers, data, file, targets, model, mismatched, seed,
        half, errors, seeds, against, new_products,
    )  # fmt: skip
    with bars() as progress:
        measured = MEASURES[what](asked, progress)
        for told in measured.failures:
            err.print(told, markup=False, soft_wrap=True)
    if as_json:
        print_json(measured.figures)
    else:
        out.print(table(measured.drawn or measured.figures))
