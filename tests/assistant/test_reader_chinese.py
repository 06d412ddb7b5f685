"""Chinese messages, with the truth written by hand."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from assistant.reader import ReadingContext, ShownItem
from assistant.reader.chinese.traditional import simplified
from assistant.reading import Intent, Sort
from tests.assistant.reader_cases import AFTER_BOOTS, BOOTS, FRESH, READER, TENT
from tests.assistant.reader_cases import FIRST as BOOT
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


LAMP = ShownItem("p5", "Northlight Desk Lamp", "Northlight", ("Home", "Lamps"), 4900, "white", 4.2)
CHAIR = ShownItem("p6", "Acme Camping Chair", "Acme", ("Outdoor", "Chairs"), 9900, "black", 4.2)
STOVE = ShownItem("p7", "Acme Camping Stove", "Acme", ("Outdoor", "Stoves"), 7900, "red", 4.4)
KIT = (TENT, LAMP, CHAIR, STOVE)
WITH_BUNDLE = ReadingContext(
    shown=KIT, known=KIT, bundle=("p4", "p5", "p6", "p7"), last=READER.read("露营全套装备", FRESH), currency="CNY"
)
WITH_CART = ReadingContext(shown=BOOTS, known=BOOTS, cart=(BOOT, TENT), last=READER.read("靴子", FRESH))
KETTLE = ShownItem("p1", "星火不锈钢水壶", "星火", ("厨房",), 9900)
BAG = ShownItem("p2", "远山双肩背包", "远山", ("箱包",), 19900)
CHINESE_SHOP = ReadingContext(shown=(KETTLE, BAG), known=(KETTLE, BAG), currency="CNY", language="zh")

# Lowest and highest price in yuan.
PRICES: list[tuple[str, float | None, float | None]] = [
    ("九块九包邮的袜子", None, 9.9),
    ("十万以内的钢琴", None, 100000),
    ("别给我看两千以上的手机", None, 2000),
    ("一百块以下的背包都不要", 100, None),
    ("除了1000以上的手表都行", None, 1000),
    ("不低于三百的外套", 300, None),
    ("手机300以内,不对,改成500以内", None, 500),
    ("128G的手机3000以下", None, 3000),
    ("两个人的帐篷,1000以内", None, 1000),
    ("5件套床单,300以下", None, 300),
    ("比500便宜的手表", None, 500),
    ("比200贵的手表", 200, None),
    ("1到2千的手机", 1000, 2000),
    ("1-2k的相机", 1000, 2000),
    ("三千以下五百以上的相机", 500, 3000),
    ("价位200起,500封顶的耳机", 200, 500),
    ("两三百的鞋子", 200, 300),
    ("十几块的杯子", 10, 20),
    ("一万两千以内的电脑", None, 12000),
    ("千把块的手机", 800, 1200),
    ("一百以下不要皮的包", None, 100),
    ("想買兩百塊以內的背囊", None, 200),
    ("10寸的平板", None, None),
    ("iPhone15的手机壳", None, None),
    ("第二款手机", None, None),
    ("3岁以上的玩具", None, None),
    ("24寸以上的显示器", None, None),
    ("满300减50的外套", None, None),
    ("水壶台币800以内", None, 800),
    ("手环 1k-2k", 1000, 2000),
    ("水壺唔好貴過300蚊", None, 300),
    ("邻居的水壶花了300,我也想看看水壶", None, None),
    ("音量至少80的音箱,500以内", None, 500),
    ("低于200的水壶我不放心", 200, None),
    ("超过200的水壶就不用介绍了", None, 200),
    ("水壶最低一百最高两百", 100, 200),
    ("水壶,可以到一百八", None, 180),
    ("算了,水壶放宽到180吧", None, 180),
    ("100以下的玩具", None, 100),
    ("整双棉鞋呗,贵于二百的可不要嗷", None, 200),
    ("200以内的玩具,送孩子", None, 200),
    ("三百块一内的裤子有吗", None, 300),
    ("有冇平過100蚊嘅耳機", None, 100),
    ("水壶最低提到300吧", 300, None),
    ("距离100米以内", None, None),
]

OPENING: list[tuple[str, dict[str, Any]]] = [
    ("想买個雙人帳篷,一千以內", {"query": "双人帐篷", "price_max": 100000, "intent": Intent.SEARCH}),
    ("不要Acme的背包", {"query": "背包", "not_brands": ("Acme",), "intent": Intent.SEARCH}),
    ("想弄盏台灯给孩子写作业", {"intent": Intent.SEARCH}),
    ("有没有红色的连衣裙,200以内", {"query": "连衣裙", "attributes": RED, "price_max": 20000}),
    ("预算三百,组一个生日礼盒", {"intent": Intent.BUNDLE, "budget": 30000, "price_max": None}),
    ("衣服穿了一次就起球,可以退吗", {"intent": Intent.RETURN}),
    ("一般可以退货吗", {"intent": Intent.POLICY}),
    ("客服几点上班", {"intent": Intent.POLICY}),
    ("我要找你们经理", {"intent": Intent.PERSON}),
    ("催一下发货,谢谢", {"intent": Intent.ORDER_STATUS}),
    ("把你记得的都删了", {"intent": Intent.FORGET}),
    ("以后都给我推荐素食的", {"intent": Intent.REMEMBER}),
    ("红烧肉要炖多久", {"intent": Intent.OFF_TOPIC}),
    ("嗯嗯", {"intent": Intent.UNCLEAR}),
    ("随便吧", {"intent": Intent.UNCLEAR}),
    ("你们店有哪些品牌", {"intent": Intent.OVERVIEW}),
    ("新人有什么福利", {"intent": Intent.PROMOTIONS}),
]

POINTING: list[tuple[str, dict[str, Any]]] = [
    ("第一个别再给我看", {"intent": Intent.HIDE, "refs": ("p1",)}),
    ("别给我看两百以上的", {"intent": Intent.SEARCH, "price_max": 20000, "continues": True}),
    ("红色的那双屏蔽掉", {"intent": Intent.HIDE, "refs": ("p3",)}),
    ("那双Bolt的多少钱", {"intent": Intent.DETAILS, "refs": ("p2",)}),
    ("倒数第二个怎么样", {"refs": ("p2",)}),
    ("第二个和第三个比呢", {"intent": Intent.COMPARE, "refs": ("p2", "p3")}),
    ("最便宜的那双加入购物车", {"intent": Intent.CART_ADD, "refs": ("p3",)}),
    ("那双靴子防水吗", {"intent": Intent.DETAILS, "refs": ("p1",)}),
    ("不要黑色和红色", {"not_attributes": {"colour family": ("Black", "Red")}, "continues": True}),
    ("那女款呢", {"query": "waterproof hiking boots", "intent": Intent.SEARCH, "continues": True}),
    ("有没有帐篷", {"intent": Intent.SEARCH, "query": "帐篷", "continues": False}),
]

STORIES: list[tuple[str, float]] = [
    ("书架我出不到500，450撑死了", 450),
    ("婆婆说被子四百五是上限", 450),
    ("吹风机450顶天，别的不考虑", 450),
    ("这个月就剩450了，想买件衬衫", 450),
    ("财务那边说450是红线，要一把椅子", 450),
    ("同事凑了450给他买个水壶", 450),
    ("我妈讲了，毯子超过450不许买", 450),
    ("椅子450以上我付不起", 450),
    ("耳机四百五以外的免谈", 450),
    ("台灯，预算卡死在450", 450),
]

ABOUT_THE_BUNDLE: list[tuple[str, dict[str, Any]]] = [
    ("把灯换一个", {"intent": Intent.SWAP, "refs": ("p5",)}),
    ("椅子不要了", {"intent": Intent.SWAP, "refs": ("p6",)}),
    ("帐篷换成大的", {"intent": Intent.SWAP, "refs": ("p4",)}),
    ("灯和椅子都不要", {"intent": Intent.SWAP, "refs": ("p5", "p6")}),
    ("第四个换个便宜点的", {"intent": Intent.SWAP, "refs": ("p7",), "price_max": 7899}),
    ("这套总共2000以内", {"intent": Intent.SWAP, "refs": (), "budget": 200000, "price_max": None}),
    ("那个帐篷多重", {"intent": Intent.DETAILS, "refs": ("p4",)}),
    ("全部加入购物车", {"intent": Intent.CART_ADD, "refs": ("p4", "p5", "p6", "p7")}),
    ("找一双跑鞋", {"intent": Intent.SEARCH, "query": "跑鞋"}),
]


@pytest.mark.parametrize(("text", "high"), STORIES)
def test_limits_told_in_a_story(text: str, high: float) -> None:
    check(text, ReadingContext(currency="CNY"), {"intent": Intent.SEARCH, "price_max": high * 100, "price_min": None})


@pytest.mark.parametrize(("text", "low", "high"), PRICES)
def test_price_limits(text: str, low: float | None, high: float | None) -> None:
    constraints = READER.read(text, ReadingContext(currency="CNY")).constraints
    said = [None if limit is None else limit / 100 for limit in (constraints.price_min, constraints.price_max)]
    assert said == [low, high]


@pytest.mark.parametrize(("text", "expected"), OPENING)
def test_more_first_messages(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


@pytest.mark.parametrize(("text", "expected"), POINTING)
def test_pointing_at_what_is_shown(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)


@pytest.mark.parametrize(("text", "expected"), ABOUT_THE_BUNDLE)
def test_with_a_bundle_on_the_page(text: str, expected: dict[str, Any]) -> None:
    check(text, WITH_BUNDLE, expected)


def test_what_is_in_the_cart_is_taken_out_by_name() -> None:
    check("帐篷从购物车拿掉", WITH_CART, {"intent": Intent.CART_REMOVE, "refs": ("p4",)})


def test_a_chinese_title_is_pointed_at_by_its_own_words() -> None:
    check("那个水壶容量多大", CHINESE_SHOP, {"intent": Intent.DETAILS, "refs": ("p1",)})
    check("把背包加入购物车", CHINESE_SHOP, {"intent": Intent.CART_ADD, "refs": ("p2",)})


def test_traditional_characters_keep_their_places() -> None:
    assert simplified("我想買帳篷, size M") == "我想买帐篷, size M"


@pytest.mark.parametrize(("text", "expected"), FIRST)
def test_a_first_message(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


@pytest.mark.parametrize(("text", "expected"), AFTER)
def test_with_something_shown(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)


@pytest.mark.parametrize(
    ("text", "budget"),
    [("杯子、盘子和碗,加起来三百以内", 300), ("水壶背包各来一个,总价别超400", 400), ("碗、筷子、勺子三样一共100", 100),
     ("两千以内帮我配齐厨具", 2000), ("睡袋跟帐篷合计600以下", 600)],
)  # fmt: skip
def test_one_sum_for_several_things(text: str, budget: int) -> None:
    check(text, ReadingContext(currency="CNY"), {"intent": Intent.BUNDLE, "budget": budget * 100, "price_max": None})


@pytest.mark.parametrize(
    "text", ["静音、省电的水壶,总价300以内", "一套茶具,300以内", "杯子和碗,每个300以内", "水壶总预算300"]
)
def test_one_sum_for_one_thing(text: str) -> None:
    check(text, ReadingContext(currency="CNY"), {"budget": None, "price_max": 30000})


AFTER_CUPS = ReadingContext(
    currency="CNY", last=READER.read("水杯300以内", ReadingContext(currency="CNY")), shown=BOOTS, known=BOOTS
)


@pytest.mark.parametrize(
    "text",
    ["说错了，是60以内，不是600", "刚才多打了个零，60以内", "我改主意了，预算提到60", "价格写错了，改成60",
     "口误，是六十块以内"],
)  # fmt: skip
def test_a_corrected_limit_refines_the_search(text: str) -> None:
    expected = {"intent": Intent.SEARCH, "query": "水杯", "price_max": 6000, "price_min": None, "continues": True}
    check(text, AFTER_CUPS, expected)


@pytest.mark.parametrize("text", ["300以内、", "不要超过", "杯子和", "一共三百", "的"])
def test_long_chinese_messages_are_read_in_no_time(text: str) -> None:
    started = perf_counter()
    READER.read((text * 1600)[:1600], FRESH)
    assert perf_counter() - started < 1
