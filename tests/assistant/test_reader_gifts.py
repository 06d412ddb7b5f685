"""Gifts: who is to have them, for what, and what is searched for when no product is named."""

from __future__ import annotations

import pytest

from assistant.reader.context import ReadingContext
from assistant.reading import Intent
from tests.assistant.reader_cases import READER

FRESH = ReadingContext(currency="USD")

GIFTS = [
    ("something nice for my mother, she turns 60, under 50 dollars", "mother", "birthday", "gift for women"),
    ("gift for my dad who loves fishing", "dad", "", "fishing gift for men"),
    ("I need something for my 5 year old nephew", "nephew", "", "toy gift for boys"),
    ("christmas present for grandma", "grandma", "christmas", "christmas gift for women"),
    ("what can I get my boss for his retirement?", "boss", "retirement", "gift"),
    ("my uncle turns 70 and loves gardening", "uncle", "birthday", "gardening gift for men"),
    ("送妈妈的生日礼物", "妈妈", "birthday", "女士 礼物"),
    ("我爸喜欢钓鱼,想送他个礼物", "爸", "", "钓鱼 男士 礼物"),
    ("给8岁女孩的礼物", "女孩", "", "儿童 玩具 礼物"),
]


@pytest.mark.parametrize(("text", "recipient", "occasion", "query"), GIFTS)
def test_a_gift_for_someone(text: str, recipient: str, occasion: str, query: str) -> None:
    reading = READER.read(text, FRESH)
    assert (reading.recipient, reading.occasion, reading.query) == (recipient, occasion, query)
    assert reading.intent is Intent.SEARCH


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you sell gift cards?", Intent.SEARCH),
        ("something warm for the winter", Intent.SEARCH),
        ("remember that my daughter is 5", Intent.REMEMBER),
        ("a watch for my wife", Intent.SEARCH),
        ("送货上门吗", Intent.POLICY),
    ],
)
def test_what_is_no_gift(text: str, intent: Intent) -> None:
    reading = READER.read(text, FRESH)
    assert (reading.recipient, reading.occasion) == ("", "")
    assert "gift for" not in reading.query
    assert reading.intent is intent


def test_a_named_product_stays_what_is_searched_for() -> None:
    assert READER.read("a backpack as a birthday gift for my brother", FRESH).query == "backpack"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("i need a kettle, my last kettle died after 2 years", "kettle"),
        ("my old blender broke, looking for a food processor", "food processor"),
        ("we bought a tent 3 years ago. now a new backpack please", "backpack"),
    ],
)
def test_a_story_about_another_thing_is_not_searched_for(text: str, query: str) -> None:
    assert READER.read(text, FRESH).query == query
