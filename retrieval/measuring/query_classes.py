"""What kind of query it is, told from its words and the shop's: navigational, type, attribute or broad.

The kinds are those of Broder's taxonomy of web search (2002) as shops know it. The rule looks at nothing but the query
and the catalogue:

- **navigational**: at least half of the telling words are names. A name is a brand, a model number (`TN-2110`), or a
  word that the shop's texts always capitalise, after small words too, and seldom as an acronym ("PlayStation", "USB").
- **broad**: a department and no more, or no word for a product: only properties and intents ("gaming", "gift for mum").
- **attribute**: a product and at least one property: an attribute's value or a measure ("wireless mouse", "64gb card").
- **type**: a product and no property. A word that the catalogue knows for nothing else counts as a product, and so does
  a value that its texts also write in the plural ("laptop" of "suitable for: laptop"), unless it is a colour, a
  material, a person or a use. Where everything is a value, the last word is the product, unless it has the ending of
  an adjective: English compounds have their head on the right.

Categories are read as whole names first, so that "running shoes" is one kind where the shop has such a category, and a
property with a kind where it has not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text import CODE_SIGNS, NO, YES, codes_in, spaced
from retrieval.vocabulary import Vocabulary
from retrieval.words.analysis import ASKING, Analyzer
from store.products import Product

SEEN = 3  # times a word must occur before its capitals or its plural count
ACRONYM = 0.5  # share of occurrences in capitals only that makes a word an acronym instead
PROPERTY_PRODUCTS = 5  # that must have a value before its words are properties: rarer ones are noise
PROPERTY_WORDS = 3  # in a value; longer ones are prose
WORD = re.compile(r"[^\W\d_]+")
POSSESSIVE = re.compile(r"['’]s?\b")
SEVERAL = re.compile(r",|&|\band\b", re.IGNORECASE)  # parts the kinds of a category "Phones and tablets"
UNITS = "k|p|x|gb|tb|mb|mm|cm|m|ml|cl|l|w|v|mah|ah|wh|hz|khz|mhz|ghz|inch|in|kg|g|oz|lb|ft|pc|pcs|pk|pack|st|nd|rd|th"
MEASURE = re.compile(rf"\d+([.,x/]\d+)*-?({UNITS})?", re.IGNORECASE)
INTENTS = (
    "accessory accessories anniversary best birthday buy cheap christmas clothes clothing dad daughter deal discount "
    "equipment essentials family father friend gear gift girlfriend boyfriend good great home husband idea item kid "
    "mother mum mom new nice offer outfit present product recommend sale something son stuff supply thing top wedding "
    "wife work"
)
TYPE_NAMES = ("type", "kind")  # attributes that say what a thing is, not how
PLAIN_NAMES = frozenset(  # attributes whose values never name a product
    ("colour", "color", "material", "fabric", "gender", "audience", "season", "occasion", "usage", "style", "size")
)
ADJECTIVE = re.compile(r"\w{2,}(ing|less|able|ible|al|ic|ed|ish|ive|ous|proof|free)")

Phrase = tuple[str, ...]
Cut = Callable[[str], Phrase]  # a text's words


class QueryClass(StrEnum):
    NAVIGATIONAL = "navigational"
    TYPE = "type"
    ATTRIBUTE = "attribute"
    BROAD = "broad"


class Part(StrEnum):
    """What a word, or several together, say."""

    NAME = "name"
    KIND = "kind"
    PROPERTY = "property"
    INTENT = "intent"


@dataclass(frozen=True, slots=True)
class Words:
    """The shop's words: kinds and brands as stems, since people say one or several; the others as they are written."""

    phrases: dict[Phrase, Part]  # brands and categories
    departments: frozenset[frozenset[str]]
    heads: frozenset[str]  # the last word of a category: "chairs" of "office chairs"
    names: frozenset[str]
    plain: frozenset[str]  # properties and nothing else: colours, materials, people, what a product has or has not
    properties: frozenset[str]  # words of other values that are no nouns
    intents: frozenset[str]


