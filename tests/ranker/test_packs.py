from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ranker.packs import PackError, read_pack

HEADER = "user_id:token\titem_id_list:token_seq\titem_id:token\n"


def write(path: Path, text: str) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


def test_sequences_hold_out_the_last_two(tmp_path: Path) -> None:
    write(tmp_path / "sequences.txt.gz", "ann c a b d\nbob b a\ncat a b c\n")
    write(tmp_path / "items.jsonl.gz", json.dumps({"id": "a", "title": "Soap"}) + "\n")
    pack = read_pack(tmp_path)
    assert pack.item_ids == ["a", "b", "c", "d"]
    assert pack.texts == ["Soap", "", "", ""]
    assert [rows.tolist() for rows in pack.train] == [[2, 0], [0]]  # bob's two are too few
    assert pack.valid.tolist() == [1, 1]
    assert pack.test.tolist() == [3, 2]
    assert [rows.tolist() for rows in pack.histories()] == [[2, 0, 1], [0, 1]]


def test_prefixes_are_put_together_though_their_lists_are_cut(tmp_path: Path) -> None:
    """A sequence of 54, of which no line holds more than the newest 50 before the one that follows; and one of four."""
    whole = list(range(54))
    train = [("0", whole[max(0, at - 50) : at], whole[at]) for at in range(51, 0, -1)] + [
        ("1", [5, 6], 5),
        ("1", [5], 6),
    ]
    parts = {
        "train": train,
        "valid": [("0", whole[2:52], 52), ("1", [5, 6, 5], 7)],
        "test": [("0", whole[3:53], 53), ("1", [5, 6, 5, 7], 8)],
    }
    for part, lines in parts.items():
        body = "".join(f"{shopper}\t{' '.join(map(str, before))}\t{after}\n" for shopper, before, after in lines)
        write(tmp_path / f"Toy.{part}.inter.gz", HEADER + body)
    write(tmp_path / "Toy.item2index.gz", "".join(f"i{row}\t{row}\n" for row in reversed(whole)))
    write(tmp_path / "Toy.text.gz", "item_id:token\ttext:token_seq\ni3\tA pipe. Brass.\n")
    pack = read_pack(tmp_path)
    assert pack.item_ids[:3] == ["i0", "i1", "i2"]
    assert pack.texts[3] == "A pipe. Brass."
    assert [rows.tolist() for rows in pack.train] == [whole[:52], [5, 6, 5]]
    assert (pack.valid.tolist(), pack.test.tolist()) == ([52, 7], [53, 8])


def test_a_folder_without_a_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="neither"):
        read_pack(tmp_path)
