"""The word basis: texts that share telling words are near, and new texts are read by the same basis."""

from __future__ import annotations

import numpy as np

from ranker.neural.words import WordBasis, counted

TEXTS = [
    *(f"Olaplex hair mask number {at}" for at in range(6)),
    *(f"Zwilling bread knife number {at}" for at in range(6)),
    *(f"便携式露营帐篷 {at}号" for at in range(6)),
]


def test_texts_of_a_kind_are_near_in_any_script() -> None:
    vectors = WordBasis.fit(TEXTS, 3).read(TEXTS)
    cosine = vectors @ vectors.T
    for start in (0, 6, 12):
        assert cosine[start : start + 6, start : start + 6].min() > 0.8
    assert cosine[:6, 6:12].max() < 0.5
    assert cosine[:6, 12:].max() < 0.5


def test_a_new_text_is_read_by_its_known_words() -> None:
    basis = WordBasis.fit(TEXTS, 3)
    vectors = basis.read(["A quite new Olaplex hair oil", "words nobody knows", ""])
    known = basis.read(TEXTS)
    assert (vectors[0] @ known[:6].T).min() > 0.7
    assert not vectors[1:].any()


def test_counts_are_logarithmic_and_hold_pairs() -> None:
    matrix = counted(["red red shoe"])
    # red twice, shoe, "red red", "red shoe"
    np.testing.assert_allclose(sorted(matrix.data), [1.0, 1.0, 1.0, 1 + np.log(2)])


def test_fewer_texts_than_places() -> None:
    vectors = WordBasis.fit(["one", "two"], 8).read(["one"])
    assert vectors.shape == (1, 8)
