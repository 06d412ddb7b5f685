"""Word search against BM25 worked out by hand, and its filters against filtering by brute force."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.text import Fields, fields_of
from retrieval.words.lexical import WEIGHTS, LexicalIndex, best
from tests.retrieval.catalogue import SHOP


def index_of(texts: list[str], language: str = "english") -> LexicalIndex:
    """One document a text, the same in the head and in everything."""
    index = LexicalIndex(language)
    for row, text in enumerate(texts):
        index.put(row, Fields(head=text, everything=text, codes=""))
    index.commit()
    return index


def scores_of(index: LexicalIndex, query: str, documents: int) -> list[float]:
    """The score of every document, 0 where it is not found."""
    found = dict(zip(*(part.tolist() for part in index.top(query, documents)), strict=True))
    return [found.get(row, 0.0) for row in range(documents)]


def bm25(tf: int, length: int, mean_length: float, documents: int, having: int) -> float:
    """Robertson's BM25 of one word with k1 = 1.2 and b = 0.75, idf with the usual one added."""
    idf = log(1 + (documents - having + 0.5) / (having + 0.5))
    return idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean_length))


def test_scores_are_bm25_by_hand() -> None:
    index = index_of(["red boot", "red red coat of wool", "blue kettle"])
    rows, scores = index.top("red", 10)
    both = WEIGHTS["head"] + WEIGHTS["everything"]
    expected = {0: both * bm25(1, 2, 3, 3, 2), 1: both * bm25(2, 5, 3, 3, 2)}
    assert dict(zip(rows.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected, rel=1e-5)
    assert scores[0] >= scores[1]


def test_a_document_with_one_of_two_words_gets_half_its_bm25() -> None:
    index = index_of(["red boot", "red coat", "blue kettle"])
    scores = scores_of(index, "red boot", 3)
    both = WEIGHTS["head"] + WEIGHTS["everything"]
    red, boot = bm25(1, 2, 2, 3, 2), bm25(1, 2, 2, 3, 1)
    assert scores == pytest.approx([both * (red + boot), both * red / 2, 0], rel=1e-5)


def test_in_a_long_query_having_most_words_counts_double() -> None:
    words = "a1b c2d e3f g4h i5j"
    index = index_of([words, "a1b c2d e3f", "a1b c2d", "a1b"])
    whole, most, some, one = scores_of(index, words, 4)
    assert whole > most > some > one > 0
    # Plain BM25 of a word alone is what a query of that word gives; three of five words are "most".
    plain = {word: scores_of(index, word, 4) for word in words.split()}
    assert most == pytest.approx(sum(scores[1] for scores in plain.values()), rel=1e-5)
    assert some == pytest.approx(sum(scores[2] for scores in plain.values()) / 2, rel=1e-5)


def test_words_are_found_in_any_form_case_and_accent() -> None:
    index = index_of(["running shoes", "Café au lait", "kettle"])
    assert index.top("run shoe", 5)[0].tolist() == [0]
    assert index.top("CAFE", 5)[0].tolist() == [1]


def test_stop_words_count_only_alone() -> None:
    index = index_of(["the who on tour", "boots"])
    assert index.top("show me the boots", 5)[0].tolist() == [1]
    assert index.top("the", 5)[0].tolist() == [0]


def test_codes_are_found_however_they_are_written() -> None:
    index = LexicalIndex()
    for row, sold in enumerate(SHOP):
        index.put(row, fields_of(sold))
    index.commit()
    kettle = next(row for row, sold in enumerate(SHOP) if "TN-2110" in sold.title)
    for query in ("TN-2110", "tn2110", "TN.2110", "kettle tn 2110"):
        assert index.top(query, 1)[0].tolist() == [kettle]


def test_chinese_is_found_by_part_of_a_run() -> None:
    index = LexicalIndex()
    for row, sold in enumerate(SHOP):
        index.put(row, fields_of(sold))
    index.commit()
    dress = next(row for row, sold in enumerate(SHOP) if "连衣裙" in sold.title)
    for query in ("连衣裙", "红色", "裙", "我要红色的连衣裙"):
        assert index.top(query, 1)[0].tolist() == [dress]


@pytest.fixture(scope="module")
def varied() -> LexicalIndex:
    """3,000 documents over thirty words, common and rare."""
    random = np.random.default_rng(5)
    words = np.array([f"word{chr(97 + i % 26)}{i // 26}x" for i in range(30)])
    share = 1 / np.arange(1, 31)
    texts = [" ".join(random.choice(words, 8, p=share / share.sum())) for _ in range(3_000)]
    return index_of(texts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), seed=st.integers(0, 100), k=st.integers(1, 60), word=st.integers(0, 25))
