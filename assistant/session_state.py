"""A session as JSON and back, so that a conversation outlives the process that held it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from assistant.reading import Reading
from assistant.session import OpenChoice, Proposed, Session, Turn
from ranker.ranker import Ranked
from store.behaviour import Event
from store.customers import Preference

KEPT_TURNS = 20
_READING: TypeAdapter[Reading] = TypeAdapter(Reading)
_RANKED: TypeAdapter[Ranked] = TypeAdapter(Ranked)
_ASKED: TypeAdapter[OpenChoice] = TypeAdapter(OpenChoice)
_EVENTS: TypeAdapter[list[Event]] = TypeAdapter(list[Event])
_PREFERENCES: TypeAdapter[list[Preference]] = TypeAdapter(list[Preference])


def to_state(session: Session) -> dict[str, Any]:
    """Plain JSON values. Old turns are cut: they have rows of their own."""
    return {
        "language": session.language,
        "turns": [asdict(turn) for turn in session.turns[-KEPT_TURNS:]],
        "handles": dict(session.handles),
        "ranked": {
            product_id: _RANKED.dump_python(ranked, mode="json") for product_id, ranked in session.ranked.items()
        },
        "current": list(session.current),
        "previous": [list(handles) for handles in session.previous],
        "hidden": sorted(session.hidden),
        "last": None if session.last is None else _reading(session.last),
        "bundle": None if session.bundle is None else asdict(session.bundle),
        "handed_off": session.handed_off,
        "focus": session.focus,
        "pair": list(session.pair),
        "seen": list(session.seen),
        "asked": None if session.asked is None else {**asdict(session.asked)},
        "preferences": _PREFERENCES.dump_python(session.preferences, mode="json"),
        "rankings": dict(session.rankings),
        "events": _EVENTS.dump_python(session.events, mode="json"),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    """`asdict` cannot copy the read-only mappings of a reading's defaults; pydantic writes them as they are."""
    values = {name: getattr(reading, name) for name in Reading.__dataclass_fields__}
    constraints = {name: getattr(reading.constraints, name) for name in type(reading.constraints).__dataclass_fields__}
    for name in ("attributes", "not_attributes"):
        constraints[name] = {key: list(found) for key, found in constraints[name].items()}
    return {**values, "options": dict(reading.options), "constraints": constraints, "said": asdict(reading.said)}


def from_state(session_id: str, customer_id: str, state: dict[str, Any]) -> Session:
    """The session that `to_state` wrote. Raises pydantic's ValidationError when the state is not one."""
    return Session(
        id=session_id,
        customer_id=customer_id,
        language=state["language"],
        turns=[Turn(**{**turn, "handles": tuple(turn["handles"])}) for turn in state["turns"]],
        handles=dict(state["handles"]),
        ranked={product_id: _RANKED.validate_python(ranked) for product_id, ranked in state["ranked"].items()},
        current=tuple(state["current"]),
        previous=tuple(tuple(handles) for handles in state["previous"]),
        hidden=set(state["hidden"]),
        last=None if state["last"] is None else _READING.validate_python(state["last"]),
        bundle=None if state["bundle"] is None else Proposed(**state["bundle"]),
        handed_off=state["handed_off"],
        focus=state["focus"],
        pair=tuple(state["pair"]),
        seen=tuple(state["seen"]),
        asked=None if state["asked"] is None else _ASKED.validate_python(state["asked"]),
        preferences=_PREFERENCES.validate_python(state["preferences"]),
        # A conversation of before these were kept has neither.
        rankings=dict(state.get("rankings", {})),
        events=_EVENTS.validate_python(state.get("events", [])),
    )
