"""Price limits, by hand: what a person would take each phrase to mean, in cents."""

from __future__ import annotations

from time import perf_counter

import pytest

from assistant.reader.chinese.amounts import amounts
from assistant.reader.numbers import in_words
from assistant.reader.prices.reading import PriceLimits, read_prices
from assistant.reader.prices.sets import wanted_together
from assistant.reader.text import Scan
from assistant.reader.words import NOUNS

CASES = [
    ("running shoes under 80", None, 8000),
    ("shoes below $80", None, 8000),
    ("less than $50", None, 5000),
    ("less then 50 dollars", None, 5000),
    ("lower than 60.00 dollars", None, 6000),
    ("price lower than 60.00 dollars", None, 6000),
    ("cheaper than 80", None, 8000),
    ("max 40", None, 4000),
    ("maximum of 40 euros", None, 4000),
    ("40 max", None, 4000),
    ("40 euro tops", None, 4000),
    ("up to 75", None, 7500),
    ("upto $75", None, 7500),
    ("no more than 50 bucks", None, 5000),
    ("not more than 50", None, 5000),
    ("not over 60", None, 6000),
    ("nothing above 70 please", None, 7000),
    ("nothing over $70", None, 7000),
    ("i don't want to spend more than 120 on this", None, 12000),
    ("I can't pay more than 35 dollars", None, 3500),
    ("at most 90", None, 9000),
    ("at the most 90 dollars", None, 9000),
    ("within 100 dollars", None, 10000),
    ("$49.99 or less", None, 4999),
    ("50 or under", None, 5000),
    ("50 dollars or cheaper", None, 5000),
    ("<50", None, 5000),
    ("<= $50", None, 5000),
    ("sub-100 headphones", None, 10000),
    ("sub $100 headphones", None, 10000),
    ("fifty dollars max", None, 5000),
    ("under fifty", None, 5000),
    ("under two hundred and fifty", None, 25000),
    ("under a hundred", None, 10000),
    ("a couple hundred bucks", None, 20000),
    ("twenty-five dollars or less", None, 2500),
    ("1.5k laptop budget", None, 150000),
    ("max 1.5k", None, 150000),
    ("under $2k", None, 200000),
    ("under 1,500", None, 150000),
    ("anything under 1,299.99?", None, 129999),
    ("budget of 300", None, 30000),
    ("my budget is 300", None, 30000),
    ("budget: 300", None, 30000),
    ("budget is around 300", None, 30000),
    ("i can spend 300", None, 30000),
    ("I've got 50 bucks", None, 5000),
    ("i have 200 to spend", None, 20000),
    ("50 bucks", None, 5000),
    ("$50", None, 5000),
    ("50$", None, 5000),
    ("50 dollars", None, 5000),
    ("€50", None, 5000),
    ("50€", None, 5000),
    ("50 quid", None, 5000),
    ("a 50 dollar gift", None, 5000),
    ("for $25", None, 2500),
    ("limit 80 dollars", None, 8000),
    ("everything for camping under 300", None, 30000),
    ("UNDER 80", None, 8000),
    ("under $9.5", None, 950),
    ("over 40", 4000, None),
    ("over $40", 4000, None),
    ("above 100 dollars", 10000, None),
    ("more than 30", 3000, None),
    ("more than thirty euros", 3000, None),
    ("at least 100 dollars", 10000, None),
    ("minimum 60", 6000, None),
    ("starting at $60", 6000, None),
    ("from 50 dollars", 5000, None),
    ("no less than 80", 8000, None),
    ("not less than $80", 8000, None),
    ("100+ dollars", 10000, None),
    ("$100 or more", 10000, None),
    ("100 dollars and up", 10000, None),
    ("upwards of 200", 20000, None),
    ("between 50 and 100", 5000, 10000),
    ("between $50 and $100", 5000, 10000),
    ("between 100 and 50", 5000, 10000),
    ("between fifty and a hundred", 5000, 10000),
    ("from 20 to 40 euros", 2000, 4000),
    ("from 20 to 40", 2000, 4000),
    ("$50-$100", 5000, 10000),
    ("$50-100", 5000, 10000),
    ("50-100 dollars", 5000, 10000),
    ("50 to 100 bucks", 5000, 10000),
    ("price range 50-100", 5000, 10000),
    ("budget 50 - 100", 5000, 10000),
    ("in the $20 to $30 range", 2000, 3000),
    ("$1-2k", 100000, 200000),
    ("over $5 and $10", 500, 1000),
    ("over $5 and under $10", 500, 1000),
    ("more than 50 but less than 100", 5000, 10000),
    ("at least 20 but no more than 60 dollars", 2000, 6000),
    ("under 100 and over 40", 4000, 10000),
    ("over 100 and under 50", 10000, 5000),
    ("around 50", 4000, 6000),
    ("about $40", 3200, 4800),
    ("roughly 100 dollars", 8000, 12000),
    ("50ish", 4000, 6000),
    ("$50 or so", 4000, 6000),
    ("size 42", None, None),
    ("size 8 or 9", None, None),
    ("size 8-10", None, None),
    ("2 person tent", None, None),
    ("2-4 person tent", None, None),
    ("up to 3 people", None, None),
    ("500 ml bottle", None, None),
    ("10 km run", None, None),
    ("5 stars", None, None),
    ("over 4 stars", None, None),
    ("at least 4 star rating", None, None),
    ("4k tv", None, None),
    ("under 50 inches", None, None),
    ("24\" or more", None, None),
    ("iphone 12", None, None),
    ("less than 1.5kg", None, None),
    ("under 2 kg", None, None),
    ("less than 20 pounds", None, None),
    ("at least 100gb", None, None),
    ("at least 3 pockets", None, None),
    ("for women over 40", None, None),
    ("running shoes for women under 120", None, 12000),
    ("toys for kids under 10", None, None),
    ("shoes for kids under 60", None, 6000),
    ("for a kid aged 5 to 7", None, None),
    ("ages 8-12", None, None),
    ("20% off", None, None),
    ("more than 2 of them", None, None),
    ("a pack of 12", None, None),
    ("between 5 and 10 km", None, None),
    ("1080p webcam", None, None),
    ("144hz monitor 27 inch", None, None),
    ("12 v battery", None, None),
    ("the first one", None, None),
    ("from acme", None, None),
    ("over the knee boots", None, None),
    ("under armour shirt", None, None),
    ("two of the second one", None, None),
    ("up to 30 hours battery", None, None),
    ("windows 11 laptop", None, None),
]  # fmt: skip


