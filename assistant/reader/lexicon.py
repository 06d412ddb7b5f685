"""The shop's own words: what a phrase of the message means in this shop, in the shop's spelling.

Only attributes with few, repeated values are taken for facets; model numbers and free text are not conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.reader.text import singular, words
from assistant.reader.words import MATERIALS, NOUNS, ORDINARY, is_noun
from retrieval.audiences import AUDIENCE_OF, AUDIENCES, WIDER
from retrieval.understanding.families import COLOUR_FAMILIES, FAMILY_OF, SIZE_WORDS, SPELLINGS

MOST_VALUES = 400  # an attribute with more distinct values is a description, not a facet
REMEMBERED = 5000  # phrases whose colour was looked up
LONGEST = 4  # words in a phrase of the vocabulary
_COLOUR = re.compile(r"colou?r", re.IGNORECASE)
FAMILY_SHARE = 0.5  # of the products with a colour that must have a family, for families to be gone by
_FAMILY = re.compile(r"family|base|group|main", re.IGNORECASE)
_SIZE = re.compile(r"\bsizes?\b", re.IGNORECASE)
_AUDIENCE = re.compile(r"audience|gender|\bfor\b|suitable|age|target|department|^sex$", re.IGNORECASE)
# Attributes that hold for every product they could hold for, so that filtering by them loses little.
_FILLED_IN = re.compile(r"material|fabric|pattern|season|feature|flavou?r|certificat|(?:skin|hair) type", re.IGNORECASE)
_YES = frozenset({"yes", "true", "y"})


class Words(Protocol):
    """What the reader needs of the shop's vocabulary: words with how many products carry them."""

    @property
    def brands(self) -> Mapping[str, int]: ...
    @property
    def categories(self) -> Mapping[str, int]: ...
    @property
    def attributes(self) -> Mapping[str, Mapping[str, int]]: ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for: `kind` is brand, category, colour, size, audience or attribute."""

    kind: str
    name: str  # of the attribute, "" otherwise
    values: tuple[str, ...]  # in the shop's spelling; any of them will do
    weak: bool = False  # an ordinary word too: a condition only where the shopper says so


def fold(phrase: str) -> str:
    """Casefolded words in the singular, joined by one space: the form in which phrases compare."""
    return " ".join(singular(SPELLINGS.get(word, word)) for word in words(phrase.casefold()))


def one_edit(left: str, right: str) -> bool:
    """Whether two words differ by one insertion, deletion, substitution or swap of neighbours."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return left == right
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


