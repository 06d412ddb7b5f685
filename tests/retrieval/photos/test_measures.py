"""The figures against arithmetic by hand, and the split against what it promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retrieval.photos import evaluate
from retrieval.photos.evaluate import alike_at_most, alike_by_chance, alike_nearby, chance, words_find_photos
from retrieval.photos.histogram import colour_histograms
from retrieval.photos.split import Part, family, leaking, part_of
from tests.retrieval.catalogue import product


def test_recall_counts_the_very_photo() -> None:
    photos = np.eye(6, dtype=np.float32)
    words = photos.copy()
    words[1] = [0.9, 0.5, 0, 0, 0, 0]  # its photo comes second
    words[2] = 0.1  # all photos alike: its own comes last
    assert words_find_photos(words, photos) == {
        "recall@1": round(4 / 6, 4),
        "recall@5": round(5 / 6, 4),
        "recall@10": 1.0,
    }
    assert chance(40) == {"recall@1": 0.025, "recall@5": 0.125, "recall@10": 0.25}


def test_alike_nearby_is_the_share_of_the_label_among_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "NEAREST", 2)
    angles = np.radians([0, 10, 25, 90, 100, 180])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    labels = ["shoe", "shoe", "hat", "hat", "hat", ""]
    # nearest two: 0: 1 2 -> 1/2; 1: 0 2 -> 1/2; 2: 1 0 -> 0; 3: 4 2 -> 1; 4: 3 2 -> 1; the last one does not ask
    assert alike_nearby(vectors, labels) == 0.6
    # the same label among the other five: 1/5, 1/5, 2/5, 2/5, 2/5
    assert alike_by_chance(labels) == pytest.approx(8 / 25)
    # at most 1 of 2 for shoes, 2 of 2 for hats
    assert alike_at_most(labels) == 0.8


def test_histograms_tell_colours_and_leave_the_white_ground_out() -> None:
    photos = np.full((4, 8, 8, 3), 255, np.uint8)
    photos[0, :4] = (255, 0, 0)
    photos[1, :1] = (255, 0, 0)  # less of it, and on white: the same colours
    photos[2] = (0, 0, 255)
    photos[3, :4] = (255, 0, 0)
    photos[3, 4:] = (0, 0, 255)
    likeness = colour_histograms(photos) @ colour_histograms(photos).T
    np.testing.assert_allclose(likeness[0], [1, 1, 0, 0.5**0.5], atol=1e-6)


def test_a_blank_photo_has_no_histogram_and_harms_nothing() -> None:
    blank = np.full((1, 8, 8, 3), 255, np.uint8)
    assert not colour_histograms(blank).any()


def test_products_of_one_look_are_in_one_part() -> None:
    first = product("a", "Acme Men's Check Red T-Shirt", brand="Acme", colour="Red")
    for title, colour in [
        ("Acme Men's Check Blue T-Shirt", "Blue"),
        ("Acme Men Check Navy Blue TShirts", "Navy Blue"),
        ("Check T-Shirts Men Acme", "Black"),
    ]:
        assert family(product("b", title, brand="Acme", colour=colour)) == family(first)
        assert part_of(product("b", title, brand="Acme", colour=colour)) is part_of(first)
    assert family(replace(first, brand="Bolt")) != family(first)
    assert family(product("c", "Acme Men's Plain Red T-Shirt", brand="Acme", colour="Red")) != family(first)


def test_parts_have_the_promised_shares() -> None:
    parts = [part_of(product(str(number), f"Thing {number}")) for number in range(4_000)]
    for part, share in ((Part.TEST, 0.15), (Part.DEV, 0.10), (Part.TRAIN, 0.75)):
        assert parts.count(part) / len(parts) == pytest.approx(share, abs=0.02)


def test_leaking_finds_copies_brighter_ones_and_nothing_else() -> None:
    lots = np.random.default_rng(3)
    learnt = lots.integers(0, 200, (50, 32, 32, 3), np.uint8)
    held = lots.integers(0, 200, (9, 32, 32, 3), np.uint8)
    held[4] = learnt[17]
    held[5] = learnt[30] + 40
    assert np.flatnonzero(leaking(learnt, held)).tolist() == [17, 30]
    assert not leaking(learnt, held[:0]).any()
    assert leaking(learnt[:0], held).shape == (0,)