# A word in every way it is said: spoken amounts, negations, corrections, ranges, and numbers that are no price.
SAID = [
    ("a fridge for two grand at the very most", None, 200000),
    ("a grand and a half max", None, 150000),
    ("under one and a half grand", None, 150000),
    ("half a hundred tops for a lamp", None, 5000),
    ("a wallet, nothing over a tenner", None, 1000),
    ("gift for a fiver or less", None, 500),
    ("nineteen ninety-nine or less", None, 1999),
    ("a mug under 5 quid 50", None, 550),
    ("pens under 50p", None, 50),
    ("25.000 rupees max for a phone", None, 2500000),
    ("max 1 299 €", None, 129900),
    ("Rs. 1,00,000 or less", None, 10000000),
    ("under ₹ 2.5k", None, 250000),
    ("sub-$30 gifts", None, 3000),
    ("it must not cost more than 60", None, 6000),
    ("my wife will kill me if i spend over 200 on a drone", None, 20000),
    ("the most i'd spend is 90", None, 9000),
    ("80 is the most I can pay", None, 8000),
    ("change the max to 75", None, 7500),
    ("raise it from 50 to 80", None, 8000),
    ("price <= 75 shoes", None, 7500),
    ("80 >= price", None, 8000),
    ("whatever costs over 60 is too dear", None, 6000),
    ("if it is over 70, skip it", None, 7000),
    ("remove the ones that cost more than 60", None, 6000),
    ("everything over 70 can go", None, 7000),
    ("i've got about 70 to blow on shoes", None, 7000),
    ("a whole outfit for 250", None, 25000),
    ("under 60, i mean 75", None, 7500),
    ("up to 40. scrap that, 45", None, 4500),
    ("under 50. no, under 60. no, under 70", None, 7000),
    ("i have £40, no, £45", None, 4500),
    ("at least 40, no at most 40", None, 4000),
    ("between 50 and 70, no wait, under 60", None, 6000),
    ("my budget was 60 but now it's 75", None, 7500),
    ("iphone 15 case under 20", None, 2000),
    ("size 42 boots max 80", None, 8000),
    ("under 100 tv stand", None, 10000),
    ("I paid 80 for my last one, now under 50", None, 5000),
    ("over thirty pound please love, a nice scarf", 3000, None),
    ("lamps dearer than 60", 6000, None),
    ("rugs north of 300", 30000, None),
    ("prices from 40 upwards", 4000, None),
    ("i wouldn't buy anything under 60", 6000, None),
    ("if it costs less than 60 i don't trust it", 6000, None),
    ("exclude everything cheaper than 60", 6000, None),
    ("to use my voucher i must spend over 75", 7500, None),
    ("over 40, no wait, 45", 4500, None),
    ("anything below 70 falls apart", 7000, None),
    ("nothing under 40 or over 60", 4000, 6000),
    ("under 40 or over 60 is no good", 4000, 6000),
    ("i won't go below 30 or above 45", 3000, 4500),
    ("50 minimum 75 maximum", 5000, 7500),
    ("80 max 40 min", 4000, 8000),
    ("40 ≤ price ≤ 60", 4000, 6000),
    ("40 < x < 60", 4000, 6000),
    ("ninety to a hundred and twenty quid", 9000, 12000),
    ("2 to three hundred for a jacket", 20000, 30000),
    ("sofa one to two grand", 100000, 200000),
    ("laptop 1.2k-2k", 120000, 200000),
    ("slippers 25-40 please", 2500, 4000),
    ("between 40 and 60, make that 50 and 70", 5000, 7000),
    ("50 to 80 cents a piece", 50, 80),
    ("make it 60 then", None, 6000),
    ("make it 2", None, None),
    ("80-and-under", None, 8000),
    ("i hate paying more than 80", None, 8000),
    ("won't go one cent above 80", None, 8000),
    ("i've saved up 90 for a skateboard", None, 9000),
    ("gift for a woman over 50", None, None),
    ("open from 9 to 5?", None, None),
    ("drop it to 75 please", None, 7500),
    ("140 is over my budget, 120 is ok", None, 12000),
    ("can't stretch past 140", None, 14000),
    ("from 100 but not over 140", 10000, 14000),
    ("neither cheaper than 100 nor dearer than 140", 10000, 14000),
    ("dog bed below 40 pounds", None, 4000),
    ("jeans 30-32", None, None),
    ("shoes 42-44", None, None),
    ("32/34 jeans", None, None),
    ("a 1990s jacket", None, None),
    ("spf 50+ sunscreen", None, None),
    ("a board game 8+", None, None),
    ("over 100 reviews", None, None),
    ("kettlebell under 20 pounds", None, None),
    ("within 2 weeks", None, None),
    ("i don't mind going over 100", None, None),
    ("free shipping over $50?", None, None),
    ("i have a $50 gift card, show me mugs", None, None),
    ("one hundred percent cotton", None, None),
    ("do 2 of those fit in 50 litres", None, None),
    ("i wouldn't touch a tent below 70", 7000, None),
    ("a pan that doesn't stick, under 30", None, 3000),
    ("don't suggest one for more than 45 dollars", None, 4500),
    ("i refuse to pay 35 dollars or more", None, 3500),
    ("if it costs 90 or more i'm out", None, 9000),
    ("above $80 i can't afford", None, 8000),
    ("my colleague's radio was 45 bucks, which radios do you have?", None, None),
    ("if i were rich i'd take the 900 dollar one, but show me cheap ones", None, None),
    ("it can't cost me more than 15 dollars", None, 1500),
    ("no upper limit but it has to cost 30 dollars or more", 3000, None),
    ("not under 300, under 30", None, 3000),
    ("change 90 to 70", None, 7000),
    ("no bowl under 10 or over 25", 1000, 2500),
    ("beginning at 40, ending at 65", 4000, 6500),
    ("nine pounds fifty at most for a scarf", None, 950),
    ("thirty-five fifty max", None, 3550),
    ("forty is where i stop", None, 4000),
    ("60 swiss francs or less", None, 6000),
    ("r1 200 or less", None, 120000),
    ("nz$75 limit", None, 7500),
    ("$0-45", None, 4500),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), CASES + SAID)
