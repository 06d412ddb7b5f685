"""The limit head: numpy against the network it came from, its choices by hand, and messages no rule was written for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.evaluate.human import NoWords
from assistant.reader.chinese import price_candidates as chinese_candidates
from assistant.reader.chinese import prices as chinese_prices
from assistant.reader.context import ReadingContext
from assistant.reader.prices import candidates as price_candidates
from assistant.reader.prices.features import BUCKETS, SLOTS, Seeing, Stated
from assistant.reader.prices.head import ARRAYS, ROLES, LimitHead, choose, limits_of
from assistant.reader.prices.reading import PriceLimits, take_prices
from assistant.reader.prices.train import Network, cases, tensors
from assistant.reader.reader import Reader
from assistant.reader.text import Scan
from assistant.reading import Intent
from retrieval.encoder import Encoder, MiniLM


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> Reader:
    return Reader(NoWords(), encoder)


def stated(text: str) -> Stated:
    scan = Scan(text)
    said = take_prices(scan, "USD")
    return price_candidates.stated(scan.full, scan.low, "", said, "USD")


def test_the_head_says_what_its_networks_say(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    dim, facts, rules = 6, 5, 3
    torch.manual_seed(3)
    nets = [Network(dim, facts + rules).eval() for _ in range(2)]
    with torch.no_grad():
        for net in nets:
            for part in net.parameters():
                part.copy_(torch.tensor(rng.normal(0, 0.2, part.shape), dtype=torch.float32))
    amounts = [
        Seeing([int(bucket) for bucket in rng.integers(0, BUCKETS, count)], rng.random(facts).tolist(),
               rng.random(rules).tolist(), rng.normal(size=(SLOTS, dim)).astype(np.float32))
        for count in (4, 1, 7)
    ]  # fmt: skip
    anywhere = [3, 99, 3]
    beliefs = torch.stack([torch.softmax(_undropped(net, tensors(amounts, anywhere)), 1) for net in nets]).mean(0)
    head = LimitHead(encoder="x", **{name: np.stack([net.arrays()[name] for net in nets]) for name in ARRAYS})
    np.testing.assert_allclose(head.beliefs(amounts, anywhere), beliefs.detach().numpy(), atol=1e-5)
    head.save(tmp_path / "head.npz")
    again = LimitHead.load(tmp_path / "head.npz")
    np.testing.assert_allclose(again.beliefs(amounts, anywhere), beliefs.detach().numpy(), atol=0.02)


def _undropped(net: Network, inputs: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """The network's scores written out once more, without dropout."""
    words, starts, anywhere, facts, rules, slots = inputs
    facts = torch.cat([facts, rules], 1)
    ends = [*starts.tolist()[1:], len(words)]
    near = torch.stack([net.near[words[a:b]].sum(0) for a, b in zip(starts.tolist(), ends, strict=True)])
    rows = [[torch.relu(row @ net.narrow[s] + net.narrow_shift[s]) for s, row in enumerate(each)] for each in slots]
    narrow = torch.stack([torch.cat(each) for each in rows])
    hidden = torch.relu(net.hidden(torch.cat([narrow, facts], 1)))
    scores: torch.Tensor = net.out(hidden) + net.direct(facts) + near + net.anywhere[anywhere].mean(0)
    return scores


def test_the_strongest_amount_of_each_role_is_chosen() -> None:
    beliefs = np.array(
        [[0.1, 0.6, 0.2, 0.1, 0], [0.1, 0.8, 0.05, 0.05, 0], [0.2, 0.1, 0.7, 0, 0], [0.9, 0.1, 0, 0, 0]], np.float32
    )
    assert choose(beliefs) == {"max": 1, "min": 2}


def test_one_sum_for_all_and_a_limit_for_one_exclude_each_other() -> None:
    assert choose(np.array([[0, 0.9, 0, 0.1, 0], [0, 0.2, 0, 0.8, 0]], np.float32)) == {"max": 0}
    assert choose(np.array([[0, 0.6, 0, 0.4, 0], [0, 0.2, 0, 0.8, 0]], np.float32)) == {"budget": 1}


