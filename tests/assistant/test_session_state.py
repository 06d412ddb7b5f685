"""A session comes back from JSON as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from assistant.reading import Constraints, Intent, Reading, Sort
from assistant.session import OpenChoice, Proposed, Session, Turn
from assistant.session_state import KEPT_TURNS, from_state, to_state
from ranker.ranker import Ranked, Reason
from store.behaviour import Event, EventKind
from store.customers import Preference

THEN = datetime(2026, 1, 2, tzinfo=UTC)


def full() -> Session:
    session = Session("s1", "maya", "zh")
    session.register([Ranked("a", 0.5, "dense", (Reason("brand", 0.4, value="Acme"),)), Ranked("b", 0.2, "lexical")])
    session.ranked["b"] = Ranked("b", 0.2, "lexical", (Reason("sequence", 0.1, "a", "view", THEN),))
    session.rankings = {"a": "r1", "b": "r2"}
    session.events = [Event("", "a", EventKind.CLICK, THEN, ranking_id="r1")]
    session.show(["p1", "p2"])
    session.show(["p2"])
    session.hidden.add("c")
    session.turns.append(Turn("hi", "hello", "hello", ("p1",), "search_products"))
    session.last = Reading(
        "red boots under 80",
        intents=(Intent.SEARCH,),
        constraints=Constraints(price_max=8000, attributes={"colour": ("red",)}, sort=Sort.PRICE_ASC),
        options={"size": "M"},
        remember=("size", "M"),
    )
    session.bundle = Proposed("camping", {"p1": "tent", "p2": ""}, 25000, 30000)
    session.focus = "p2"
    session.pair = ("p1", "p2")
    session.seen = ("p2",)
    session.asked = OpenChoice("p2", "size", ("S", "M"), 1, {"colour": "navy"})
    session.preferences = [Preference("", "size", "9", "I wear a 9", THEN)]
    return session


def test_everything_that_is_kept_comes_back() -> None:
    session = full()
    state = json.loads(json.dumps(to_state(session)))
    assert from_state("s1", "maya", state) == session


def test_a_state_from_before_events_were_kept_is_read() -> None:
    state = json.loads(json.dumps(to_state(Session("s"))))
    del state["events"], state["rankings"]
    assert from_state("s", "", state) == Session("s")


def test_an_empty_session_comes_back() -> None:
    assert from_state("s", "", json.loads(json.dumps(to_state(Session("s"))))) == Session("s")


def test_old_turns_are_cut() -> None:
    session = Session("s", turns=[Turn(str(number), "") for number in range(50)])
    assert [turn.message for turn in from_state("s", "", to_state(session)).turns] == [
        str(number) for number in range(50 - KEPT_TURNS, 50)
    ]
