"""The shop's rules after the ranker: what must not be shown, what goes behind, and a trace of every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ranker.catalogue import Catalogue, colours
from ranker.ranker import Ranked
from ranker.words import tokens
from store.products import Product

SIZE_OPTIONS = ("size", "尺码", "尺寸")


@dataclass(frozen=True, slots=True)
class Rules:
    """`max_per_brand` is how many of one brand may stand in front; the others follow behind, they are not lost."""

    max_per_brand: int = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule did to a product. Places count from 1; `after` is 0 for a product that was taken out."""

    rule: str  # unknown, excluded, duplicate, sold_out, brand_limit
    product_id: str
    before: int
    after: int
    because: str = ""  # the product or brand that the change is about


@dataclass(frozen=True, slots=True)
class Trace:
    """Every change, in the order of the rules; `before` and `after` are places before and after all rules."""

    changes: tuple[Change, ...] = ()

    def of(self, product_id: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.product_id == product_id)


DEFAULT_RULES = Rules()


@dataclass(slots=True)
class _Moves:
    """Who was taken out or put behind, and by which rule."""

    out: dict[str, tuple[str, str]] = field(default_factory=dict)
    behind: dict[str, tuple[str, str]] = field(default_factory=dict)


def apply(
    ranked: Sequence[Ranked], catalogue: Catalogue, k: int, exclude: Iterable[str] = (), rules: Rules = DEFAULT_RULES
) -> tuple[list[Ranked], Trace]:
    """At most `k` of the ranked products under the rules, and what the rules changed.

    Taken out: products the catalogue has not, those in `exclude` (bought, hidden), and one that differs from a better
    placed one by size or colour only. Put behind, in their order: more than `max_per_brand` of a brand, and behind
    those whatever is sold out.
    """
    moves = _Moves()
    kept = _distinct(_allowed(ranked, catalogue, frozenset(exclude), moves), catalogue, moves)
    in_stock = [item for item in kept if catalogue.products[item.product_id].in_stock]
    sold_out = [item for item in kept if not catalogue.products[item.product_id].in_stock]
    moves.behind.update({item.product_id: ("sold_out", "") for item in sold_out})
    front, crowd = _by_brand(in_stock, catalogue, rules.max_per_brand)
    moves.behind.update({item.product_id: ("brand_limit", brand) for item, brand in crowd})
    order = [*front, *(item for item, _ in crowd), *sold_out]
    return order[:k], _trace(ranked, order, moves)


def _allowed(ranked: Sequence[Ranked], catalogue: Catalogue, exclude: frozenset[str], moves: _Moves) -> list[Ranked]:
    kept = []
    for item in ranked:
        if item.product_id not in catalogue.products:
            moves.out[item.product_id] = ("unknown", "")
        elif item.product_id in exclude:
            moves.out[item.product_id] = ("excluded", "")
        else:
            kept.append(item)
    return kept


def _distinct(ranked: Sequence[Ranked], catalogue: Catalogue, moves: _Moves) -> list[Ranked]:
    """Without near-identical ones: a sold-out product gives way to its twin in stock, else the later to the earlier."""
    places: dict[tuple[str, frozenset[str]], int] = {}
    kept: list[Ranked] = []
    for item in ranked:
        product = catalogue.products[item.product_id]
        place = places.setdefault(likeness(product), len(kept))
        if place == len(kept):
            kept.append(item)
        elif product.in_stock and not catalogue.products[kept[place].product_id].in_stock:
            moves.out[kept[place].product_id] = ("duplicate", item.product_id)
            kept[place] = item
        else:
            moves.out[item.product_id] = ("duplicate", kept[place].product_id)
    return kept


def likeness(product: Product) -> tuple[str, frozenset[str]]:
    """What near-identical products share: the brand, and the title's words without those of colour and size."""
    options = product.options()
    sizes = [value for name in SIZE_OPTIONS for value in options.get(name, ())]
    varying = {token for value in (*colours(product), *sizes) for token in tokens(value)}
    words = frozenset(tokens(product.title))
    return product.brand.casefold(), (words - varying) or words


def _by_brand(
    ranked: Sequence[Ranked], catalogue: Catalogue, most: int
) -> tuple[list[Ranked], list[tuple[Ranked, str]]]:
    """Those within the limit, and those beyond it with their brand. Products without a brand are never beyond."""
    seen: Counter[str] = Counter()
    front: list[Ranked] = []
    crowd: list[tuple[Ranked, str]] = []
    for item in ranked:
        brand = catalogue.products[item.product_id].brand
        seen[brand.casefold()] += 1
        if brand and seen[brand.casefold()] > most:
            crowd.append((item, brand))
        else:
            front.append(item)
    return front, crowd


def _trace(ranked: Sequence[Ranked], order: Sequence[Ranked], moves: _Moves) -> Trace:
    before = {item.product_id: place for place, item in enumerate(ranked, start=1)}
    after = {item.product_id: place for place, item in enumerate(order, start=1)}
    changes = [Change(rule, key, before[key], 0, because) for key, (rule, because) in moves.out.items()]
    # A product that a rule would put behind may already stand there: it changed only if a later one passed it.
    passed: set[str] = set()
    latest = 0
    for item in order:
        if before[item.product_id] < latest:
            passed.add(item.product_id)
        latest = max(latest, before[item.product_id])
    changes += [
        Change(rule, key, before[key], after[key], because)
        for key, (rule, because) in moves.behind.items()
        if key in passed
    ]
    return Trace(tuple(changes))
