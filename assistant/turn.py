"""One turn: read → model → tools → model … → audited reply, as a stream of events.

Code carries what code does better. The reading fills a call's arguments, a write needs the shopper's own words, the
same call is never made twice, and a turn makes at most three model calls. Whatever the model does, the turn ends with
an answer: when it is slow, wrong or gone, the plan and the templates finish what it began.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant import prompt, speech
from assistant.call_guards import allowed, call_due, sure
from assistant.chat_model import ChatModel, ChatModelError
from assistant.events import Card, ReadingDone, Suggestions, TextPiece, TurnDone, TurnEvent
from assistant.facts import Facts
from assistant.grounding import GroundedSpeech, fill
from assistant.messages import Message, Role, ToolCall, ToolCallDelta, Usage
from assistant.plan import bought_after, planned
from assistant.reading import Reading, conditions
from assistant.session import Session, Turn
from assistant.slots import SlotValues
from assistant.speech import Status
from assistant.suggestions import suggestions
from assistant.tool_runs import ToolRuns
from assistant.tools import lines
from assistant.tools.registry import ToolResult
from assistant.topic import keep_topic
from assistant.view import View

MODEL_CALLS = 3
TOOL_CALLS = 2
_WAYS = 2  # wordings of a template that are tried, so as not to say the same twice in a row
REPAIRS = 1  # calls that may fail before the plan takes over
_log = logging.getLogger("daogou.turn")


@dataclass(slots=True)
class TurnRun:
    """One turn in the making: what it needs, and what it has gathered so far."""

    tools: ToolRuns
    policy: str
    model: ChatModel | None
    opening: str = ""  # a sentence that the answer begins with
    complete: bool = False  # whether the opening is the whole answer
    trace_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    reply: list[str] = field(default_factory=list)
    speech: GroundedSpeech | None = None
    degraded: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=lambda: {"prompt": 0, "completion": 0, "calls": 0})
    started: float = field(default_factory=time.perf_counter)

    @property
    def _reading(self) -> Reading:
        return self.tools.reading

    @property
    def _session(self) -> Session:
        return self.tools.session

    @property
    def _view(self) -> View:
        return self.tools.view

    async def events(self, reading_ms: float) -> AsyncIterator[TurnEvent]:
        """Everything that happens, in order; the last event is `TurnDone`."""
        self.timings["reader"] = reading_ms
        yield ReadingDone(self._reading, reading_ms)
        if self.opening:
            yield self._say(f"{self.opening} ")
        if not self.complete:
            async for event in self._answer():
                yield event
        texts = suggestions([trace.name for trace in self.tools.traces], self.tools.handles, self._reading.language)
        yield Suggestions(texts)
        yield self._done(texts)

    async def _answer(self) -> AsyncIterator[TurnEvent]:
        """With the model where there is one; what it leaves unsaid, without."""
        opened = len(self.reply)
        if self.model is None:
            self.degraded = "no model" if self._reading.text else ""  # nothing said asks for no model
        else:
            async for event in self._with_model(self.model):
                yield event
        hollow = self.tools.last is not None and self.speech is not None and self.speech.hollow
        if len(self.reply) == opened or hollow:
            async for event in self._without_model():
                yield event

    # ---- with a model

    async def _with_model(self, model: ChatModel) -> AsyncIterator[TurnEvent]:
        messages = await asyncio.to_thread(self._prompt)
        try:
            for _ in range(MODEL_CALLS):
                calls: list[ToolCall] = []
                async for event in self._model_call(model, messages, calls):
                    yield event
                calls = allowed(self.tools, calls)
                if not calls:
                    return
                for call in calls[: max(0, TOOL_CALLS - len(self.tools.traces)) or 1]:
                    messages += [Message(Role.ASSISTANT, "", (call,))]
                    async for event in self._tool(call, messages):
                        yield event
                if self.tools.errors > REPAIRS:
                    return
        except ChatModelError as error:
            self.degraded = f"{type(error).__name__}: {error}"
            _log.warning("turn %s: %s", self.trace_id, self.degraded)

    async def _model_call(
        self, model: ChatModel, messages: list[Message], calls: list[ToolCall]
    ) -> AsyncIterator[TurnEvent]:
        """One completion: tool calls are gathered into `calls`, sentences are judged and shown as they end."""
        began = time.perf_counter()
        self.tokens["calls"] += 1
        self.speech = speaking = GroundedSpeech(self._facts())
        # Before any tool has run, words may still turn out to introduce a call: hold them until the stream ends.
        held = call_due(self.tools)
        text = ""
        async with aclosing(model.stream(messages, self.tools.toolbox.specs)) as deltas:
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
        if calls or (held and sure(self.tools)):
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

    async def _tool(self, call: ToolCall, messages: list[Message] | None = None) -> AsyncIterator[TurnEvent]:
        """Runs one call and tells the model, when there is one, what came of it."""
        async for event in self.tools.run(call):
            yield event
        if messages is not None:
            messages.append(Message(Role.TOOL, self.tools.told, tool_call_id=call.id))

    # ---- without a model

    async def _without_model(self) -> AsyncIterator[TurnEvent]:
        """The plan and the templates. Also what finishes a turn whose model said nothing that could be shown."""
        if self.tools.last is None and (call := planned(self._reading)) is not None:
            async for event in self._tool(call):
                yield event
            if (then := bought_after(self._reading, self._cards())) is not None:
                async for event in self._tool(then):
                    yield event
        began = time.perf_counter()
        said = self._session.turns[-1].reply if self._session.turns else ""
        text = next((told for again in range(_WAYS) if (told := self._templated(again)) != said), self._templated(0))
        self.timings["template"] = _ms(began)
        yield self._say(f" {text}" if self.reply and not self.reply[-1].endswith(" ") else text)

    def _templated(self, again: int) -> str:
        """What templates say of how the turn went; `again` counts up to get another wording."""
        if self.tools.last is not None:
            words = speech.after(self.tools.last[0], self.tools.last[1], self._reading, again)
        elif self.tools.traces:
            words = speech.after(self.tools.traces[-1].name, ToolResult(lines.error("")), self._reading, again)
        else:
            words = speech.direct(self._reading, again)
        return fill(words, self._facts().values) or speech.direct(self._reading, again)

    # ---- what the model and the audit are given

    def _prompt(self) -> list[Message]:
        shop, session = self._view.shop, self._session
        shown = [lines.brief(card.handle, card.product) for card in self._view.cards(session, session.current)]
        return prompt.messages(
            self.policy,
            session,
            self._reading,
            self._view.profile_line(session),
            shown,
            self._view.cart_line(session),
            shop.currency,
        )

    def _facts(self) -> Facts:
        known = {card.handle: card for card in self._view.cards(self._session, tuple(self._session.handles))}
        status = Status.of(self.tools.last[1].text) if self.tools.last is not None else None
        return Facts(
            SlotValues(
                known,
                self._reading.language,
                self.tools.slots,
                self.tools.bundle,
                self.tools.cart or self._view.cart(self._session),
            ),
            shown=self.tools.handles,
            referred=self._reading.refs,
            said=Facts.heard(self._reading.text),
            found=status.total if status is not None and status.word == "found" else None,
            gave_up=status is not None and bool(status.relaxed),
            conditions=conditions(self._reading.constraints),
            wrote=self.tools.wrote,
        )

    def _cards(self) -> tuple[Card, ...]:
        return self._view.cards(self._session, self.tools.handles)

    # ---- the end

    def _done(self, texts: tuple[str, ...]) -> TurnDone:
        self.timings["total"] = _ms(self.started) + self.timings["reader"]
        reply = "".join(self.reply).strip()
        spoken = " ".join(self.speech.spoken) if self.speech is not None else ""
        tool = self.tools.traces[-1].name if self.tools.traces else ""
        self._session.turns.append(Turn(self._reading.text, reply, spoken, self.tools.handles, tool))
        self._session.handed_off = self._session.handed_off or self.tools.hand_off is not None
        cards = self._cards()
        keep_topic(self._session, self._reading, cards, called=bool(self.tools.traces))
        return TurnDone(
            trace_id=self.trace_id,
            reply=reply,
            cards=cards,
            tools=tuple(self.tools.traces),
            cart=self.tools.cart or self._view.cart(self._session),
            reading=self._reading,
            audit=(self.speech or GroundedSpeech(self._facts())).audit(),
            bundle=self.tools.bundle,
            hand_off=self.tools.hand_off,
            suggestions=texts,
            degraded=self.degraded,
            model=self.model.name if self.model is not None else "",
            timings={stage: round(ms, 2) for stage, ms in (self.timings | self.tools.timings).items()},
            tokens=dict(self.tokens),
            guards={what: count for what, count in self.tools.guards.items() if count},
        )


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000
