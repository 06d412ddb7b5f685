"""Places in a list of six mugs, with the truth written by hand: which are meant, and what is asked of them."""

from __future__ import annotations

import time

import pytest

from assistant.reader import ReadingContext, ShownItem
from assistant.reader.text import clean
from assistant.reading import Intent
from tests.assistant.reader_cases import FRESH, READER

MUGS = tuple(
    ShownItem(f"p{place}", f"Stoneware {name}", "", ("Kitchen", "Mugs"), 900 + 100 * place, "", 4.0)
    for place, name in enumerate(("Dawn", "Harbour", "Moss", "Pebble", "Rill", "Thistle"), 1)
)
SIX = ReadingContext(shown=MUGS, known=MUGS, last=READER.read("mugs", FRESH))
SIX_ZH = ReadingContext(shown=MUGS, known=MUGS, last=READER.read("马克杯", FRESH))

ENGLISH: list[tuple[str, list[int]]] = [
    ("details of the second", [2]),
    ("show me the cheapest of those", [1]),
    ("the secound mug please", [2]),
    ("is the thrid microwave safe?", [3]),
    ("what about the fourth's handle", [4]),
    ("the 5ht one, how big", [5]),
    ("no. 4, is it heavy", [4]),
    ("nr 3 reviews", [3]),
    ("n°2 details", [2]),
    ("mug 6 in my basket", [6]),
    ("is 5 dishwasher safe", [5]),
    ("2\ufe0f\u20e3 and 5\ufe0f\u20e3, compare", [2, 5]),
    ("the last mug", [6]),
    ("the last but one, how tall", [5]),
    ("the second-to-last in my cart", [5]),
    ("the fourth from the end", [3]),
    ("second from the bottom please", [5]),
    ("penultimate one: reviews?", [5]),
    ("the mug in fifth place", [5]),
    ("the one right before the third", [2]),
    ("tell me about the one after the fourth", [5]),
    ("the one between the first and the third", [2]),
    ("compare the two after the second", [3, 4]),
    ("add the two before the last", [4, 5]),
    ("compare the last three", [4, 5, 6]),
    ("compare the two at the bottom", [5, 6]),
    ("the first couple side by side", [1, 2]),
    ("the second half of the list, compare", [4, 5, 6]),
    ("compare the middle two", [3, 4]),
    ("add the odd numbered ones", [1, 3, 5]),
    ("every other one in my cart", [1, 3, 5]),
    ("add 3 through 5", [3, 4, 5]),
    ("numbers 2-4 side by side", [2, 3, 4]),
    ("compare 2 to 4", [2, 4]),
    ("from the fourth onwards into the basket", [4, 5, 6]),
    ("hide everything after the fourth", [5, 6]),
    ("add everything up to the second", [1, 2]),
    ("1, 4 & 6 to the cart", [1, 4, 6]),
    ("compare 1 3 6", [1, 3, 6]),
    ("put all except 2 and 3 in the cart", [1, 4, 5, 6]),
    ("everything but the last two in the cart", [1, 2, 3, 4]),
    ("keep the fourth, hide the rest", [1, 2, 3, 5, 6]),
    ("compare the second with the others", [1, 2, 3, 4, 5, 6]),
    ("add the fifth, not the sixth", [5]),
    ("not the first, the second. in my cart", [2]),
    ("the third instead of the fourth, add it", [3]),
    ("i've already got the second, so add the fourth", [4]),
    ("add the second... no wait, the third", [3]),
    ("the first is too small, add the fourth", [4]),
    ("i was going to take the first but add the second", [2]),
    ("for my 2 kids the fourth, put 2 in the basket", [4]),
    ("my birthday is on the 2nd. add the sixth", [6]),
]

