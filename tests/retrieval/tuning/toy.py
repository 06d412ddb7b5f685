"""A world of made-up words: what shoppers ask for is written in words that no title has, so only learning can help."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from store.behaviour import Taken
from store.products import Product
from tests.retrieval.catalogue import product

# What the shop calls its kinds, and what its shoppers call them: nothing in common, and nothing that MiniLM knows.
KINDS = {
    "vornik": "zamblet", "drelk": "quossin", "plimora": "trewa", "skafen": "bildo", "orrant": "mexily",
    "jubble": "hassor", "winket": "fendle", "grosk": "yaplo", "telvar": "cunnit", "hympo": "rivask",
}  # fmt: skip
MAKERS = ("Arden", "Bolt", "Cora", "Dorn", "Elm", "Fjord", "Gale", "Hale")
SORTS = ("round", "flat", "tall", "wide", "small", "light")
COLOURS = ("red", "blue", "green", "black", "white")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = 10


def toy_shop() -> list[Product]:
    """480 products: ten kinds in every make and sort."""
    made = itertools.product(KINDS, MAKERS, SORTS)
    return [
        product(
            f"t{number}",
            f"{maker} {sort} {kind} {COLOURS[number % len(COLOURS)]}",
            brand=maker,
            category=("Things", kind),
            colour=COLOURS[number % len(COLOURS)],
        )
        for number, (kind, maker, sort) in enumerate(made)
    ]


def toy_log(products: list[Product], *, mixed: bool = False) -> list[Taken]:
    """Every day each of the shoppers' words is asked for, with a sort, and five products of that kind are taken.

    `mixed`: what is taken has nothing to do with the question, so there is nothing to learn.
    """
    names = list(KINDS)
    found = []
    for number, one in enumerate(products):
        kind = one.category[-1] if not mixed else names[(number * 7 + number // 11) % len(names)]
        sort = one.title.split()[1] if not mixed else SORTS[number * 5 % len(SORTS)]
        at = START + timedelta(days=number % DAYS)
        found.append(Taken(at, f"{sort} {KINDS[kind]}", one.id))
    return found
