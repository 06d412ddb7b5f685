"""The words of titles and what kind of thing they name: the head noun, without brand and plural."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from store.products import Product

# A title's head noun stands before these: "tent pegs for camping" are pegs, "Ridgeline 2 tent, green" is a tent.
HEAD_ENDS = re.compile(r"\s*[,(\[|/:;•]|\s+[-–—]\s+|\s+(?:for|with|in|by|of|and|&)\s+", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST_KIND = 4  # words in the name of a kind


@lru_cache(maxsize=1 << 16)  # a catalogue has many titles and few words
def singular(word: str) -> str:
    """An English word without its plural ending: close enough to compare kinds of products."""
    word = word.casefold().replace("’", "'")
    if len(word) <= 3 or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, casefolded and singular; a hyphenated word counts as its parts."""
    return tuple(singular(part) for word in WORD.findall(text) for part in word.split("-") if part)


def head(title: str, brand: str = "") -> tuple[str, ...]:
    """The words of a title, after a leading brand, up to where its head noun ends."""
    rest = title[len(brand) :] if brand and title.casefold().startswith(brand.casefold()) else title
    return tokens(HEAD_ENDS.split(rest, maxsplit=1)[0]) or tokens(rest) or tokens(title)


def kinds(product: Product) -> Iterator[tuple[str, ...]]:
    """What the product may be called: the ends of its title's head and of its narrowest category, as words.

    "Trail camping stove" in Stoves is a stove and a camping stove. In scripts without spaces, the whole names.
    """
    names = [head(product.title, product.brand), *(tokens(level) for level in product.category[-1:])]
    for words in names:
        for length in range(1, min(LONGEST_KIND, len(words)) + 1):
            yield words[-length:]
