"""The shopper's page: a Gradio Blocks around the conversation, its cart and its memory.

Gradio carries text and events; what is seen is markup of `ui.render*`, patched into place by `assets/page.js`. The page
is there before the shop is open: what needs the assistant waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Future
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.events import CartShown
from retrieval.photos.picture import LARGEST_BYTES
from store.manifest import Manifest
from store.money import Money
from ui import render_panels
from ui.labels import label
from ui.markup import words
from ui.page_acts import Acts
from ui.photo import decoded, thumbnail
from ui.turn_view import TurnView
from ui.views import WAITING, View, Views

if TYPE_CHECKING:  # loading the assistant takes seconds, and the page does not wait for it
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)
ASSETS = files("ui") / "assets"
QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": None,
}  # every event: our own status line instead of Gradio's, not in its public API, tabs do not wait for each other
EACH = QUIET | {
    "trigger_mode": "multiple"
}  # Gradio drops what comes while one of the kind is under way: a message lost
TAB = "daogouTab()"  # page.js: the conversation of this tab
Patch = dict[str, Any]


def asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Gradio's plain theme with the machine's own fonts: nothing comes over the network."""
    return gr.themes.Base(font=["ui-sans-serif", "system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


class Page:
    """The handlers behind the page. What belongs to one tab is in its `View`, found by the tab's conversation id."""

    def __init__(self, shop: Manifest, opened: Future[Assistant]) -> None:
        self._name = shop.name
        self._language = shop.language
        self._empty = CartShown((), Money(0, shop.currency))
        self._opened = opened
        self._views = Views()
        self._arriving = asyncio.Lock()  # first come, first served, also where opening the view takes a while

    # ---- what the components get

    def _welcome(self, view: View | None) -> Patch:
        customer = view.customer if view else None
        return {"turn": 0, "parts": {"welcome": render_panels.welcome(self._name, customer, self._language)}}

    def _patch(self, assistant: Assistant, view: View, turns: list[TurnView]) -> Patch:
        """These turns as they are now, for the browser to put in their places."""
        in_cart = {line.product.id for line in assistant.cart(view.session).lines}
        parts = [{"turn": turn.number, "parts": turn.parts(in_cart, view.session.hidden)} for turn in turns]
        return {"conversation": view.session.id, "turns": parts, "photos": assistant.shop.photos is not None}

    def _panels(self, assistant: Assistant, view: View) -> tuple[str, str]:
        profile = assistant.profile(view.session)
        return (
            render_panels.cart_panel(assistant.cart(view.session), self._language),
            render_panels.memory_panel(profile, view.customer, self._language),
        )

    def _whole(self, assistant: Assistant, view: View) -> tuple[Any, ...]:
        personas = assistant.shop.store.customers.personas()
        head = render_panels.head(self._name, personas, view.customer, self._language)
        patch = self._patch(assistant, view, view.turns)
        patch["turns"].insert(0, self._welcome(view))
        return head, patch, *self._panels(assistant, view)

    # ---- the events

    def load(self, tab: str) -> tuple[Any, ...]:
        """A tab opens, or opens again: what was said in it is there."""
        assistant = self._opened.result()
        return self._whole(assistant, self._views.open(assistant, tab))

    def act(self, event: gr.EventData) -> tuple[Any, ...]:
        """A button of a card, of the cart, of the memory, or the persona switch."""
        given = {name: value for name, value in event._data.items() if isinstance(value, str)}
        assistant = self._opened.result()
        acts = Acts(assistant, self._views)
        view = acts.run(self._views.open(assistant, given.get("tab", "")), given)
        if view.notice:
            gr.Info(escape(view.notice), duration=4)
            view.notice = ""
        return self._whole(assistant, view)

    async def say(
        self, message: str, tab: str, sent: str = "", photo: bytes | None = None
    ) -> AsyncIterator[tuple[Any, ...]]:
        """One message: the answer as it comes, then cart and memory as they are after it.

        `sent` is what the assistant gets where that is not what the shopper sees: a handle in place of a title. Of the
        photo only a thumbnail is kept, for as long as the tab's conversation is.
        """
        if not message.strip() and photo is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        small = None if photo is None else await asyncio.to_thread(thumbnail, photo)
        if not self._opened.done():
            first = TurnView(1, message.strip(), self._language, small, status="opening")
            yield {"conversation": tab, "turns": [{"turn": 1, "parts": first.parts()}]}, gr.skip(), gr.skip()
        assistant = await asyncio.wrap_future(self._opened)
        async with self._arriving:
            view = await asyncio.to_thread(self._views.open, assistant, tab)
            turn = view.begin(message.strip(), self._language, small)
        if turn is None:
            gr.Info(label("wait", self._language), duration=4)
            yield gr.skip(), gr.skip(), gr.skip()
            return
        # With the turns before it: a browser that gets two values at once shows the last one only.
        yield self._patch(assistant, view, view.turns[-WAITING - 1 :]), gr.skip(), gr.skip()
        try:
            async with view.in_order:
                async for event in assistant.turn(view.session, sent or message, photo):
                    turn.take(event)
                    yield self._patch(assistant, view, view.turns[turn.number - 1 :]), gr.skip(), gr.skip()
        except Exception:  # whatever broke, the shopper reads one sentence and the log has the rest
            log.exception("turn %d of conversation %s broke off", turn.number, view.session.id)
        finally:  # also where the browser has gone away
            turn.close()
        yield (self._patch(assistant, view, view.turns[turn.number - 1 :]), *self._panels(assistant, view))

    async def sent(self, event: gr.EventData) -> AsyncIterator[tuple[Any, ...]]:
        """A typed message, or a ready-made one: an opener, a suggestion, "more like this"."""
        text, sent, tab = (str(event._data.get(name, "")) for name in ("text", "send", "tab"))
        photo = event._data.get("photo")
        async for change in self.say(text, tab, sent, decoded(photo) if isinstance(photo, str) else None):
            yield change

    # ---- the components

    def blocks(self) -> gr.Blocks:
        """The page as it is before anything is known of the tab; `load` fills it."""
        with gr.Blocks(title=self._name, analytics_enabled=False, fill_width=True) as page:
            head = self._html(render_panels.head(self._name, (), None, self._language), "dg-top")
            tab = gr.Textbox(visible=False)
            with gr.Row(elem_id="dg-main"):
                with gr.Column(elem_id="dg-talk"):
                    thread = self._thread()
                    with gr.Row(elem_id="dg-compose"):  # page.js takes what is typed, at the very key press
                        self._html(render_panels.photo_button(self._language, LARGEST_BYTES), "dg-photo-box")
                        self._message()
                with gr.Column(elem_id="dg-side"):
                    cart = self._html(render_panels.cart_panel(self._empty, self._language))
                    memory = self._html(render_panels.memory_panel((), None, self._language))
            everything = [head, thread, cart, memory]
            answer = [thread, cart, memory]
            page.load(self.load, tab, everything, js=f"() => [{TAB}]", **QUIET)
            thread.say(self.sent, None, answer, **EACH)
            thread.act(self.act, None, everything, **EACH)
        return page

    def _html(self, value: str, elem_id: str | None = None) -> gr.HTML:
        return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)

    def _message(self) -> gr.Textbox:
        return gr.Textbox(
            placeholder=label("placeholder", self._language), label=label("message", self._language),
            show_label=False, container=False, lines=1, max_lines=6, submit_btn=True, autofocus=True,
            elem_id="dg-message",
        )  # fmt: skip

    def _thread(self) -> gr.HTML:
        banner = words(
            "div", "", class_="dg-banner", role="status", hidden=True,
            data_starting=label("model_starting", self._language), data_down=label("model_down", self._language),
        )  # fmt: skip
        name = label("conversation", self._language)
        log_of_turns = words("div", "", class_="dg-thread", role="log", aria_live="polite", aria_label=name)
        return gr.HTML(
            {"conversation": "", "turns": [self._welcome(None)]}, html_template=banner + log_of_turns,
            js_on_load=asset("page.js"), apply_default_css=False, elem_id="dg-thread-box",
        )  # fmt: skip
