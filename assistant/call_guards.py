"""What code makes of the calls that a model asks for: one is added, dropped or replaced where the reading knows better.

Every correction is counted in the turn's `guards`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.messages import ToolCall
from assistant.plan import CERTAIN, SURE, asked_for, only_talk, planned, serves
from assistant.tool_runs import ToolRuns
from assistant.tools.registry import Access


def allowed(tools: ToolRuns, calls: Sequence[ToolCall]) -> list[ToolCall]:
    """The calls to make in place of those the model asked for."""
    if not calls and call_due(tools) and sure(tools) and (plan := planned(tools.reading)) is not None:
        calls = [plan]
        tools.guards["call_added"] += 1
    if calls and only_talk(tools.reading):
        tools.guards["call_dropped"] += len(calls)
        return []
    return [_in_place_of(tools, call) for call in calls]


def call_due(tools: ToolRuns) -> bool:
    """Whether the reading asks for a call and none has been made."""
    return not tools.results and planned(tools.reading) is not None


def sure(tools: ToolRuns) -> bool:
    """Whether the reading is sure enough of itself to decide where the model calls nothing."""
    return tools.reading.confidence >= SURE


def _in_place_of(tools: ToolRuns, call: ToolCall) -> ToolCall:
    """The call, or the plan in its place.

    The plan replaces a write that the shopper did not ask for, and a first call that says nothing but a name which
    the reading, sure of itself, does not bear out: a call without arguments knows no more than the reading does.
    """
    reading = tools.reading
    tool = next((tool for tool in tools.toolbox if tool.name == call.name), None)
    plan = planned(reading)
    if tool is None or plan is None:
        return call
    unasked = tool.access is Access.WRITE and not asked_for(call.name, reading)
    blank = not call.arguments and reading.confidence >= CERTAIN
    blank = not tools.traces and (blank or reading.photo)  # no model sees the photo
    if not unasked and not (blank and not serves(call.name, reading)):
        return call
    tools.guards["call_replaced"] += 1
    return plan
