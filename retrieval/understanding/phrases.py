"""What every phrase can stand for in one shop, from the shop's own brands, categories and attribute values alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retrieval.audiences import AUDIENCE_OF, WIDER
from retrieval.filters import is_colour
from retrieval.text import CJK, NO, YES
from retrieval.understanding.families import COLOUR_FAMILIES, FAMILY_OF, SIZE_WORDS, SPELLINGS
from retrieval.understanding.tokens import Token, key_of, tokens_of
from retrieval.understanding.understood import NO_FACET, Facet, Kind
from retrieval.vocabulary import Vocabulary
from retrieval.words.lexical import LexicalIndex

LONGEST = 5  # words of a phrase
MOST_WORDS = 3  # of a value that people say; longer ones are prose
MOST_MEANINGS = 12  # of a phrase, those of most products: "USB" is a value of a hundred attributes of a computer shop
MOST_VALUES = 400  # of an attribute; more are a description
SIZE = re.compile(r"\bsizes?\b|尺码|尺寸", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]{2}")
LETTER_SIZE = re.compile(r"x{1,4}[sl]|\d?xl|x{0,3}s|m|l", re.IGNORECASE)
FAMILY = re.compile(r"family|base|group|main|色系", re.IGNORECASE)
FAMILY_SHARE = 0.5  # of the products with a colour that must have a family, for families to be gone by
FEWEST_AUDIENCES = 2  # that an attribute must tell apart to be the one that says who a product is for
ADULTS = ("men", "women")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a phrase can stand for. `wider` includes `exact` where it is of the same attribute."""

    kind: Kind
    exact: Facet
    wider: Facet = NO_FACET


