"""What queries state, worked out by hand on small catalogues, and what they must not be taken to state."""

from __future__ import annotations

import pytest

from retrieval.columns import Columns
from retrieval.counts import vocabulary_of
from retrieval.filters import Filters
from retrieval.text import fields_of
from retrieval.understanding.understander import Understander
from retrieval.understanding.understood import Kind, Understood
from retrieval.words.lexical import LexicalIndex
from store.products import Product
from tests.retrieval.catalogue import product

TSHIRTS, SHIRTS, TOPS = ("Apparel", "Topwear", "Tshirts"), ("Apparel", "Topwear", "Shirts"), ("Apparel", "Tops")
HEELS, CASUAL, WATCHES = ("Footwear", "Heels"), ("Footwear", "Casual Shoes"), ("Accessories", "Watches")
DRESSES, RINGS = ("Apparel", "Dresses"), ("Jewellery", "Ring")

FASHION = [
    product("s1", "Arrow Men White Shirt", 90000, brand="Arrow", category=SHIRTS, gender="Men", colour="White",
            Fabric="Cotton", Fit="Slim Fit", Sleeve="Long Sleeves", sizes=("M", "XL")),
    product("s2", "Lee Men Blue Shirt", 120000, brand="Lee", category=SHIRTS, gender="Men", colour="Navy Blue",
            Fabric="Linen", Fit="Regular Fit", Sleeve="Short Sleeves"),
    product("t1", "Nike Men Blue T-shirt", 40000, brand="Nike", category=TSHIRTS, gender="Men", colour="Blue",
            Fabric="Cotton", Neck="V-Neck"),
    product("t2", "Nike Boys Red T-shirt", 30000, brand="Nike", category=TSHIRTS, gender="Boys", colour="Red",
            Fabric="Cotton", Neck="Round Neck"),
    product("t3", "Puma Unisex Black T-shirt", 45000, brand="Puma", category=TSHIRTS, gender="Unisex", colour="Black",
            Fabric="Organic Cotton", Neck="Round Neck"),
    product("o1", "W Women Navy Top", 50000, brand="W", category=TOPS, gender="Women", colour="Navy Blue",
            Fabric="Cotton", Pattern="Printed"),
    product("o2", "W Women Green Top", 55000, brand="W", category=TOPS, gender="Women", colour="Green",
            Fabric="Silk", Pattern="Solid"),
    product("d1", "W Women Rose Shirt Dress", 99000, brand="W", category=DRESSES, gender="Women", colour="Rose",
            Fabric="Cotton"),
    product("h1", "Catwalk Women Grey Heels", 150000, brand="Catwalk", category=HEELS, gender="Women", colour="Grey",
            Material="Leather", usage="Casual"),
    product("h2", "Catwalk Women Steel Heels", 160000, brand="Catwalk", category=HEELS, gender="Women", colour="Steel",
            Material="Synthetic Leather", usage="Formal"),
    product("c1", "Puma Men Black Shoes", 250000, brand="Puma", category=CASUAL, gender="Men", colour="Black",
            Material="Leather", usage="Casual", Fastening="Zip"),
    product("c2", "Red Tape Men Brown Shoes", 260000, brand="Red Tape", category=CASUAL, gender="Men", colour="Brown",
            Material="Leather", usage="Casual", Fastening="Laces"),
    product("w1", "Casio Men Black Watch", 300000, brand="Casio", category=WATCHES, gender="Men", colour="Black"),
    product("w2", "Casio Women Navy Watch", 310000, brand="Casio", category=WATCHES, gender="Women",
            colour="Navy Blue"),
    product("r1", "Lucera Women Casual Ring", 80000, brand="Lucera", category=RINGS, gender="Women", colour="Silver",
            usage="Casual"),
]  # fmt: skip

GROCERY = [
    product("j1", "Orange Juice 1 l", 300, brand="Valley", category=("Drinks", "Juices"), colour="Yellow"),
    product("j2", "Apple Juice 1 l", 300, brand="Valley", category=("Drinks", "Juices"), colour="Yellow"),
    product("j3", "Apple Crumble", 500, brand="Valley", category=("Food", "Cakes")),
    product("p1", "Phone 12", 70000, brand="Apple", category=("Electronics", "Phones"), colour="Orange"),
    product("p2", "Phone 13", 80000, brand="Apple", category=("Electronics", "Phones"), colour="Black"),
    product("f1", "Rose Perfume", 4000, brand="Bloom", category=("Beauty", "Perfumes"), colour="Clear"),
    product("f2", "Rose Hand Cream", 900, brand="Bloom", category=("Beauty", "Creams"), colour="White"),
    product("b1", "Handbag", 9000, brand="Bloom", category=("Bags", "Handbags"), colour="Rose"),
    product("k1", "Cordless Drill", 9900, brand="Bolt", category=("Tools", "Drills"), colour="Black"),
    product("k2", "Storage Rack", 4900, brand="Bolt", category=("Home", "Racks"), colour="White"),
    product("m1", "No Man's Sky", 4900, brand="Hello", category=("Games", "Video games")),
    product("m2", "Shaving Kit", 1900, brand="Bolt", category=("Beauty", "Kits"), audience="men"),
    product("m3", "Hair Dryer", 2900, brand="Bolt", category=("Beauty", "Dryers"), audience="women"),
]

