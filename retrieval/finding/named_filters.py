"""Filters as they are typed, name=value, checked against what the shop has: what it lacks is told, not searched for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from retrieval.filters import Filters
from retrieval.finding.facets import suggested
from retrieval.finding.request import RequestError
from retrieval.vocabulary import Vocabulary
from store.money import Money

NUMBERS = ("price_min", "price_max", "rating_min")
SWITCHES = ("in_stock", "on_offer")
WORDS = ("brand", "not_brand", "category", "not_category")
FREE = {"not_word": "not_words", "not_id": "exclude_ids"}
FIELDS = {"brand": "brands", "not_brand": "not_brands", "category": "categories", "not_category": "not_categories"}
REFUSED = "not_"  # before the name of an attribute


def filters_from(pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary, currency: str) -> Filters:
    """The filters of (name, value) pairs; values of one name are alternatives. Prices are in major units.

    Names: price_min, price_max, rating_min, in_stock, on_offer, brand, category, not_word, not_id or an attribute;
    "not_" before brand, category or an attribute refuses the value. Raises RequestError for a name or a value that the
    shop does not have; it names those that are spelt most alike.
    """
    fields: dict[str, Any] = {}
    for name, value in pairs:
        key = name.strip().casefold()
        if key in NUMBERS:
            fields[key] = _number(key, value, currency)
        elif key in SWITCHES:
            fields[key] = _switch(key, value)
        elif key in FREE:
            fields.setdefault(FREE[key], []).append(value)
        elif key in WORDS:
            known = vocabulary.brands if key.endswith("brand") else vocabulary.categories
            fields.setdefault(FIELDS[key], []).append(_known(key, value, known))
        else:
            field, spelt = _attribute(key, vocabulary)
            chosen = _known(spelt, value, vocabulary.attributes[spelt])
            fields.setdefault(field, {}).setdefault(spelt, []).append(chosen)
    frozen: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Filters(**frozen)


def _number(name: str, value: str, currency: str) -> float | int:
    try:
        return float(value) if name == "rating_min" else Money.of(value, currency).minor
    except (ArithmeticError, ValueError):
        raise RequestError(f"{name}={value}: {value!r} is not a number") from None


def _switch(name: str, value: str) -> bool:
    if value.casefold() not in ("true", "false"):
        raise RequestError(f"{name}={value}: it is true or false")
    return value.casefold() == "true"


def _known(name: str, value: str, known: Mapping[str, int]) -> str:
    """The value as the shop spells it."""
    spelt = {each.casefold(): each for each in known}.get(value.strip().casefold())
    if spelt is None:
        kind = name.removeprefix(REFUSED)
        raise RequestError(f"{name}={value}: the shop has no such {kind}{suggested(value, known)}")
    return spelt


def _attribute(name: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The field of the filters and the attribute as the shop spells it."""
    if (spelt := vocabulary.attribute_name(name)) is not None:
        return "attributes", spelt
    refused = vocabulary.attribute_name(name.removeprefix(REFUSED))
    if name.startswith(REFUSED) and refused is not None:
        return "not_attributes", refused
    names = (*WORDS, *NUMBERS, *SWITCHES, *FREE, *vocabulary.attributes)
    raise RequestError(f"there is no filter {name!r}{suggested(name, names, 12)}")
