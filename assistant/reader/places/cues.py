"""What stands around places in a list: closed classes of words, listed in cues.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

_LISTED = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
CUES: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _LISTED.items()}
AMOUNTS = {"couple": 2, "pair": 2, "duo": 2, "trio": 3, "few": 3, "half": 0}


def follows_number(word: str) -> bool:
    """Whether a bare number before this word may be a place: the word begins nothing that is counted."""
    return word == "" or not (word[0].isalnum() or word in '%$€£¥°"*') or word in CUES["after"] | CUES["compared"]
