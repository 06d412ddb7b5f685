"""Edit distance against the textbook's table, and corrections of words people mistype."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.rewriting.spelling import Speller, Words
from retrieval.rewriting.word_counts import WordCounts
from retrieval.words.edit_distance import LONGEST_TYPED as LONGEST
from tests.retrieval.catalogue import counts_of

WORDS = st.text(alphabet="abcdeéя", min_size=1, max_size=LONGEST)


def osa(one: str, other: str) -> int:
    """Optimal string alignment, cell by cell."""
    table = [[max(i, j) if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


def words_of(*known: str) -> Words:
    words = Words()
    words.extend(known)
    return words


def test_the_table_itself() -> None:
    assert [osa("headphnes", "headphones"), osa("shrit", "shirt"), osa("boot", "boots"), osa("ca", "abc")] == [
        1,
        1,
        1,
        3,
    ]


@settings(max_examples=300, deadline=None)
@given(known=st.lists(WORDS, min_size=1, max_size=30, unique=True), typed=WORDS, most=st.integers(1, 2))
def test_all_words_within_the_distance_are_found_and_no_others(known: list[str], typed: str, most: int) -> None:
    words = words_of(*known)
    found = dict(words.within(typed, most))
    assert found == {word: osa(typed, word) for word in words.words if osa(typed, word) <= most}


@settings(max_examples=200, deadline=None)
@given(word=st.text(alphabet="abcde", min_size=5, max_size=LONGEST - 1), data=st.data())
def test_a_word_is_found_again_after_one_edit(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdexyz"))
    words = words_of(word)
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ):
        assert [distance for _, distance in words.within(typed, 1)] == [osa(typed, word)]


def test_hostile_words_have_no_neighbours() -> None:
    words = words_of("boots")
    assert [words.within(typed, 2) for typed in ("", "x" * 100_000)] == [[], []]
    assert words_of().within("boots", 2) == []


@pytest.fixture
def counts() -> WordCounts:
    titles = ["Wireless Headphones", "Gaming Keyboard", "Adidas Running Shoes", "Leather Backpack", "Canvas Sneakers"]
    return counts_of(titles * 10 + ["Blue Shirt"] * 30 + ["Short Skirt"] * 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("headphnes", "headphones"),
        ("keybord", "keyboard"),
        ("addidas", "adidas"),
        ("sneekers", "sneakers"),
        ("bakcpack", "backpack"),
        ("wirelss", "wireless"),
        ("shirtt", "shirt"),
    ],
)
def test_common_misspellings(counts: WordCounts, typed: str, meant: str) -> None:
    assert Speller(counts).correct(typed, 1) == meant


def test_the_frequent_word_is_meant_rather_than_the_rare_one(counts: WordCounts) -> None:
    assert Speller(counts).correct("shrt", 1) == "shirt"  # short is as near, and in a tenth of the products


def test_two_edits_are_forgiven_in_long_words_only(counts: WordCounts) -> None:
    correct: Callable[[str, int], str | None] = Speller(counts).correct
    assert correct("hedphnes", 1) is None
    assert correct("hedphnes", 2) == "headphones"
    assert correct("shrtt", 2) is None
    assert correct("sho", 1) is None


def test_codes_are_no_words_to_correct(counts: WordCounts) -> None:
    assert [Speller(counts).correct(code, 1) for code in ("b4ckpack", "wh1000xm4", "shirt1")] == [None] * 3
