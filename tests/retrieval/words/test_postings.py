"""Postings after any changes against postings made of what is left, and BM25 worked out by hand."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.words.postings import FEW_ROWS, Postings

WORDS = 6
DOCUMENT = st.dictionaries(st.integers(0, WORDS - 1), st.integers(1, 300), max_size=WORDS)
CHANGES = st.lists(st.tuples(st.integers(0, 12), st.none() | DOCUMENT), max_size=60)


def entries(postings: Postings, word: int) -> dict[int, float]:
    rows, scores = postings.scores(word)
    assert len(set(rows.tolist())) == rows.size
    return dict(zip(rows.tolist(), scores.tolist(), strict=True))


def bm25(times: int, length: int, mean: float, documents: int, having: int) -> float:
    times = min(times, 255)
    return (
        log(1 + (documents - having + 0.5) / (having + 0.5))
        * times
        * 2.2
        / (times + 1.2 * (0.25 + 0.75 * length / mean))
    )


@settings(max_examples=150, deadline=None)
@given(CHANGES, st.booleans())
def test_after_any_changes_the_scores_are_bm25_of_what_is_left(
    changes: list[tuple[int, dict[int, int] | None]], saved: bool
) -> None:
    postings, kept = Postings(), dict[int, dict[int, int]]()
    for row, document in changes:
        if document is None:
            postings.remove(row)
            kept.pop(row, None)
        else:
            postings.put(row, document)
            kept[row] = document
        postings.settle(WORDS)
    if saved:
        postings = Postings.from_arrays(postings.to_arrays(WORDS))
    lengths = {row: sum(document.values()) for row, document in kept.items()}
    mean = max(1.0, sum(lengths.values()) / max(1, len(kept)))
    having = Counter(word for document in kept.values() for word in document)
    assert postings.documents == len(kept)
    for word in range(WORDS):
        wanted = {
            row: bm25(document[word], lengths[row], mean, len(kept), having[word])
            for row, document in kept.items()
            if word in document
        }
        assert entries(postings, word) == pytest.approx(wanted, rel=1e-4)
        assert postings.frequency(word) == having[word]


def test_changes_beside_many_packed_rows_are_seen_at_once_and_packed_later() -> None:
    postings = Postings()
    for row in range(4 * FEW_ROWS):
        postings.put(row, {row % 3: 1, 3: 2})
    postings.settle(WORDS)
    postings.put(5, {4: 1})
    postings.put(4 * FEW_ROWS, {4: 1})
    postings.remove(7)
    postings.settle(WORDS)
    assert set(entries(postings, 4)) == {5, 4 * FEW_ROWS}
    assert {5, 7}.isdisjoint(entries(postings, 3))
    assert postings.frequency(3) == 4 * FEW_ROWS  # the two that lost the word count until they are packed
    before = entries(postings, 4)
    postings.put(5, {3: 1})
    assert set(entries(postings, 4)) == {4 * FEW_ROWS}
    assert 5 in entries(postings, 3)
    postings.put(5, {4: 1})
    assert entries(postings, 4) == before
    postings.pack(WORDS)
    assert postings.frequency(3) == 4 * FEW_ROWS - 2
    assert set(entries(postings, 4)) == {5, 4 * FEW_ROWS}


def test_scores_are_small_floats_and_rows_small_integers() -> None:
    postings = Postings()
    postings.put(3, {0: 2})
    rows, scores = postings.scores(0)
    assert rows.dtype == np.int32
    assert scores.dtype == np.float32
