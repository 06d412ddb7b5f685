"""How names and typed texts are cut, read off examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.completing.name_words import LONGEST_TYPED, MOST_WORDS, fold, plain, typed, words_in


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("ＮＩＫＥ", "nike"),
        ("Smørrebrød STRASSE Straße", "smorrebrod strasse strasse"),
        ("İstanbul ışık", "istanbul isik"),
        ("Łódź", "lodz"),
        ("가방 ガラス 连衣裙", "가방 ガラス 连衣裙"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_parts_joined_by_signs_and_runs() -> None:
    words = words_in("men's t-shirt, wh-1000xm4 iphone手机壳 50%")
    assert [word.parts for word in words] == [
        ("men", "s"), ("t", "shirt"), ("wh", "1000xm4"), ("iphone",), ("手机壳",), ("50",),
    ]  # fmt: skip
    assert list(words[1].tokens()) == ["t", "shirt", "tshirt"]
    assert list(words[4].tokens()) == ["手", "机", "壳", "手机", "机壳"]
    assert plain(words) == " men s t shirt wh 1000xm4 iphone 手机壳 50 "
    assert plain([]) == ""


@pytest.mark.parametrize(
    ("text", "sequence", "unfinished"),
    [
        ("Running Sho", " running sho", True),
        ("running ", " running ", False),
        ("men'", " men ", False),
        ("连衣", "连衣", True),
        ("nike 连衣", " nike 连衣", True),
        (" .-/ ", "", False),
        ("", "", False),
    ],
)
def test_the_last_word_is_unfinished_while_nothing_follows_it(text: str, sequence: str, unfinished: bool) -> None:
    read = typed(text)
    assert (read.sequence, read.unfinished) == (sequence, unfinished)


def test_of_a_page_the_beginning_is_read() -> None:
    assert len(typed("x" * 5000).sequence) == LONGEST_TYPED + 1
    read = typed("a " * 5000)
    assert len(read.words) == MOST_WORDS
    assert not typed("a " * MOST_WORDS + "b").unfinished


@given(st.text())
def test_any_text_is_cut(text: str) -> None:
    words = words_in(fold(text))
    assert all(part and " " not in part for word in words for part in word.parts)
    assert words_in(plain(words)) == [type(word)((part,), word.run) for word in words for part in word.parts]
