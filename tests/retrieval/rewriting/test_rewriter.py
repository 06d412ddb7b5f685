"""What is searched for real queries over small catalogues, and what must stay as it was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.rewriting.rewriter import Rewriter
from retrieval.rewriting.synonyms import Synonyms
from retrieval.words.rewrite import ChangeKind
from tests.contracts import HOSTILE
from tests.retrieval.catalogue import counts_of, product
from tests.retrieval.conftest import Remembering

TITLES = {
    "Stereo Headset": 30,
    "Gaming Notebook 15 inch": 190,
    "Laptop Bag": 5,
    "Hiking Backpack": 25,
    "Cotton T-Shirt": 40,
    "Wi-Fi Router": 25,
    "Running Shoes": 30,
    "Corner Sofa": 25,
    "4-Person Tent": 25,
    "Brother TN-2110 Toner": 5,
    "Head Torch": 4,
    "Set of Mugs": 4,
    "Smart Television": 25,
    "Coat with a down fill": 1,
    "红色连衣裙": 5,
}


def rewriter_of(folder: Path, titles: dict[str, int], own: list[tuple[str, str]] | None = None) -> Rewriter:
    counts = counts_of([title for title, count in titles.items() for _ in range(count)])
    return Rewriter(counts, Synonyms(counts.lexical.stems, own or []))


@pytest.fixture(scope="module")
def rewriter(tmp_path_factory: pytest.TempPathFactory) -> Rewriter:
    return rewriter_of(tmp_path_factory.mktemp("words"), TITLES)


@pytest.mark.parametrize(
    ("asked", "searched", "kind"),
    [
        ("head set", "headset", ChangeKind.JOINED),
        ("back-pack", "backpack", ChangeKind.JOINED),
        ("backpackfor hiking", "backpack for hiking", ChangeKind.SPLIT),
        ("runningshoes", "running shoes", ChangeKind.SPLIT),
        ("TShirt", "t-shirt", ChangeKind.SPLIT),
        ("wifi router", "wi-fi router", ChangeKind.SPLIT),
        ("stereo haedset", "stereo headset", ChangeKind.CORRECTED),
        ("Notebok, 15", "notebook 15", ChangeKind.CORRECTED),
    ],
)
def test_what_is_searched_instead(rewriter: Rewriter, asked: str, searched: str, kind: ChangeKind) -> None:
    found = rewriter.rewrite(asked)
    assert (found.asked, found.searched) == (asked, searched)
    assert kind in [change.kind for change in found.respelt]


@pytest.mark.parametrize(
    "query",
    [
        "t-shirt",
        "wi-fi",
        "wi fi router",
        "running shoes",
        "head torch",
        "set of mugs",
        "mens",
        "mens boots",
        "nokia",  # a brand that the shop does not sell
        "fila",  # one letter from "fill", which is in one product
        "couches and coaches",  # words of the language that it does not sell
        "tn-2110",
        "TN-2111",
        "tn2110",
        "wh1000xm4",
        "h3adset",
        "红色连衣群",
        "of the",
        "15",
        "",
        "   ",
    ],
)
def test_what_stays_as_it_was_typed(rewriter: Rewriter, query: str) -> None:
    found = rewriter.rewrite(query)
    assert found.searched == query
    assert found.respelt == ()


def test_synonyms_stand_beside_the_word(rewriter: Rewriter) -> None:
    found = rewriter.rewrite("gaming laptop")
    assert found.searched == "gaming laptop"
    assert [(change.kind, change.said, change.searched) for change in found.changes] == [
        (ChangeKind.EXPANDED, "laptop", "notebook")
    ]
    assert {stem: [other.stems for other in others] for stem, others in found.alternatives.items()} == {
        "laptop": [("notebook",)]
    }
    assert [change.searched for change in rewriter.rewrite("tent for 4 people").changes] == ["person"]
    assert [change.searched for change in rewriter.rewrite("couch").changes] == ["sofa"]  # nobody sells a settee
    assert [change.searched for change in rewriter.rewrite("tvs").changes] == ["television"]  # and nobody a tv


def test_a_shop_that_says_the_word_itself_needs_no_synonym(tmp_path: Path) -> None:
    rewriter = rewriter_of(tmp_path, {"Corner Sofa": 30, "Leather Couch": 30})
    assert rewriter.rewrite("couch").changes == ()


def test_the_shops_own_synonyms_are_always_used(tmp_path: Path) -> None:
    rewriter = rewriter_of(tmp_path, {"Corner Sofa": 30, "Leather Couch": 30}, [("couch", "sofa")])
    assert [change.searched for change in rewriter.rewrite("couch").changes] == ["sofa"]


def test_a_synonym_never_beats_the_word_itself(tmp_path: Path) -> None:
    """In titles of one length, with a word that is common and a synonym that is rare."""
    titles = {"Corner Sofa": 60, "Corner Couch": 2, "Corner Couch Sofa": 1, "Steel Kettle": 40}
    counts = counts_of([title for title, count in titles.items() for _ in range(count)])
    words = Rewriter(counts, Synonyms(counts.lexical.stems, [("sofa", "couch")])).rewrite("sofa")
    plain = dict(zip(*(part.tolist() for part in counts.lexical.top("sofa", 200)), strict=True))
    wide = dict(
        zip(*(part.tolist() for part in counts.lexical.top("sofa", 200, None, words.alternatives)), strict=True)
    )
    assert set(wide) - set(plain) == {60, 61}
    assert max(wide[60], wide[61]) < min(plain.values())
    assert all(wide[row] == pytest.approx(score) for row, score in plain.items())


@pytest.mark.parametrize("query", [*HOSTILE, "qzxv" * 5 + " " + "blorf " * 500, "= > # a=b", "-" * 500])
def test_any_text_is_rewritten_to_something(rewriter: Rewriter, query: str) -> None:
    for doubting in (False, True):
        found = rewriter.rewrite(query, doubting=doubting)
        assert found.asked == query
        assert len(found.changes) < 400


def test_an_index_finds_what_was_meant_and_says_so(encoder: Remembering, tmp_path: Path) -> None:
    sold = [product(f"h{n}", "Stereo Headset") for n in range(3)] + [product("k", "Steel Kettle")]
    index = Index.build(tmp_path / "index", sold, encoder)
    for query in ("head set", "haedset"):
        answer = index.answer(query, 3)
        assert {hit.product_id for hit in answer.hits} == {"h0", "h1", "h2"}
        assert answer.hits == index.search(query, 3)
        assert answer.rewrite.searched == "headset"
        assert {hit.product_id for hit in index.lexical.search(query, 9)} == {"h0", "h1", "h2"}
    index.update([product(f"s{n}", "Leather Haedset") for n in range(3)])
    assert index.answer("haedset", 3).rewrite.searched == "haedset"  # now it is one of the shop's words


def test_words_of_the_shop_are_doubted_where_nothing_else_is_left(encoder: Remembering, tmp_path: Path) -> None:
    """A misspelt title makes its misspelling a word of the shop; within other conditions it finds nothing."""
    sold = [product(f"h{n}", "Stereo Headset", brand="Acme") for n in range(30)]
    index = Index.build(tmp_path / "index", [*sold, product("x", "Stereo Haedset", 99, brand="Bolt")], encoder)
    assert index.answer("haedset", 3).rewrite.respelt == ()
    assert [hit.product_id for hit in index.lexical.search("haedset", 3)] == ["x"]
    acme = index.lexical.search("haedset", 3, Filters(brands=frozenset({"acme"})))
    assert len(acme) == 3
