"""Judgments files: what is read, and the line that is named when one cannot be."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from retrieval.measuring.judgments import Judgments, read_judgments
from retrieval.measuring.query_classes import QueryClass
from store.errors import SetupError


def written(folder: Path, text: str) -> Path:
    path = folder / "judgments.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_grades_and_stated_classes_are_read(tmp_path: Path) -> None:
    text = "query,product_id,rating,class\nboots,p1,3,Type\nboots,p2,0,\nacme,p1,1,navigational\ncoat,p4,2,\n"
    found = read_judgments(written(tmp_path, text))
    assert found.grades == {"boots": {"p1": 3, "p2": 0}, "acme": {"p1": 1}, "coat": {"p4": 2}}
    assert found.classes == {"boots": QueryClass.TYPE, "acme": QueryClass.NAVIGATIONAL}


def test_the_order_of_columns_is_free_and_classes_may_be_left_out(tmp_path: Path) -> None:
    found = read_judgments(written(tmp_path, '\ufeffrating,query,product_id\n2,"boots, lined",p1\n'))
    assert found == Judgments({"boots, lined": {"p1": 2}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,product\nboots,p1\n", "line 1: no column product_id, rating"),
        ("query,product_id,rating,grade\nboots,p1,1,2\n", "line 1: unknown column 'grade'"),
        ("query,product_id,rating,rating\nboots,p1,1,2\n", "line 1: a column stands there twice"),
        ("query,product_id,rating\nboots,p1,3\nboots,p2,good\n", "line 3: rating 'good'"),
        ("query,product_id,rating\nboots,p1,-1\n", "line 2: rating '-1'"),
        ("query,product_id,rating\nboots,p1,²\n", "line 2: rating '²'"),
        ("query,product_id,rating\nboots,p1\n", "line 2: 3 values are needed"),
        ("query,product_id,rating\nboots,p1,1,2\n", "line 2: 3 values are needed"),
        ("query,product_id,rating\n ,p1,1\n", "line 2: query and product_id are needed"),
        ("query,product_id,rating\nboots,p1,1\nboots,p1,2\n", "line 3: product 'p1' has another rating"),
        ("query,product_id,rating,class\nboots,p1,1,shoes\n", "line 2: class 'shoes' is none of navigational"),
        ("query,product_id,rating,class\nboots,p1,1,type\nboots,p2,1,broad\n", "line 3: query 'boots' has another"),
        ("query,product_id,rating\n", "holds no judgment"),
        ("", "line 1: no column"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SetupError) as caught:
        read_judgments(written(tmp_path, text))
    assert said in caught.value.problem
    assert caught.value.mend == "daogou evaluate --help"


def test_a_file_that_is_none_is_a_setup_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        read_judgments(tmp_path / "none.csv")
    (tmp_path / "judgments.csv").write_bytes(b"query,product_id,rating\nb\xff,p1,1\n")
    with pytest.raises(SetupError, match="cannot be read"):
        read_judgments(tmp_path / "judgments.csv")


def test_the_halves_share_no_query_and_lose_none() -> None:
    every = Judgments({f"query {n}": {"p": 1} for n in range(50)})
    dev, test = every.half("dev"), every.half("test")
    assert {*dev.grades} == {query for query in every.grades if zlib.crc32(query.encode()) % 2 == 0}
    assert {*dev.grades} | {*test.grades} == {*every.grades}
    assert not {*dev.grades} & {*test.grades}
