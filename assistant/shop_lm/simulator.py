"""Dialogues from which shop_lm learns: shoppers, a pseudo-shop, and what a good assistant does and says.

Each example is one turn as serving sends it: earlier turns, the request with its context, then the calls, the tools'
answers and the reply. Nothing comes from the demo shop, and no word of a catalogue has to be repeated.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.messages import Message, Role, ToolCall
from assistant.plan import TOOL_OF
from assistant.prompt import messages
from assistant.reading import Intent
from assistant.session import Session, Turn
from assistant.shop_lm import catalogue
from assistant.shop_lm.fake_tools import LISTING, FakeShop, Outcome
from assistant.shop_lm.shopper import ABOUT_SHOWN, DIRECT, Said, Shopper
from assistant.shop_lm.speaker import Speaker
from assistant.tools.lines import brief

LONGEST = 6  # turns of a dialogue
TOOLS = 2  # in a turn
# A call that gives what a later one needs comes first; what is remembered counts for the search after it.
_CHEAPEST = re.compile(r"cheap|lowest|便宜|最低", re.IGNORECASE)
_ORDER = ("remember", "forget", "search_products", "compare_products")


@dataclass(frozen=True, slots=True)
class Example:
    """One turn. Messages from `start` on are the model's and the tools'; those before are the prompt."""

    messages: tuple[Message, ...]
    start: int
    kind: str
    language: str


def dialogue(rng: random.Random, *, held_out: bool = False) -> Iterator[Example]:
    """The turns of one conversation, each as an example."""
    language = "zh" if rng.random() < 0.08 else "en"
    known = rng.random() < 0.5
    shop = FakeShop(rng, rng.choice(catalogue.CURRENCIES), rng.choice((0, 0, 0, rng.randint(0, 90))), known)
    shopper = Shopper(rng, language, shop, held_out=held_out)
    assistant = _Assistant(rng, shop, Speaker(rng, language))
    session = Session("s", customer_id="c" if known else "", language=language)
    for _ in range(rng.randint(1, LONGEST)):
        said = shopper.next()
        prompt = _prompt(session, said, shop, rng)
        answer = assistant.turn(said)
        yield Example((*prompt, *answer), len(prompt), said.kind, language)
        session.turns.append(Turn(said.reading.text, "", answer[-1].content))


def _prompt(session: Session, said: Said, shop: FakeShop, rng: random.Random) -> list[Message]:
    shown = [brief(line.handle, line.product) for line in shop.shown]
    wishes = "size=M" if rng.random() < 0.5 else ""
    profile = "; ".join(part for part in ("known shopper" if shop.known else "", wishes if shop.known else "") if part)
    cart = f"{shop.cart} item{'s' * (shop.cart != 1)}" if shop.cart else ""
    return messages("", session, said.reading, profile, shown, cart, shop.currency)


class _Assistant:
    """What a good assistant does: the right tools in the right order, then words that fit what they found."""

    def __init__(self, rng: random.Random, shop: FakeShop, speaker: Speaker) -> None:
        self._rng, self._shop, self._speaker = rng, shop, speaker

    def turn(self, said: Said) -> list[Message]:
        """The calls, the tools' answers and the reply."""
        known_before = {line.handle for line in self._shop.shown}
        tools = self._tools(said)
        if not tools:
            return [Message(Role.ASSISTANT, self._direct(said))]
        answer: list[Message] = []
        outcome: Outcome | None = None
        for number, name in enumerate(tools[:TOOLS]):
            if outcome is not None and outcome.status == "error":
                break  # say so rather than go on from nothing
            if name == "update_cart" and outcome is not None and not outcome.lines:
                break  # nothing was found that could go into the cart
            arguments, named = self._arguments(name, said, outcome, known_before)
            call = ToolCall(f"c{number}", name, arguments)
            wanted = said.reading.constraints
            crossed = (wanted.price_min or 0) > (wanted.price_max or math.inf)
            outcome = self._shop.call(name, said.thing, relaxable=not wanted.is_empty(), crossed=crossed, named=named)
            answer += [Message(Role.ASSISTANT, "", (call,)), Message(Role.TOOL, outcome.text, tool_call_id=call.id)]
        assert outcome is not None
        return [*answer, Message(Role.ASSISTANT, self._speaker.after(outcome, said.reading, known=self._shop.known))]

    def _tools(self, said: Said) -> list[str]:
        """The tools that serve what was meant, first things first; none for small talk."""
        names = [TOOL_OF[intent] for intent in said.intents if intent in TOOL_OF]
        if said.kind in ABOUT_SHOWN and said.kind != "refine" and not self._shop.shown:
            return ["search_products"] if said.reading.query else []
        return sorted(dict.fromkeys(names), key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))

    def _direct(self, said: Said) -> str:
        if said.kind in ABOUT_SHOWN:
            return self._speaker.direct("choose")
        chosen = next((intent for intent in said.intents if intent in DIRECT), Intent.UNCLEAR)
        return self._speaker.direct(chosen.value)

    def _arguments(
        self, name: str, said: Said, before: Outcome | None, shown: set[str]
    ) -> tuple[dict[str, object], tuple[str, ...]]:
        """What the model gives, and the handles the tool then works on.

        Only what no reading carries: a product picked from a result of this turn, or one that the reading missed.
        """
        if name == "update_cart" and before is not None and before.lines:
            cheapest = _CHEAPEST.search(said.reading.text)
            picked = before.hints.get("low", before.lines[0].handle) if cheapest else before.lines[0].handle
            return {"product": picked}, (picked,)
        if name == "change_bundle":
            return {}, said.reading.refs
        named = said.named or ((self._shop.shown[0].handle,) if self._shop.shown and shown else ())
        if said.unread and name in ("find_similar", "show_product", "read_reviews", "update_cart"):
            return {"product": named[0]}, named
        if said.unread and name in ("compare_products", "hide_product"):
            return {"products": list(named)}, named
        return {}, () if name in LISTING else named


def examples(seed: int, *, held_out: bool = False) -> Iterator[Example]:
    """Turns without end, the same for the same seed."""
    rng = random.Random(seed)
    while True:
        yield from dialogue(rng, held_out=held_out)
