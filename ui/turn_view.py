"""One turn as the page shows it: takes the turn's events one by one, gives the parts of the answer as HTML."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from assistant.events import (
    BundleProposed,
    BundleShown,
    Card,
    CartChanged,
    HandedOff,
    HandOff,
    ProductsShown,
    ReadingDone,
    Suggestions,
    TextPiece,
    ToolStarted,
    TurnDone,
    TurnEvent,
)
from ui import render, render_panels, render_sets, render_trace
from ui.labels import label
from ui.markup import tag, words

PARTS = ("welcome", "you", "status", "answer", "bundle", "cards", "note", "next", "trace")  # in the order shown
LONGEST = 2000  # characters of the shopper's own message that are shown again


@dataclass(slots=True)
class TurnView:
    """What is known of one turn so far. `number` counts from 1 within the conversation."""

    number: int
    message: str
    language: str
    photo: str | None = None  # a `data:` address; "" for one that cannot be shown, None without a photo
    status: str = "reading"  # a key of the status labels; "" once the turn is over
    text: str = ""
    cards: tuple[Card, ...] = ()
    bundle: BundleShown | None = None
    hand_off: HandOff | None = None
    suggestions: tuple[str, ...] = ()
    done: TurnDone | None = None
    notes: list[str] = field(default_factory=list)

    def take(self, event: TurnEvent) -> None:
        """Brings the view up to date with one event. The finished turn has the last word on everything."""
        match event:
            case ReadingDone(reading=reading):
                self.language = reading.language or self.language
                self.status = "thinking"
            case ToolStarted(name=name):
                self.status = name
            case ProductsShown(cards=cards):
                self.cards = cards
            case BundleProposed(bundle=bundle):
                self.bundle = bundle
            case TextPiece(text=text):
                self.text += text
                self.status = "writing"
            case HandedOff(hand_off=hand_off):
                self.hand_off = hand_off
            case Suggestions(texts=texts):
                self.suggestions = texts
            case TurnDone():
                self._finish(event)
            case CartChanged():
                self.status = "update_cart"
            case _:
                self.status = "thinking"

    def _finish(self, done: TurnDone) -> None:
        self.done = done
        self.status = ""
        self.text = done.reply
        self.cards = done.cards
        self.bundle = done.bundle
        self.hand_off = done.hand_off
        self.suggestions = done.suggestions
        if done.degraded:
            self.notes.append(label("degraded", self.language))

    def close(self) -> None:
        """No more events come. If the turn broke off, the shopper gets one sentence, never the error."""
        if self.status:
            self.status = ""
            self.notes.append(label("failed", self.language))

    def parts(self, in_cart: Collection[str] = (), hidden: Collection[str] = ()) -> dict[str, str]:
        """The turn's HTML by part; an empty string where there is nothing."""
        return {
            "you": self._said(),
            "status": render_panels.status(self.status, self.language) if self.status else "",
            "answer": render_panels.answer(self.text, self.cards),
            "bundle": render_sets.bundle(self.bundle, self.language) if self.bundle else "",
            "cards": "" if self.bundle else render.cards(self.cards, self.language, in_cart, hidden),
            "note": self._notes(),
            "next": render_panels.chips(self.suggestions, label("suggestions", self.language)) if self.done else "",
            "trace": render_trace.trace(self.done, self.language) if self.done else "",
        }

    def _said(self) -> str:
        """The shopper's own message, with the photo that came with it."""
        said = words("span", shortened(self.message)) if self.message else ""
        if self.photo is None:
            return words("p", shortened(self.message), class_="dg-you", lang=self.language)
        name = label("photo", self.language)
        shown = tag("img", src=self.photo, alt=name).removesuffix("</img>") if self.photo else words("em", name)
        return tag("p", shown + said, class_="dg-you has-photo", lang=self.language)

    def _notes(self) -> str:
        said = "".join(words("p", note, class_="dg-note") for note in self.notes)
        if self.hand_off is None:
            return said
        person = words("strong", label("handed_off", self.language)) + words("p", self.hand_off.summary)
        return tag("aside", person, class_="dg-person") + said

    def variant_ids(self) -> list[tuple[str, str]]:
        """Product and variant of every item of the set, for "add all to cart"."""
        return [(item.card.product.id, item.variant_id) for item in self.bundle.items] if self.bundle else []


def shortened(message: str) -> str:
    return message if len(message) <= LONGEST else message[:LONGEST] + " …"
