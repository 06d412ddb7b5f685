"""The rules that move products: boosts, margin, the bury list, stock, and how many of a brand."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np

from ranker.policy.rules import Margin
from ranker.policy.trace import IntArray, unsaid
from ranker.policy.working import Working
from ranker.words import tokens


def boost(list_: Working) -> None:
    """Points times the factors of every boost that is about the product, plus their points."""
    facts = list_.facts
    touched = np.array([bool(one.boosted) for one in facts])
    if touched.any():
        list_.points = list_.points * [one.factor for one in facts] + [one.points for one in facts]
        list_.by_points("boost", touched, lambda at: facts[at].boosted)


def weigh_margin(list_: Working, margin: Margin) -> None:
    """Points less `share` of them for the lowest margin of the shop, nothing less for the highest.

    With margins m and n from 0 to 1, one of p points passes one of q only where p (1 - share (1 - m)) is above
    q (1 - share (1 - n)): never with p under q (1 - share).
    """
    facts = list_.facts
    lower = 1.0 - np.array([one.margin for one in facts])
    list_.points = list_.points - margin.share * lower * np.maximum(0.0, list_.points)
    everyone = np.ones(len(facts), dtype=bool)
    list_.by_points("margin", everyone, lambda at: f"above {facts[at].margin:.0%} of the shop's margins")


def bury(list_: Working) -> None:
    facts = list_.facts
    list_.behind("buried", np.array([bool(one.buried) for one in facts]), lambda at: facts[at].buried)


def sold_out_last(list_: Working, not_left: AbstractSet[str]) -> None:
    """Those without stock, and those in `not_left`, go last of all."""
    gone = np.array([not one.in_stock for one in list_.facts])
    if not_left:
        gone |= np.array([product_id in not_left for product_id in list_.ids])
    list_.behind("sold_out", gone, unsaid)


def limit_brands(list_: Working, brands: IntArray, most: int, asked: AbstractSet[str]) -> None:
    """More than `most` of a brand go behind the rest of the front. `brands` [n] are codes; 0 is none.

    Products without a brand are never too many, nor are those of a brand that is named by the words `asked`.
    """
    facts = list_.facts
    front = list_.order[: list_.front]
    codes = brands[front]
    crowd = (codes > 0) & (_times_before(codes) >= most)
    for code in np.unique(codes[crowd]) if asked else ():
        one = int(front[np.flatnonzero(codes == code)[0]])
        if set(tokens(facts[one].product.brand)) <= asked:
            crowd[codes == code] = False
    if crowd.any():
        order = np.concatenate([front[~crowd], front[crowd], list_.order[list_.front :]])
        touched = np.zeros(len(facts), dtype=bool)
        touched[front[crowd]] = True
        list_.put("brand_limit", order, touched, lambda at: facts[at].product.brand)
        list_.front -= int(crowd.sum())


def _times_before(codes: IntArray) -> IntArray:
    """How often each code stood before its place, [n]."""
    by_code = np.argsort(codes, kind="stable")
    ordered = codes[by_code]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.concatenate([starts, [len(codes)]]))
    found = np.zeros(len(codes), dtype=np.int64)
    found[by_code] = np.arange(len(codes)) - np.repeat(starts, lengths)
    return found
