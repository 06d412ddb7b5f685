"""From a reading and a call's arguments to conditions in the shop's own words, and from those to filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.reading import Constraints, Sort
from assistant.tools.arguments import to_major
from assistant.tools.registry import ToolContext, ToolError
from retrieval.filters import Filters, is_colour
from retrieval.vocabulary import Vocabulary
from store.customers import Preference


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for. `unknown` are the conditions that no product of the shop can meet, by their kind."""

    query: str
    constraints: Constraints
    unknown: tuple[str, ...] = ()


def read_conditions(ctx: ToolContext) -> dict[str, Any]:
    """The reading as arguments of `search_products`; prices in major units."""
    wanted, currency = ctx.reading.constraints, ctx.shop.currency
    attributes = {name: list(values) for name, values in wanted.attributes.items() if not is_colour(name)}
    colours = [value for name, values in wanted.attributes.items() if is_colour(name) for value in values]
    return {
        "query": ctx.reading.query,
        "price_min": to_major(wanted.price_min, currency),
        "price_max": to_major(wanted.price_max, currency),
        "brand": list(wanted.brands),
        "not_brand": list(wanted.not_brands),
        "category": list(wanted.categories),
        "colour": colours,
        "attributes": attributes,
        "sort": wanted.sort.value or None,
        "in_stock": wanted.in_stock or None,
        "on_offer": wanted.on_offer or None,
    }


def with_reading(ctx: ToolContext, given: Constraints) -> Constraints:
    """The given conditions and those of the reading that no argument can carry; nothing of the reading is lost."""
    read = ctx.reading.constraints
    low, high = given.price_min, given.price_max
    if low is not None and high is not None and low > high:
        if (read.price_min is None) == (read.price_max is None):
            raise ToolError("price_min is above price_max: swap them or leave one out")
        low, high = read.price_min, read.price_max  # the shopper named one end, the model made up the other
    return replace(
        given,
        price_min=low,
        price_max=high,
        attributes={**given.attributes, **read.attributes},
        not_attributes=read.not_attributes,
        not_categories=read.not_categories,
        not_words=read.not_words,
        rating_min=read.rating_min,
        not_brands=tuple(dict.fromkeys((*read.not_brands, *given.not_brands))),
        brands=tuple(brand for brand in given.brands if brand not in read.not_brands),
    )


def understood(
    vocabulary: Vocabulary,
    query: str,
    constraints: Constraints,
    *,
    colours: Iterable[str] = (),
    attributes: Mapping[str, Iterable[str]] | None = None,
) -> Wish:
    """Every named value in the shop's spelling. What the shop does not know becomes words of the query and is reported.

    A category that is not the shop's is only a way to say the query, so it is not reported.
    """
    words = [query] if query else []
    unknown: list[str] = []
    brands = _known(constraints.brands, vocabulary.brand, words, unknown, "brand")
    categories = _known(constraints.categories, vocabulary.category, words, [], "category")
    found = dict(constraints.attributes)
    coloured = any(map(is_colour, found))
    asked = {name: list(values) for name, values in (attributes or {}).items()}
    for name, values in {**asked, "colour": [] if coloured else list(colours)}.items():
        if values and (vocabulary.attribute_name(name) or name) not in constraints.attributes:
            pairs = _colours(vocabulary, values) if is_colour(name) else _attributes(vocabulary, name, values)
            for shop_name, value in pairs:
                found[shop_name] = tuple(dict.fromkeys((*found.get(shop_name, ()), value)))
            if not pairs:
                unknown.append(name)
                words.extend(values)
    kept = replace(constraints, brands=tuple(brands), categories=tuple(categories), attributes=found)
    return Wish(" ".join(dict.fromkeys(words)), kept, tuple(dict.fromkeys(unknown)))


def _known(
    names: Iterable[str], look_up: Callable[[str], str | None], words: list[str], unknown: list[str], kind: str
) -> list[str]:
    """The names the shop knows, in its spelling. The others become words, and `kind` unknown if that is all of them."""
    spellings = {name: look_up(name) for name in names}
    missing = [name for name, spelling in spellings.items() if spelling is None]
    words.extend(name for name in missing if name.casefold() not in " ".join(words).casefold())
    if missing and len(missing) == len(spellings):
        unknown.append(kind)
    return [spelling for spelling in spellings.values() if spelling is not None]


def _attributes(vocabulary: Vocabulary, name: str, values: Iterable[str]) -> list[tuple[str, str]]:
    """(attribute, value) in the shop's spelling; where it calls the attribute something else, the value finds it."""
    pairs = [pair for value in values if (pair := vocabulary.attribute(name, value))]
    return pairs or [named for value in values for named in vocabulary.named(value)[:1]]


def _colours(vocabulary: Vocabulary, colours: Iterable[str]) -> list[tuple[str, str]]:
    """(attribute, value) of the colours; "navy blue" is navy or blue where only those are known.

    A shop may tell a colour and its family ("navy", "blue"): all values are taken from the one attribute with most
    products, since conditions on two attributes would both have to hold.
    """
    found: list[tuple[str, str]] = []
    for colour in colours:
        whole = [pair for pair in vocabulary.named(colour) if is_colour(pair[0])]
        found += whole or [pair for word in colour.split() for pair in vocabulary.named(word) if is_colour(pair[0])]
    products: Counter[str] = Counter()
    for name, value in dict.fromkeys(found):
        products[name] += vocabulary.attributes[name][value]
    best = {name for name, _ in products.most_common(1)}
    return [pair for pair in dict.fromkeys(found) if pair[0] in best]


def filters_of(ctx: ToolContext, constraints: Constraints, exclude: Iterable[str] = ()) -> Filters:
    """The conditions as filters, without what the shopper hid, `exclude`, and the brands they asked never to see."""
    return Filters(
        price_min=constraints.price_min,
        price_max=constraints.price_max,
        brands=frozenset(constraints.brands),
        not_brands=frozenset({*constraints.not_brands, *unwanted_brands(ctx, constraints)}),
        categories=frozenset(constraints.categories),
        not_categories=frozenset(constraints.not_categories),
        attributes={name: frozenset(values) for name, values in constraints.attributes.items()},
        not_attributes={name: frozenset(values) for name, values in constraints.not_attributes.items()},
        not_words=frozenset(constraints.not_words),
        in_stock=constraints.in_stock,
        on_offer=constraints.on_offer,
        rating_min=constraints.rating_min,
        exclude_ids=frozenset({*ctx.session.hidden, *exclude}) | (seen(ctx) if ctx.reading.more else frozenset()),
    )


def seen(ctx: ToolContext) -> frozenset[str]:
    """Products shown since the topic began: "show me others" means none of them."""
    return frozenset(ctx.session.handles[handle] for handle in ctx.session.seen)


def preferences(ctx: ToolContext) -> list[Preference]:
    """What the shopper asked to be remembered: in the shop's records, for a guest in the conversation."""
    if ctx.session.customer_id:
        return ctx.shop.store.customers.preferences(ctx.session.customer_id)
    return list(ctx.session.preferences)


def unwanted_brands(ctx: ToolContext, constraints: Constraints) -> list[str]:
    """Brands the shopper asked never to see, but for those they ask for now."""
    asked = {brand.casefold() for brand in constraints.brands}
    return [wish.value for wish in preferences(ctx) if wish.kind == "not_brand" and wish.value.casefold() not in asked]


def sort_of(name: str | None) -> Sort:
    return Sort(name or "")
