"""The tools of one turn: each call runs once, only as far as the shopper asked, and what came of all of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from PIL import Image

from assistant.asked import open_choice
from assistant.events import (
    BundleProposed,
    BundleShown,
    CartChanged,
    CartShown,
    HandedOff,
    HandOff,
    ProductsShown,
    ToolFinished,
    ToolStarted,
    ToolTrace,
    TurnEvent,
)
from assistant.messages import ToolCall
from assistant.plan import asked_for
from assistant.reading import Reading
from assistant.session import Session
from assistant.speech import Status
from assistant.tools import lines
from assistant.tools.registry import Access, Toolbox, ToolContext, ToolError, ToolResult
from assistant.view import View

_ONE_PRODUCT = frozenset({"show_product", "read_reviews"})


@dataclass(slots=True)
class ToolRuns:
    """What the tools need, and what they have given so far. `handles` is the turn's one ordered list."""

    view: View
    toolbox: Toolbox
    session: Session
    reading: Reading
    now: datetime
    photo: Image.Image | None = None
    results: dict[str, ToolResult] = field(default_factory=dict)  # by tool and arguments: never twice the same
    traces: list[ToolTrace] = field(default_factory=list)
    handles: tuple[str, ...] = ()
    bundle: BundleShown | None = None
    cart: CartShown | None = None
    hand_off: HandOff | None = None
    slots: dict[str, str] = field(default_factory=dict)
    last: tuple[str, ToolResult] | None = None  # the last that succeeded
    told: str = ""  # what the model is told of the call that ran last
    errors: int = 0
    wrote: bool = False
    timings: dict[str, float] = field(default_factory=dict)  # milliseconds by stage
    guards: Counter[str] = field(default_factory=Counter)  # how often code corrected the model, by what it did

    async def run(self, call: ToolCall) -> AsyncIterator[TurnEvent]:
        """Runs one call, as events. A wrong or refused call is an answer for the model, never an exception."""
        began = time.perf_counter()
        yield ToolStarted(call.name, call.arguments)
        arguments, result, ok = await asyncio.to_thread(self._result, call)
        ms = (time.perf_counter() - began) * 1000
        for stage, spent in {"tools": ms, **result.data.get("timings", {})}.items():
            self.timings[stage] = self.timings.get(stage, 0.0) + float(spent)
        self.traces.append(ToolTrace(call.name, arguments, ms, ok))
        self.session.asked = open_choice(result, arguments, self.reading) or self.session.asked
        self.told = result.text
        yield ToolFinished(call.name, arguments, ms, ok, result.text)
        for event in self._take(call.name, arguments, result) if ok else ():
            yield event

    def _result(self, call: ToolCall) -> tuple[Mapping[str, object], ToolResult, bool]:
        ctx = ToolContext(self.view.shop, self.session, self.reading, self.now, self.photo)
        try:
            tool = self.toolbox.get(call.name)
            if call.fault:
                raise ToolError(f"{call.fault}; call {call.name} again, or leave the arguments out")
            arguments, overruled = self.toolbox.arguments(tool, call.arguments, ctx)
            self.guards["limit_kept"] += len(overruled)
            key = f"{call.name} {json.dumps(arguments, sort_keys=True, default=str)}"
            if key in self.results:
                self.guards["repeat_stopped"] += 1
                return arguments, self.results[key], True
            if tool.access is Access.WRITE and not asked_for(tool.name, self.reading):
                self.errors += 1
                self.guards["write_refused"] += 1
                return arguments, ToolResult(lines.refused("the shopper did not ask for this")), False
            result = self.results[key] = tool.run(ctx, **arguments)
            self.wrote = self.wrote or (tool.access is Access.WRITE and Status.of(result.text).word == "ok")
        except ToolError as error:
            self.errors += 1
            self.guards["call_returned"] += 1
            return dict(call.arguments), ToolResult(lines.error(str(error))), False
        return arguments, result, True

    def _take(self, name: str, arguments: Mapping[str, object], result: ToolResult) -> list[TurnEvent]:
        """What a result changes for the rest of the turn, as events."""
        self.last = (name, result)
        spoken_of = arguments.get("product")
        if name in _ONE_PRODUCT and isinstance(spoken_of, str):
            self.session.focus = spoken_of
        elif result.handles is not None:
            self.session.focus = ""
        self.slots.update(result.slots)
        events: list[TurnEvent] = []
        if result.handles is not None:
            self.handles = result.handles
            events.append(ProductsShown(self.view.cards(self.session, self.handles)))
        if result.bundle is not None:
            self.bundle = result.bundle
            events.append(BundleProposed(result.bundle))
        if result.cart is not None:
            self.cart = result.cart
            events.append(CartChanged(result.cart))
        if result.hand_off is not None:
            self.hand_off = result.hand_off
            events.append(HandedOff(result.hand_off))
        return events
