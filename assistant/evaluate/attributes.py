"""What a shopper knows of a product, derived from titles by counting alone: kind, brand, size, colour, details.

No list of products or brands is used. A brand is a beginning that titles share; a kind is what titles end their first
part with; a detail is a word that several titles have, so that nothing said names one product by itself.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

BRAND_TITLES = 4  # titles that must begin alike for the beginning to be a brand
BRAND_SHARE = 0.5  # of a brand's titles that begin with it
KIND_TITLES = 8  # titles whose first part must end with a word for the word to be a kind of thing
KIND_SHARE = 0.2  # of the titles with the word that end their first part with it
DETAIL_TITLES = 5  # titles that must have a word for it to be said: below, it would name the product

_SIZE = re.compile(
    r"(?<![\w.])(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)\s*-?\s*(?P<unit>(?:fl(?:uid)?\.?\s*)?(?:ounces?|oz)|milliliters?|ml|grams?"
    r"|inch(?:es)?|mm|count|ct|pieces?|pcs?|watts?|lbs?|pounds?)\b\.?"
)
_SPF = re.compile(r"\bspf\s*-?\s*(?P<n>\d+)\b\+?")
_PACK = re.compile(r"\b(?:pack|set|case|lot)\s+of\s+\d+\b|\b\d+\s*-?\s*packs?\b")
_AUDIENCE = re.compile(r"\b(?:for\s+)?(?P<who>women|men|kids|girls|boys|babies|children|unisex)(?:'s|s')?\b")
_BREAK = re.compile(r"[,(\[\])|;:~*+/!]|\s-+\s|--|\.\s|(?<![\w-])(?:with|for|by|from|in|made|plus)\b(?!-)")
_WORD = re.compile(r"[^\W\d_](?:[\w'.&-]*[^\W_])?|\d+(?:\.\d+)?%?")
_UNITS = {"oz": "ounce", "ounces": "ounce", "ml": "ml", "milliliter": "ml", "milliliters": "ml", "ct": "count",
          "pcs": "piece", "pc": "piece", "pieces": "piece", "g": "gram", "grams": "gram", "inches": "inch",
          "watts": "watt", "lbs": "pound", "lb": "pound", "pounds": "pound"}  # fmt: skip
_LISTS = tomllib.loads((Path(__file__).parent / "titles.toml").read_text(encoding="utf-8"))
_LITTLE = frozenset(_LISTS["little"].split())
_COLOURS = frozenset(_LISTS["colours"].split())
_INSIDE = frozenset(_LISTS["inside"].split())  # what a thing has in it or smells of: "with lavender"


class Facet(StrEnum):
    """Which side of a product an attribute tells."""

    KIND = "kind"
    BRAND = "brand"
    SIZE = "size"
    AUDIENCE = "audience"
    COLOUR = "colour"
    INSIDE = "inside"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing to say about a product: `value` in lower case, as a shopper would say it."""

    facet: Facet
    value: str

    @property
    def words(self) -> frozenset[str]:
        """The words of the value that count as told: all but the little ones."""
        return frozenset(content(self.value))


def plain(title: str) -> str:
    """The title in lower case and plain letters, entities resolved."""
    text = unicodedata.normalize("NFKC", html.unescape(html.unescape(title))).lower().replace("’", "'")
    return " ".join(text.split())


def content(text: str) -> list[str]:
    """The words that tell something, in order, with units in one spelling."""
    found = (_UNITS.get(word, word) for word in _WORD.findall(plain(text)))
    return [word for word in found if word not in _LITTLE or word in ("ounce",)]


