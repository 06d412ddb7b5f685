"""A ranking as a record of what was shown: what later learning needs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ranker.ranker import Ranked, RankRequest
from store.behaviour import RankingShown, Shown


def to_shown(
    request: RankRequest,
    ranked: Sequence[Ranked],
    arm: str,
    conversation_id: str = "",
    ranking_id: str = "",
    propensities: Sequence[float] | None = None,
) -> RankingShown:
    """The record of `ranked` as shown from the top, ordered by the ranker named `arm`.

    `propensities` are the chances of each product to stand where it stood; a deterministic ranker's are all 1. Without
    a `ranking_id` a new unique one is given.
    """
    chances = [1.0] * len(ranked) if propensities is None else propensities
    shown = tuple(
        Shown(item.product_id, place, item.score, item.source, chance)
        for place, (item, chance) in enumerate(zip(ranked, chances, strict=True), start=1)
    )
    return RankingShown(
        ranking_id or uuid.uuid4().hex, request.now, request.customer_id, request.query, arm, shown, conversation_id
    )
