"""The search that goes by what is understood: conditions order, limits rule out, and something is always found."""

from __future__ import annotations

import pytest

from retrieval.encoder import Encoder
from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.retriever import Retriever
from tests.contracts import RetrieverContract
from tests.retrieval.catalogue import product
from tests.retrieval.test_understanding import FASHION


class TestUnderstood(RetrieverContract):
    @pytest.fixture
    def retriever(self, shop_index: Index) -> Retriever:
        return shop_index.understood


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build(tmp_path_factory.mktemp("home") / "index" / "a", FASHION, encoder)


def found(index: Index, query: str, k: int = 20, filters: Filters | None = None, currency: str = "") -> list[str]:
    answer = index.understood.answer(query, k, filters or Filters(), currency)
    return [hit.product_id for hit in answer.hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("men's shirts", {"s1", "s2"}),
        ("grey casual heels", {"h1"}),
        ("women's navy cotton tops", {"o1"}),
        ("shirt dress", {"d1"}),
        ("boys t-shirts", {"t2"}),
    ],
)
def test_what_meets_everything_comes_first_and_the_rest_after_it(index: Index, query: str, first: set[str]) -> None:
    ids = found(index, query)
    assert set(ids[: len(first)]) == first
    assert set(found(index, query)) >= {hit.product_id for hit in index.search(query, 20)}


def test_a_shade_comes_after_the_colour_and_before_other_colours(index: Index) -> None:
    ids = found(index, "grey heels")
    assert ids[:2] == ["h1", "h2"]


def test_prices_and_refusals_rule_out(index: Index) -> None:
    assert "c1" not in found(index, "casual shoes without zip")
    assert found(index, "casual shoes under 2550", currency="INR")[0] == "c1"
    assert "c2" not in found(index, "casual shoes under 2550", currency="INR")
    assert "c2" in found(index, "casual shoes under 2550")  # no currency, no price


def test_a_limit_alone_leaves_all_that_meets_it(index: Index) -> None:
    cheap = sorted(sold.id for sold in FASHION if sold.price.minor <= 50000)
    assert sorted(found(index, "under 500", currency="INR")) == cheap


def test_filters_hold_whatever_the_query_says(index: Index) -> None:
    only = Filters(brands=frozenset({"Puma"}))
    assert set(found(index, "nike tshirts", filters=only)) == {"t3", "c1"}


def test_the_answer_says_what_was_understood_of_the_words_as_corrected(index: Index) -> None:
    answer = index.understood.answer("wmoen tops", 5)
    said = {str(condition.kind): condition.said for condition in answer.understood.said}
    assert said["category"] == "tops"
    assert index.understand("grey heels").filters.categories == {"heels"}


def test_what_is_understood_changes_with_the_catalogue(index: Index, encoder: Encoder) -> None:
    hats = [product(f"x{n}", f"Sun Hat {n}", category=("Apparel", "Hats"), colour="Straw") for n in range(3)]
    assert index.understand("straw hats").said == ()
    index.update(hats)
    assert index.understand("straw hats").filters == Filters(
        categories=frozenset({"Hats"}), attributes={"colour": frozenset({"Straw"})}
    )
    index.update(removed=[sold.id for sold in hats])
    assert index.understand("straw hats").said == ()


def test_a_query_that_finds_something_finds_something_when_understood(index: Index) -> None:
    words = ["leather", "boys", "without", "navy", "under 1", "ring", "nothing", "not", "size xl", "yellow", "W"]
    for one in words:
        for other in words:
            query = f"{one} {other}"
            if index.search(query, 5):
                assert found(index, query, 5, currency="INR"), query


@pytest.mark.parametrize("said", ["shirts", "men's black shoes", "tops not green", ""])
@pytest.mark.parametrize("limit", ["under 5", "over 90000"])
def test_a_price_that_nothing_has_is_let_go_and_that_is_said(index: Index, said: str, limit: str) -> None:
    answer = index.understood.answer(f"{said} {limit}".strip(), 20, currency="INR")
    plain = index.understood.answer(said, 20, currency="INR")
    assert answer.relaxed == ("price",)
    assert plain.relaxed == ()
    assert answer.hits
    assert [hit.product_id for hit in answer.hits] == [hit.product_id for hit in plain.hits] or not said
    assert "price" in {str(condition.kind) for condition in answer.understood.said}


def test_a_price_that_nothing_left_by_the_filters_has_is_let_go(index: Index) -> None:
    casio = Filters(brands=frozenset({"Casio"}))
    answer = index.understood.answer("watches under 1000", 20, casio, "INR")  # the shop has other things below that
    assert [hit.product_id for hit in answer.hits] == found(index, "watches", filters=casio)
    assert answer.relaxed == ("price",)
