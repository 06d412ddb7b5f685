"""Who things are for: the words that shops and shoppers say it with, and which products are for children alone."""

from __future__ import annotations

import re

import numpy as np

from retrieval.columns import ATTRIBUTE, CATEGORY, Columns
from retrieval.terms import Key, Mask
from store.products import Product

AUDIENCES: dict[str, frozenset[str]] = {
    "men": frozenset(
        ["men", "man", "mens", "men's", "man's", "male", "males", "gents", "gentlemen", "gentleman", "guys", "guy"]
    ),
    "women": frozenset(
        ["women", "woman", "womens", "women's", "woman's", "female", "females", "ladies", "lady", "ladies'", "lady's"]
    ),
    "boys": frozenset(["boys", "boy", "boy's", "boys'"]),
    "girls": frozenset(["girls", "girl", "girl's", "girls'"]),
    "kids": frozenset(
        [
            "kids",
            "kid",
            "kids'",
            "kid's",
            "children",
            "child",
            "children's",
            "child's",
            "childrens",
            "toddler",
            "toddlers",
            "youth",
            "junior",
            "juniors",
        ]
    ),
    "baby": frozenset(["baby", "babies", "infant", "infants", "newborn", "newborns", "baby's"]),
    "unisex": frozenset(["unisex"]),
}
AUDIENCE_OF = {word: audience for audience, members in AUDIENCES.items() for word in members}
KIN = {
    "son": "boys",
    "grandson": "boys",
    "nephew": "boys",
    "daughter": "girls",
    "granddaughter": "girls",
    "niece": "girls",
    "husband": "men",
    "hubby": "men",
    "dad": "men",
    "father": "men",
    "boyfriend": "men",
    "bf": "men",
    "brother": "men",
    "grandpa": "men",
    "grandad": "men",
    "granddad": "men",
    "grandfather": "men",
    "uncle": "men",
    "him": "men",
    "wife": "women",
    "mum": "women",
    "mom": "women",
    "mother": "women",
    "girlfriend": "women",
    "gf": "women",
    "sister": "women",
    "grandma": "women",
    "granny": "women",
    "grandmother": "women",
    "aunt": "women",
    "her": "women",
    "missus": "women",
}
CHILDREN = frozenset({"kids", "boys", "girls", "baby"})
CHINESE_CHILD = re.compile("[童孩婴]|宝宝|儿子|女儿")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def audiences_in(text: str) -> frozenset[str]:
    """The audiences that the words of a text name, relatives among them: "rain coat for my son" → boys."""
    found = {name for word in _words(text) if (name := AUDIENCE_OF.get(word) or KIN.get(word))}
    return frozenset(found | ({"kids"} if CHINESE_CHILD.search(text) else set()))


def for_children(product: Product) -> bool:
    """Whether everything that says who a product is for says children: whole attribute values, words of categories."""
    named = {AUDIENCE_OF.get(value.casefold()) for values in product.attributes.values() for value in values}
    named |= {AUDIENCE_OF.get(word) for level in product.category for word in _words(level)}
    named.discard(None)
    return bool(named) and named <= CHILDREN


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in WORD.findall(text.casefold())]


class Childrens:
    """`for_children` over all rows at once. An option counts as an attribute does."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._read = 0  # terms that are sorted into the two below
        self._young: list[int] = []
        self._grown: list[int] = []

    def mask(self) -> Mask:
        """Mask [size] of the rows that are for children. Call it with the index locked."""
        facts = self._columns.facts
        for code in range(self._read, len(facts.keys)):  # terms are only ever added
            named = _named(facts.keys[code])
            if named:
                (self._young if named <= CHILDREN else self._grown).append(code)
        self._read = len(facts.keys)
        found = np.zeros(self._columns.size, np.bool_)
        found[facts.rows_of(self._young)] = True
        found[facts.rows_of(self._grown)] = False
        return found


def _named(key: Key) -> frozenset[str]:
    """The audiences that a term of the columns names."""
    if key[0] == CATEGORY:
        return frozenset(AUDIENCE_OF[word] for word in _words(key[1]) if word in AUDIENCE_OF)
    return frozenset([AUDIENCE_OF[key[2]]]) if key[0] == ATTRIBUTE and key[2] in AUDIENCE_OF else frozenset()
