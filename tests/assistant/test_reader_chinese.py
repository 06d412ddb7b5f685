"""Chinese messages, with the truth written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.reading import Intent, Sort
from tests.assistant.reader_cases import AFTER_BOOTS, FRESH
from tests.assistant.test_reader import BLUE, RED, check

FIRST: list[tuple[str, dict[str, Any]]] = [
    (
        "你好,我想买一双红色的跑鞋,300元以下",
        {"query": "跑鞋", "price_max": 30000, "attributes": RED, "intent": Intent.SEARCH},
    ),
    ("不超过200块的背包", {"query": "背包", "price_max": 20000}),
    ("帐篷100到200元", {"query": "帐篷", "price_min": 10000, "price_max": 20000}),
    ("100-200块的水杯", {"query": "水杯", "price_min": 10000, "price_max": 20000}),
    ("五百以内的耳机", {"query": "耳机", "price_max": 50000}),
    ("三百五以下的水杯", {"query": "水杯", "price_max": 35000}),
    ("至少500元的手表", {"query": "手表", "price_min": 50000}),
    ("1000元以上的相机", {"query": "相机", "price_min": 100000}),
    ("两千左右的笔记本", {"query": "笔记本", "price_min": 160000, "price_max": 240000}),
    ("预算500,想买个帐篷", {"query": "帐篷", "price_max": 50000}),
    ("最多80块的袜子", {"query": "袜子", "price_max": 8000}),
    ("42码的鞋", {"query": "鞋", "attributes": {"size": ("42",)}, "price_max": None}),
    ("蓝色的外套", {"query": "外套", "attributes": BLUE}),
    ("女士外套", {"query": "外套", "attributes": {"audience": ("Women", "Unisex")}}),
    ("最便宜的帐篷", {"query": "帐篷", "sort": Sort.PRICE_ASC}),
    ("不要皮的靴子", {"query": "靴子", "not_attributes": {"material": ("leather",)}}),
    ("除了Acme以外的靴子", {"query": "靴子", "not_brands": ("Acme",)}),
    ("不要红色的外套", {"query": "外套", "not_attributes": RED}),
    ("Bolt的靴子", {"query": "靴子", "brands": ("Bolt",)}),
    ("我的订单到哪了", {"intent": Intent.ORDER_STATUS}),
    ("查一下订单DG-10427", {"intent": Intent.ORDER_STATUS, "order_id": "DG-10427"}),
    ("我要退货,订单号DG-10427", {"intent": Intent.RETURN, "order_id": "DG-10427"}),
    ("怎么退货", {"intent": Intent.POLICY, "topic": "returns"}),
    ("转人工", {"intent": Intent.PERSON}),
    ("有什么优惠", {"intent": Intent.PROMOTIONS}),
    ("你们卖什么", {"intent": Intent.OVERVIEW}),
    ("给我推荐点东西", {"intent": Intent.RECOMMEND}),
    ("露营全套装备,预算1000元", {"intent": Intent.BUNDLE, "budget": 100000}),
    ("记住我穿42码", {"intent": Intent.REMEMBER, "remember": ("size", "42")}),
    ("谢谢", {"intent": Intent.THANKS}),
    ("你好", {"intent": Intent.GREETING}),
    ("再见", {"intent": Intent.GOODBYE}),
]

AFTER: list[tuple[str, dict[str, Any]]] = [
    ("第二个", {"refs": ("p2",), "intent": Intent.DETAILS}),
    ("最后一个", {"refs": ("p3",)}),
    ("便宜一点", {"intent": Intent.SEARCH, "price_max": 8899, "continues": True}),
    ("有没有贵一点的", {"intent": Intent.SEARCH, "price_min": 8901, "continues": True}),
    ("要蓝色的", {"intent": Intent.SEARCH, "query": "waterproof hiking boots", "continues": True}),
    ("不要这个牌子", {"intent": Intent.SEARCH, "not_brands": ("Acme",)}),
    ("比较第一个和第三个", {"refs": ("p1", "p3"), "intent": Intent.COMPARE}),
    ("前两个有什么区别", {"refs": ("p1", "p2"), "intent": Intent.COMPARE}),
    ("把第二个加入购物车,要两个", {"refs": ("p2",), "intent": Intent.CART_ADD, "quantity": 2}),
    ("买最后一个", {"refs": ("p3",), "intent": Intent.CART_ADD}),
    ("红色的那个多少钱", {"refs": ("p3",), "intent": Intent.DETAILS}),
    ("大家怎么评价第三个", {"refs": ("p3",), "intent": Intent.REVIEWS}),
    ("有类似第一个的吗", {"refs": ("p1",), "intent": Intent.SIMILAR}),
    ("300以内", {"intent": Intent.SEARCH, "price_max": 30000, "continues": True}),
    ("价格无所谓", {"price_max": None, "continues": True}),
]


@pytest.mark.parametrize(("text", "expected"), FIRST)
def test_a_first_message(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


@pytest.mark.parametrize(("text", "expected"), AFTER)
def test_with_something_shown(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)