def test_an_amount_that_says_both_limits_excludes_those_that_say_one() -> None:
    assert choose(np.array([[0, 0, 0, 0, 1], [0, 0.8, 0, 0, 0.2]], np.float32)) == {"range": 0}
    assert choose(np.array([[0, 0, 0, 0, 0.6], [0, 0.8, 0, 0, 0.2], [0, 0, 0.9, 0, 0.1]], np.float32)) == {
        "max": 1,
        "min": 2,
    }


def test_a_range_lends_its_thousands() -> None:
    said = stated("a sofa, two to three thousand")
    assert [(amount.low, amount.lent) for amount in said.amounts] == [(200, 200_000), (300_000, 300_000)]
    assert limits_of(said, {"min": 0, "max": 1}) == PriceLimits(200_000, 300_000)
    assert limits_of(said, {"max": 1}) == PriceLimits(None, 300_000)
    assert limits_of(said, {"budget": 1}) == PriceLimits(None, 300_000)


def test_a_chinese_range_in_one_number_and_in_two() -> None:
    scan = Scan("两三百的台灯,或者1到2千的桌子")
    said = chinese_prices.take_prices(scan, "CNY")
    found = chinese_candidates.stated(scan.full, scan.low, "", said, "CNY")
    assert [(one.low, one.high, one.lent) for one in found.amounts] == [
        (20000, 30000, 20000), (100, 100, 100000), (200000, 200000, 200000)
    ]  # fmt: skip
    assert limits_of(found, {"range": 0}) == PriceLimits(20000, 30000)
    assert limits_of(found, {"min": 1, "max": 2}) == PriceLimits(100000, 200000)


def test_roles_are_found_by_value(encoder: MiniLM) -> None:
    lines = [
        {"text": "mine cost 60, so up to 80 please, or 80 at most", "expect": {"max_price": 80}},
        {"text": "2 lamps and a rug for 90", "expect": {"budget": 90}},
        {"text": "from two to three hundred", "expect": {"min_price": 200, "max_price": 300}},
        {"text": "no number", "expect": {}},
    ]
    found = [[ROLES[role] for role in case.roles] for case in cases(lines, encoder)]
    assert found == [["", "", "max"], ["", "budget"], ["min", "max"]]


def test_chinese_roles_are_found_by_value() -> None:
    lines = [
        {"text": "去年花了八百买的坏了,这次两三百的就行", "expect": {"min_price": 200, "max_price": 300}},
        {"text": "桌子椅子一共600", "expect": {"budget": 600}},
        {"text": "under 50", "expect": {"max_price": 50}},
    ]
    found = [[ROLES[role] for role in case.roles] for case in cases(lines, None)]
    assert found == [["", "range"], ["budget"]]


STORIES = [
    ("my neighbour gave 140 for her stroller and hates it, I'd rather keep mine to 95", None, 95),
    ("We are 6 on a boat for 9 days. One cool bag, 30 litres, and the skipper lets me spend 55 on it at the very most",
     None, 55),
    ("the last umbrella was 12 dollars and broke in 2 days, so this time nothing that costs less than 30", 30, None),
    ("I saw 4 alarm clocks for 25 at the airport. do you have one for a 9 year old?", None, None),
    ("he turns 50 and wears size 11, slippers between 40 and 70 would be lovely", 40, 70),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), STORIES)
def test_one_limit_among_many_numbers(reader: Reader, text: str, low: int | None, high: int | None) -> None:
    reading = reader.read(text, ReadingContext())
    cents = tuple(None if limit is None else limit * 100 for limit in (low, high))
    assert (reading.constraints.price_min, reading.constraints.price_max) == cents


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("toaster, kettle and a bread bin, 130 for everything together", 130),
        ("sleeping bag plus mat plus pillow 160", 160),
        ("I have 75 and it has to pay for a scarf, gloves and a hat", 75),
    ],
)
def test_one_sum_for_several_things(reader: Reader, text: str, budget: int) -> None:
    reading = reader.read(text, ReadingContext())
    assert reading.intent is Intent.BUNDLE
    assert reading.budget == budget * 100
