"""The turns of one tab: how many messages may wait, and in which order they are numbered."""

from __future__ import annotations

from typing import cast

from assistant.session import Session
from ui.views import WAITING, View


def view() -> View:
    return View(session=cast(Session, None), customer=None)


def test_messages_wait_up_to_a_number() -> None:
    tab = view()
    begun = [tab.begin(f"message {number}", "en") for number in range(WAITING + 3)]
    taken = [turn for turn in begun if turn is not None]
    assert [turn.number for turn in taken] == list(range(1, WAITING + 2))  # the one in work, and those that wait
    assert tab.turns == taken


def test_an_answered_message_makes_room() -> None:
    tab = view()
    turns = [tab.begin("again", "en") for _ in range(WAITING + 1)]
    assert tab.begin("one too many", "en") is None
    first = turns[0]
    assert first is not None
    first.status = ""
    again = tab.begin("now there is room", "en")
    assert again is not None
    assert again.number == WAITING + 2
