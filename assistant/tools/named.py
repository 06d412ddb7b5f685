"""The very product that a message names, by its article number or its whole title, and what it names it for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from assistant.reading import Constraints, Sort
from assistant.tools.conditions import filters_of
from assistant.tools.registry import ToolContext
from ranker.words import singular
from retrieval.audiences import AUDIENCE_OF
from retrieval.filters import attribute_values
from retrieval.text import CJK_SIGNS, CODE, CODE_SIGNS, asked_codes, numbers_of
from store.products import Product

MOST = 3  # best hits among which the named one is looked for
FEWEST_WORDS = 3  # of a title that names one product; a shorter one may be a kind: "running shoes"
WORD = re.compile(rf"[{CJK_SIGNS}]|(?:(?![{CJK_SIGNS}])[^\W_])+")
_CJK_WORD = 0.5  # a sign of a script without spaces is about half a word

# What stands right before a name, but for an article, and in Chinese also right after it.
_ARTICLE = r"\W*(?:(?:the|your|this|that|an?|这[款个只双件]?|那[款个只双件]?)\W*)?$"
_CHEAPER = r"(?:cheaper|less(?:\s+expensive)?)\s+than"
_DEARER = r"(?:dearer|pricier|more\s+expensive)\s+than"
_LIKE = re.compile(
    rf"\b(?:{_CHEAPER}|{_DEARER}|than|similar\s+(?:to|as)|alternatives?\s+(?:to|for)|resembl(?:es?|ing)){_ARTICLE}"
    rf"|(?P<verb>\b(?:i|we|you|they|he|she|would|d|do|does|did|to|really|also|who)\W+)?\blike{_ARTICLE}"
    rf"|(?:类似于?|好像|像){_ARTICLE}"
)
_LIKE_AFTER = re.compile(r"^\W*(?:类似|相似|差不多|一样|那样)")
_THAN_BEFORE, _CHEAPER_AFTER = re.compile(rf"比{_ARTICLE}"), re.compile(r"^\W*(?:更|再)?(?:便宜|实惠)")
_REFUSED = re.compile(
    rf"\b(?:(?:other|rather|different)\s+(?:than|from)|(?:any|every)\s*(?:thing|one)?\s+but|except(?:\s+for)?|besides|"
    rf"apart\s+from|instead\s+of|not|unlike|without){_ARTICLE}|(?:除了|不要|不是|别给我){_ARTICLE}"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A product and the casefolded words around its name."""

    product: Product
    before: str
    after: str

    @property
    def refused(self) -> bool:
        return _REFUSED.search(self.before) is not None

    @property
    def compared(self) -> bool:
        """Whether others are asked for that are like it, or better in some way."""
        like = _LIKE.search(self.before)
        said = like is not None and like["verb"] is None
        return not self.refused and (said or self._in_chinese)

    @property
    def _in_chinese(self) -> bool:
        return bool(_LIKE_AFTER.search(self.after) or _THAN_BEFORE.search(self.before))

    @property
    def cheaper(self) -> bool:
        chinese = _THAN_BEFORE.search(self.before) and _CHEAPER_AFTER.search(self.after)
        return bool(chinese or re.search(_CHEAPER + _ARTICLE, self.before))

    @property
    def dearer(self) -> bool:
        return re.search(_DEARER + _ARTICLE, self.before) is not None


def mentioned(ctx: ToolContext) -> Mention | None:
    """The product that the message names; of several the one with the longest name. Sold out and hidden ones, too."""
    text = ctx.reading.text.casefold()
    hits = ctx.shop.index.lexical.search(text, MOST)
    records = ctx.shop.store.products.many([hit.product_id for hit in hits])
    spans = {known: span for known, record in records.items() if (span := _span(text, record))}
    if not spans:
        return None
    known = max(spans, key=lambda known: spans[known][1] - spans[known][0])
    start, end = spans[known]
    return Mention(records[known], text[:start], text[end:])


def named_product(ctx: ToolContext, wanted: Constraints, exclude: Iterable[str] = ()) -> Product | None:
    """The product that the shopper asks for by name, if it meets what they want beside; sold out or not."""
    found = mentioned(ctx)
    if found is None or found.refused or found.compared:
        return None
    asked = filters_of(ctx, _without_name(found, wanted), exclude).accept(found.product)
    return found.product if asked else None


def refused_product(ctx: ToolContext) -> tuple[str, ...]:
    """The id of the product that the shopper names only to do without it; () for none."""
    found = mentioned(ctx)
    return (found.product.id,) if found is not None and found.refused else ()


def compared_with(ctx: ToolContext) -> tuple[Product, Constraints] | None:
    """The product that others are to be like, and what these must meet: the wish, without what only names it."""
    found = mentioned(ctx)
    if found is None or not found.compared:
        return None
    return found.product, _beside(found, ctx.reading.constraints)


def _beside(found: Mention, read: Constraints) -> Constraints:
    """The conditions that the name itself is not the reason for, with the limit that it stands for."""
    wanted = _without_name(found, read)
    price = found.product.price.minor
    if found.cheaper:
        most = price - 1 if wanted.price_max is None else min(wanted.price_max, price - 1)
        return replace(wanted, price_max=most, sort=Sort.RELEVANCE)  # "cheaper" was read as an order, too
    if found.dearer:
        least = price + 1 if wanted.price_min is None else max(wanted.price_min, price + 1)
        return replace(wanted, price_min=least, sort=Sort.RELEVANCE)
    return wanted


def _without_name(found: Mention, read: Constraints) -> Constraints:
    """The conditions less those that only the name was read as: Raw Honey is not to be of the colour honey oak."""
    product, name = found.product, _words(found.product.title)
    rest, own = f"{found.before} {found.after}", attribute_values(found.product)

    def stay(values: Collection[str], own_values: Collection[str] = ()) -> tuple[str, ...]:
        said = [value for value in values if value.casefold() in rest or _words(value) <= _words(rest)]
        named = [value for value in values if value.casefold() in own_values or _words(value) & name]
        if not said and named:
            return ()
        return tuple(value for value in values if value in said or value not in named)

    attributes = {of: stay(values, own.get(of.casefold(), ())) for of, values in read.attributes.items()}
    return replace(
        read,
        brands=stay(read.brands, (product.brand.casefold(),)),
        categories=stay(read.categories, {level.casefold() for level in product.category}),
        attributes={of: values for of, values in attributes.items() if values},
        not_words=stay(read.not_words),
    )


def _words(text: str) -> frozenset[str]:
    """The words of a text, singular, and whom they speak of: kids, where it says children."""
    said = [match[0] for match in WORD.finditer(text.casefold())]
    whom = [AUDIENCE_OF[word] for word in said if word in AUDIENCE_OF]
    return frozenset(map(singular, [*said, *whom]))


def _span(text: str, product: Product) -> tuple[int, int] | None:
    """Where the casefolded text has the product's number or title, the words together; None where it has neither."""
    codes = set(asked_codes(text)) & set(numbers_of(product))
    for match in CODE.finditer(text):
        if CODE_SIGNS.sub("", match[0]) in codes:
            return match.span()
    title = [singular(match[0]) for match in WORD.finditer(product.title.casefold())]
    if sum(_CJK_WORD if re.match(f"[{CJK_SIGNS}]", word) else 1 for word in title) < FEWEST_WORDS:
        return None
    said = [(singular(match[0]), *match.span()) for match in WORD.finditer(text)]
    words = [word for word, _, _ in said]
    for at in range(len(said) - len(title) + 1):
        if words[at : at + len(title)] == title:
            return said[at][1], said[at + len(title) - 1][2]
    return None
