"""Authored word lists of the dialogue: weak colours, kin, ordinary words, product nouns, filler."""

from __future__ import annotations

import tomllib
from pathlib import Path

from assistant.reader.text import singular

LISTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_WORDS = {name: frozenset(listed.split()) for name, listed in LISTS.items()}

# Colour words that are as often something else: read as a colour only where the sentence says so.
WEAK_COLOURS = _WORDS["weak_colours"]
NOT_A_COLOUR_BEFORE = _WORDS["not_a_colour_before"]

WEARABLES = _WORDS["wearables"]

MATERIALS = _WORDS["materials"]
# Words a brand may share with ordinary speech: a brand only where the shopper says so.
ORDINARY = _WORDS["ordinary"]

NOUNS = _WORDS["nouns"]
GENERIC = frozenset(
    [
        "one",
        "ones",
        "thing",
        "things",
        "something",
        "anything",
        "stuff",
        "item",
        "items",
        "product",
        "products",
        "option",
        "options",
        "model",
        "models",
    ]
)
FILLER = _WORDS["filler"]


def is_noun(word: str) -> bool:
    """Whether a word names a kind of product that shops commonly sell."""
    return word in NOUNS or singular(word) in NOUNS
