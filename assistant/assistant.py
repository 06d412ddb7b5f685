"""The assistant of one shop: opens and keeps sessions, runs turns, and does what the page's buttons ask."""

from __future__ import annotations

import asyncio
import json
import time
import unicodedata
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from assistant.asked import answered
from assistant.behaviour import done, observe, record
from assistant.chat_model import ChatModel
from assistant.events import CartShown, TurnDone, TurnEvent
from assistant.photo import Received, by_photo, by_words, excuse, looked_up, marked, receive
from assistant.plan import INTENT_OF
from assistant.reader import ReadingContext, ShownItem
from assistant.reading import Intent, Reading
from assistant.session import Session
from assistant.session_state import from_state, to_state
from assistant.shop import Shop
from assistant.tool_runs import ToolRuns
from assistant.tools.all import TOOLBOX, WITH_PHOTO
from assistant.tools.hiding import hide
from assistant.turn import TurnRun
from assistant.view import View, cart_id, utc_now
from ranker.recent import disliked
from store.behaviour import EventKind
from store.customers import Preference
from store.orders import CartLine
from store.products import Product

POLICY = (Path(__file__).parent / "policy.md").read_text(encoding="utf-8")
MESSAGE_LENGTH = 2000  # characters that are read; what follows is cut
LIVE_SESSIONS = 1000  # kept in memory; the others are loaded again when they speak


class Assistant:
    """Talks for one shop. `model` is None when nothing but the reader and the templates should answer."""

    def __init__(self, shop: Shop, model: ChatModel | None, now: Callable[[], datetime] = utc_now) -> None:
        self.shop = shop
        self.model = model
        self.view = View(shop, now)
        self._now = now
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    # ---- sessions

    def session(self, session_id: str | None = None, customer_id: str = "") -> Session:
        """The session of this id, or a new one.

        An id that belongs to another shopper opens a new session: knowing an id does not make one its owner. An unknown
        customer is served like a new one.
        """
        if session_id:
            known = self._sessions.get(session_id) or self._load(session_id)
            if known is not None and known.customer_id == customer_id:
                return self._keep(known)
            if known is not None:
                session_id = None
        customer = self.shop.store.customers.get(customer_id) if customer_id else None
        language = customer.language if customer is not None else self.shop.language
        history = self.shop.store.behaviour.history(customer_id) if customer is not None else []
        hidden = {event.product_id for event in history if event.kind is EventKind.DISLIKE} & disliked(history)
        return self._keep(Session(session_id or uuid.uuid4().hex, customer_id, language, hidden=hidden))

    def _load(self, session_id: str) -> Session | None:
        saved = self.shop.store.conversations.load(session_id)
        return None if saved is None else from_state(session_id, saved["customer_id"], saved)

    def _keep(self, session: Session) -> Session:
        self._sessions[session.id] = session
        self._sessions.move_to_end(session.id)
        while len(self._sessions) > LIVE_SESSIONS:
            oldest, _ = self._sessions.popitem(last=False)
            self._locks.pop(oldest, None)
        return session

    # ---- a turn

    async def turn(self, session: Session, message: str, photo: bytes | None = None) -> AsyncIterator[TurnEvent]:
        """Everything that happens in answer to a message; two messages of one session never overlap.

        `photo` is an untrusted file that came with it. It is looked up where the shop knows looks, and forgotten.
        """
        lock = self._locks.setdefault(session.id, asyncio.Lock())
        async with lock:
            began = time.perf_counter()
            run = await asyncio.to_thread(self._begin, session, message, photo)
            async for event in run.events((time.perf_counter() - began) * 1000):
                if isinstance(event, TurnDone):
                    await asyncio.to_thread(self._save, session, event)
                yield event

    def _begin(self, session: Session, message: str, photo: bytes | None) -> TurnRun:
        """The turn of a message, read."""
        if photo is not None:
            return self._begin_with(session, message, receive(photo))
        reading = self.read(session, message)
        tools = ToolRuns(self.view, TOOLBOX, session, reading, self._now())
        return TurnRun(tools, POLICY, self.model if reading.text else None)

    def _begin_with(self, session: Session, message: str, received: Received) -> TurnRun:
        """The turn of a message that came with a photo. Where that is of no use, the words alone are answered."""
        usable = received.picture is not None and self.shop.photos is not None
        reading = self.read(session, message)
        worded = bool(reading.text)
        if looked_up(reading):  # then "this" is the photo, not what was shown before
            context = ReadingContext(currency=self.shop.currency, language=session.language, photo=True)
            beside = self.shop.reader.read(reading.text, context) if worded else reading
            reading = by_photo(beside) if usable else by_words(beside)
        toolbox = WITH_PHOTO if usable else TOOLBOX
        tools = ToolRuns(self.view, toolbox, session, marked(reading), self._now(), received.picture)
        if usable:
            return TurnRun(tools, POLICY, self.model)
        return TurnRun(tools, POLICY, self.model, excuse(received, worded, reading.language), complete=not worded)

    def read(self, session: Session, message: str) -> Reading:
        """What a message means in this session."""
        text = clean(message)
        if not text:
            return Reading("", language=session.language, intents=(Intent.UNCLEAR,), confidence=1.0)
        reading = self.shop.reader.read(text, self._context(session))
        session.language = reading.language
        asked, session.asked = session.asked, None
        return reading if asked is None else answered(asked, reading)

    def _context(self, session: Session) -> ReadingContext:
        products = self.shop.store.products.many(set(session.handles.values()))
        roles = session.bundle.roles if session.bundle is not None else {}
        known = {
            handle: _item(handle, products[product_id], roles.get(handle, ""))
            for handle, product_id in session.handles.items()
            if product_id in products
        }
        handle_of = {product_id: handle for handle, product_id in session.handles.items()}
        lines = self.shop.store.carts.lines(cart_id(session))
        return ReadingContext(
            shown=tuple(known[handle] for handle in session.current if handle in known),
            known=tuple(known.values()),
            lists=session.previous,
            last=session.last,
            bundle=() if session.bundle is None else tuple(session.bundle.roles),
            focus=session.focus,
            pair=session.pair,
            before=INTENT_OF.get(session.turns[-1].tool) if session.turns else None,
            cart=tuple(known[handle_of[line.product_id]] for line in lines if handle_of.get(line.product_id) in known),
            currency=self.shop.currency,
            language=session.language,
        )

    def _save(self, session: Session, done: TurnDone) -> None:
        conversations = self.shop.store.conversations
        conversations.save(session.id, session.customer_id, {**to_state(session), "customer_id": session.customer_id})
        conversations.append_turn(session.id, len(session.turns), _record(done))

    # ---- what the page's buttons do

    def cart(self, session: Session) -> CartShown:
        return self.view.cart(session)

    def set_cart(self, session: Session, product_id: str, variant_id: str, quantity: int) -> CartShown:
        """Puts a product the session was shown into the cart; quantity 0 takes it out.

        Raises ValueError for a product that was not shown, a variant that is not its own, or more than is in stock.
        """
        found = self.shop.store.products.variant(variant_id)
        in_cart = any(line.variant_id == variant_id for line in self.shop.store.carts.lines(cart_id(session)))
        if found is None or found[0].id != product_id or not (in_cart or session.was_shown(product_id)):
            raise ValueError("that product was not shown in this conversation")
        if not 0 <= quantity <= found[1].stock:
            raise ValueError(f"only {found[1].stock} in stock")
        self.shop.store.carts.put(cart_id(session), CartLine(product_id, variant_id, quantity))
        if quantity and not in_cart:
            self.event(session, product_id, EventKind.CART)
        return self.cart(session)

    def profile(self, session: Session) -> list[Preference]:
        return self.view.preferences(session)

    def forget(self, session: Session, kind: str | None = None, value: str | None = None) -> int:
        """Deletes what is remembered, all of it or what is named; returns how many things went."""
        if session.customer_id:
            return self.shop.store.customers.forget(session.customer_id, kind, value)
        kept = [
            item for item in session.preferences if (kind or item.kind, value or item.value) != (item.kind, item.value)
        ]
        gone = len(session.preferences) - len(kept)
        session.preferences = kept
        return gone

    def hide(self, session: Session, product_id: str) -> None:
        """Never shows the product in this conversation again, and remembers the dislike."""
        hide(self.shop, session, product_id, self._now())

    def event(self, session: Session, product_id: str, kind: EventKind) -> None:
        """Lets what the shopper did with a product count from the next ranking on. Of a guest no record is made."""
        if self.shop.store.products.get(product_id) is not None:
            events = [done(session, product_id, kind, self._now())]
            record(self.shop, session, events)
            observe(self.shop, session, events)


