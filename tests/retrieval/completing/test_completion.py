"""Completion against plain sentences of what it promises: by brute force over small shops, and on the demo's titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.columns import Columns
from retrieval.completing.completion import EIGHTHS, ENOUGH, Completion
from retrieval.completing.suggestion import Kind, Suggestion
from store.demo.catalogue import products
from store.products import Product
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.words.test_edit_distance import distance


def finds(query: str) -> bool:
    """Stands for a search that finds something for everything but this."""
    return query != "unicorn horn"


def completion_of(sold: Sequence[Product]) -> Completion:
    columns = Columns()
    completion = Completion(columns)
    for one in sold:
        completion.put(columns.put(one), one)
    return completion


def complete(completion: Completion, prefix: str, k: int = 8) -> list[Suggestion]:
    return completion.complete(prefix, k, finds)


def texts(completion: Completion, prefix: str, k: int = 8, kind: Kind | None = None) -> list[str]:
    return [one.text for one in complete(completion, prefix, k) if kind in (None, one.kind)]


# -- by brute force --------------------------------------------------------------------------------------------------


def parts(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())


def chunks(text: str) -> list[list[str]]:
    return [parts(chunk) for chunk in text.split() if parts(chunk)]


def word_edits(name: set[str], word: str, unfinished: bool, lenient: bool) -> int | None:
    """The least edits to a word of the name, as `Index.complete` says it; None: no word is near."""
    if word in name or (unfinished and any(other.startswith(word) for other in name)):
        return 0
    if not lenient:
        return None
    if any(other.startswith(word) for other in name):
        return 1
    allowed = 0 if len(word) < 4 or re.search(r"\d", word) else 1 if len(word) < 8 else 2
    ends = [other[:end] for other in name for end in (range(len(other) + 1) if unfinished else [len(other)])]
    least = min((distance(word, end) for end in ends), default=99)
    return least if least <= allowed else None


def name_edits(name: str, prefix: str, lenient: bool) -> int | None:
    known = {part for chunk in chunks(name) for part in [*chunk, "".join(chunk)]}
    typed, total = chunks(prefix), 0
    open_end = prefix[-1:].isalnum()
    for number, chunk in enumerate(typed):
        last = open_end and number == len(typed) - 1
        ways = [[(part, last and at == len(chunk) - 1) for at, part in enumerate(chunk)], [("".join(chunk), last)]]
        sums = []
        for way in ways:
            costs = [word_edits(known, word, unfinished, lenient) for word, unfinished in way]
            if None not in costs:
                sums.append(sum(cost for cost in costs if cost))
        if not sums:
            return None
        total += min(sums)
    return total


def alike(one: Product) -> tuple[str, ...]:
    """What products that differ in colour alone have in common."""
    colours = {part for value in one.attributes.get("colour", ()) for part in parts(value)}
    words = chunks(one.title)
    return tuple("-".join(word) for word in words if not set(word) <= colours) or tuple(map("-".join, words))


def best_products(
    sold: Sequence[Product], popularity: dict[str, float], prefix: str, lenient: bool
) -> list[tuple[int, Product]]:
    """All products found, best first by the order that the documentation gives, one of those alike."""
    typed = " ".join(parts(prefix))
    end = "" if prefix[-1:].isalnum() else " "
    found = []
    for one in sold:
        edits, plain = name_edits(one.title, prefix, lenient), " ".join(parts(one.title))
        if edits is not None:
            in_order = len(parts(prefix)) > 1 and f" {typed}{end}" in f" {plain} "
            key = (
                edits, plain != typed, not one.in_stock, not in_order, -popularity.get(one.id, 0), len(plain),
                one.title, one.id,
            )  # fmt: skip
            found.append((key, one))
    kept: dict[tuple[str, ...], tuple[int, Product]] = {}
    for key, one in sorted(found, key=lambda entry: entry[0]):
        kept.setdefault(alike(one), (key[0], one))
    return list(kept.values())


WORDS = st.sampled_from(
    ["run", "runner", "running", "shoes", "shoe-tree", "t-shirt", "tin", "red", "blue", "4711", "x"]
)
TITLES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@st.composite
def shops(draw: st.DrawFn) -> list[Product]:
    titles = draw(st.lists(TITLES, min_size=1, max_size=8))
    return [
        product(f"p{at}", title, stock=draw(st.integers(0, 1)), colour=draw(st.sampled_from(["Red", "Blue", "Black"])))
        for at, title in enumerate(titles)
    ]


@st.composite
def beginnings(draw: st.DrawFn) -> str:
    """A title as far as it is typed, perhaps with a letter too many, one missing, or a blank behind."""
    title = draw(TITLES)
    typed = title[: draw(st.integers(1, len(title)))]
    at = draw(st.integers(0, len(typed)))
    return draw(st.sampled_from([typed, typed[:at] + typed[at + 1 :], f"{typed[:at]}e{typed[at:]}", f"{typed} "]))


@settings(max_examples=300, deadline=None)
@given(shops(), beginnings(), st.dictionaries(st.sampled_from(["p0", "p1", "p2"]), st.integers(0, 3)), st.booleans())
def test_products_are_those_of_the_plain_search(
    sold: list[Product], prefix: str, popularity: dict[str, float], all_of_them: bool
) -> None:
    completion = completion_of(sold)
    completion.set_popularity(popularity, {})
    k = 99 if all_of_them else 4
    exact = best_products(sold, popularity, prefix, lenient=False) if parts(prefix) else []
    at_most = -(-5 * k // 8)
    enough = len(exact[:at_most]) >= min(k, ENOUGH)
    wanted = exact if enough or not parts(prefix) else best_products(sold, popularity, prefix, lenient=True)
    found = complete(completion, prefix, k)
    assert [one.value for one in found] == [one.id for _, one in wanted][:at_most]
    assert [-int(one.score // 1) for one in found] == [edits for edits, _ in wanted][:at_most]
    assert all(one.kind == Kind.PRODUCT for one in found)


CHANGES = st.lists(st.tuples(shops(), st.sets(st.sampled_from([f"p{at}" for at in range(8)]))), min_size=1, max_size=4)


@settings(deadline=None)
@given(CHANGES, st.lists(beginnings(), min_size=1, max_size=4))
def test_any_changes_give_what_a_new_one_gives(
    changes: list[tuple[list[Product], set[str]]], prefixes: list[str]
) -> None:
    columns = Columns()
    completion = Completion(columns)
    now: dict[str, Product] = {}
    for changed, removed in changes:
        for one in changed:
            completion.put(columns.put(one), one)
        now |= {one.id: one for one in changed}
        for gone in removed & set(now):
            row = columns.remove(gone)
            assert row is not None
            completion.remove(row)
            del now[gone]
        fresh = completion_of(list(now.values()))
        for prefix in prefixes:
            assert complete(completion, prefix) == complete(fresh, prefix)


# -- kinds -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shop() -> Completion:
    completion = completion_of(SHOP)
    queries = {"boots for snow": 9, "boot care": 3, "Coat": 5, "unicorn horn": 99, "mail jane@example.org": 50}
    completion.set_popularity({"p04": 2.0, "p05": 7.0}, queries)
    return completion


def test_kinds_are_mixed(shop: Completion) -> None:
    found = complete(shop, "co")
    assert [(one.kind, one.text, one.value) for one in found] == [
        (Kind.CATEGORY, "Coats", "Coats"),  # 2 of 12 products: log 3 / log 13 = .43
        (Kind.BRAND, "Cora", "Cora"),  # 2 as well
        (Kind.QUERY, "Coat", "Coat"),  # 5 times, the most asked 99: log 6 / log 100 = .39
        (Kind.PRODUCT, "Wool Coat", "p05"),  # more popular
        (Kind.PRODUCT, "Rain Coat", "p04"),
    ]
    assert texts(shop, "acme")[:1] == ["Acme"]
    assert texts(shop, "clo") == ["Clothing"]


def test_words_of_the_name_in_any_order_and_the_brand_that_the_title_leaves_out(shop: Completion) -> None:
    assert texts(shop, "boots tra", kind=Kind.PRODUCT) == ["Acme Trail Boots"]
    assert texts(shop, "acme sneak", kind=Kind.PRODUCT) == ["Canvas Sneakers"]
    assert texts(shop, "sneak acme", kind=Kind.PRODUCT) == ["Canvas Sneakers"]  # a finished word, but a beginning
    assert texts(shop, "tn21", kind=Kind.PRODUCT) == texts(shop, "TN-21", kind=Kind.PRODUCT) == ["Kettle TN-2110"]
    assert texts(shop, "chefs", kind=Kind.PRODUCT) == ["Chef's Knife"]


def test_in_stock_comes_first(shop: Completion) -> None:
    found = [one.value for one in complete(shop, "boots") if one.kind == Kind.PRODUCT]
    assert found == ["p01", "p12", "p02"]
    assert {one.id for one in SHOP if not one.in_stock} == {"p12", "p02"}


def test_mistyped_words_come_behind_those_typed_right() -> None:
    completion = completion_of([product(f"p{at}", title) for at, title in enumerate(("Coal", "Coat", "Coatrack"))])
    assert texts(completion, "coat") == ["Coat", "Coatrack", "Coal"]
    assert texts(completion, "xoat") == ["Coat", "Coatrack"]  # the first letter too
    assert texts(completion, "cotarakc") == ["Coatrack"]  # two edits in eight letters
    assert texts(completion, "cotrak") == []  # but not in six
    assert texts(completion, "caot") == ["Coat", "Coatrack"]
    assert texts(completion, "cxa") == []


def test_nothing_is_taken_for_a_mistake_where_enough_is_typed_right() -> None:
    completion = completion_of([product(f"p{at}", f"{word} {at}") for at, word in enumerate(["Coat"] * 3 + ["Boat"])])
    assert len(texts(completion, "coat")) == 3
    assert len(texts(completion, "coat 1")) == 1


def test_accents_case_and_widths_do_not_count() -> None:
    completion = completion_of([product("a", "Crème Brûlée Ｓｅｔ"), product("b", "Straße 连衣裙")])
    for typed in ("creme bru", "CRÈME", "crème brûlée set", "ｓｅｔ"):
        assert texts(completion, typed) == ["Crème Brûlée Ｓｅｔ"]
    assert texts(completion, "strasse") == ["Straße 连衣裙"]


def test_chinese_is_found_from_any_sign_of_a_run_on() -> None:
    titles = ("红色连衣裙", "连衣裙子 夏", "衣架", "iPhone手机壳")
    completion = completion_of([product(f"p{at}", title) for at, title in enumerate(titles)])
    for typed, wanted in (
        ("连衣", {"红色连衣裙", "连衣裙子 夏"}),
        ("色连衣", {"红色连衣裙"}),
        ("衣", {"红色连衣裙", "连衣裙子 夏", "衣架"}),
        ("夏 连衣裙", {"连衣裙子 夏"}),
        ("连裙", set()),
        ("手机壳iph", {"iPhone手机壳"}),
        ("红衣裙", set()),  # its pairs are there, but not together
    ):
        assert set(texts(completion, typed)) == wanted, typed


def test_one_name_in_several_colours_is_one_suggestion() -> None:
    colours = ("Navy Blue", "Red", "Green")
    sold = [product(f"p{at}", f"Slim Chinos, {colour}", colour=colour) for at, colour in enumerate(colours)]
    completion = completion_of([*sold, product("again", "Slim Chinos, Red", colour="Red"), product("x", "Slim Belt")])
    assert len(texts(completion, "slim")) == 2
    assert texts(completion, "slim chinos r") == ["Slim Chinos, Red"]
    assert texts(completion, "chinos nav") == ["Slim Chinos, Navy Blue"]


def test_queries_that_find_nothing_or_tell_of_somebody_are_never_shown(shop: Completion) -> None:
    assert texts(shop, "boo", kind=Kind.QUERY) == ["boots for snow", "boot care"]
    assert texts(shop, "unicorn") == texts(shop, "mail") == texts(shop, "jane") == []


def test_a_query_that_reads_like_a_category_is_shown_once() -> None:
    completion = completion_of([product("a", "Lamp", category=("Desk Lamps",))])
    completion.set_popularity({}, {"desk lamps": 3, " desk  lamps": 4, "Desk lamp": 1})
    assert sorted(text.casefold() for text in texts(completion, "desk")) == ["desk lamp", "desk lamps"]


def test_brands_and_categories_count_the_products_they_have_now() -> None:
    columns = Columns()
    completion = Completion(columns)
    brands = ("Bolt", "Bolt", "Boreal")
    for at, brand in enumerate(brands):
        one = product(f"p{at}", "Thing", brand=brand)
        completion.put(columns.put(one), one)
    assert texts(completion, "bo", kind=Kind.BRAND) == ["Bolt", "Boreal"]
    for gone in ("p0", "p1"):
        row = columns.remove(gone)
        assert row is not None
        completion.remove(row)
    assert texts(completion, "bo", kind=Kind.BRAND) == ["Boreal"]
    other = product("p2", "Thing", brand="Cora")
    completion.put(columns.put(other), other)
    assert texts(completion, "bo", kind=Kind.BRAND) == []
    assert texts(completion, "co", kind=Kind.BRAND) == ["Cora"]


# -- the demo shop's titles ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sold() -> list[Product]:
    return products(seed=7)


@pytest.fixture(scope="module")
def demo(sold: list[Product]) -> Completion:
    return completion_of(sold)


def test_a_title_typed_to_six_tenths_finds_its_product(demo: Completion, sold: list[Product]) -> None:
    for share, some in ((0.6, sold[::2]), (0.8, sold[::10]), (1.0, sold[::10])):
        found = [one.title in texts(demo, one.title[: round(share * len(one.title))]) for one in some]
        assert sum(found) >= 0.95 * len(found)


def test_lists_are_short_ordered_and_of_things_there_are(demo: Completion, sold: list[Product]) -> None:
    titles = {one.id: one.title for one in sold}
    known = {
        Kind.BRAND: {one.brand for one in sold},
        Kind.CATEGORY: {level for one in sold for level in one.category},
    }
    for one in sold[::200]:
        for end in range(1, len(one.title) + 1):
            for k in (1, 3, 8):
                prefix = one.title[:end]
                found = complete(demo, prefix, k)
                assert 0 < len(found) <= k
                assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
                assert len({(one.kind, one.text) for one in found}) == len(found)
                assert found == complete(demo, prefix, k)
                for kind, of_kind in groupby(sorted(found, key=lambda one: one.kind), key=lambda one: one.kind):
                    assert len(list(of_kind)) <= -(-EIGHTHS[kind] * k // 8)
                for one_found in found:
                    if one_found.kind == Kind.PRODUCT:
                        assert titles[one_found.value] == one_found.text
                    else:
                        assert one_found.text in known[one_found.kind]


# -- anything may be typed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prefix",
    ["", "   ", "\t\n", "?!", "-", "\x00", "\ud800", "🥾", ".*", "(", "[", "\\", "%", "_", "' OR 1=1"],
)
def test_signs_mean_nothing(shop: Completion, prefix: str) -> None:
    assert complete(shop, prefix) == []
    assert texts(shop, f"wool{prefix}", kind=Kind.PRODUCT) == ["Wool Coat"] or any(map(str.isalnum, prefix))


@pytest.mark.parametrize(
    "prefix", ["x" * 5000, "boots " * 900, "a b c d " * 700, "靴" * 5000, "b\x00" * 2500, "ﷺ" * 5000]
)
def test_long_texts_are_no_trouble(shop: Completion, prefix: str) -> None:
    assert len(complete(shop, prefix)) <= 8


@settings(deadline=None)
@given(st.text(), st.integers(-1, 9))
def test_any_text(prefix: str, k: int) -> None:
    completion = completion_of([*SHOP[:3], product("odd", f"Odd {prefix}", brand=prefix, category=(prefix, "Odd"))])
    found = complete(completion, prefix, k)
    assert len(found) <= max(k, 0)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_an_empty_shop_suggests_nothing() -> None:
    assert complete(completion_of([]), "boots") == []
