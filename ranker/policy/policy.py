"""All the shop's rules over one list, in their order.

1. taken out: what the shop does not sell, what the shopper has or hid, the same thing in another size or colour
2. boosts, then margin: they change a product's points, and the list is ordered by points
3. put behind: the bury list, and last of all what is sold out
4. among the others: diversity, then at most n of a brand
5. a share of the places is drawn for what few have seen
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.candidates.pool import without_known
from ranker.catalogue import Catalogue
from ranker.policy.diversity import Likeness, mmr
from ranker.policy.exposure import draw
from ranker.policy.facts import FactBook, Facts
from ranker.policy.impressions import Count, Impressions
from ranker.policy.moves import boost, bury, limit_brands, sold_out_last, weigh_margin
from ranker.policy.rules import DEFAULT_RULES, PER_BRAND, Exposure, Rules
from ranker.policy.trace import Steps, Trace, passed
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
        items, list_ = self._started(ranked, exclude)
        return Ordered([items[key] for key in list_.order], list_.steps.trace(list_.order))

    def order(self, ranked: Sequence[Ranked], asked: Asked) -> Ordered:
        """The list under all rules; `Ordered.items` has whatever was not taken out, beyond `asked.k` too."""
        items, list_ = self._started(ranked, asked.exclude)
        self._without_twins(list_, asked)
        boost(list_)
        if self.rules.margin is not None:
            weigh_margin(list_, self.rules.margin)
        list_.front = len(list_.order)
        bury(list_)
        sold_out_last(list_, asked.not_left)
        self._diversify(list_, asked.k)
        if most := self._per_brand(asked):
            limit_brands(list_, most, frozenset(tokens(asked.query)))
        if self.rules.exposure is not None and self._impressions is not None and asked.now is not None:
            self._expose(list_, self.rules.exposure, self._impressions.of(asked.now), asked)
        return Ordered([items[key] for key in list_.order], list_.steps.trace(list_.order), list_.propensities)

    def note(self, shown: Iterable[str]) -> None:
        """These products were shown: counts for what few have seen."""
        if self._impressions is not None:
            self._impressions.add(shown)

    def _started(self, ranked: Sequence[Ranked], exclude: AbstractSet[str]) -> tuple[dict[str, Ranked], Working]:
        """The list with every product once, less those that are not sold or not to be shown."""
        items: dict[str, Ranked] = {}
        for item in ranked:
            items.setdefault(item.product_id, item)
        steps = Steps(list(items))
        facts: dict[str, Facts] = {}
        for key in items:
            found = self._facts.of(key)
            if found is None:
                steps.out("unknown", key)
            elif key in exclude:
                steps.out("excluded", key, "the shopper has it or does not want it")
            else:
                facts[key] = found
        return items, Working(list(facts), points_of([items[key] for key in facts]), facts, steps)

    def _without_twins(self, list_: Working, asked: Asked) -> None:
        """Once each: a product that is not left gives way to its twin that is, else the later to the earlier.

        Where something was searched for, another colour or another photo is something else.
        """
        common = Counter(facts.twin for facts in list_.facts.values())
        if len(common) == len(list_.facts):
            return
        places: dict[tuple[object, ...], int] = {}
        kept: list[str] = []
        instead: dict[str, str] = {}
        for key in list_.order:
            facts = list_.facts[key]
            alone = common[facts.twin] == 1
            like = facts.twin if alone else self._facts.likeness(facts, coloured=bool(asked.query))
            place = places.setdefault(like, len(kept))
            if place == len(kept):
                kept.append(key)
            elif self._left(list_.facts[key], asked) and not self._left(list_.facts[kept[place]], asked):
                list_.steps.out("duplicate", kept[place], key)
                instead[key] = kept[place]
                kept[place] = key
            else:
                list_.steps.out("duplicate", key, kept[place])
        left = set(kept)
        list_.order = [key for key in list_.order if key in left]
        list_.put("twin", kept, instead)

    def _left(self, facts: Facts, asked: Asked) -> bool:
        return facts.in_stock and facts.product.id not in asked.not_left

    def _per_brand(self, asked: Asked) -> int:
        """How many of a brand may stand in front; 0 for any number."""
        if self.rules.max_per_brand is None:
            return 0 if asked.query else PER_BRAND
        return self.rules.max_per_brand

    def _diversify(self, list_: Working, k: int) -> None:
        """The first `k` places by what each adds; the others stay as they are."""
        if not self.rules.diversity or self._vectors is None:
            return
        near = list_.order[: min(REACH, list_.front)]
        codes = self._catalogue.facets["category"].codes[self._catalogue.rows_of(near)]
        alike = Likeness(self._vectors(near), codes)
        relevance = np.clip(np.array([list_.points[key] for key in near]) / BEST, 0.0, 1.0)
        picks = mmr(relevance, alike.to, k, self.rules.diversity)
        first = [near[at] for at in picks]
        order = first + [key for key in list_.order if key not in first]
        nearest = np.array([alike.to(at) for at in picks])
        rows = {key: row for row, key in enumerate(near)}
        touched = {}
        for key in passed(list_.order, order):
            before = first.index(key) if key in first else len(first)
            touched[key] = first[int(nearest[:before, rows[key]].argmax())]
        list_.put("diversity", order, touched)

    def _expose(self, list_: Working, rule: Exposure, seen: Mapping[str, int], asked: Asked) -> None:
        """Draws products that few have seen into the first `k` places, if they come near to what stands there."""
        k = min(asked.k, list_.front)
        top, others = list_.order[:k], list_.order[k : list_.front]
        if k < 2:
            return
        few = {key for key in list_.order[: list_.front] if self._few(list_.facts[key], rule, seen)}
        pool = [key for key in others if key in few and list_.points[key] >= NEAR * list_.points[top[-1]]]
        drawn = draw(top, few, pool, rule.share, asked.seed)
        placed = set(drawn.order)
        order = drawn.order + [key for key in list_.order if key not in placed]
        why = {key: f"seen {seen.get(list_.facts[key].group, 0)} times in {rule.days} days" for key in drawn.products}
        list_.put("exposure", order, why)
        list_.propensities = drawn.chances

    def _few(self, facts: Facts, rule: Exposure, seen: Mapping[str, int]) -> bool:
        return bool(facts.group) and seen.get(facts.group, 0) < rule.below


def apply(
    ranked: Sequence[Ranked], catalogue: Catalogue, k: int, exclude: Iterable[str] = (), rules: Rules = DEFAULT_RULES
) -> tuple[list[Ranked], Trace]:
    """At most `k` of the ranked products under the rules that need nothing but the catalogue, and what they changed."""
    ordered = Policy(catalogue, rules).order(ranked, Asked(k, exclude=frozenset(exclude)))
    return ordered.items[:k], ordered.trace
