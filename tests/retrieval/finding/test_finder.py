"""Pages, sorts, totals and facets against brute force over real products, also while the shop changes in between."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from retrieval.filters import NO_FILTERS, Filters
from retrieval.finding.cursor import REMEMBERED, CursorError
from retrieval.finding.request import RequestError, SearchPage, SearchRequest, Sort
from retrieval.index import Index
from store.demo.catalogue import products
from store.money import Money
from store.products import Product
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.conftest import Remembering

QUERIES = ("kettle", "running shoes", "red dress", "gift for the garden", "coffee", "wool blanket", "")


@pytest.fixture(scope="session")
def real() -> list[Product]:
    """Every fourth product of the demo shop."""
    return sorted(products(1), key=lambda one: one.id)[::4]


@pytest.fixture(scope="session")
def built(real: list[Product], encoder: Remembering, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "index"
    Index.build(folder, real, encoder)
    return folder


@pytest.fixture(scope="session")
def index(built: Path, encoder: Remembering) -> Index:
    """For tests that change nothing."""
    return Index.load(built, encoder)


@pytest.fixture
def living(built: Path, encoder: Remembering, tmp_path: Path) -> Index:
    """For tests that change it."""
    shutil.copytree(built, tmp_path / "index")
    return Index.load(tmp_path / "index", encoder)


def pages(index: Index, request: SearchRequest) -> Iterator[SearchPage]:
    while True:
        page = index.finder.find(request)
        yield page
        if page.next is None:
            return
        request = replace(request, cursor=page.next)


def all_ids(index: Index, request: SearchRequest) -> list[str]:
    return [hit.product_id for page in pages(index, request) for hit in page.hits]


def plain_key(one: Product, sort: Sort) -> float:
    match sort:
        case Sort.PRICE_ASC:
            return one.price.minor
        case Sort.PRICE_DESC:
            return -one.price.minor
        case Sort.RATING:
            return -one.rating if one.rating is not None else float("inf")
        case Sort.NEWEST:
            return -one.created_at.timestamp() if one.created_at is not None else float("inf")
        case Sort.SAVING:
            return one.price.minor / one.list_price.minor if one.list_price is not None else float("inf")
        case _:
            return 0


def sorted_plainly(sold: list[Product], request: SearchRequest) -> list[str]:
    def key(one: Product) -> tuple[bool, float, str]:
        return request.in_stock_first and not one.in_stock, plain_key(one, request.sort), one.id

    return [one.id for one in sorted(sold, key=key) if request.filters.accept(one)]


def some_filters(chance: Random, sold: list[Product]) -> Filters:
    """Conditions of a product that there is, each there or not."""
    one = chance.choice(sold)
    name = chance.choice(list(one.attributes) or ["none"])
    wanted = {
        "price_min": one.price.minor // 2, "price_max": one.price.minor * 2, "brands": frozenset([one.brand]),
        "not_brands": frozenset([chance.choice(sold).brand]), "categories": frozenset(one.category[:1]),
        "not_categories": frozenset(chance.choice(sold).category[-1:]), "rating_min": 4.0, "in_stock": True,
        "on_offer": True, "attributes": {name: frozenset(one.attributes.get(name, ()))},
        "exclude_ids": frozenset(other.id for other in chance.sample(sold, 20)),
    }  # fmt: skip
    chosen = chance.sample(sorted(wanted), chance.randint(0, 3))
    return Filters(**{field: wanted[field] for field in chosen})  # type: ignore[arg-type]


def plain_facet(sold: list[Product], name: str) -> dict[str, int]:
    values: Counter[str] = Counter()
    for one in sold:
        if name == "brand":
            values.update([one.brand] if one.brand else [])
        elif name == "category":
            values.update(set(one.category))
        else:
            both = (*one.attributes.get(name, ()), *one.options().get(name, ()))
            values.update({value.casefold() for value in both})
    return dict(values)


def folded(counts: Mapping[str, int]) -> dict[str, int]:
    return {value.casefold(): count for value, count in counts.items()}


@pytest.mark.parametrize("seed", range(40))
def test_pages_of_any_filters_and_sort_are_brute_force(index: Index, real: list[Product], seed: int) -> None:
    chance = Random(seed)
    request = SearchRequest(
        filters=some_filters(chance, real),
        sort=chance.choice([sort for sort in Sort if sort not in (Sort.RELEVANCE, Sort.POPULARITY)]),
        limit=chance.randint(7, 100),
        in_stock_first=chance.random() < 0.5,
        relax=False,
    )
    expected = sorted_plainly(real, request)
    assert all_ids(index, request) == expected
    assert {page.total for page in pages(index, request)} == {len(expected)}


@pytest.mark.parametrize("query", QUERIES[:-1])
def test_a_sorted_query_orders_what_fits_and_nothing_else(index: Index, real: list[Product], query: str) -> None:
    by_id = {one.id: one for one in real}
    fitting = set(all_ids(index, SearchRequest(query, limit=100)))
    ids = all_ids(index, SearchRequest(query, sort=Sort.PRICE_ASC, limit=9))
    assert ids == sorted(ids, key=lambda known: (by_id[known].price.minor, known))
    assert set(ids) <= fitting
    assert index.finder.find(SearchRequest(query, sort=Sort.PRICE_ASC)).total == len(ids) == len(set(ids))


def test_relevance_has_the_order_of_the_hybrid_search(index: Index) -> None:
    for query in QUERIES[:-1]:
        page = index.finder.find(SearchRequest(query, limit=10))
        if not page.without_children:
            found = [hit.product_id for hit in index.search(query, 10)]
            assert [hit.product_id for hit in page.hits] == found[: page.total]


def test_relevance_is_paged_to_its_depth(index: Index) -> None:
    ids = all_ids(index, SearchRequest("for the home and the garden", limit=64))
    page = index.finder.find(SearchRequest("for the home and the garden"))
    assert len(ids) == len(set(ids)) == min(page.total, REMEMBERED)


def test_the_cheapest_kettle_is_a_kettle(index: Index, real: list[Product]) -> None:
    by_id = {one.id: one for one in real}
    page = index.finder.find(SearchRequest("kettle", sort=Sort.PRICE_ASC))
    assert page.hits
    assert {by_id[hit.product_id].category[-1] for hit in page.hits} == {"Kettles"}  # and no tea by Kettle & Leaf


# facets


@pytest.mark.parametrize("query", ["", "running shoes"])
@pytest.mark.parametrize("seed", range(12))
def test_facets_are_counted_without_their_own_condition(
    index: Index, real: list[Product], query: str, seed: int
) -> None:
    filters = some_filters(Random(seed), real)
    name = next(iter(filters.attributes), "colour")
    request = SearchRequest(query, filters, facets=("brand", "category", name), relax=False, limit=100)
    page = index.finder.find(request)
    if page.nothing is not None:
        assert not page.facets
        return
    free: dict[str, dict[str, Any]] = {
        "brand": {"brands": frozenset()},
        "category": {"categories": frozenset()},
        name: {"attributes": {}},
    }
    for facet, changed in free.items():
        alone = replace(request, filters=replace(filters, **changed), facets=())
        if index.finder.find(alone).without_children != page.without_children:
            continue
        left = set(all_ids(index, alone))
        expected = plain_facet([one for one in real if one.id in left], facet)
        assert folded(page.facets[facet]) == folded(expected)
        assert list(page.facets[facet].values()) == sorted(expected.values(), reverse=True)


def test_price_ranges_hold_every_product_once(index: Index, real: list[Product]) -> None:
    request = SearchRequest(filters=Filters(price_max=5000), facets=("price",), limit=1)
    ranges = index.finder.find(request).prices
    prices = [one.price.minor for one in real]
    assert sum(each.count for each in ranges) == len(real)  # its own condition does not count
    assert [each.count for each in ranges] == [sum(each.low <= one <= each.high for one in prices) for each in ranges]
    assert all(one.high < other.low for one, other in pairwise(ranges))
    assert (ranges[0].low, ranges[-1].high) == (min(prices), max(prices))
    assert max(each.count for each in ranges) < 2 * len(real) / len(ranges)


def test_an_unknown_facet_is_named_with_the_nearest(index: Index) -> None:
    with pytest.raises(RequestError, match="'colr'; there is colour"):
        index.finder.find(SearchRequest(facets=("colr",)))


# the shop changes between pages


def priced(one: Product, minor: int) -> Product:
    variants = tuple(replace(each, price=Money(minor, "USD"), list_price=None) for each in one.variants)
    return replace(one, variants=variants)


@pytest.mark.parametrize("request_", [
    SearchRequest(sort=Sort.PRICE_ASC, limit=20),
    SearchRequest(sort=Sort.NEWEST, limit=20),
    SearchRequest("running shoes", limit=5),
    SearchRequest("coffee", sort=Sort.PRICE_DESC, limit=3),
], ids=str)  # fmt: skip
def test_pages_neither_repeat_nor_miss_a_product_while_the_shop_changes(
    living: Index, real: list[Product], request_: SearchRequest
) -> None:
    chance = Random(5)
    now = {one.id: one for one in real}
    seen: list[str] = []
    stayed = set(all_ids(living, request_))
    request = request_
    for round_ in range(200):
        page = living.finder.find(request)
        seen += [hit.product_id for hit in page.hits]
        if page.next is None or len(seen) > REMEMBERED:
            break
        request = replace(request, cursor=page.next)
        gone = chance.sample(sorted(now), 2)
        moved = [priced(now[known], chance.randint(100, 90_000)) for known in chance.sample(sorted(now), 3)]
        fresh = product(f"new-{round_:03}", f"New running shoes {round_}", chance.randint(100, 90_000))
        living.update([*moved, fresh], gone)
        now = {known: one for known, one in now.items() if known not in gone} | {one.id: one for one in moved}
        stayed = (stayed & set(all_ids(living, request_))) - set(gone)
    assert len(seen) == len(set(seen))
    if page.next is None:
        assert stayed <= set(seen)


def test_beyond_what_a_cursor_remembers_what_stays_in_place_comes_once(tmp_path: Path, encoder: Remembering) -> None:
    sold = [product(f"t{number:04}", "Tin", 1000 + number) for number in range(REMEMBERED + 300)]
    index = Index.build(tmp_path, sold, encoder)
    request = SearchRequest(sort=Sort.PRICE_ASC, limit=100)
    seen = []
    for round_ in range(20):
        page = index.finder.find(request)
        seen += [hit.product_id for hit in page.hits]
        if page.next is None:
            break
        request = replace(request, cursor=page.next)
        index.update([product(f"new{round_}", "Tin", 1)], [f"t{round_:04}", f"t{790 - round_:04}"])
    there = [one.id for one in sold if one.id in index]
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)
    assert len(request.cursor) < 4000  # fits into an address


# cursors


def test_a_cursor_that_is_damaged_or_foreign_is_refused(index: Index) -> None:
    request = SearchRequest("coffee", sort=Sort.PRICE_ASC, limit=2)
    cursor = index.finder.find(request).next
    assert cursor is not None
    for damaged in ("x", "~~~~", "é", cursor[:-3], "A" * 80, cursor[:5] + "AB" + cursor[7:]):
        with pytest.raises(CursorError, match="damaged"):
            index.finder.find(replace(request, cursor=damaged))
    changes: list[dict[str, object]] = [
        {"query": "tea"}, {"filters": Filters(in_stock=True)}, {"sort": Sort.RATING}, {"relax": False},
        {"in_stock_first": True},
    ]  # fmt: skip
    for changed in changes:
        with pytest.raises(CursorError, match="another request"):
            index.finder.find(replace(request, cursor=cursor, **changed))  # type: ignore[arg-type]
    assert index.finder.find(replace(request, cursor=cursor, limit=50, facets=("brand",))).hits


def test_a_page_has_1_to_100_products() -> None:
    for limit in (0, 101):
        with pytest.raises(RequestError, match="1 to 100"):
            SearchRequest(limit=limit)


def test_sorts_know_popularity_and_put_the_undated_last(tmp_path: Path, encoder: Remembering) -> None:
    index = Index.build(tmp_path, SHOP, encoder)
    index.set_popularity({"p03": 9.0, "p07": 4.0, "gone": 50.0}, {})
    best = index.finder.find(SearchRequest(sort=Sort.POPULARITY, limit=3)).hits
    assert [hit.product_id for hit in best] == ["p03", "p07", "p01"]
    assert best == index.finder.find(SearchRequest(limit=3)).hits  # without words, relevance is popularity
    newest = index.finder.find(SearchRequest(sort=Sort.NEWEST, limit=3)).hits
    assert [hit.product_id for hit in newest] == ["p06", "p04", "p01"]
    index.update([replace(SHOP[11], created_at=datetime(2026, 6, 1, tzinfo=UTC))])
    assert index.finder.find(SearchRequest(sort=Sort.NEWEST, limit=1)).hits[0].product_id == "p12"
    again = Index.load(index.folder, encoder)
    assert [hit.product_id for hit in again.finder.find(SearchRequest(sort=Sort.SAVING, limit=3)).hits] == [
        "p03", "p10", "p05"
    ]  # fmt: skip


# for whom


def test_an_adults_question_is_not_answered_with_childrens_things(tmp_path: Path, encoder: Remembering) -> None:
    beach = [product(f"adult{n}", f"Beach dress {n}", 3000 + n, category=("Women", "Dresses")) for n in range(6)]
    little = [product(f"girl{n}", f"Beach dress {n}", 900 + n, category=("Girls", "Dresses")) for n in range(6)]
    index = Index.build(tmp_path, [*beach, *little], encoder)
    for sort in (Sort.RELEVANCE, Sort.PRICE_ASC):
        page = index.finder.find(SearchRequest("beach dress", sort=sort))
        assert page.without_children
        assert {hit.product_id for hit in page.hits} == {one.id for one in beach}
        assert page.total == 6
    for asked in ("beach dress for my daughter", "girls beach dress", "儿童 beach dress"):
        page = index.finder.find(SearchRequest(asked))
        assert not page.without_children
        assert {one.id for one in little} & {hit.product_id for hit in page.hits}
    chosen = SearchRequest("beach dress", Filters(categories=frozenset({"Girls"})))
    assert {hit.product_id for hit in index.finder.find(chosen).hits} == {one.id for one in little}


# giving up


def test_the_least_hurtful_condition_goes_first(shop_index: Index) -> None:
    wanted = Filters(
        attributes={"material": frozenset({"Wool"}), "colour": frozenset({"Blue"})}, categories=frozenset({"Coats"})
    )
    page = shop_index.finder.find(SearchRequest(filters=wanted))
    assert page.relaxed == ("material",)
    assert [hit.product_id for hit in page.hits] == ["p04"]
    dearer = replace(wanted, attributes={}, brands=frozenset({"Cora"}), price_max=1000)
    page = shop_index.finder.find(SearchRequest(filters=dearer))
    assert page.relaxed == ("price",)
    assert [hit.product_id for hit in page.hits] == ["p04", "p05"]  # the nearest price first


def test_what_was_refused_is_never_given_up(shop_index: Index) -> None:
    refused = Filters(
        brands=frozenset({"Dorn"}), price_max=100, exclude_ids=frozenset({"p08"}), not_words=frozenset({"iron"}),
        not_brands=frozenset({"Cora"}), not_categories=frozenset({"Shoes"}),
    )  # fmt: skip
    page = shop_index.finder.find(SearchRequest(filters=refused, limit=100))
    assert page.relaxed == ("brand", "price")
    by_id = {one.id: one for one in SHOP}
    kept = replace(refused, brands=frozenset(), price_max=None)
    assert {hit.product_id for hit in page.hits} == {one.id for one in SHOP if kept.accept(one)}
    assert by_id.keys() - {hit.product_id for hit in page.hits} >= {"p08", "p07", "p05", "p01"}


def test_an_empty_answer_says_why_and_what_is_nearest(shop_index: Index) -> None:
    blue_steel = Filters(attributes={"colour": frozenset({"Blue"}), "material": frozenset({"Steel"})})
    page = shop_index.finder.find(SearchRequest(filters=blue_steel, relax=False))
    assert page.hits == ()
    assert page.total == 0
    assert page.nothing is not None
    assert set(page.nothing.conflict) == {"colour", "material"}  # each of them is there, both together never
    assert page.nothing.instead == ("material",)
    assert [hit.product_id for hit in page.nothing.nearest] == ["p03", "p04"]
    page = shop_index.finder.find(SearchRequest(filters=Filters(brands=frozenset({"Nobody"})), relax=False))
    assert page.nothing is not None
    assert page.nothing.conflict == ("brand",)


def test_words_that_nobody_knows_find_nothing_unless_they_are_given_up(shop_index: Index) -> None:
    strict = shop_index.finder.find(SearchRequest("qzxwv jjkpt", relax=False))
    assert strict.nothing is not None
    assert strict.nothing.conflict == ("words",)
    assert strict.nothing.nearest
    page = shop_index.finder.find(SearchRequest("qzxwv jjkpt"))
    assert page.relaxed == ("words",)
    assert page.hits
    rewritten = shop_index.finder.find(SearchRequest("kettel"))
    assert rewritten.rewrite.searched == "kettle"
    assert rewritten.hits[0].product_id == "p06"


def test_an_empty_shop_answers_with_nothing(tmp_path: Path, encoder: Remembering) -> None:
    index = Index.build(tmp_path, [], encoder)
    for query in ("", "boots"):
        page = index.finder.find(SearchRequest(query))
        assert (page.hits, page.total, page.next) == ((), 0, None)
        assert page.nothing is not None


def test_no_filters_are_no_condition(shop_index: Index) -> None:
    page = shop_index.finder.find(SearchRequest(filters=NO_FILTERS, limit=100))
    assert page.total == len(SHOP)
    assert page.relaxed == ()


def test_a_query_is_read_for_what_it_states(shop_index: Index) -> None:
    """Prices and refusals leave out what does not meet them."""
    page = shop_index.finder.find(SearchRequest("boots under 50 not acme", currency="USD", limit=100))
    assert [(each.said, each.wanted) for each in page.understood.said] == [("under 50", True), ("not acme", False)]
    by_id = {sold.id: sold for sold in SHOP}
    found = [by_id[hit.product_id] for hit in page.hits]
    assert found
    assert all(sold.price.minor <= 5000 and sold.brand != "Acme" for sold in found)
    plain = shop_index.finder.find(SearchRequest("boots under 50 not acme", understand=False, limit=100))
    assert plain.understood.said == ()
    assert any(by_id[hit.product_id].price.minor > 5000 for hit in plain.hits)


@pytest.mark.parametrize(("query", "nearest"), [("coat under 5", "p04"), ("coat over 900", "p05")])
def test_a_price_of_the_query_that_nothing_has_is_given_up_and_said(
    shop_index: Index, query: str, nearest: str
) -> None:
    page = shop_index.finder.find(SearchRequest(query, currency="USD", limit=100))
    assert [str(each.kind) for each in page.understood.said] == ["price", "category"]
    assert page.relaxed == ("price",)
    assert page.hits[0].product_id == nearest
    strict = shop_index.finder.find(SearchRequest(query, currency="USD", relax=False))
    assert strict.nothing is not None
    assert (strict.hits, strict.nothing.conflict, strict.nothing.instead) == ((), ("price",), ("price",))
    assert strict.nothing.nearest[0].product_id == nearest


def test_the_kettle_nearest_to_a_price_that_none_has_is_a_kettle(index: Index, real: list[Product]) -> None:
    kettles = {one.id: one.price.minor for one in real if one.category[-1] == "Kettles"}
    for limit, sign in (("under 1", 1), ("over 4000", -1)):
        page = index.finder.find(SearchRequest(f"kettle {limit}", currency="USD", limit=100))
        assert page.relaxed == ("price",)
        ids = [hit.product_id for hit in page.hits]
        assert ids == sorted(kettles, key=lambda known: (sign * kettles[known], known))


def test_a_sort_is_given_only_what_the_query_wants(index: Index, real: list[Product]) -> None:
    plain = SearchRequest("blue jumper", sort=Sort.PRICE_ASC, limit=100)
    page = index.finder.find(plain)
    assert page.understood.wanted[0].said == "blue"
    values = {value for each in page.understood.wanted for value in each.exact.values}
    by_id = {sold.id: sold for sold in real}
    assert page.hits
    for hit in page.hits:
        assert values & {value for found in by_id[hit.product_id].attributes.values() for value in found}
    assert index.finder.find(replace(plain, understand=False)).total > page.total


def test_a_cursor_holds_while_the_query_is_read_anew(tmp_path: Path, encoder: Remembering) -> None:
    index = Index.build(tmp_path / "index", SHOP, encoder)
    request = SearchRequest("boots under 200", currency="USD", limit=1)
    first = index.finder.find(request)
    assert first.next is not None
    index.update([replace(SHOP[0], title="Cheap Boots"), product("p99", "Brown Boots", 900, brand="Under")])
    second = index.finder.find(replace(request, cursor=first.next))
    assert first.hits[0].product_id not in {hit.product_id for hit in second.hits}
    with pytest.raises(CursorError):
        index.finder.find(replace(request, cursor=first.next, currency="EUR"))
