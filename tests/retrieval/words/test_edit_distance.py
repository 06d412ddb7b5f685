"""Edit distances to a whole vocabulary are those of the textbook's recursion, word by word."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from retrieval.words.edit_distance import LONGEST_TYPED, Spellings

LETTERS = st.text("abcé靴", min_size=1, max_size=9)


@cache
def distance(one: str, other: str) -> int:
    """Optimal string alignment as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] == other[-2:][::-1] and len(one) > 1:
        best = min(best, distance(one[:-2], other[:-2]) + 1)
    return best


def test_by_hand() -> None:
    spellings = Spellings()
    spellings.extend(["running", "runner", "sunning", "urnning", "ruining", "boots"])
    rows, edits = spellings.near("runing", 1, beginning=False)
    assert dict(zip(rows.tolist(), edits.tolist(), strict=True)) == {0: 1, 4: 1}
    rows, edits = spellings.near("rnu", 1, beginning=True)
    assert dict(zip(rows.tolist(), edits.tolist(), strict=True)) == {0: 1, 1: 1, 4: 1}


@given(st.lists(LETTERS, max_size=12), LETTERS, st.integers(1, 2), st.booleans())
def test_any_words(words: list[str], typed: str, most: int, beginning: bool) -> None:
    spellings = Spellings()
    spellings.extend(words[:5])
    spellings.extend(words[5:])
    assert len(spellings) == len(words)
    wanted = {}
    for row, word in enumerate(words):
        targets = [word[:end] for end in range(len(word) + 1)] if beginning else [word]
        least = min(distance(typed, target) for target in targets)
        if least <= most:
            wanted[row] = least
    rows, edits = spellings.near(typed, most, beginning=beginning)
    assert dict(zip(rows.tolist(), edits.tolist(), strict=True)) == wanted


def test_long_words_are_near_by_their_beginning_and_no_typed_word_is_too_long() -> None:
    spellings = Spellings()
    assert not spellings.near("word", 1, beginning=True)[0].size
    spellings.extend(["x" * 100])
    assert spellings.near("x" * 23 + "y", 1, beginning=True)[1].tolist() == [1]
    assert not spellings.near("x" * 24, 1, beginning=False)[0].size
    assert not spellings.near("x" * (LONGEST_TYPED + 1), 2, beginning=True)[0].size
    assert not spellings.near("", 2, beginning=True)[0].size
