"""Limits that a later message takes back, alone and in the conversation."""

from __future__ import annotations

import pytest

from assistant.evaluate.human import NoWords
from assistant.reader.context import ReadingContext
from assistant.reader.reader import Reader
from retrieval.encoder import Encoder


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> Reader:
    return Reader(NoWords(), encoder)


LIFTED: list[tuple[str, str, float | None, float | None]] = [
    ("a kettle under 50 dollars", "scrap the 50", None, None),
    ("stand mixer please, max 250", "take the ceiling off, I just want a good one", None, None),
    ("bluetooth speaker from 40 to 80", "drop the minimum", None, 80),
    ("chef knives between 60 and 110", "forget the upper limit", 60, None),
    ("a raincoat under 80 dollars, over 40", "drop the 80 limit, I'll pay what a good one costs", 40, None),
    ("a tv under 500 dollars", "changed my mind, no limit on price now", None, None),
    ("a mattress between 500 and 900", "remove the lower limit", None, 900),
    ("a desk under 200 dollars", "drop the limit to 150", None, 150),
    ("a thermos under 30 dollars", "can I remove the lid?", None, 30),
    ("平板电脑,1500到2500块", "下限不要了", None, 2500),
    ("破壁机,不超过400", "不要上限了,好用就行", None, None),
    ("音箱,300到500", "把下限拿掉,五百以内的全都发来", None, 500),
    ("拉杆箱,400到700", "上限先不管了", 400, None),
    ("水壶,200以内", "上限提到300", None, 300),
]


@pytest.mark.parametrize(("first", "then", "low", "high"), LIFTED)
def test_what_a_message_takes_back(
    reader: Reader, first: str, then: str, low: float | None, high: float | None
) -> None:
    last = reader.read(first, ReadingContext(currency="USD"))
    reading = reader.read(then, ReadingContext(currency="USD", last=last))
    standing = reading if reading.continues else last
    cents = tuple(None if limit is None else int(limit * 100) for limit in (low, high))
    assert (standing.constraints.price_min, standing.constraints.price_max) == cents