class Titles:
    """The titles of one catalogue, counted once; `describe` then takes any of them apart."""

    def __init__(self, titles: Iterable[str]) -> None:
        texts = [plain(title) for title in titles]
        self._with: Counter[str] = Counter()  # phrase of one to four words -> titles that have it
        self._first: Counter[str] = Counter()  # phrase of one to three words -> titles that begin with it
        self._last: Counter[str] = Counter()  # word -> titles whose first part ends with it
        for text in texts:
            words = _WORD.findall(text)
            self._with.update({" ".join(words[at : at + n]) for n in (1, 2, 3, 4) for at in range(len(words))})
            self._first.update({" ".join(words[:n]) for n in (1, 2, 3)})
            self._last.update([parts[0][-1]] if (parts := self._parts(text)) else [])

    @staticmethod
    def _parts(text: str) -> list[list[str]]:
        """The words of each part between commas, brackets and prepositions, without sizes and numbers."""
        bare = _AUDIENCE.sub(" , ", _SPF.sub(" , ", _PACK.sub(" , ", _SIZE.sub(" , ", text))))
        parts = ([word for word in _WORD.findall(part) if not word[0].isdigit()] for part in _BREAK.split(bare))
        return [part for part in parts if part]

    def describe(self, title: str) -> tuple[Attribute, ...]:
        """What can be said of a product with this title: its kind first, if it has one."""
        text = plain(title)
        brand = self._brand(text)
        kind = self._kind(text, brand)
        taken = set(content(f"{brand} {kind}"))
        found = [Attribute(Facet.KIND, kind)] if kind else []
        found += [Attribute(Facet.BRAND, brand)] if brand else []
        if match := _SIZE.search(text):
            unit = match["unit"].removeprefix("fluid").removeprefix("fl").strip(" .")
            found.append(Attribute(Facet.SIZE, f"{match['n']} {_UNITS.get(unit, unit)}"))
        if match := _SPF.search(text):
            found.append(Attribute(Facet.INSIDE, f"spf {match['n']}"))
        if match := _AUDIENCE.search(text):
            found.append(Attribute(Facet.AUDIENCE, match["who"]))
        return (*found, *self._details(text, taken))

    def _brand(self, text: str) -> str:
        words = _WORD.findall(text)
        brand = ""
        for n in (1, 2, 3):
            begin = " ".join(words[:n])
            common = self._first[begin] >= max(BRAND_TITLES, BRAND_SHARE * self._with[begin])
            narrower = not brand or self._first[begin] >= BRAND_SHARE * self._first[brand]
            if len(words) > n and common and narrower:
                brand = begin
        while brand and brand.split()[-1] in _LITTLE:
            brand = brand.rpartition(" ")[0]
        return brand if len(brand) > 1 and not brand[0].isdigit() else ""

    def _is_kind(self, word: str) -> bool:
        often = self._last[word] >= max(KIND_TITLES, KIND_SHARE * self._with[word])
        return often and len(word) > 2 and word not in _LITTLE | _COLOURS

    def _kind(self, text: str, brand: str) -> str:
        """The last kind noun of the first part that has one, with what usually stands before it."""
        rest = text.removeprefix(brand) if brand else text
        for words in self._parts(rest):
            for end in range(len(words), 0, -1):
                if self._is_kind(words[end - 1]):
                    return self._widened(words[:end])
        known = [
            word for words in self._parts(rest) for word in words if word not in _LITTLE | _COLOURS and len(word) > 2
        ]
        return max(known, key=lambda word: self._with[word], default="") if brand or len(known) > 1 else ""

    def _widened(self, words: Sequence[str]) -> str:
        """The noun with one word before it where both together are common ("eye cream"), more around "de" and "of"."""
        best = words[-1]
        for n in (2, 3, 4):
            phrase = words[-n:]
            joined = " ".join(phrase)
            linked = any(word in ("de", "of", "and") for word in phrase[1:])
            if len(phrase) < n or self._with[joined] < KIND_TITLES or (n > 2 and not linked):
                continue
            if phrase[0] not in _LITTLE | _COLOURS and len(phrase[0]) > 1:
                best = joined
        return best

    def _details(self, text: str, taken: set[str]) -> list[Attribute]:
        """Words, or pairs that mostly stand together, which several titles have and nothing above has told."""
        found: list[Attribute] = []
        for part in self._parts(text):
            for at, word in enumerate(part):
                if word in taken or word in _LITTLE or len(word) < 3 or self._with[word] < DETAIL_TITLES:
                    continue
                following = part[at + 1] if at + 1 < len(part) else ""
                pair = f"{word} {following}"
                close = self._with[pair] >= max(DETAIL_TITLES, 0.5 * min(self._with[word], self._with[following]))
                value = pair if following and close and following not in taken | _LITTLE else word
                taken.update(content(value))
                found.append(Attribute(_facet(value), value))
        return found


def _facet(value: str) -> Facet:
    words = value.split()
    if any(word in _INSIDE for word in words):
        return Facet.INSIDE
    return Facet.COLOUR if any(word in _COLOURS for word in words) else Facet.DETAIL