class Phrases:
    """Looked up by `key_of` of the tokens of a phrase."""

    def __init__(self, vocabulary: Vocabulary, words: LexicalIndex) -> None:
        self._words = words
        self._found: dict[str, dict[Meaning, None]] = {}
        self.audiences: dict[str, Meaning] = {}  # men, women, boys, … → who that is in this shop
        self.sizes: dict[str, list[Facet]] = {}  # a size as said, folded → the attributes that have it
        self._categories(vocabulary)
        self._brands: dict[Meaning, str] = {}  # how each is spelt, folded and without blanks
        for brand in vocabulary.brands:
            tokens = self.tokens(brand)
            meaning = Meaning(Kind.BRAND, Facet("", (brand,)))
            self._brands[meaning] = "".join(token.text for token in tokens)
            self._add(key_of(tokens), meaning)
        taken = {self._audience(vocabulary.attributes)}
        taken |= self._colours(vocabulary.attributes)
        for name, values in vocabulary.attributes.items():
            if SIZE.search(name):
                self._size(name, values)
            elif name not in taken and len(values) <= MOST_VALUES:
                self._values(name, values)
        for key, meanings in self._found.items():
            if len(meanings) > MOST_MEANINGS:
                usual = sorted(meanings, key=lambda meaning: -_products(meaning, vocabulary))[:MOST_MEANINGS]
                self._found[key] = dict.fromkeys(usual)
        self.cjk = frozenset(key for key in self._found if len(key) > 1 and CJK.fullmatch(key))

    def of(self, tokens: list[Token]) -> list[Meaning]:
        """Everything these words, together, stand for. A brand is its very name: no charger is one of Chargely."""
        texts = "".join(token.text for token in tokens)
        found = self._found.get(key_of(tokens), ())
        return [meaning for meaning in found if meaning.kind is not Kind.BRAND or texts == self._brands[meaning]]

    def _key(self, phrase: str) -> str:
        return key_of(self.tokens(phrase))

    def tokens(self, phrase: str) -> list[Token]:
        return tokens_of(phrase, self._words)

    def _add(self, key: str, meaning: Meaning) -> None:
        if key:
            self._found.setdefault(key, {})[meaning] = None

    def _categories(self, vocabulary: Vocabulary) -> None:
        """Names of categories; all that are spelt the same but for their number ("Dress", "Dresses") are one kind.

        Only whole names: of what is in "Data cables and adapters", too much is no adapter.
        """
        whole: dict[str, list[str]] = {}
        for category in vocabulary.categories:
            whole.setdefault(self._key(category), []).append(category)
        for key, names in whole.items():
            self._add(key, Meaning(Kind.CATEGORY, Facet("", tuple(names))))

    def _audience(self, attributes: Mapping[str, Mapping[str, int]]) -> str:
        """The attribute that tells most people apart, with what each is called there."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, values in attributes.items():
            for value in values:
                if audience := AUDIENCE_OF.get(value.casefold()):
                    found.setdefault(name, {}).setdefault(audience, []).append(value)
        best = max(found, key=lambda name: (len(found[name]), sum(attributes[name].values())), default="")
        if not best or len(found[best]) < FEWEST_AUDIENCES:
            return ""
        told = found[best]
        for audience in dict.fromkeys(AUDIENCE_OF.values()):
            if meaning := _people(best, audience, told):
                self.audiences[audience] = meaning
        for value in attributes[best]:
            if value.casefold() not in AUDIENCE_OF:
                self._add(self._key(value), Meaning(Kind.ATTRIBUTE, Facet(best, (value,))))
        return best

    def _colours(self, attributes: Mapping[str, Mapping[str, int]]) -> set[str]:
        """Colours of the attribute that most products have, each with its shades; the attributes that tell colours."""
        names = [name for name in attributes if is_colour(name)]
        told = {name: sum(attributes[name].values()) for name in names}
        families = [name for name in names if FAMILY.search(name)]
        main = max((name for name in names if name not in families), key=lambda name: told[name], default="")
        family = next((name for name in families if told[name] >= FAMILY_SHARE * told.get(main, 0)), "")
        main, family = (main or family), (family if main else "")
        values = {value: self._key(value) for value in attributes.get(main, {})}
        grouped = {self._key(value): value for value in attributes.get(family, {})}
        said = dict.fromkeys([*values.values(), *grouped], "")
        said |= {self._key(colour): colour for colour in COLOUR_FAMILIES}
        said |= {key: "" for value in values if (key := self._short(value)) and key not in said}
        for key, colour in said.items():
            exact = tuple(value for value, other in values.items() if other == key)
            shades = tuple(value for value in values if value not in exact and self._shade(value, key, colour))
            exact = exact or tuple(value for value in values if self._short(value) == key)
            wider = Facet(family, (grouped[key],)) if key in grouped else Facet(main, (*exact, *shades))
            if exact or wider.values:
                strict = Facet(main, exact) if exact else wider
                self._add(key, Meaning(Kind.COLOUR, strict, wider))
        return set(names)

    def _short(self, value: str) -> str:
        """What a colour of two words is called for short, where that is a colour: "navy" of "Navy Blue"."""
        words = value.casefold().split()
        return self._key(words[0]) if len(words) == 2 and words[0] in FAMILY_OF else ""

    def _shade(self, value: str, key: str, family: str) -> bool:
        """Whether a colour is one of the family, or a sort of the colour with this key: "Navy Blue" of "blue"."""
        folded = SPELLINGS.get(value.casefold(), value.casefold())
        tokens = self.tokens(folded)
        return (bool(tokens) and tokens[-1].stem == key) or bool(family and FAMILY_OF.get(folded) == family)

    def _size(self, name: str, values: Mapping[str, int]) -> None:
        for value in values:
            folded = value.casefold()
            for said in {folded, SIZE_WORDS.get(folded, folded)}:
                self.sizes.setdefault(said, []).append(Facet(name, (value,)))
            if LETTER_SIZE.fullmatch(folded) and len(folded) > 1:
                self._add(self._key(value), Meaning(Kind.SIZE, Facet(name, (value,))))

    def _values(self, name: str, values: Mapping[str, int]) -> None:
        """Each short value of an attribute; of one that only says yes or no, its name."""
        named = self.tokens(name)
        for value in values:
            if value.casefold() in YES and len(named) <= MOST_WORDS:
                self._add(key_of(named), Meaning(Kind.ATTRIBUTE, Facet(name, (value,))))
        cut = {value: self.tokens(value) for value in values if _is_said(value)}
        spoken = {value: tokens for value, tokens in cut.items() if len(tokens) <= MOST_WORDS}
        ending: dict[str, list[str]] = {}  # last words of a value → the values that end so: organic cotton is cotton
        for value, tokens in spoken.items():
            for at in range(1, len(tokens)):
                ending.setdefault(key_of(tokens[at:]), []).append(value)
        for value, tokens in spoken.items():
            key = key_of(tokens)
            sorts = ending.get(key, [])
            wider = Facet(name, (value, *sorts)) if sorts else NO_FACET
            meaning = Meaning(Kind.ATTRIBUTE, Facet(name, (value,)), wider)
            if LETTERS.search(value):
                self._add(key, meaning)
            for other in _with_name(key, named):
                self._add(other, meaning)


def _products(meaning: Meaning, vocabulary: Vocabulary) -> int:
    """How many products have an attribute's value; what is no attribute comes before all that are."""
    values = vocabulary.attributes.get(meaning.exact.name)
    return sum(map(values.__getitem__, meaning.exact.values)) if values else sum(vocabulary.categories.values())


def _is_said(value: str) -> bool:
    """Whether people may say a value: it is no yes or no, no number and not long."""
    folded = value.casefold()
    short = folded.count(" ") < MOST_WORDS
    return short and folded not in YES and folded not in NO and any(map(str.isalpha, folded))


def _with_name(key: str, named: list[Token]) -> Iterator[str]:
    """A value beside what it is a value of, said together or the last word left out: "slim" + "fit", "slim fit"."""
    if len(named) != 1:
        return
    stem = named[0].stem
    if key.endswith(stem):
        if len(key) - len(stem) >= MOST_WORDS:
            yield key.removesuffix(stem)
    else:
        yield key + stem


def _people(name: str, audience: str, told: Mapping[str, list[str]]) -> Meaning | None:
    """Who an audience is in the shop: what is for everybody is for grown-ups; children have a wider word."""
    own = told.get(audience, [])
    if audience == "kids":
        own = [value for child in ("kids", "boys", "girls") for value in told.get(child, [])]
    wider = told.get(WIDER.get(audience, ""), [])
    if not (own or wider):
        return None
    everybody = told.get("unisex", []) if audience in ADULTS and own else []
    exact = Facet(name, tuple(dict.fromkeys((*(own or wider), *everybody))))
    return Meaning(Kind.AUDIENCE, exact, Facet(name, tuple(dict.fromkeys((*exact.values, *wider)))))
