"""Both languages say everything, with the same gaps to fill."""

from __future__ import annotations

from string import Formatter

import pytest

from assistant.tools.all import WITH_PHOTO
from ranker.candidates.pool import WEIGHTS
from ui.labels import CHINESE, ENGLISH, label, label_or, source_words


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert ENGLISH.keys() == CHINESE.keys()


@pytest.mark.parametrize("key", ENGLISH.keys() - {"similar_sent"})  # each language names a product its own way
def test_both_languages_fill_the_same_gaps(key: str) -> None:
    assert gaps(ENGLISH[key]) == gaps(CHINESE[key])


def test_an_unknown_language_is_english() -> None:
    assert label("cart", "fi") == "Cart"
    assert label("cart", "zh-Hans") == "购物车"


def test_a_kind_nobody_wrote_takes_the_fallback() -> None:
    assert label_or("kind_shoe_size", "kind_note", "en") == "Note"


def test_every_tool_says_what_it_does_while_it_does_it() -> None:
    assert {f"status_{tool.name}" for tool in WITH_PHOTO} <= ENGLISH.keys()


@pytest.mark.parametrize("source", WEIGHTS)
def test_every_source_of_candidates_is_said_in_both_languages(source: str) -> None:
    assert source_words(source, "en") != source_words(source, "zh") != source


def test_a_source_within_search_keeps_its_name() -> None:
    assert source_words("dense", "zh") == "dense"