def test_limits_in_english(text: str, low: int | None, high: int | None) -> None:
    assert read_prices(Scan(text.lower()), "USD") == PriceLimits(low, high)


@pytest.mark.parametrize(
    ("text", "high"),
    [("a desk fan, i've put by 120 and can't go a cent over that", 120),
     ("a tablet, we've 300 saved and won't pay a pound above it", 300),
     ("scraped together 180 for a bike and not a penny more", 180),
     ("my wife has capped me at 150 for a drill", 150),
     ("dad put his foot down at 90 for the lamp", 90),
     ("not one pound over 60 for a kettle", 60),
     ("oops, i mistyped, 30 not 300", 30),
     ("there's 240 left in the kitty for a screen", 240),
     ("i saved 400 last year on flights. any travel pillows?", None),
     ("my mum left me 40 plates, need a cupboard", None)],
)  # fmt: skip
def test_sums_that_are_all_there_is(text: str, high: int | None) -> None:
    assert read_prices(Scan(text), "USD") == PriceLimits(None, None if high is None else high * 100)


def test_minor_units_follow_the_currency() -> None:
    assert read_prices(Scan("under 5000"), "JPY") == PriceLimits(None, 5000)
    assert read_prices(Scan("under 5"), "KWD") == PriceLimits(None, 5000)


