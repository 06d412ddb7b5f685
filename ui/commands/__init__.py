"""The `daogou` command. Only the command that is asked for is loaded: the others cost their name and a line of help."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer

from store.errors import SetupError
from ui.console import complain
from ui.loading import load

COMMANDS = {  # name -> (module with a function `command`, one line)
    "demo": ("ui.commands.demo", "Build the demo shop, start the model and open the page."),
    "import": ("ui.commands.import_shop", "Take a catalogue (CSV or JSONL) into a shop, all of it or nothing."),
    "index": ("ui.commands.index", "Build a shop's search index again from its records."),
    "train": ("ui.commands.train", "Train on a shop's own data what finds its products."),
    "prepare": ("ui.commands.prepare", "Say what of a shop's events is fit to learn from, and why the rest is not."),
    "feedback": ("ui.commands.feedback", "Say what the rankings that were shown tell: places, arms, other policies."),
    "searches": ("ui.commands.searches", "List the searches that found nothing, or only something else."),
    "serve": ("ui.commands.serve", "Open the page of a shop on this machine."),
    "chat": ("ui.commands.chat", "Talk to a shop in the terminal, or run one turn."),
    "search": ("ui.commands.search", "Search a shop: sorted pages, filters, facets."),
    "rank": ("ui.commands.rank", "Rank a shop's products for a shopper and say what its rules changed."),
    "complete": ("ui.commands.complete", "Say what a shop suggests for what is typed so far."),
    "evaluate": ("ui.commands.evaluate", "Measure search, ranking and dialogue on real data."),
    "bench": ("ui.commands.bench", "Run the benchmarks and compare them with the figures expected."),
    "doctor": ("ui.commands.doctor", "Say what is missing on this machine and the command that mends it."),
}
EXPECTED_ERROR = 2
INTERRUPTED = 130


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("daogou"))
        raise typer.Exit


def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show tracebacks.")] = False,
    show_version: Annotated[  # noqa: ARG001 - what it does is its callback
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """A shopping assistant for your own shop."""
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )


def _elsewhere() -> None:
    """Stands for a command that was not asked for."""


def _load(module: str) -> Callable[..., None]:
    """The command of a module. Raises SetupError when a package that it needs is not installed."""
    try:
        command: Callable[..., None] = load(module).command
    except ModuleNotFoundError as error:
        raise SetupError(f"The package {error.name} is not installed.", "make install") from error
    return command


def build(wanted: str) -> typer.Typer:
    """The command line with `wanted` loaded; the others are there for the help only."""
    app = typer.Typer(name="daogou", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(_options)
    for name, (module, line) in COMMANDS.items():
        function = _load(module) if name == wanted else _elsewhere
        app.command(name, help=function.__doc__ if name == wanted else line)(function)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line. What a user can mend is one sentence and a command, never a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    wanted = next((word for word in given if not word.startswith("-")), "")
    try:
        build(wanted)(given, prog_name="daogou")
    except SetupError as error:
        if "--debug" in given:
            raise
        complain(error)
        sys.exit(EXPECTED_ERROR)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
