"""All the shop's rules over one list, in their order.

1. taken out: what the shop does not sell, what the shopper has or hid, the same thing in another size or colour
2. boosts, then margin: they change a product's points, and the list is ordered by points
3. put behind: the bury list, and last of all what is sold out
4. among the others: diversity, then at most n of a brand
5. a share of the places is drawn for what few have seen
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.candidates.pool import without_known
from ranker.catalogue import Catalogue
from ranker.policy.diversity import Likeness, mmr
from ranker.policy.duplicates import without_twins
from ranker.policy.exposure import draw
from ranker.policy.facts import NOT_SOLD, FactBook
from ranker.policy.impressions import Count, Impressions
from ranker.policy.moves import boost, bury, limit_brands, sold_out_last, weigh_margin
from ranker.policy.rules import DEFAULT_RULES, PER_BRAND, Exposure, Rules
from ranker.policy.trace import Trace, passed, unsaid
from ranker.policy.working import BEST, Working, points_of
from ranker.ranker import Ranked
from ranker.words import tokens
from retrieval.filters import Filters
from store.behaviour import Event, EventKind

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]
REACH = 50  # best products among which diversity chooses
NEAR = 0.5  # of the last place's points that a product needs to be drawn into the list


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is for: `k` places at `now`, for the words of `query`, if there were any.

    `exclude` must not be shown; `not_left` is not in stock as the shopper wishes it. The same `seed` draws the same.
    """

    k: int
    now: datetime | None = None
    query: str = ""
    exclude: AbstractSet[str] = frozenset()
    not_left: AbstractSet[str] = frozenset()
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Every product that may be shown, best first, each with the model's score.

    `chances` are the propensities of the first `k` where places were drawn; all others' are 1.
    """

    items: list[Ranked]
    trace: Trace
    chances: Mapping[str, float] = field(default_factory=dict)


class Policy:
    """One shop's rules over its catalogue. Lists come in the model's order and leave in the shop's."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: Rules = DEFAULT_RULES,
        vectors: Vectors | None = None,
        impressions: Count | None = None,
    ) -> None:
        """`vectors` (unit, [n, dim], zeros where unknown) and `impressions` are what diversity and exposure need."""
        self.rules = rules
        self._catalogue = catalogue
        self._facts = FactBook(catalogue, rules)
        self._vectors = vectors
        self._impressions = (
            Impressions(impressions, self._facts.group_of, rules.exposure.days)
            if rules.exposure is not None and impressions is not None
            else None
        )

    def before(self, filters: Filters, history: Sequence[Event], hidden: Iterable[str] = ()) -> Filters:
        """The filters for recommending: not what the shopper bought, disliked or hid, nor what they saw if so ruled."""
        seen = (event.product_id for event in history if event.kind is not EventKind.IMPRESSION)
        return without_known(filters, history, [*hidden, *(seen if self.rules.exclude_seen else ())])

    def allowed(self, ranked: Sequence[Ranked], exclude: AbstractSet[str] = frozenset()) -> Ordered:
        """The list as it is, without what must not be shown: for an order that the shopper asked for."""
        return _ordered(*self._started(ranked, exclude))

    def order(self, ranked: Sequence[Ranked], asked: Asked) -> Ordered:
        """The list under all rules; `Ordered.items` has whatever was not taken out, beyond `asked.k` too."""
        items, list_ = self._started(ranked, asked.exclude)
        if not len(list_.order):
            return _ordered(items, list_)
        without_twins(list_, self._facts, asked.not_left, coloured=bool(asked.query))
        if self.rules.boosts:
            boost(list_)
        if self.rules.margin is not None:
            weigh_margin(list_, self.rules.margin)
        if self.rules.buried:
            bury(list_)
        sold_out_last(list_, asked.not_left)
        if self.rules.diversity and self._vectors is not None:
            self._diversify(list_, asked.k, self._vectors)
        if most := self._per_brand(asked):
            brands = self._catalogue.facets["brand"].codes[[one.row for one in list_.facts], 0]
            limit_brands(list_, brands, most, frozenset(tokens(asked.query)))
        if self.rules.exposure is not None and self._impressions is not None and asked.now is not None:
            self._expose(list_, self.rules.exposure, self._impressions.of(asked.now), asked)
        return _ordered(items, list_)

    def note(self, shown: Iterable[str]) -> None:
        """These products were shown: counts for what few have seen."""
        if self._impressions is not None:
            self._impressions.add(shown)

    def _started(self, ranked: Sequence[Ranked], exclude: AbstractSet[str]) -> tuple[list[Ranked], Working]:
        """The list with every product once, less those that are not sold or not to be shown."""
        first: dict[str, Ranked] = {}
        for item in ranked:
            first.setdefault(item.product_id, item)
        items, ids = list(first.values()), list(first)
        facts = self._facts.many(ids)
        order = np.arange(len(ids))
        list_ = Working(ids, facts, order, points_of(items), len(ids))
        list_.out("unknown", np.array([one is NOT_SOLD for one in facts], dtype=bool), unsaid)
        if exclude:
            list_.out("excluded", np.array([key in exclude for key in ids], dtype=bool), unsaid)
        return items, list_

    def _per_brand(self, asked: Asked) -> int:
        """How many of a brand may stand in front; 0 for any number."""
        if self.rules.max_per_brand is None:
            return 0 if asked.query else PER_BRAND
        return self.rules.max_per_brand

    def _diversify(self, list_: Working, k: int, vectors: Vectors) -> None:
        """The first `k` places by what each adds; the others stay as they are."""
        near = list_.order[: min(REACH, list_.front)]
        if not len(near):
            return
        ids: list[str] = [list_.ids[at] for at in near.tolist()]
        alike = Likeness(vectors(ids), self._catalogue.facets["category"].codes[self._catalogue.rows_of(ids)])
        relevance = np.clip(list_.points[near] / BEST, 0.0, 1.0)
        picks = mmr(relevance, alike.to, k, self.rules.diversity)
        first = near[picks]
        order = np.concatenate([first, list_.order[~np.isin(list_.order, first)]])

        def nearest(product: int) -> str:
            """The one of those now before it that it is most like."""
            row = int(np.flatnonzero(near == product)[0])
            before = picks[: picks.index(row)] if row in picks else picks
            closest: int = max(before, key=lambda pick: float(alike.to(pick)[row]))
            return ids[closest]

        list_.put("diversity", order, passed(list_.order, order, len(list_.ids)), nearest)

    def _expose(self, list_: Working, rule: Exposure, seen: Mapping[str, int], asked: Asked) -> None:
        """Draws products that few have seen into the first `k` places, if they come near to what stands there."""
        k = min(asked.k, list_.front)
        if k < 2:
            return
        front = list_.order[: list_.front].tolist()
        few = {at for at in front if (group := list_.facts[at].group) and seen.get(group, 0) < rule.below}
        enough = NEAR * list_.points[front[k - 1]]
        pool = [at for at in front[k:] if at in few and list_.points[at] >= enough]
        drawn = draw(front[:k], few, pool, rule.share, asked.seed)
        placed = np.array(drawn.order)
        order = np.concatenate([placed, list_.order[~np.isin(list_.order, placed)]])
        touched = np.zeros(len(list_.ids), dtype=bool)
        touched[list(drawn.products)] = True
        seen_of = {at: seen.get(list_.facts[at].group, 0) for at in drawn.products}
        list_.put("exposure", order, touched, lambda at: f"seen {seen_of[at]} times in {rule.days} days")
        list_.chances = {list_.ids[at]: chance for at, chance in drawn.chances.items()}


def _ordered(items: Sequence[Ranked], list_: Working) -> Ordered:
    return Ordered([items[at] for at in list_.order.tolist()], list_.trace(), list_.chances)


def apply(
    ranked: Sequence[Ranked], catalogue: Catalogue, k: int, exclude: Iterable[str] = (), rules: Rules = DEFAULT_RULES
) -> tuple[list[Ranked], Trace]:
    """At most `k` of the ranked products under the rules that need nothing but the catalogue, and what they changed."""
    ordered = Policy(catalogue, rules).order(ranked, Asked(k, exclude=frozenset(exclude)))
    return ordered.items[:k], ordered.trace
