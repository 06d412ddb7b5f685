"""Known-item queries made from a shop's own titles: what a shopper types who has a certain product in mind.

After Azzopardi, de Rijke and Balog, "Building simulated queries for known-item topics" (2007): words of the title are
dropped, the rest says the same product still. On top of that people change the order, abbreviate, leave the brand out
and mistype; one query in five has a typing error. No query has all the words of its title.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from store.products import Product

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
FEWEST, SHORTEST = 3, 4  # words kept, and words a title must have to lose one
KEPT = (0.5, 0.85)  # share of the title's words
TYPO_EVERY = 5
NO_BRAND, ABBREVIATED, REORDERED, CAPITALS = 0.25, 0.2, 0.35, 0.1  # shares of queries
LONG = 9  # letters of a word that people cut short
CUT = 5  # to this many
TYPO_LETTERS = 5  # words from this length get typing errors
ABBREVIATIONS = {
    "women": "womens", "men": "mens", "black": "blk", "white": "wht", "tshirt": "t-shirt", "tshirts": "t-shirts",
    "and": "&", "with": "w/", "pack": "pk", "large": "lg", "small": "sm", "medium": "med", "international": "intl",
}  # fmt: skip
NEIGHBOURS = dict(
    pair
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for pair in zip(row, row[1:] + row[-2], strict=True)  # the key to the right; of the last, the one to the left
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownItem:
    """`ids` are all products of the title; `changes` what was done to it besides dropping words."""

    query: str
    title: str
    ids: frozenset[str]
    changes: tuple[str, ...]


class Titles:
    """Which products have which words in their titles."""

    def __init__(self, products: Iterable[Product]) -> None:
        self.of_title: dict[str, set[str]] = {}
        self._having: dict[str, set[str]] = {}
        for product in products:
            self.of_title.setdefault(product.title.casefold(), set()).add(product.id)
            for word in words_in(product.title.casefold()):
                self._having.setdefault(word, set()).add(product.id)

    def having(self, words: Sequence[str]) -> set[str]:
        """The products whose titles have all of the words."""
        return set.intersection(*sorted((self._having.get(word.casefold(), set()) for word in words), key=len))


def words_in(text: str) -> list[str]:
    return WORD.findall(text)


def known_items(products: Sequence[Product], count: int, seed: int = 0) -> list[KnownItem]:
    """At most `count` queries, one a product; the same products and seed give the same queries.

    The words kept are in no other title, so that the query can be answered; products of one title all count.
    """
    rng = random.Random(seed)
    titles = Titles(products)
    made: list[KnownItem] = []
    queries: set[str] = set()
    for product in rng.sample(products, len(products)):
        if len(made) == count:
            break
        found = _query(product, titles, rng, typo=len(made) % TYPO_EVERY == 0)
        if found is not None and found.query not in queries:
            queries.add(found.query)
            made.append(found)
    return made


def _query(product: Product, titles: Titles, rng: random.Random, *, typo: bool) -> KnownItem | None:
    """A query for the product; None where what is left of the title would not say which product it is."""
    words = words_in(product.title)
    if len(words) < SHORTEST:
        return None
    brand = _folded(product.brand)
    kept = _kept(_units(words, brand, _folded(product.category[-1] if product.category else "")), rng)
    changes = ["no brand"] if rng.random() < NO_BRAND and brand in map(_lower, kept) else []
    if changes:
        kept = [unit for unit in kept if _lower(unit) != brand]
    same = titles.of_title[product.title.casefold()]
    said = [word for unit in kept for word in unit]
    if not FEWEST <= len(said) < len(words) or titles.having(said) != same:
        return None
    changes += ["reordered"] if _reorder(kept, rng) else []
    said = [word.casefold() for unit in kept for word in unit]
    changes += [name for name, change in _CHANGES.items() if change(said, rng)]
    if typo and not _mistype(said, rng):
        return None
    changes += ["typo"] if typo else []
    return KnownItem(" ".join(said), product.title, frozenset(same), tuple(changes))


def _folded(text: str) -> Words:
    return _lower(words_in(text))


def _lower(words: Sequence[str]) -> Words:
    return tuple(word.casefold() for word in words)


def _units(words: Sequence[str], *together: Words) -> list[Words]:
    """The words of a title in order, a brand or a kind of several words as one: nobody says half a brand."""
    units: list[Words] = []
    place = 0
    while place < len(words):
        length = next((len(one) for one in together if one and _lower(words[place : place + len(one)]) == one), 1)
        units.append(tuple(words[place : place + length]))
        place += length
    return units


def _kept(units: Sequence[Words], rng: random.Random) -> list[Words]:
    """Some of the units in their order, never all."""
    count = max(1, min(round(len(units) * rng.uniform(*KEPT)), len(units) - 1))
    return [units[place] for place in sorted(rng.sample(range(len(units)), count))]


def _reorder(units: list[Words], rng: random.Random) -> bool:
    """The last unit, mostly the kind, comes first, or two neighbours change places."""
    if rng.random() >= REORDERED or len(units) < 2:
        return False
    before = list(units)
    if rng.random() < 0.5:
        units.insert(0, units.pop())
    else:
        place = rng.randrange(len(units) - 1)
        units[place], units[place + 1] = units[place + 1], units[place]
    return units != before


def _abbreviate(words: list[str], rng: random.Random) -> bool:
    if rng.random() >= ABBREVIATED:
        return False
    short = [place for place, word in enumerate(words) if word in ABBREVIATIONS or len(word) >= LONG]
    if not short:
        return False
    place = rng.choice(short)
    words[place] = ABBREVIATIONS.get(words[place], words[place][:CUT])
    return True


def _capitalise(words: list[str], rng: random.Random) -> bool:
    """Capitals, for those who type them; all others type small."""
    if rng.random() >= CAPITALS:
        return False
    words[:] = [word.upper() for word in words]
    return True


_CHANGES: dict[str, Callable[[list[str], random.Random], bool]] = {
    "abbreviated": _abbreviate,
    "capitals": _capitalise,
}


def _mistype(words: list[str], rng: random.Random) -> bool:
    """One slip in one longer word, after its first letter: two letters swapped, one left out, doubled or beside."""
    long = [place for place, word in enumerate(words) if len(word) >= TYPO_LETTERS and word.isalpha()]
    if not long:
        return False
    place = rng.choice(long)
    word = words[place]
    while words[place] == word:
        words[place] = _slip(word, rng)
    return True


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    letter = word[at]
    beside = NEIGHBOURS.get(letter.lower(), rng.choice(string.ascii_lowercase))
    return rng.choice(
        (
            word[:at] + word[at + 1] + letter + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + (beside.upper() if letter.isupper() else beside) + word[at + 1 :],
        )
    )
