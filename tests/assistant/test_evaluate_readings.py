"""Cases of a file, judged against what the reader made of them in a small shop."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.evaluate.readings import measure, read_cases
from assistant.shop import Shop
from store.errors import SetupError


def judge(shop: Shop, tmp_path: Path, *cases: dict[str, Any]) -> dict[str, Any]:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return asyncio.run(measure(Assistant(shop, None), read_cases(path)))


def test_what_is_read_right_counts_as_exact(shop: Shop, tmp_path: Path) -> None:
    right = judge(
        shop,
        tmp_path,
        {
            "text": "blue running shoes under $90",
            "expect": {"tool": "search_products", "max_price": 90, "min_price": None, "color": "Blue", "words": "shoe"},
        },
        {"text": "hiking boots, but not from Cairn", "expect": {"exclude": ["cairn"], "words": "boots"}},
        {"text": "sneakers by Zzyzx", "expect": {"brand": "zzyzx"}},  # no brand of the shop: stays among the words
        {"text": "thanks, bye!", "expect": {"tool": "none"}},
        {"text": "where is order #A-10234?", "expect": {"tool": "order_status", "order_id": "a-10234"}},
        {
            "text": "compare the second one and the first one",
            "history": ["running shoes"],
            "expect": {"tool": "compare_products", "items": [1, 2]},
        },
        {
            "text": "put two of the first one in my cart in size 42",
            "history": ["running shoes"],
            "expect": {"tool": "update_cart", "items": [1], "quantity": 2, "size": "42"},
        },
    )  # fmt: skip
    assert right["failures"] == []
    assert (right["n"], right["exact"]) == (7, 1.0)
    assert right["by_key"]["tool"] == {"right": 1.0, "n": 5}
    assert right["by_key"]["items"] == {"right": 1.0, "n": 2}


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("running shoes under $90", {"max_price": 80}),
        ("running shoes", {"max_price": 80}),
        ("running shoes under $90", {"max_price": None}),
        ("running shoes", {"tool": "show_cart"}),
        ("running shoes", {"brand": "Acme"}),
        ("blue running shoes", {"color": "red"}),
        ("running shoes", {"words": ["boots"]}),
        ("running shoes", {"exclude": ["red"]}),
        ("red running shoes", {"exclude": ["red"]}),
        ("running shoes", {"items": [1]}),
        ("running shoes", {"order_id": "A-10234"}),
        ("running shoes", {"quantity": 2}),
        ("everything for a weekend of camping under $200", {"budget": 300}),
    ],
)
def test_what_is_not_there_is_a_failure(shop: Shop, tmp_path: Path, text: str, expect: dict[str, Any]) -> None:
    judged = judge(shop, tmp_path, {"text": text, "expect": expect}, {"text": text, "expect": {}})
    assert judged["exact"] == 0.5
    assert judged["by_key"] == {next(iter(expect)): {"right": 0.0, "n": 1}}
    assert [(failure["line"], failure["wrong"]) for failure in judged["failures"]] == [(1, expect)]


@pytest.mark.parametrize(
    "content",
    ["", "nonsense", '{"text": "a"}', '{"text": 1, "expect": {}}', '{"text": "a", "expect": {"colour": "red"}}', "[1]",
     '{"text": "a", "history": "b c", "expect": []}', '{"text": "a", "history": [1], "expect": {}}'],
)  # fmt: skip
def test_a_file_without_cases_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "cases.jsonl").write_text(content)
    with pytest.raises(SetupError) as caught:
        read_cases(tmp_path / "cases.jsonl")
    assert "cases.jsonl" in caught.value.problem
    assert caught.value.mend == "daogou evaluate reader --help"


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"nowhere\.jsonl cannot be read"):
        read_cases(tmp_path / "nowhere.jsonl")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError, match="binary cannot be read"):
        read_cases(tmp_path / "binary")