CHINESE = [
    product(
        "z1", "棉质红色连衣裙", 29900, brand="云裳", category=("女装", "连衣裙"), 颜色="红色", 面料="棉", 袖长="长袖"
    ),
    product(
        "z2", "真丝黑色连衣裙", 59900, brand="云裳", category=("女装", "连衣裙"), 颜色="黑色", 面料="真丝", 袖长="短袖"
    ),
    product("z3", "红色运动鞋", 39900, brand="飞跃", category=("鞋", "运动鞋"), 颜色="红色"),
    product("z4", "白色运动鞋", 19900, brand="飞跃", category=("鞋", "运动鞋"), 颜色="白色"),
]


class Shop:
    """A catalogue's words and columns, with the understander over them."""

    def __init__(self, products: list[Product]) -> None:
        self.products = products
        self.columns, self.words = Columns(), LexicalIndex()
        for sold in products:
            self.words.put(self.columns.put(sold), fields_of(sold))
        self.words.commit()
        self.understander = Understander(vocabulary_of(self.columns), self.columns, self.words)

    def read(self, query: str, currency: str = "INR") -> Understood:
        return self.understander.read(query, currency)

    def meeting(self, query: str) -> list[str]:
        """What meets all that the query states, to the letter."""
        filters = self.read(query).filters
        return [sold.id for sold in self.products if filters.accept(sold)]


@pytest.fixture(scope="module")
def fashion() -> Shop:
    return Shop(FASHION)


@pytest.fixture(scope="module")
def grocery() -> Shop:
    return Shop(GROCERY)


@pytest.fixture(scope="module")
def chinese() -> Shop:
    return Shop(CHINESE)


@pytest.mark.parametrize(
    ("query", "meeting"),
    [
        ("women's navy cotton tops", ["o1"]),
        ("grey casual heels", ["h1"]),  # steel is a grey, but grey itself is here
        ("men's shirts", ["s1", "s2"]),  # no t-shirts
        ("t shirt for men", ["t1", "t3"]),  # what is for everybody is for men
        ("t-shirts", ["t1", "t2", "t3"]),
        ("tshirt", ["t1", "t2", "t3"]),
        ("boys' tshirts", ["t2"]),  # but not for children
        ("kids t-shirts", ["t2"]),
        ("blue shirts", ["s2"]),  # navy: the only blue shirt
        ("slim shirts", ["s1"]),  # the value is "Slim Fit"
        ("shirts with long sleeves", ["s1"]),
        ("v neck tshirts", ["t1"]),
        ("casual ring", ["r1"]),  # not the Casual Shoes
        ("shirt size xl", ["s1"]),
        ("black or red t-shirts", ["t2", "t3"]),
        ("shirts and tops", ["s1", "s2", "o1", "o2"]),
        ("red tape shoes", ["c2"]),  # a brand, and no colour
        ("w dress", ["d1"]),
    ],
)
def test_kind_audience_colour_and_values_are_understood(fashion: Shop, query: str, meeting: list[str]) -> None:
    assert fashion.meeting(query) == meeting


@pytest.mark.parametrize(
    ("query", "meeting", "words"),
    [
        ("shirts under 1000", ["s1"], "shirts"),
        ("t-shirts between 350 and 420", ["t1"], "t-shirts"),
        ("watches cheaper than ₹3,050", ["w1"], "watches"),
        ("casual shoes over 2.55k", ["c2"], "casual shoes"),
        ("casual shoes without zip", ["c2"], "casual shoes"),
        ("t-shirts no nike", ["t3"], "t-shirts"),
        ("tshirts except black", ["t1", "t2"], "tshirts"),
        ("t-shirts not black or red", ["t1"], "t-shirts"),
    ],
)
def test_prices_and_refusals_are_taken_out_of_the_words(
    fashion: Shop, query: str, meeting: list[str], words: str
) -> None:
    read = fashion.read(query)
    assert read.words == words
    assert fashion.meeting(query) == meeting


def test_a_wider_meaning_stands_beside_the_exact_one(fashion: Shop) -> None:
    grey, *_ = [condition for condition in fashion.read("grey heels").said if condition.kind is Kind.COLOUR]
    assert (grey.said, grey.exact.values, set(grey.wider.values)) == ("grey", ("Grey",), {"Grey", "Steel"})
    leather, *_ = [each for each in fashion.read("leather heels").said if each.kind is Kind.ATTRIBUTE]
    assert leather.filters(wider=True) == Filters(attributes={"Material": frozenset({"Leather", "Synthetic Leather"})})


