from __future__ import annotations

import pytest

from ranker.log import to_shown
from ranker.ranker import Ranked, RankRequest
from store.behaviour import Shown
from tests.ranker.shop import NOW

ASK = RankRequest(NOW, 5, "me", "tents")
RANKED = [Ranked("tent1", 0.9, "hybrid"), Ranked("tent2", 0.7, "popular")]


def test_positions_scores_and_sources_are_kept() -> None:
    shown = to_shown(ASK, RANKED, "history", "talk")
    assert shown.shown == (Shown("tent1", 1, 0.9, "hybrid", 1.0), Shown("tent2", 2, 0.7, "popular", 1.0))
    assert (shown.at, shown.customer_id, shown.query, shown.arm) == (NOW, "me", "tents", "history")
    assert shown.conversation_id == "talk"


def test_ids_are_unique_unless_given() -> None:
    assert to_shown(ASK, RANKED, "history").id != to_shown(ASK, RANKED, "history").id
    assert to_shown(ASK, RANKED, "history", ranking_id="r1").id == "r1"


def test_propensities_go_with_their_places() -> None:
    assert [one.propensity for one in to_shown(ASK, RANKED, "bandit", propensities=[0.5, 0.25]).shown] == [0.5, 0.25]
    with pytest.raises(ValueError, match="zip"):
        to_shown(ASK, RANKED, "bandit", propensities=[0.5])


def test_nothing_shown_is_a_record_too() -> None:
    assert to_shown(ASK, [], "history").shown == ()
