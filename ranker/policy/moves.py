"""The rules that move products: boosts, margin, the bury list, stock, and how many of a brand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet

from ranker.policy.rules import Margin
from ranker.policy.working import Working


def boost(list_: Working) -> None:
    """Points times the factors of every boost that is about the product, plus their points."""
    touched = {key: facts.boosted for key, facts in list_.facts.items() if facts.boosted and key in list_.points}
    if touched:
        facts = list_.facts
        points = {key: list_.points[key] * facts[key].factor + facts[key].points for key in touched}
        list_.by_points("boost", points, touched)


def weigh_margin(list_: Working, margin: Margin) -> None:
    """Points less `share` of them for the lowest margin of the shop, nothing less for the highest.

    With margins m and n from 0 to 1, one of p points passes one of q only where p (1 - share (1 - m)) is above
    q (1 - share (1 - n)): never with p under q (1 - share).
    """
    facts, old, share = list_.facts, list_.points, margin.share
    points = {key: old[key] - share * (1 - facts[key].margin) * max(0.0, old[key]) for key in list_.order}
    list_.by_points("margin", points, {key: facts[key].margin_said for key in points})


def bury(list_: Working) -> None:
    list_.behind("buried", {key: list_.facts[key].buried for key in list_.order if list_.facts[key].buried})


def sold_out_last(list_: Working, not_left: AbstractSet[str]) -> None:
    """Those without stock, and those in `not_left`, go last of all."""
    gone = {key: "" for key in list_.order if key in not_left or not list_.facts[key].in_stock}
    list_.behind("sold_out", gone)


def limit_brands(list_: Working, most: int, asked: AbstractSet[str]) -> None:
    """More than `most` of a brand go behind the rest of the front.

    Products without a brand are never too many, nor are those of a brand that is named by the words `asked`.
    """
    seen: Counter[str] = Counter()
    front: list[str] = []
    crowd: dict[str, str] = {}
    for key in list_.order[: list_.front]:
        facts = list_.facts[key]
        seen[facts.brand] += 1
        named = bool(facts.brand_words) and facts.brand_words <= asked
        if facts.brand and seen[facts.brand] > most and not named:
            crowd[key] = facts.product.brand
        else:
            front.append(key)
    if crowd:
        list_.put("brand_limit", [*front, *crowd, *list_.order[list_.front :]], crowd)
        list_.front = len(front)