class QueryClasses:
    """The classes of queries in one shop. Any text is a query; never raises."""

    def __init__(self, vocabulary: Vocabulary, products: Iterable[Product]) -> None:
        self._cut, self._stems = cutter(stem=False), cutter(stem=True)
        self._stop_words = frozenset(ASKING.split())
        self._words = words_of(vocabulary, products, self._cut, self._stems)
        self._longest = max(map(len, self._words.phrases), default=1)

    def of(self, query: str) -> QueryClass:
        """The class of a query."""
        if frozenset(self._stems(query)) in self._words.departments:
            return QueryClass.BROAD
        said = list(self._parts(query))
        if {*said} == {Part.PROPERTY} and self._heads(query):
            said[-1] = Part.KIND
        parts = Counter(said)
        if parts[Part.NAME] and 2 * parts[Part.NAME] >= parts.total():
            return QueryClass.NAVIGATIONAL
        if not parts[Part.KIND]:
            return QueryClass.BROAD
        return QueryClass.ATTRIBUTE if parts[Part.PROPERTY] else QueryClass.TYPE

    def _parts(self, query: str) -> Iterator[Part]:
        """What each telling word says; the words of a brand or a category are one."""
        codes = [code for code in codes_in(query) if not MEASURE.fullmatch(code)]
        yield from (Part.NAME for _ in codes)
        text = " ".join(piece for piece in query.split() if CODE_SIGNS.sub("", piece).lower() not in codes)
        words = [word for word in self._cut(text) if word not in self._stop_words]
        stems = [self._stems(word)[0] for word in words]
        place = 0
        while place < len(words):
            length, part = self._longest_phrase(stems[place:])
            yield part or self._part(words[place], stems[place], words)
            place += length

    def _heads(self, query: str) -> bool:
        """Whether the last word may name a product though the catalogue has it as a value."""
        word = query.split()[-1].casefold()
        return not {*self._cut(word)} & self._words.plain and not ADJECTIVE.fullmatch(word)

    def _longest_phrase(self, stems: list[str]) -> tuple[int, Part | None]:
        for length in range(min(self._longest, len(stems)), 0, -1):
            if part := self._words.phrases.get(tuple(stems[:length])):
                return length, part
        return 1, None

    def _part(self, word: str, stem: str, query: list[str]) -> Part:
        known = self._words
        if stem in known.intents:
            return Part.INTENT
        if stem in known.heads:
            return Part.KIND
        if MEASURE.fullmatch(word):  # a number beside a name is part of it: "playstation 4"
            return Part.NAME if any(other in known.names for other in query) else Part.PROPERTY
        for among, part in (
            (known.plain, Part.PROPERTY),
            (known.names, Part.NAME),
            (known.properties, Part.PROPERTY),
        ):
            if word in among:
                return part
        return Part.KIND


def cutter(*, stem: bool) -> Cut:
    """Cuts a text into its words in order, small and without possessives, each as its English stem or as it is."""
    analyzer = Analyzer()
    words = analyzer.stems if stem else analyzer.surfaces
    return lambda text: tuple(words(spaced(POSSESSIVE.sub("", text))))


def words_of(vocabulary: Vocabulary, products: Iterable[Product], cut: Cut, stems: Cut) -> Words:
    """The shop's words, from its vocabulary and from how its texts write them."""
    kinds = {stems(part) for name in vocabulary.categories for part in (name, *SEVERAL.split(name))} - {()}
    brands = {stems(brand) for brand in vocabulary.brands} - {()}
    departments = {stems(name) for name in vocabulary.departments} - {()}
    plain, values = properties_of(vocabulary, cut)
    written = Written(products)
    return Words(
        phrases=dict.fromkeys(brands, Part.NAME) | dict.fromkeys(kinds, Part.KIND),
        departments=frozenset(map(frozenset, departments)),
        heads=frozenset(kind[-1] for kind in kinds),
        names=frozenset(word for name in written.names() for word in cut(name)),
        plain=plain,
        properties=values - frozenset(written.nouns()),
        intents=frozenset(stems(INTENTS)),
    )


def properties_of(vocabulary: Vocabulary, cut: Cut) -> tuple[frozenset[str], frozenset[str]]:
    """Words that are properties and nothing else, and the words of all other short attribute values."""
    plain: set[str] = set()
    other: set[str] = set()
    for name, values in vocabulary.attributes.items():
        if name.casefold().endswith(TYPE_NAMES):
            continue
        for value, count in values.items():
            has = value.casefold() in YES
            words = cut(name if has else value)
            if count >= PROPERTY_PRODUCTS and value.casefold() not in NO and len(words) <= PROPERTY_WORDS:
                sure = len(words) == 1 if has else name.casefold() in PLAIN_NAMES
                (plain if sure else other).update(words)
    return frozenset(plain), frozenset(other)


class Written:
    """How the titles and descriptions write their words."""

    def __init__(self, products: Iterable[Product]) -> None:
        self.seen = Counter[str]()  # by casefolded word
        self._small: set[str] = set()
        self._capitals = Counter[str]()
        self._within: set[str] = set()  # capitalised right after a small word, where no title case asks for it
        for product in products:
            before = ""
            for word in WORD.findall(f"{product.title} . {product.description}"):
                self._read(word, before)
                before = word

    def _read(self, word: str, before: str) -> None:
        folded = word.casefold()
        self.seen[folded] += 1
        if word == folded:
            self._small.add(folded)
            return
        self._capitals[folded] += word.isupper()
        if before.islower():
            self._within.add(folded)

    def names(self) -> Iterator[str]:
        """Words that are never small, but for acronyms."""
        for word in self._within - self._small:
            count = self.seen[word]
            acronym = self._capitals[word] >= ACRONYM * count
            if count >= SEEN and len(word) > 1 and not acronym and not ADJECTIVE.fullmatch(word):
                yield word

    def nouns(self) -> Iterator[str]:
        """Words in singular and plural."""
        for word, count in list(self.seen.items()):
            for plural in (f"{word}s", f"{word}es"):
                if count >= SEEN and self.seen[plural] >= SEEN:
                    yield from (word, plural)