class Lexicon:
    """Phrase → meanings, built once from a vocabulary; lookups are dictionary reads."""

    def __init__(self, vocabulary: Words) -> None:
        self._meanings: dict[str, list[Meaning]] = {}
        self._facets: dict[str, dict[str, list[str]]] = {}
        self.category_heads: set[str] = set()
        for category in vocabulary.categories:
            self._add(category, Meaning("category", "", (category,)))
            folded = fold(category).split()
            if folded and len(folded) <= LONGEST:
                self.category_heads.add(folded[-1])
        for brand in vocabulary.brands:
            if brand.strip():
                weak = len(brand.split()) == 1 and (brand.casefold() in ORDINARY or self._ordinary(brand))
                self._add(brand, Meaning("brand", "", (brand,), weak))
        self._colours(vocabulary.attributes)
        self._audiences(vocabulary.attributes)
        self._size_names = [name for name in vocabulary.attributes if _SIZE.search(name)]
        self._sizes = {
            name: {value.casefold(): value for value in vocabulary.attributes[name]} for name in self._size_names
        }
        for name, values in vocabulary.attributes.items():
            if name not in self._taken and name not in self._size_names and len(values) <= MOST_VALUES:
                self._facet(name, values)
        self._settle_facets()
        self._brand_words = [phrase for phrase, found in self._meanings.items() if found[0].kind == "brand"]
        self._has_brands = bool(vocabulary.brands)
        self._known = {word for phrase in self._meanings for word in phrase.split()}

    def _ordinary(self, brand: str) -> bool:
        word = singular(brand.casefold())
        return word in NOUNS or word in self.category_heads or word in FAMILY_OF or word in AUDIENCE_OF

    def _add(self, phrase: str, meaning: Meaning) -> None:
        folded = fold(phrase)
        if folded and len(folded.split()) <= LONGEST:
            self._meanings.setdefault(folded, []).append(meaning)

    def _colours(self, attributes: Mapping[str, Mapping[str, int]]) -> None:
        names = [name for name in attributes if _COLOUR.search(name)]
        families = [name for name in names if _FAMILY.search(name)]
        self.colour_name = min((name for name in names if name not in families[:1]), key=len, default="")
        # A family that few products tell says nothing of the others' colours: asked for it, they would all be left out.
        told = {name: sum(attributes[name].values()) for name in names}
        enough = FAMILY_SHARE * told.get(self.colour_name, 0)
        self.family_name = next((name for name in families if told[name] >= enough), "")
        self._taken = set(names)
        self._colour_values = {value.casefold(): value for value in attributes.get(self.colour_name, {})}
        self._folded_colours = [(low, fold(low), value) for low, value in self._colour_values.items()]
        self._known_colours: dict[str, Meaning | None] = {}
        self._family_values = {fold(value): value for value in attributes.get(self.family_name, {})}
        self.colour_phrases = set(FAMILY_OF) | {fold(value) for value in self._colour_values} | set(self._family_values)

    def _audiences(self, attributes: Mapping[str, Mapping[str, int]]) -> None:
        self.audience_name, self._audience_values, best = "", {}, 0
        for name, values in attributes.items():
            known = {audience: value for value in values if (audience := self._audience(value))}
            score = len(known) + (1 if _AUDIENCE.search(name) else 0)
            if len(known) >= 2 and score > best and len(values) <= 30:
                self.audience_name, self._audience_values, best = name, known, score
        self._taken.add(self.audience_name)

    @staticmethod
    def _audience(value: str) -> str | None:
        return AUDIENCE_OF.get(value.casefold())

    def _facet(self, name: str, values: Mapping[str, int]) -> None:
        if values and all(value.casefold() in _YES | {"no", "false", "n"} for value in values):
            yes = next((value for value in values if value.casefold() in _YES), None)
            if yes is not None:
                self._add(name, Meaning("attribute", name, (yes,)))
            return
        for value in values:
            if re.search(r"[^\W\d_]{3}", value) and value.casefold() not in _YES:
                folded = fold(value)
                for phrase in {folded, *folded.split()}:
                    if len(phrase) >= 3:
                        self._facets.setdefault(phrase, {}).setdefault(name, []).append(value)

    def _settle_facets(self) -> None:
        """A value is a condition where one attribute alone has it and is one that shops fill in; else it is weak."""
        for phrase, names in self._facets.items():
            name = next(iter(names))
            ordinary = (phrase in NOUNS or phrase in ORDINARY) and phrase not in MATERIALS
            weak = len(names) > 1 or ordinary or not _FILLED_IN.search(name)
            self._add(phrase, Meaning("attribute", name, tuple(names[name]), weak))

    def facets(self, phrase: str) -> Mapping[str, Sequence[str]]:
        """Every attribute with the values that hold a phrase: what to exclude when it is refused."""
        return self._facets.get(fold(phrase), {})

    # -- lookups -------------------------------------------------------------------------------------------------

    def meanings(self, phrase: str) -> list[Meaning]:
        """Everything a phrase stands for in this shop, colours and sizes apart."""
        return self._meanings.get(fold(phrase), [])

    def kinds(self, text: str) -> dict[str, str]:
        """Phrase of the message, lower case → the kind the shop knows it as (brand, colour, category …)."""
        parts = words(text.lower())
        found: dict[str, str] = {}
        for start in range(len(parts)):
            for stop in range(start + 1, min(start + LONGEST, len(parts)) + 1):
                phrase = " ".join(parts[start:stop])
                if self.colour(phrase):
                    found[phrase] = "colour"
                elif meanings := self.meanings(phrase):
                    found[phrase] = meanings[0].kind
        return found

    def is_noun(self, word: str) -> bool:
        """Whether a word names a kind of product: one of the shop's categories or one that shops commonly sell."""
        return is_noun(word) or singular(word) in self.category_heads

    def knows(self, word: str) -> bool:
        base = singular(word)
        return base in self._known or base in NOUNS or base in ORDINARY or word in FAMILY_OF or word in AUDIENCE_OF

    @property
    def has_brands(self) -> bool:
        """Whether the shop tells brands at all, so that a name it does not know is a brand it does not sell."""
        return self._has_brands

    def near_brand(self, word: str) -> Meaning | None:
        """The one brand a misspelt word of six letters or more can mean; None when in doubt."""
        if len(word) < 6 or self.knows(word):
            return None
        close = [phrase for phrase in self._brand_words if phrase[0] == word[0] and one_edit(phrase, word)]
        return self._meanings[close[0]][0] if len(close) == 1 else None

    def colour(self, phrase: str) -> Meaning | None:
        """A colour in this shop: the family when the shop has families, else every shade of it; None when unknown."""
        if phrase not in self._known_colours:
            if len(self._known_colours) > REMEMBERED:
                self._known_colours.clear()
            self._known_colours[phrase] = self._find_colour(phrase)
        return self._known_colours[phrase]

    def _find_colour(self, phrase: str) -> Meaning | None:
        folded = fold(phrase)
        family = FAMILY_OF.get(phrase) or FAMILY_OF.get(folded)
        if self._family_values and (value := self._family_values.get(folded)):
            return Meaning("colour", self.family_name, (value,))
        exact = [value for _, form, value in self._folded_colours if form == folded]
        if exact and folded not in COLOUR_FAMILIES:
            return Meaning("colour", self.colour_name, tuple(exact))
        if family == folded:
            shades = [value for low, _, value in self._folded_colours if self.shade_of(low, folded)]
            return (
                Meaning("colour", self.colour_name, tuple(exact or []) + tuple(s for s in shades if s not in exact))
                if shades or exact
                else None
            )
        partial = [value for _, form, value in self._folded_colours if folded in form.split()]
        return Meaning("colour", self.colour_name, tuple(partial)) if partial else None

    @staticmethod
    def shade_of(value: str, family: str) -> bool:
        parts = fold(value).split()
        return family in parts or FAMILY_OF.get(value) == family or FAMILY_OF.get(" ".join(parts)) == family

    def near_colour(self, word: str) -> str | None:
        """The colour that a misspelt word of five letters or more can mean ("puprle"); None when in doubt."""
        if len(word) < 5 or self.knows(word):
            return None
        close = [name for name in COLOUR_FAMILIES if len(name) >= 4 and name[0] == word[0] and one_edit(name, word)]
        return close[0] if len(close) == 1 else None

    def audience(self, audience: str) -> Meaning | None:
        """The shop's value for an audience, with its unisex one beside it; a wider one when it lacks the narrow one."""
        wanted: str | None = audience
        while wanted is not None and wanted not in self._audience_values:
            wanted = WIDER.get(wanted)
        if wanted is None:
            return None
        values = [self._audience_values[wanted]]
        if "unisex" in self._audience_values and wanted != "unisex" and wanted in AUDIENCES:
            values.append(self._audience_values["unisex"])
        return Meaning("audience", self.audience_name, tuple(values))

    def size(self, text: str) -> Meaning | None:
        """The shop's value for a size in any of its size attributes: "medium" finds "M"; None when there is none."""
        low = " ".join(text.casefold().split())
        for form in (low, SIZE_WORDS.get(low, ""), low.removeprefix("uk ").removeprefix("us ").removeprefix("eu ")):
            for name in self._size_names:
                for value in self._size_forms(name, form):
                    return Meaning("size", name, (value,))
        return None

    def _size_forms(self, name: str, form: str) -> Iterable[str]:
        values = self._sizes[name]
        long = next((word for word, short in SIZE_WORDS.items() if short == form), "")
        for candidate in (form, long):
            if candidate and candidate in values:
                yield values[candidate]

    def size_names(self) -> tuple[str, ...]:
        return tuple(self._size_names)
