from __future__ import annotations

import pytest

from ranker.recent import HALF_LIFE_DAYS, LONGEST, SESSION_BOOST, STEP_DECAY, bought, disliked, interests
from store.behaviour import EventKind
from tests.ranker.shop import NOW, event


def test_weights_by_hand() -> None:
    """A view in this session, and a purchase one half-life ago as the second newest product."""
    found = interests([event("me", "b", "purchase", 24 * HALF_LIFE_DAYS), event("me", "a", "view", 0)], NOW)
    assert [(one.product_id, one.kind) for one in found] == [("a", EventKind.VIEW), ("b", EventKind.PURCHASE)]
    assert found[0].weight == pytest.approx(0.3 * SESSION_BOOST)
    assert found[1].weight == pytest.approx(1.0 * 0.5 * STEP_DECAY)


def test_a_product_counts_once_by_its_strongest_event() -> None:
    found = interests([event("me", "a", "purchase", 90), event("me", "a", "view", 40)], NOW)
    assert [(one.product_id, one.kind) for one in found] == [("a", EventKind.PURCHASE)]


@pytest.mark.parametrize("kind", ["dislike", "return"])
def test_the_last_word_decides_between_for_and_against(kind: str) -> None:
    against = interests([event("me", "a", "purchase", 90), event("me", "a", kind, 40)], NOW)
    assert against[0].weight < 0
    again = interests([event("me", "a", kind, 90), event("me", "a", "purchase", 40)], NOW)
    assert again[0].weight > 0


def test_only_the_newest_products_and_no_impressions() -> None:
    history = [event("me", f"p{number}", "view", 500 - number) for number in range(200)]
    history += [event("me", "shown", "impression", 1)]
    found = interests(history, NOW)
    assert [one.product_id for one in found] == [f"p{number}" for number in range(199, 199 - LONGEST, -1)]


def test_bought_and_disliked() -> None:
    history = [
        event("me", "a"),
        event("me", "b", "dislike", 9),
        event("me", "c", "dislike", 9),
        event("me", "c", "like", 3),
    ]
    assert bought(history) == {"a"}
    assert disliked(history) == {"b"}
