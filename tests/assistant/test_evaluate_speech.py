"""The audit of replies: planted faults are found, true sentences are not taken for faults."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluate.readings import Case, read_cases
from assistant.evaluate.speech import KINDS, Findings, Known, audit, figures, judge, money, variety
from assistant.events import Card, TurnDone
from assistant.shop import Shop
from ranker.ranker import Ranked


@pytest.fixture
def known(shop: Shop) -> Known:
    """A conversation that has shown the storm jacket (139, in stock) and the gooseneck kettle (69, sold out)."""
    assistant = Assistant(shop, None)
    session = assistant.session()
    session.register([Ranked(product_id, 1.0, "test") for product_id in ("jacket-1", "kettle-2")])
    known = Known(session, assistant)

    async def hear() -> None:
        async for event in assistant.turn(session, "thanks, my limit is 150 dollars"):
            if isinstance(event, TurnDone):
                known.hear("thanks, my limit is 150 dollars", [], event)

    asyncio.run(hear())
    return known


def found(known: Known, reply: str, results: tuple[str, ...] = ("found 2 of 2",), before: str = "") -> set[str]:
    cards = [Card(f"p{place}", product) for place, product in enumerate(known.products(), 1)]
    findings = Findings()
    judge(reply, before, cards, results, known, findings)
    return {kind for kind in KINDS if findings.wrong[kind]}


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        ("Storm rain jacket costs $139.00.", set()),
        ("It stays under your 150 dollars.", set()),
        ("The kettle is $70.00 cheaper.", set()),
        ("Storm rain jacket costs $138.00.", {"price"}),
        ("It is yours for 99 USD.", {"price"}),
        ("Storm rain jacket is in stock.", set()),
        ("Gooseneck kettle is in stock.", {"stock"}),
        ("Gooseneck kettle is sold out.", set()),
        ("Storm rain jacket is out of stock.", {"stock"}),
        ("We do not have that in green.", {"absence"}),
        ("没有找到符合的商品。", {"absence"}),
        ("Here is what I", {"unfinished"}),
        ("", {"empty"}),
    ],
)
def test_faults(known: Known, reply: str, kinds: set[str]) -> None:
    assert found(known, reply) == kinds


def test_absence_that_a_tool_reported_and_a_reply_said_again(known: Known) -> None:
    assert found(known, "We do not have that in green.", ("found 6 of 6\nrelaxed: colour",)) == set()
    assert found(known, "Have a look.", before="Have a look.") == {"repeated"}


def test_amounts() -> None:
    assert [str(value) for value in sorted(money("$1,299.00, 45 dollars or €7.50; 3 of 12, size 42"))] == [
        "7.50", "45", "1299.00",
    ]  # fmt: skip
    assert {int(value) for value in figures("3 of 12, size 42.")} == {3, 12, 42}


def test_conversations_without_a_model_have_no_fault(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        '{"text": "the second one in size M", "history": ["rain jacket"], "expect": {}}\n'
        '{"text": "kettles under 50", "history": [], "expect": {}}\n'
        '{"text": "有靴子吗", "history": [], "expect": {}}\n'
        '{"text": "what is the meaning of life?", "history": ["what is the meaning of life?"], "expect": {}}\n'
        '{"text": "比较一下", "history": ["比较一下"], "expect": {}}\n'
    )
    cases = read_cases(path)
    assert [isinstance(case, Case) for case in cases] == [True] * 5
    heard = asyncio.run(audit(Assistant(shop, None), cases, 100))
    assert heard["replies"] == 8
    assert heard["told"] == []
    read, spoken = asyncio.run(variety(Assistant(shop, None), ["Jackets", "Kettles"]))
    assert 0 < spoken <= read < 1