CHINESE: list[tuple[str, list[int]]] = [
    ("倒数第二个多大", [5]),
    ("倒数两个比一比", [5, 6]),
    ("从后往前数第三个怎么样", [4]),
    ("尾二嗰個幾錢", [5]),
    ("前三款对比一下", [1, 2, 3]),
    ("后面两个哪个好", [5, 6]),
    ("頭兩個比較下", [1, 2]),
    ("头尾两个比一下", [1, 6]),
    ("中间两个有什么区别", [3, 4]),
    ("双数的都加购物车", [2, 4, 6]),
    ("第二到第四个都加购物车", [2, 3, 4]),
    ("2-4号对比", [2, 3, 4]),
    ("第三个开始后面的都隐藏", [3, 4, 5, 6]),
    ("第二个后面那个介绍一下", [3]),
    ("第五个的上一个多重", [4]),
    ("第一个和第三个之间的那个", [2]),
    ("2和5哪个轻", [2, 5]),
    ("1、3、6比比", [1, 3, 6]),
    ("1 4 6 都要", [1, 4, 6]),
    ("第一三五个加购物车", [1, 3, 5]),
    ("3号pk4号", [3, 4]),
    ("#4多少钱", [4]),
    ("最上面那个能进微波炉吗", [1]),
    ("地二个加购", [2]),
    ("除了第二个,其他都加购物车", [1, 3, 4, 5, 6]),
    ("第四个以外的都隐藏", [1, 2, 3, 5, 6]),
    ("只留第一个,其余隐藏", [2, 3, 4, 5, 6]),
    ("不要第二个,要第三个,加购物车", [3]),
    ("第一个我有了,加第四个", [4]),
    ("第二个,不对,第五个,加购物车", [5]),
]

NO_PLACES = [
    "do you have a first aid kit",
    "something for my second grader",
    "between 3 and 5 dollars",
    "for kids aged 3 and 5",
    "hang on a second",
    "first of all, thanks",
    "a present for the 4th of july",
    "4 to 6 people",
    "a 3 in 1 jacket",
    "第一次来",
    "第二件半价吗",
    "3到5百块的",
    "适合三到六岁",
]


def handles(places: list[int]) -> tuple[str, ...]:
    return tuple(f"p{place}" for place in places)


@pytest.mark.parametrize(("text", "places"), ENGLISH)
def test_places_in_english(text: str, places: list[int]) -> None:
    assert sorted(READER.read(text, SIX).refs) == sorted(handles(places))


@pytest.mark.parametrize(("text", "places"), CHINESE)
def test_places_in_chinese(text: str, places: list[int]) -> None:
    assert sorted(READER.read(text, SIX_ZH).refs) == sorted(handles(places))


@pytest.mark.parametrize("text", NO_PLACES)
def test_numbers_that_are_no_places(text: str) -> None:
    assert not READER.read(text, SIX).refs


def test_the_last_pair_of_shoes_is_one_product_and_of_mugs_two() -> None:
    shoes = ReadingContext(shown=MUGS, known=MUGS, last=READER.read("running shoes", FRESH))
    assert READER.read("the last pair", shoes).refs == ("p6",)
    assert READER.read("compare the last pair", SIX).refs == ("p5", "p6")


def test_more_places_than_shown_are_all_of_them() -> None:
    assert READER.read("compare the last nine", SIX).refs == handles([1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can the second take a 2 litre fill?", Intent.DETAILS),
        ("could you expand on the third", Intent.DETAILS),
        ("what's the one after the second like?", Intent.DETAILS),
        ("put 2 and 5 head to head", Intent.COMPARE),
        ("what did other parents write about the fourth", Intent.REVIEWS),
        ("no more of number five, thank you", Intent.HIDE),
        ("any substitutes for the first?", Intent.SIMILAR),
        ("the sixth, size M", Intent.CART_ADD),
        ("something cheaper than the second", Intent.SEARCH),
        ("第二个能放微波炉吗", Intent.DETAILS),
        ("第三个还是第五个好", Intent.COMPARE),
        ("第四条XL,买", Intent.CART_ADD),
    ],
)
def test_what_is_asked_of_places(text: str, intent: Intent) -> None:
    assert READER.read(text, SIX).intent is intent


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("3rd one. 4 of. add.", 4),
        ("10 of the last, add to cart", 10),
        ("half a dozen of the secnod in my cart", 6),
        ("second-to-last, 2 of em, add to cart", 2),
        ("add the first twice", 2),
        ("第三个要一打,加购物车", 12),
        ("加购第四个,数量3", 3),
    ],
)
def test_how_many(text: str, many: int) -> None:
    assert READER.read(text, SIX).quantity == many


@pytest.mark.parametrize("text", ["is the fifth cheaper than the second?", "would number 5 be heavier than number 2"])
def test_two_places_set_against_each_other_are_compared(text: str) -> None:
    assert READER.read(text, SIX).intent is Intent.COMPARE


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1, ", "the first ", "the ", "first and ", "number ", "one before ", "not the ", "second to ", "all but ",
     "remove from cart ", "第", "第一", "第一个和", "一、", "倒数", "最", "后面的", "1到", "除了"],
)  # fmt: skip
def test_repeated_places_are_read_in_linear_time(piece: str) -> None:
    text = clean(piece * 800)
    start = time.process_time()
    READER.read(text, SIX)
    assert time.process_time() - start < 2.0