def test_pounds_are_money_only_where_the_shop_counts_in_them() -> None:
    assert read_prices(Scan("under 20 pounds"), "GBP") == PriceLimits(None, 2000)
    assert read_prices(Scan("under 20 pounds"), "USD") == PriceLimits()


def test_understood_words_are_taken_out() -> None:
    scan = Scan("shoes under $80 please")
    read_prices(scan, "USD")
    assert scan.low.split() == ["shoes", "please"]


@pytest.mark.parametrize(
    ("text", "left"),
    [("filter out sleeping pads beneath 50", "sleeping pads"),
     ("trainers up to 45, actually make that 60", "trainers ,"),
     ("anything over a thousand is out, show me desks", ", show me desks"),
     ("a kettle that costs no more than forty quid", "a kettle"),
     ("size 10 boots 45 dollars at most", "size 10 boots"),
     ("pencils at most eighty cents each", "pencils"),
     ("budget for a guitar is 300", "for a guitar")],
)  # fmt: skip
def test_product_words_are_left(text: str, left: str) -> None:
    scan = Scan(text)
    read_prices(scan, "USD")
    assert " ".join(scan.low.split()) == left


def test_pounds_are_money_beside_a_product() -> None:
    assert read_prices(Scan("a scarf under 20 pounds"), "USD") == PriceLimits(None, 2000)
    assert read_prices(Scan("my dog weighs 20 pounds"), "GBP") == PriceLimits()


@pytest.mark.parametrize(
    "text",
    ["under 50 ", "not under 50 no wait ", "a hundred and ", "1 ", "50-", "under a ", "a pan and ", "don't want a pan ",
     "was ", "all of the ", "budget for a "],
)  # fmt: skip
def test_long_messages_are_read_in_no_time(text: str) -> None:
    scan = Scan((text * 1600)[:1600])
    started = perf_counter()
    read_prices(scan, "USD")
    wanted_together(scan.full, scan.low, scan.full, str.isdigit)
    assert perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("a spade, a rake and a hose, 90 all together", ""),
     ("drum kit + stool + sticks, combined under 400", ""),
     ("stool and easel, 60 for the pair of them", ""),
     ("i've saved 300 for a rod, a reel and a net", ""),
     ("moving out, at most 900 for everything", ""),
     ("180 for both of them", "i'd like a crib and a mattress"),
     ("kit out my shed: a vice, clamps, 200 max", "")],
)  # fmt: skip
def test_one_sum_for_several_things(text: str, earlier: str) -> None:
    assert wanted_together(text, _without_prices(text), earlier, NOUNS.__contains__)


@pytest.mark.parametrize("opening", ["right then a", "oh, and a", "while you're at it a", "well in that case a"])
def test_talk_before_a_list_is_no_part_of_it(opening: str) -> None:
    text = f"{opening} mirror and a stool too, 90 for the lot"
    assert wanted_together(text, _without_prices(text), "", NOUNS.__contains__)


@pytest.mark.parametrize(
    "text",
    ["a rug, 200 in total",
     "a coat in black or navy, 90 all in",
     "plates and bowls, 12 each",
     "a large, washable rug for 80 altogether",
     "1k to 1.2k for a tent, roof vent",
     "no more than 70 for a lamp, desk clamp",
     "i own a desk and a lamp already, a chair under 90 overall"],
)  # fmt: skip
def test_one_sum_for_one_thing(text: str) -> None:
    assert not wanted_together(text, _without_prices(text), "", NOUNS.__contains__)


def _without_prices(text: str) -> str:
    scan = Scan(text)
    read_prices(scan, "USD")
    return scan.low


@pytest.mark.parametrize(
    ("text", "value"),
    [("fifty", 50), ("two hundred and fifty", 250), ("a hundred", 100), ("one fifty", 150), ("twenty-five", 25),
     ("two thousand", 2000), ("one thousand two hundred", 1200), ("a couple of hundred", 200), ("half a grand", 500),
     ("sixtyfive", 65), ("fifteen hundred", 1500)],
)  # fmt: skip
def test_number_words(text: str, value: int) -> None:
    assert in_words(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("三百", 300), ("三百五", 350), ("两千", 2000), ("一千二", 1200), ("十五", 15), ("二十", 20), ("1.5万", 15000),
     ("五百零五", 505), ("一百二十", 120), ("300", 300)],
)  # fmt: skip
def test_chinese_numbers(text: str, value: int) -> None:
    assert [amount.low for amount in amounts(text)] == [value]