def clean(message: str) -> str:
    """The message as readable text: normalised, without control characters, cut to what is read."""
    text = unicodedata.normalize("NFC", message[: MESSAGE_LENGTH * 2].encode("utf-8", "replace").decode("utf-8"))
    kept = (char if char.isprintable() or unicodedata.category(char) == "Cf" else " " for char in text)
    return " ".join("".join(kept).replace("\ufffd", " ").split())[:MESSAGE_LENGTH].strip()


def _item(handle: str, product: Product, role: str) -> ShownItem:
    colours = next((v for name, v in product.attributes.items() if name.casefold() in {"colour", "color"}), ())
    return ShownItem(
        handle=handle,
        title=product.title,
        brand=product.brand,
        category=product.category,
        price=product.price.minor,
        colour=", ".join(colours),
        rating=product.rating,
        role=role,
    )


def _record(done: TurnDone) -> dict[str, object]:
    """The turn as it is kept: JSON values only."""
    record = {
        "trace_id": done.trace_id,
        "message": done.reading.text,
        "reply": done.reply,
        "products": [card.product.id for card in done.cards],
        "tools": [{"name": t.name, "arguments": t.arguments, "ms": t.ms, "ok": t.ok} for t in done.tools],
        "degraded": done.degraded,
        "model": done.model,
        "timings": done.timings,
        "tokens": done.tokens,
        "dropped": done.audit.dropped,
    }
    kept: dict[str, object] = json.loads(json.dumps(record, default=str))
    return kept
