from __future__ import annotations

from pathlib import Path

import pytest

from store.importers.errors import UnreadableFileError
from store.importers.rows import columns_of, data_files, read_rows
from tests.store.importers.files import write


def test_csv_rows_know_the_line_they_began_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,text", "1,one", '2,"two', 'lines"', "", "3,three")
    found = [(row.line, dict(row.values)) for row in read_rows(path)]
    assert found == [
        (2, {"id": "1", "text": "one"}),
        (3, {"id": "2", "text": "two\nlines"}),
        (6, {"id": "3", "text": "three"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_delimiters_and_gzip(tmp_path: Path, delimiter: str, name: str) -> None:
    path = write(tmp_path / name, delimiter.join(("id", "text")), delimiter.join(("1", '"a,b;c\td|e"')))
    assert [row.values for row in read_rows(path)] == [{"id": "1", "text": "a,b;c\td|e"}]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffid,text\r\n1,é\r\n".encode())
    assert columns_of(path) == ["id", "text"]
    assert [row.values for row in read_rows(path)] == [{"id": "1", "text": "é"}]


def test_rows_of_the_wrong_length_are_broken_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,text", "1", "2,b", "3,c,d")
    broken = [(row.line, row.broken.reason) for row in read_rows(path) if row.broken is not None]
    assert broken == [
        (2, "has 1 fields where the header has 2"),
        (4, "has 3 fields where the header has 2"),
    ]


def test_jsonl_lines_that_are_no_objects(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"id": 1}', "{broken", "", "[1]", '{"id": 2}', "[" * 100_000)
    rows = list(read_rows(path))
    assert [(row.line, row.values.get("id")) for row in rows if row.broken is None] == [(1, 1), (5, 2)]
    assert [(row.line, str(row.broken).split(":")[1].strip()) for row in rows if row.broken] == [
        (2, "not JSON"),
        (4, "not a JSON object"),
        (6, "not JSON"),
    ]
    assert columns_of(path) == ["id"]


def test_a_truncated_gzip_is_unreadable_with_the_line_it_broke_at(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv.gz", "id,text", *(f"{number},{number * 7919 % 1000}" for number in range(50_000)))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(UnreadableFileError, match=r"a\.csv\.gz, line \d+: cannot be read on") as caught:
        list(read_rows(path))
    assert 30_000 < caught.value.line < 50_001


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"PK\x03\x04\x00\x00\n\x00", "is binary"),
        ("a.csv", b"id,id\n1,2\n", "twice"),
        ("a.json", b'[{"id": 1}]', "one JSON list"),
        ("a.csv.gz", b"\x1f\x8bnot gzip at all", "cannot be read"),
    ],
)
def test_files_that_are_nothing(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=reason):
        list(read_rows(path))


def test_bytes_that_are_not_utf8_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,Gr\xf6\xdfe\n")
    assert [row.values["text"] for row in read_rows(path)] == ["Gr\ufffd\ufffde"]


def test_which_files_are_data(tmp_path: Path) -> None:
    for name in ("b.csv", "a.jsonl.gz", "readme.md", "images.zip"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in data_files(tmp_path)] == ["a.jsonl.gz", "b.csv"]
    assert data_files(tmp_path / "b.csv") == [tmp_path / "b.csv"]
    for source in (tmp_path / "readme.md", tmp_path / "nothing.csv"):
        with pytest.raises(UnreadableFileError, match=r"Nothing was written"):
            data_files(source)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableFileError, match=r"holds no \.csv"):
        data_files(tmp_path / "empty")
