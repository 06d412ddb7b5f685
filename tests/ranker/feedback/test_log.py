"""Which act counts for which ranking, and how well the shopper was known."""

from __future__ import annotations

from ranker.feedback.log import Answer, Places, Segment, answers
from tests.ranker.feedback.simulated import Log, act, answer, ranking


def found(log: Log) -> dict[str, Answer]:
    return {one.ranking.id: one for one in answers(log)}


def test_an_act_counts_for_the_ranking_it_names() -> None:
    log = Log(
        [ranking("r1", ["a", "b"], 48), ranking("r2", ["b", "a"], 47)],
        [
            act("b", "click", 46, "r1"),
            act("b", "cart", 45.5, "r1"),
            act("x", "click", 45, "r1"),
            act("a", "view", 44, "gone"),
        ],
    )
    told = found(log)
    assert (told["r1"].clicked, told["r1"].taken) == ((False, True), (False, True))
    assert (told["r2"].clicked, told["r2"].taken) == ((False, False), (False, False))


def test_an_act_that_names_none_counts_for_the_last_ranking_of_its_customer_within_a_day() -> None:
    log = Log(
        [ranking("r1", ["a", "b"], 100), ranking("r2", ["a", "c"], 50), ranking("other", ["a"], 49, customer="bob")],
        [
            act("a", "view", 60),
            act("b", "click", 99),
            act("a", "purchase", 48),
            act("c", "click", 25),
            act("a", "like", 47),
        ],
    )
    told = found(log)
    assert (told["r1"].clicked, told["r1"].taken) == ((False, True), (False, False))  # a's view came 40 hours later
    assert (told["r2"].clicked, told["r2"].taken) == ((False, False), (True, False))  # c's click, 25 hours later
    assert told["other"].clicked == (False,)


def test_a_guests_acts_count_only_by_name() -> None:
    log = Log(
        [ranking("r1", ["a", "b"], 48, customer="")],
        [act("a", "click", 47, customer="ann"), act("b", "click", 47, "r1")],
    )
    assert found(log)["r1"].clicked == (False, True)
    assert found(log)["r1"].unit == "guest r1"


def test_segments_are_of_the_time_of_the_ranking() -> None:
    rankings = [ranking(f"r{hours}", ["a"], hours) for hours in (90, 70, 50)]
    events = [act("x", "impression", 95), act("x", "view", 80), *(act(f"p{at}", "purchase", 60) for at in range(3))]
    told = found(Log(rankings, events))
    assert [told[name].segment for name in ("r90", "r70", "r50")] == [Segment.NEW, Segment.RETURNING, Segment.REGULAR]


def test_a_product_twice_in_a_ranking_counts_at_its_first_place() -> None:
    told = found(Log([ranking("r1", ["a", "b", "a"])], [act("a", "click", 47, "r1")]))["r1"]
    assert [one.position for one in told.ranking.shown] == [1, 2]
    assert told.clicked == (True, False)


def test_places_tell_queries_apart_but_not_their_case() -> None:
    places = Places.of(
        [
            answer(ranking("r1", ["a", "b"], query="Tent"), [2]),
            answer(ranking("r2", ["a"], query="tent ")),
            answer(ranking("r3", ["a"], query="mug")),
        ]
    )
    assert places.item.tolist() == [0, 1, 0, 2]
    assert places.clicked.tolist() == [False, True, False, False]
    assert (places.rankings, places.items) == (3, 3)
    assert Places.of([]).items == 0