def test_a_mask_equals_filtering_the_whole_ranking(
    varied: LexicalIndex, share: float, seed: int, k: int, word: int
) -> None:
    query = f"worda0x word{chr(97 + word)}0x"
    allowed = np.random.default_rng(seed).random(3_000) < share
    rows, scores = varied.top(query, 3_000)
    wanted = scores[allowed[rows]][:k]
    found, found_scores = varied.top(query, k, allowed)
    assert allowed[found].all()
    assert len(set(found.tolist())) == len(found)
    np.testing.assert_allclose(found_scores, wanted, rtol=1e-6)


def test_a_mask_against_the_query_is_exact_too(varied: LexicalIndex) -> None:
    rows, _ = varied.top("worda0x", 3_000)
    allowed = np.ones(3_000, np.bool_)
    allowed[rows] = False
    assert varied.top("worda0x", 10, allowed)[0].size == 0
    allowed[rows[-1]] = True
    assert varied.top("worda0x", 10, allowed)[0].tolist() == [rows[-1]]


def test_changes_are_seen_after_commit_and_kept(tmp_path: Path) -> None:
    index = index_of(["red boots", "blue boots"])
    index.put(0, Fields(head="green kettle", everything="green kettle", codes="tn2110"))
    index.remove(1)
    index.commit()
    index.save(tmp_path)
    for seen in (index, LexicalIndex.load(tmp_path)):
        assert seen.top("boots", 5)[0].size == 0
        assert seen.top("kettle", 5)[0].tolist() == [0]
        assert seen.top("TN-2110", 5)[0].tolist() == [0]


def test_what_is_saved_answers_as_before(varied: LexicalIndex, tmp_path: Path) -> None:
    varied.save(tmp_path)
    kept = LexicalIndex.load(tmp_path)
    for query in ("worda0x", "wordb0x wordc0x", "worda0x wordd1x wordz0x"):
        for before, after in zip(varied.top(query, 500), kept.top(query, 500), strict=True):
            np.testing.assert_array_equal(before, after)


def test_an_empty_index_finds_nothing() -> None:
    index = LexicalIndex()
    assert index.top("boots", 5)[0].size == 0


@pytest.mark.parametrize("k", [1, 7, 100, 5_000])
def test_the_best_are_those_of_sorting_all(k: int) -> None:
    random = np.random.default_rng(k)
    scores = np.round(random.normal(0, 2, 3_001), 1).astype(np.float32)  # many equal ones, half of them not positive
    wanted = sorted((row for row in range(scores.size) if scores[row] > 0), key=lambda row: (-scores[row], row))[:k]
    rows, found = best(scores, k)
    assert rows.tolist() == wanted
    assert found.tolist() == [float(scores[row]) for row in wanted]


@pytest.mark.parametrize(
    ("language", "sold", "asked"),
    [
        ("german", "Zwei bequeme Stühle aus Holz", "bequemer Stuhl"),
        ("german", "Rote Kleider", "rotes kleid"),
        ("french", "Chaussures noires pour femmes", "chaussure noire"),
        ("spanish", "Zapatillas rojas para niños", "zapatilla roja niño"),
        ("dutch", "Houten stoelen", "houten stoel"),
    ],
)
def test_words_are_found_in_any_form_of_the_shops_language(language: str, sold: str, asked: str) -> None:
    index = index_of(["kettle", sold, "lamp"], language)
    assert index.top(asked, 1)[0].tolist() == [1]


def test_function_words_of_the_language_tell_nothing() -> None:
    index = index_of(["Für die Katze und der Hund", "Stuhl"], "german")
    assert index.top("ein stuhl für die küche", 5)[0].tolist() == [1]
    assert index.top("für die", 5)[0].tolist() == [0]
