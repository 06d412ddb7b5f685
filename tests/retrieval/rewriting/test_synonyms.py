"""The lists that come with the program, a shop's own, and what is wrong with a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.rewriting.synonyms import ENGLISH, FILE, VARIANTS, Synonyms, pairs_of, read_synonyms, shop_synonyms
from retrieval.words.lexical import LexicalIndex
from store.errors import SetupError


@pytest.fixture(scope="module")
def words() -> LexicalIndex:
    return LexicalIndex()


def test_both_ways_and_one_way() -> None:
    assert sorted(pairs_of("sofa = couch")) == [("couch", "sofa"), ("sofa", "couch")]
    assert pairs_of("love  seat > sofa") == [("love seat", "sofa")]
    assert len(pairs_of("a = b = c")) == 6


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("sofa couch", "write one = two"),
        ("a = b > c", "write one = two"),
        ("sofa =", "missing"),
        ("> sofa", "missing"),
        ("a > b > c", "only one >"),
        ("what one sits upon = sofa", "more than 3 words"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / FILE).write_text(f"# ours\n\nsofa = couch\n{line}\n")
    with pytest.raises(SetupError, match=f"{FILE}, line 4: .*{problem}"):
        shop_synonyms(tmp_path)


def test_a_shop_without_a_file_has_none_and_a_broken_file_is_said(tmp_path: Path) -> None:
    assert shop_synonyms(tmp_path) == []
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00sofa")
    with pytest.raises(SetupError, match="cannot be read"):
        shop_synonyms(tmp_path)


def test_forms_of_a_word_share_its_synonyms_and_phrases_are_whole(words: LexicalIndex) -> None:
    known = Synonyms(words.stems)
    assert [found.text for found in known.of(tuple(words.stems("sofas")))] == ["couch", "settee"]
    assert "smartphone" in [found.text for found in known.of(tuple(words.stems("cell phones")))]
    assert known.of(tuple(words.stems("cell"))) == []


def test_the_shops_own_come_first_and_always(words: LexicalIndex) -> None:
    known = Synonyms(words.stems, [("couch", "daybed"), ("couch", "sofa")])
    found = known.of(tuple(words.stems("couch")))
    assert [(one.text, one.always) for one in found] == [("daybed", True), ("sofa", True), ("settee", False)]


def test_the_shipped_lists_are_many_and_say_nothing_twice(words: LexicalIndex) -> None:
    lines = [line for line in ENGLISH.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 150
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
    for said, other in [*read_synonyms(ENGLISH), *read_synonyms(VARIANTS)]:
        pair = tuple(words.stems(said)), tuple(words.stems(other))
        assert set(pair[0]) & set(pair[1]) not in map(set, pair), f"{said}, {other} add nothing"
        assert pair not in seen, f"{said}, {other} and {seen[pair]}"
        seen[pair] = f"{said}, {other}"


@pytest.mark.parametrize(
    "word", ["nike", "apple", "mens", "case", "mouse", "pump", "lead", "shades", "dummy", "light", "display", "tie"]
)
def test_words_with_many_meanings_and_brands_have_no_synonyms(words: LexicalIndex, word: str) -> None:
    assert Synonyms(words.stems).of(tuple(words.stems(word))) == []


def test_one_way_lines_do_not_lead_back(words: LexicalIndex) -> None:
    known = Synonyms(words.stems)
    for line in ENGLISH.read_text().splitlines():
        if ">" in line and not line.startswith("#"):
            ((said, other),) = pairs_of(line)
            back = [found.text for found in known.of(tuple(words.stems(other)))]
            if f"{other} > {said}" not in ENGLISH.read_text():
                assert said not in back, line
