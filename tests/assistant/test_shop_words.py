"""Chinese product words reach an English catalogue in English, and a Chinese one as they are."""

from __future__ import annotations

import pytest

from assistant.shop_words import in_shop_words

ENGLISH = ("Footwear", "Outdoor & Camping")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("背包", "backpack"),
        ("跑鞋", "running shoes"),
        ("防水的夹克", "waterproof jacket"),
        ("儿童双肩包", "kids backpack"),
        ("Sony 耳机", "Sony headphones"),
        ("running shoes", "running shoes"),
        ("某某某", "某某某"),
        ("", ""),
    ],
)
def test_words_by_hand(query: str, said: str) -> None:
    assert in_shop_words(query, ENGLISH) == said


def test_a_chinese_catalogue_is_searched_in_chinese() -> None:
    assert in_shop_words("背包", ("箱包", "户外")) == "背包"
