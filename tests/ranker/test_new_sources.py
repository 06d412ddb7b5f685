"""Other categories, people followed, offers by taste: each on a hand-made shop, and the contract of all sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from ranker.candidates.cross_category import PRIOR, CrossCategory, Crossings
from ranker.candidates.graph import GraphNeighbours
from ranker.candidates.promoted import Promoted
from ranker.candidates.social import CIRCLE_SHARE, FRIENDS_OF_FRIENDS, SHRINK, TRUST_PRIOR, Social
from ranker.candidates.source import CandidateSource
from ranker.catalogue import Catalogue
from ranker.item_graph import ItemGraph
from ranker.ranker import RankRequest
from ranker.ranking import Ranking
from ranker.recent import interests
from ranker.statistics import Statistics
from store.behaviour import Event
from tests.contracts import CandidateSourceContract
from tests.ranker.shop import NOW, PRODUCTS, event, product

ASK = RankRequest(NOW, 10, "me")


class People:
    def __init__(self, follows: Mapping[str, Sequence[str]], events: Mapping[str, Sequence[Event]]) -> None:
        self._follows, self._events = follows, events

    def follows(self, customer_id: str) -> Sequence[str]:
        return self._follows.get(customer_id, ())

    def history(self, customer_id: str, limit: int = 50) -> Sequence[Event]:
        return self._events.get(customer_id, ())[-limit:]


FOLLOWS = {"me": ["ann", "bob"], "ann": ["cat", "me"], "bob": ["cat"]}
CHOSEN = {
    "ann": [event("ann", "scarf"), event("ann", "teapot")],
    "bob": [event("bob", "scarf"), event("bob", "kettle1", "dislike")],
    "cat": [event("cat", "teapot"), event("cat", "tent2")],
    "dan": [event("dan", "tent2")],
}


def social(ranking: Ranking, follows: Mapping[str, Sequence[str]] = FOLLOWS) -> Social:
    people = People(follows, CHOSEN)
    return Social(people, people, ranking.statistics, ranking.catalogue)


@pytest.mark.parametrize("name", ["graph", "cross_category", "promoted", "social"])
class TestSources(CandidateSourceContract):
    @pytest.fixture
    def source(self, name: str, ranking: Ranking) -> CandidateSource:
        sources = {source.name: source for source in ranking.pool.sources} | {"social": social(ranking)}
        return sources[name]

    @pytest.fixture
    def catalogue(self, ranking: Ranking) -> Catalogue:
        return ranking.catalogue

    def test_hits_carry_the_name(self, name: str, source: CandidateSource) -> None:
        hits = source.candidates(ASK, [event("me", "tent1")], 50)
        assert {hit.source for hit in hits} == {name}


def ids(source: CandidateSource, history: Sequence[Event], k: int = 10) -> list[str]:
    return [hit.product_id for hit in source.candidates(ASK, history, k)]


def test_crossings_by_hand() -> None:
    """Baskets of a (A), b (B) and c (C): a with b three times, a with c once; each pair also met, one step apart."""
    goods = [product(key, f"Thing {key}", (key.upper(),), 100) for key in "abc"]
    catalogue = Catalogue(goods)
    pairs = [("a", "b"), ("a", "b"), ("a", "b"), ("a", "c")]
    events = [event(f"s{at}", key, basket=f"k{at}") for at, pair in enumerate(pairs) for key in pair]
    found = Crossings.count(Statistics.build(events, catalogue.ids), catalogue)
    base = np.array([0, 8, 6, 2]) / 16  # each pair counts for its visit and its basket, in both directions
    assert found.base == pytest.approx(base)
    into = [(count + PRIOR * share) / (8 + PRIOR) for count, share in zip((6, 2), base[2:], strict=True)]
    assert found.shares[1] == pytest.approx([0, 0, *into])
    reach = found.reach(np.array([0, 2.0, 0, 0]))
    assert reach == pytest.approx([0, 0, into[0] ** 2 / base[2], into[1] ** 2 / base[3]])


def test_other_categories_are_those_that_campers_and_drinkers_go_to(ranking: Ranking) -> None:
    source = CrossCategory(ranking.statistics, ranking.catalogue)
    camping = ids(source, [event("me", "tent1")])
    assert set(camping[:2]) == {"bag1", "mat2"}
    assert not {"tent1", "tent2"} & set(camping)
    assert ids(source, [event("me", "tea")])[0] == "teapot"
    assert ids(source, [event("me", "tent1", "dislike")]) == []


def test_a_category_that_came_after_the_crossings_were_counted_is_served() -> None:
    catalogue = Catalogue(PRODUCTS)
    source = CrossCategory(Statistics.build([event("s", "tea"), event("s", "teapot")], catalogue.ids), catalogue)
    assert ids(source, [event("me", "tea")])[0] == "teapot"
    catalogue.update([product("lamp", "Lamp", ("Light",), 900)])
    assert ids(source, [event("me", "tea")])[0] == "teapot"
    assert ids(source, [event("me", "lamp")]) == []


def test_social_by_hand(ranking: Ranking) -> None:
    """Ann and Bob, both followed, bought the scarf; Ann and Cat, whom they follow, the teapot; the tent Cat alone.

    I have no history, so everybody's trust is the prior. An only category weighs 1 of a taste of √2 with its brand.
    """
    found = {hit.product_id: hit.score for hit in social(ranking).candidates(ASK, [], 10)}
    assert list(found)[:2] == ["scarf", "teapot"]
    weight = {one.product_id: one.weight for one in interests(CHOSEN["ann"], NOW)}
    first = {one.product_id: one.weight for one in interests(CHOSEN["bob"], NOW)}["scarf"]
    half = 2 / (2 + SHRINK)
    popular = ranking.statistics.of(["scarf", "teapot"])
    assert popular[0] == 0.0
    assert found["scarf"] == pytest.approx(half * TRUST_PRIOR * (weight["scarf"] + first))
    cat = {one.product_id: one.weight for one in interests(CHOSEN["cat"], NOW)}["teapot"]
    chosen = half * TRUST_PRIOR * (weight["teapot"] + FRIENDS_OF_FRIENDS * cat)
    assert chosen < found["teapot"] < chosen + CIRCLE_SHARE
    assert not {"tent1", "tent2", "kettle1"} & found.keys()


def test_what_one_person_did_is_never_told(ranking: Ranking) -> None:
    assert social(ranking, {"me": ["ann"]}).candidates(ASK, [], 10) == []
    alone = social(ranking, {"me": ["bob", "dan"]})
    assert alone.candidates(ASK, [], 10) == []
    assert social(ranking).candidates(RankRequest(NOW, 10, ""), [], 10) == []


def test_people_of_like_taste_are_listened_to_more(ranking: Ranking) -> None:
    """The scarf and the teapot have two choosers each; who bought teacups too finds the teapot first, and who bought a
    shirt the scarf."""
    follows = {"me": ["a", "b", "c", "d"]}
    chosen = {
        **{key: [event(key, "scarf"), event(key, "shirt")] for key in "ab"},
        **{key: [event(key, "gone"), event(key, "cup")] for key in "cd"},
    }
    people = People(follows, chosen)
    source = Social(people, people, ranking.statistics, ranking.catalogue)
    assert ids(source, [event("me", "cup")])[0] == "gone"
    assert ids(source, [event("me", "shirt")])[0] == "scarf"


def test_offers_by_taste_and_by_how_the_shopper_took_offers_before(ranking: Ranking) -> None:
    """The mug saves more and is popular: a stranger sees it first, and who camps sees the mat."""
    source = Promoted(ranking.statistics, ranking.catalogue)
    assert ids(source, []) == ["mug", "mat2"]
    camper = [event("me", "mat1"), event("me", "tent1"), event("me", "bag1")]
    assert ids(source, camper) == ["mat2", "mug"]
    keen = interests([event("me", "mug"), event("me", "mat2")], NOW)
    assert source.reaction(interests([], NOW)) == 1.0
    assert source.reaction(keen) == 2.0
    weight = interests(camper[:1], NOW)[0].weight
    assert source.reaction(interests(camper[:1], NOW)) == pytest.approx(3.0 / (weight + 3.0))


def test_the_graph_brings_partners_and_nothing_for_what_is_not_sold(ranking: Ranking) -> None:
    source = GraphNeighbours(ItemGraph.build(ranking.statistics), ranking.statistics, ranking.catalogue)
    assert set(ids(source, [event("me", "tent1")])[:2]) == {"bag1", "mat2"}
    assert ids(source, [event("me", "not-sold")]) == []
