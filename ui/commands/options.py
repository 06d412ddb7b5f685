"""The options that several commands share, each with its one meaning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import Settings
from store.errors import SetupError

Home = Annotated[Path, typer.Option("--home", help="The shop's folder.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="none: no model, plain answers. managed: the shipped model on a vLLM server we start. Or the address of "
        "an OpenAI-compatible server. [default: DAOGOU_MODEL, else managed]",
        show_default=False,
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="0 takes a free one. [default: DAOGOU_PORT, else 7860]", show_default=False
    ),
]


def settings(model: str | None = None, port: int | None = None) -> Settings:
    """The settings of the environment with what the command line says instead. Raises SetupError."""
    found = Settings.from_environment()
    if model is not None:
        found = replace(found, model=model)
    if port is not None:
        found = replace(found, port=port)
    if found.model not in ("none", "managed") and not found.model.startswith(("http://", "https://")):
        raise SetupError(
            f"{found.model!r} is not a model: use none, managed or an http(s) address.", "daogou serve --help"
        )
    return found