@pytest.mark.parametrize(
    "query",
    [
        "no man's sky",
        "orange juice",
        "apple crumble",
        "black and decker drill bits",
        "shoe rack",
        "phone stand",
        "navy seal watch",
        "no problem",
        "50 inch tv under 50 inch",
        "",
        "?!",
    ],
)
def test_names_and_compounds_state_nothing_wrong(grocery: Shop, query: str) -> None:
    """Neither colour, audience, brand, price nor a refusal; the words stay as they are."""
    read = grocery.read(query)
    wrong = [condition for condition in read.said if condition.kind is not Kind.CATEGORY]
    assert (wrong, read.words) == ([], query)


def test_a_word_is_what_most_products_with_it_and_the_other_words_have_it_for(grocery: Shop) -> None:
    assert grocery.meeting("apple phone") == ["p1", "p2"]  # the brand, where it says phones
    assert all(condition.kind is not Kind.BRAND for condition in grocery.read("apple juice").said)
    assert grocery.meeting("orange phone") == ["p1"]
    assert grocery.meeting("rose handbag") == ["b1"]
    assert all(condition.kind is not Kind.COLOUR for condition in grocery.read("rose perfume").said)
    assert grocery.meeting("for men") == ["m2"]


@pytest.mark.parametrize(
    ("query", "words"), [("watch strap", "strap"), ("shirt hanger", "hanger"), ("heels box", "box")]
)
def test_the_head_is_on_the_right(fashion: Shop, query: str, words: str) -> None:
    assert words in fashion.read(query).words
    assert all(condition.kind is not Kind.CATEGORY for condition in fashion.read(query).said)


def test_the_last_kind_is_the_head(fashion: Shop) -> None:
    assert fashion.meeting("shirt dress") == ["d1"]
    assert fashion.meeting("watch for a dress") == ["w1", "w2"]


@pytest.mark.parametrize(
    ("query", "meeting"),
    [
        ("红色连衣裙", ["z1"]),
        ("真丝连衣裙", ["z2"]),
        ("短袖连衣裙", ["z2"]),
        ("飞跃运动鞋", ["z3", "z4"]),
        ("运动鞋 200元以下", ["z4"]),
        ("300到400元 红色", ["z3"]),
    ],
)
def test_chinese_values_are_found_in_a_run_of_signs(chinese: Shop, query: str, meeting: list[str]) -> None:
    filters = chinese.read(query, "CNY").filters
    assert [sold.id for sold in CHINESE if filters.accept(sold)] == meeting


def test_given_filters_come_first(fashion: Shop) -> None:
    given = Filters(brands=frozenset({"Puma"}), price_max=200000)
    within = fashion.columns.mask(given)
    read = fashion.understander.read("nike tshirts under 100", "INR", within)
    beside = read.beside(given)
    assert (beside.brands, beside.price_max) == (frozenset({"puma"}), 200000)
    assert [sold.id for sold in FASHION if beside.accept(sold)] == ["t3"]


@pytest.mark.parametrize("shop", ["fashion", "grocery"])
def test_something_always_meets_all_that_is_understood(shop: str, request: pytest.FixtureRequest) -> None:
    """Any two words that the catalogue has, in either order."""
    of: Shop = request.getfixturevalue(shop)
    said = sorted({word for sold in of.products for word in sold.title.split()})
    for one in said:
        for other in said:
            read = of.read(f"{one} {other}")
            assert any(map(read.filters.accept, of.products)), read


@pytest.mark.parametrize("query", ["anything but black shirts", "shirts other than black", "shirts apart from black"])
def test_two_words_refuse_like_one(fashion: Shop, query: str) -> None:
    colours = [each for each in fashion.read(query).said if each.kind is Kind.COLOUR]
    assert [(each.wanted, "black" in [value.casefold() for value in each.exact.values]) for each in colours] == [
        (False, True)
    ]


def test_a_word_that_only_shares_its_stem_with_a_brand_is_no_brand() -> None:
    shop = Shop([product(f"c{n}", f"Power Bank {n}", 900, brand="Chargely") for n in range(9)])
    assert [each.kind for each in shop.read("chargely power bank").said if each.kind is Kind.BRAND] == [Kind.BRAND]
    assert not [each for each in shop.read("charger").said if each.kind is Kind.BRAND]


@pytest.mark.parametrize(
    ("query", "low", "high", "words"),
    [
        ("shirts under 5", None, 500, "shirts"),
        ("shirts over 90000", 9_000_000, None, "shirts"),
        ("black shoes between 1 and 2", 100, 200, "black shoes"),
        ("shirts under 0", None, 0, "shirts"),
    ],
)
def test_a_price_beyond_all_prices_is_a_limit_like_any_other(
    fashion: Shop, query: str, low: int | None, high: int | None, words: str
) -> None:
    read, plain = fashion.read(query), fashion.read(words)
    price, *others = read.said
    assert (price.kind, price.low, price.high) == (Kind.PRICE, low, high)
    assert (read.words, read.filters.price_min, read.filters.price_max) == (words, low, high)
    assert fashion.meeting(query) == []
    assert tuple(others) == plain.said  # the other words are read as without it
    assert read.without_price.filters == plain.filters
