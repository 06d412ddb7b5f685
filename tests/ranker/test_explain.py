from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ranker.explain import CHINESE, ENGLISH, say
from ranker.history import FACETS
from ranker.ranker import Reason
from store.behaviour import EventKind
from tests.ranker.shop import PRODUCTS

BY_ID = {product.id: product for product in PRODUCTS}
KINDS = (
    "query", "bought_together", "viewed_together", "similar_to", "sequence", *FACETS, "popular", "new", "offer", "goal",
    "photo",
)  # fmt: skip
NOW = datetime(2026, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (
            Reason("similar_to", 0.5, "tent1", "purchase"),
            "because you bought Ridgeline 2 tent",
            "因为您买过「Ridgeline 2 tent」",
        ),
        (
            Reason("similar_to", 0.5, "tent1", "view"),
            "because you looked at Ridgeline 2 tent",
            "因为您看过「Ridgeline 2 tent」",
        ),
        (
            Reason("bought_together", 0.5, "tent1", "view"),
            "people who bought Ridgeline 2 tent also bought it",
            "买「Ridgeline 2 tent」的人也买了它",
        ),
        (Reason("colour", 0.5, value="navy"), "in your colour, navy", "您偏爱的颜色：navy"),
        (Reason("popular", 0.5), "popular this month", "本月热门"),
        (Reason("query", 0.5), "it matches what you asked for", "符合您的要求"),
    ],
)
def test_each_reason_in_both_languages(reason: Reason, english: str, chinese: str) -> None:
    assert say([reason], BY_ID, "en") == english
    assert say([reason], BY_ID, "zh-CN") == chinese


def test_the_two_strongest_are_said_and_the_query_only_when_alone() -> None:
    reasons = [Reason("query", 0.6), Reason("brand", 0.2, value="Ridge"), Reason("popular", 0.1), Reason("offer", 0.1)]
    assert say(reasons, BY_ID) == "from Ridge, a brand you come back to, and popular this month"


def test_one_history_item_explains_once() -> None:
    reasons = [Reason("similar_to", 0.5, "tent1", "like"), Reason("bought_together", 0.3, "tent1", "like")]
    assert say(reasons, BY_ID) == "because you liked Ridgeline 2 tent"


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        (None, "because you bought Ridgeline 2 tent", "因为您买过「Ridgeline 2 tent」"),
        (datetime(2026, 6, 1, tzinfo=UTC), "because you bought Ridgeline 2 tent", "因为您买过「Ridgeline 2 tent」"),
        (
            datetime(2026, 5, 2, tzinfo=UTC),
            "because you bought Ridgeline 2 tent in May",
            "因为您5月买过「Ridgeline 2 tent」",
        ),
        (
            datetime(2025, 12, 31, tzinfo=UTC),
            "because you bought Ridgeline 2 tent in December",
            "因为您12月买过「Ridgeline 2 tent」",
        ),
        (
            datetime(2025, 6, 1, tzinfo=UTC),
            "because you bought Ridgeline 2 tent in June 2025",
            "因为您2025年6月买过「Ridgeline 2 tent」",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["sequence", "similar_to"])
def test_what_was_done_long_ago_is_said_with_its_month(
    kind: str, at: datetime | None, english: str, chinese: str
) -> None:
    reason = Reason(kind, 0.5, "tent1", "purchase", at)
    assert say([reason], BY_ID, "en", NOW) == english
    assert say([reason], BY_ID, "zh", NOW) == chinese


def test_a_sequence_without_its_product_fits_what_was_chosen() -> None:
    assert say([Reason("sequence", 0.5)], BY_ID) == "fits what you chose lately"
    assert say([Reason("sequence", 0.5)], BY_ID, "zh") == "适合您最近的选择"


def test_nothing_to_say_and_unknown_languages() -> None:
    assert say([], BY_ID) == ""
    assert say([Reason("popular", 1.0)], BY_ID, "tlh") == "popular this month"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_said_even_when_its_product_is_gone(kind: str, language: str) -> None:
    for event in EventKind:
        said = say([Reason(kind, 1.0, "gone for good", event.value)], {}, language)
        assert said
        assert "{" not in said
        assert "gone for good" not in said


def test_both_languages_have_the_same_phrases() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
