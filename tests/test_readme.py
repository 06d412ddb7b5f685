"""The README says what is there: its tree is the code's, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_tree_is_the_codes() -> None:
    printed = subprocess.run(
        [sys.executable, ROOT / "scripts" / "tree.py"], capture_output=True, text=True, check=True
    ).stdout
    assert f"```\n{printed}```" in README, "run: python scripts/tree.py --write"


@pytest.mark.parametrize(
    "page", [*sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")), "README.md"]
)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), f"{page} links to {target}"


def test_make_targets_in_the_readme_exist() -> None:
    named = {
        target for found in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", README, re.MULTILINE) for target in found
    }
    named.discard("")
    assert {"demo", "test"} <= named <= set(TARGETS)
