"""`daogou bench`: the benchmarks live beside the packages, in the project's own folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from store.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]


def command(
    names: Annotated[list[str] | None, typer.Argument(help="Which; all of them when left out.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Say which there are.")] = False,
) -> None:
    """Run the benchmarks and say of each figure whether it is what is expected: OK or FALLS SHORT."""
    if not (ROOT / "benchmarks" / "run.py").is_file():
        raise SetupError("The benchmarks are in the project's source, not in the installed package.", "make bench")
    asked = [*(names or ()), *(["--list"] if only_list else [])]
    run = subprocess.run([sys.executable, "-m", "benchmarks.run", *asked], cwd=ROOT, check=False)  # noqa: S603 - ours
    raise typer.Exit(run.returncode)
