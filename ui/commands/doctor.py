"""`daogou doctor`: loads nothing heavy, so that it can speak when the rest cannot."""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import Settings
from assistant.vllm_server import WEIGHTS
from retrieval.rewriting.synonyms import shop_synonyms
from store.errors import SetupError
from ui.commands.options import Json
from ui.console import out, print_json
from ui.loading import load

OLDEST, TOO_NEW = (3, 11), (3, 14)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
DEMO = Path("var/demo")
RULES = "rules.toml"
MISSING = 1  # the exit code when something needed is not there


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed`: whether anything fails without it; `mend`: the command that mends it."""

    what: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True


def examine(home: Path, port: int, *, needed: bool = True) -> Iterator[Finding]:
    """Everything that running, testing and demonstrating a shop takes. `needed`: whether the shop must be there."""
    running = sys.version_info[:2]
    mend_python = "python3.12 -m venv .venv && make install"
    yield Finding("python", OLDEST <= running < TOO_NEW, ".".join(map(str, running)), mend_python)
    yield from packages()
    vllm = find_spec("vllm") is not None
    yield Finding("vllm", vllm, "importable" if vllm else "not installed", "make install")
    yield model_weights()
    browser = next((name for name in CHROMIUM if shutil.which(name)), "")
    yield Finding("chromium", bool(browser), browser or "not installed", "apt-get install chromium", needed=False)
    yield port_free(port)
    built = (home / "shop.json").is_file()
    mend = "daogou demo --build-only" if home == DEMO else f"daogou import SOURCE --home {home}"
    yield Finding(f"shop in {home}", built, "there" if built else "not there", mend, needed=needed)
    if built:
        yield own_synonyms(home)
        if (home / RULES).exists():
            yield own_rules(home)
        yield own_ranker(home)


def model_weights() -> Finding:
    """The model we ship: its files and their size."""
    weights = sorted(WEIGHTS.glob("*.safetensors")) if (WEIGHTS / "config.json").is_file() else []
    size = sum(file.stat().st_size for file in weights) / 1e6
    found = f"{size:.0f} MB" if weights else "not there"
    return Finding("model weights", bool(weights), found, "python -m assistant.shop_lm.train")


def own_synonyms(home: Path) -> Finding:
    """The shop's own word list, without which it opens, and with a wrong line of which it does not."""
    try:
        return Finding("synonyms.txt", True, f"{len(shop_synonyms(home))} pairs")
    except SetupError as error:
        return Finding("synonyms.txt", False, error.problem, error.mend)


def own_rules(home: Path) -> Finding:
    """The shop's own rules: with a wrong line it does not open; a name that it does not have is only warned of."""
    try:
        said, unknown = load("ui.checking_rules").check_rules(home)
    except SetupError as error:
        return Finding(RULES, False, error.problem, error.mend)
    except ModuleNotFoundError as error:
        return Finding(RULES, False, f"not read, since {error.name} is not installed", "make install")
    mend = f"edit {shlex.quote(str(home / RULES))}" if unknown else ""
    return Finding(RULES, not unknown, "; ".join(unknown) or said, mend, needed=False)


def own_ranker(home: Path) -> Finding:
    """What orders the shop's products, and whether much happened since it was trained."""
    try:
        said, mend = load("ui.checking_ranker").check_ranker(home)
    except SetupError as error:
        return Finding("ranker", False, error.problem, error.mend)
    except ModuleNotFoundError as error:
        return Finding("ranker", False, f"not looked at, since {error.name} is not installed", "make install")
    return Finding("ranker", not mend, said, mend, needed=False)


def packages() -> Iterator[Finding]:
    """Each package the project asks for: whether it is installed, and which version."""
    for requirement in requires("daogou") or ():
        name = re.split(r"[\s\[<>=!~;(]", requirement, maxsplit=1)[0]
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "not installed", "make install")


def port_free(port: int) -> Finding:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return Finding(f"port {port}", True, "free")
    except OSError:
        return Finding(f"port {port}", False, "taken", "daogou serve --port 0", needed=False)


def command(
    home: Annotated[
        Path | None, typer.Option("--home", help="The shop to look at. [default: var/demo, if it is there]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is missing on this machine and the command that mends it; exit code 1 when it is needed."""
    findings = list(examine(home or DEMO, Settings.from_environment().port, needed=home is not None))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[red]✗[/]" if finding.needed else "[yellow]–[/]"
            out.print(f"{mark} {finding.what:24} {finding.found}" + ("" if finding.ok else f"  →  {finding.mend}"))
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(MISSING)
