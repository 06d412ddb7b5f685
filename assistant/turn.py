"""One turn: read → model → tools → model … → audited reply, as a stream of events.

Code carries what code does better. The reading fills a call's arguments, a write needs the shopper's own words, the
same call is never made twice, and a turn makes at most three model calls. Whatever the model does, the turn ends with
an answer: when it is slow, wrong or gone, the plan and the templates finish what it began.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime

from assistant import prompt, speech
from assistant.asked import open_choice
from assistant.chat_model import ChatModel, ChatModelError
from assistant.events import (
    BundleProposed,
    BundleShown,
    Card,
    CartChanged,
    CartShown,
    HandedOff,
    HandOff,
    ProductsShown,
    ReadingDone,
    Suggestions,
    TextPiece,
    ToolFinished,
    ToolStarted,
    ToolTrace,
    TurnDone,
    TurnEvent,
)
from assistant.facts import Facts
from assistant.grounding import GroundedSpeech, fill
from assistant.messages import Message, Role, ToolCall, ToolCallDelta, Usage
from assistant.plan import CERTAIN, SURE, asked_for, only_talk, planned, serves
from assistant.reading import Reading, conditions
from assistant.session import Session, Turn
from assistant.slots import SlotValues
from assistant.speech import Status
from assistant.suggestions import suggestions
from assistant.tools import lines
from assistant.tools.registry import Access, Toolbox, ToolContext, ToolError, ToolResult
from assistant.view import View

MODEL_CALLS = 3
TOOL_CALLS = 2
_log = logging.getLogger("daogou.turn")


@dataclass(slots=True)
class TurnRun:
    """One turn in the making: what it needs, and what it has gathered so far."""

    view: View
    toolbox: Toolbox
    policy: str
    model: ChatModel | None
    session: Session
    reading: Reading
    now: datetime
    trace_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    results: dict[str, ToolResult] = field(default_factory=dict)  # by tool and arguments: never twice the same
    traces: list[ToolTrace] = field(default_factory=list)
    handles: tuple[str, ...] = ()
    bundle: BundleShown | None = None
    cart: CartShown | None = None
    hand_off: HandOff | None = None
    slots: dict[str, str] = field(default_factory=dict)
    last: tuple[str, ToolResult] | None = None
    errors: int = 0
    wrote: bool = False
    reply: list[str] = field(default_factory=list)
    speech: GroundedSpeech | None = None
    degraded: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=lambda: {"prompt": 0, "completion": 0, "calls": 0})
    started: float = field(default_factory=time.perf_counter)

    async def events(self, reading_ms: float) -> AsyncIterator[TurnEvent]:
        """Everything that happens, in order; the last event is `TurnDone`."""
        self.timings["reader"] = reading_ms
        yield ReadingDone(self.reading, reading_ms)
        if self.model is None:
            self.degraded = "no model" if self.reading.text else ""  # nothing said asks for no model
        else:
            async for event in self._with_model(self.model):
                yield event
        if not self.reply or (self.last is not None and self.speech is not None and self.speech.hollow):
            async for event in self._without_model():
                yield event
        texts = suggestions([trace.name for trace in self.traces], self.handles, self.reading.language)
        yield Suggestions(texts)
        yield self._done(texts)

    # ---- with a model

    async def _with_model(self, model: ChatModel) -> AsyncIterator[TurnEvent]:
        messages = await asyncio.to_thread(self._prompt)
        try:
            for _ in range(MODEL_CALLS):
                calls: list[ToolCall] = []
                async for event in self._model_call(model, messages, calls):
                    yield event
                if not calls and not self.results and (plan := planned(self.reading)) and self._sure():
                    calls = [plan]
                calls = [self._allowed(call) for call in calls if not only_talk(self.reading)]
                if not calls or self.errors > 1:
                    return
                for call in calls[: max(0, TOOL_CALLS - len(self.traces)) or 1]:
                    messages += [Message(Role.ASSISTANT, "", (call,))]
                    async for event in self._tool(call, messages):
                        yield event
        except ChatModelError as error:
            self.degraded = f"{type(error).__name__}: {error}"
            _log.warning("turn %s: %s", self.trace_id, self.degraded)

    def _allowed(self, call: ToolCall) -> ToolCall:
        """The call, or the plan in its place.

        The plan replaces a write that the shopper did not ask for, and a first call that says nothing but a name which
        the reading, sure of itself, does not bear out: a call without arguments knows no more than the reading does.
        """
        tool = next((tool for tool in self.toolbox if tool.name == call.name), None)
        plan = planned(self.reading)
        if tool is None or plan is None:
            return call
        unasked = tool.access is Access.WRITE and not asked_for(call.name, self.reading)
        blank = not call.arguments and not self.traces and self.reading.confidence >= CERTAIN
        return plan if unasked or (blank and not serves(call.name, self.reading)) else call

    def _sure(self) -> bool:
        return self.reading.confidence >= SURE

    async def _model_call(
        self, model: ChatModel, messages: list[Message], calls: list[ToolCall]
    ) -> AsyncIterator[TurnEvent]:
        """One completion: tool calls are gathered into `calls`, sentences are judged and shown as they end."""
        began = time.perf_counter()
        self.tokens["calls"] += 1
        self.speech = speaking = GroundedSpeech(self._facts())
        # Before any tool has run, words may still turn out to introduce a call: hold them until the stream ends.
        held = not self.results and planned(self.reading) is not None
        text = ""
        async with aclosing(model.stream(messages, self.toolbox.specs)) as deltas:
            async for delta in deltas:
                if isinstance(delta, ToolCallDelta):
                    calls.append(delta.call)
                elif isinstance(delta, Usage):
                    self.tokens["prompt"] += delta.prompt_tokens
                    self.tokens["completion"] += delta.completion_tokens
                elif not calls:
                    self.timings.setdefault("first_token", _ms(self.started))
                    text += delta.text
                    for sentence in () if held else speaking.feed(delta.text):
                        yield self._say(sentence)
        self.timings["model"] = self.timings.get("model", 0.0) + _ms(began)
        guarded = not self.results and planned(self.reading) is not None and self._sure()
        if calls or (held and guarded):
            return
        if held:
            for sentence in speaking.feed(text):
                yield self._say(sentence)
        for sentence in speaking.finish():
            yield self._say(sentence)

    def _say(self, sentence: str) -> TextPiece:
        self.timings.setdefault("first_text", _ms(self.started))
        self.reply.append(sentence)
        return TextPiece(sentence)

    # ---- tools

    async def _tool(self, call: ToolCall, messages: list[Message] | None = None) -> AsyncIterator[TurnEvent]:
        """Runs one call and tells the model, when there is one, what came of it."""
        began = time.perf_counter()
        yield ToolStarted(call.name, call.arguments)
        arguments, result, ok = await asyncio.to_thread(self._run, call)
        ms = _ms(began)
        self.timings["tools"] = self.timings.get("tools", 0.0) + ms
        for stage, spent in dict(result.data.get("timings", {})).items():
            self.timings[stage] = self.timings.get(stage, 0.0) + float(spent)
        self.traces.append(ToolTrace(call.name, arguments, ms, ok))
        self.session.asked = open_choice(result, arguments, self.reading) or self.session.asked
        yield ToolFinished(call.name, arguments, ms, ok, result.text)
        if messages is not None:
            messages.append(Message(Role.TOOL, result.text, tool_call_id=call.id))
        if ok:
            for event in self._take(call.name, arguments, result):
                yield event

    def _run(self, call: ToolCall) -> tuple[Mapping[str, object], ToolResult, bool]:
        ctx = ToolContext(self.view.shop, self.session, self.reading, self.now)
        try:
            tool = self.toolbox.get(call.name)
            arguments = self.toolbox.arguments(tool, call.arguments, ctx)
            key = f"{call.name} {json.dumps(arguments, sort_keys=True, default=str)}"
            if key in self.results:
                return arguments, self.results[key], True
            if tool.access is Access.WRITE and not asked_for(tool.name, self.reading):
                self.errors += 1
                return arguments, ToolResult(lines.refused("the shopper did not ask for this")), False
            result = self.results[key] = tool.run(ctx, **arguments)
            self.wrote = self.wrote or (tool.access is Access.WRITE and Status.of(result.text).word == "ok")
        except ToolError as error:
            self.errors += 1
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
            events.append(ProductsShown(self._cards()))
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

    # ---- without a model

    async def _without_model(self) -> AsyncIterator[TurnEvent]:
        """The plan and the templates. Also what finishes a turn whose model said nothing that could be shown."""
        if self.last is None and (call := planned(self.reading)) is not None:
            async for event in self._tool(call):
                yield event
        began = time.perf_counter()
        if self.last is not None:
            words = speech.after(self.last[0], self.last[1], self.reading)
        elif self.traces:
            words = speech.after(self.traces[-1].name, ToolResult(lines.error("")), self.reading)
        else:
            words = speech.direct(self.reading)
        text = fill(words, self._facts().values) or speech.direct(self.reading)
        self.timings["template"] = _ms(began)
        yield self._say(f" {text}" if self.reply else text)

    # ---- what the model and the audit are given

    def _prompt(self) -> list[Message]:
        shop, session = self.view.shop, self.session
        shown = [lines.brief(card.handle, card.product) for card in self.view.cards(session, session.current)]
        return prompt.messages(
            self.policy,
            session,
            self.reading,
            self.view.profile_line(session),
            shown,
            self.view.cart_line(session),
            shop.currency,
        )

    def _facts(self) -> Facts:
        known = {card.handle: card for card in self.view.cards(self.session, tuple(self.session.handles))}
        status = Status.of(self.last[1].text) if self.last is not None else None
        return Facts(
            SlotValues(
                known, self.reading.language, self.slots, self.bundle, self.cart or self.view.cart(self.session)
            ),
            shown=self.handles,
            referred=self.reading.refs,
            said=Facts.heard(self.reading.text),
            found=status.total if status is not None and status.word == "found" else None,
            gave_up=status is not None and bool(status.relaxed),
            conditions=conditions(self.reading.constraints),
            wrote=self.wrote,
        )

    def _cards(self) -> tuple[Card, ...]:
        return self.view.cards(self.session, self.handles)

    # ---- the end

    def _done(self, texts: tuple[str, ...]) -> TurnDone:
        self.timings["total"] = _ms(self.started) + self.timings["reader"]
        reply = "".join(self.reply).strip()
        spoken = " ".join(self.speech.spoken) if self.speech is not None else ""
        tool = self.traces[-1].name if self.traces else ""
        self.session.turns.append(Turn(self.reading.text, reply, spoken, self.handles, tool))
        self.session.handed_off = self.session.handed_off or self.hand_off is not None
        if self.reading.intent in {*_SEARCHING} and self.traces:
            self.session.last = self.reading
        return TurnDone(
            trace_id=self.trace_id,
            reply=reply,
            cards=self._cards(),
            tools=tuple(self.traces),
            cart=self.cart or self.view.cart(self.session),
            reading=self.reading,
            audit=(self.speech or GroundedSpeech(self._facts())).audit(),
            bundle=self.bundle,
            hand_off=self.hand_off,
            suggestions=texts,
            degraded=self.degraded,
            model=self.model.name if self.model is not None else "",
            timings={stage: round(ms, 2) for stage, ms in self.timings.items()},
            tokens=dict(self.tokens),
        )


_ONE_PRODUCT = frozenset({"show_product", "read_reviews"})
_SEARCHING = frozenset({"search", "recommend", "similar", "bundle"})


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000
