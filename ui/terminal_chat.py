"""A conversation in the terminal: the answer as it comes, then the products, the cart when it changed, what to ask."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from assistant.assistant import Assistant
from assistant.events import CartChanged, TextPiece, TurnDone
from assistant.session import Session
from assistant.wording import format_money
from retrieval.photos.picture import PhotoError
from ui.console import err, out
from ui.photo import read_file

PHOTO = "/photo"
LEAVING = frozenset({"quit", "exit", ":q", "/quit", "/exit", "退出"})


async def one_turn(assistant: Assistant, session: Session, message: str) -> TurnDone:
    """Runs a turn to its end without showing it."""
    done = [event async for event in assistant.turn(session, message) if isinstance(event, TurnDone)]
    return done[-1]


async def converse(assistant: Assistant, session: Session) -> None:
    """Reads messages until the input ends (Ctrl-D) or the shopper leaves with Ctrl-C."""
    err.print(
        f"{escape(assistant.shop.name)}: ask for anything. Ctrl-D or quit ends.{_by_photo(assistant)}", style="dim"
    )
    while True:
        try:
            message = await asyncio.to_thread(out.input, "[bold]› [/]")
        except EOFError:
            return
        if message.strip().casefold() in LEAVING:
            return
        if message.split()[:1] == [PHOTO]:
            await show_photo_turn(assistant, session, message)
        elif message.strip():
            await show_turn(assistant, session, message)


def _by_photo(assistant: Assistant) -> str:
    return "" if assistant.shop.photos is None else f" {PHOTO} PATH asks by photo."


async def show_photo_turn(assistant: Assistant, session: Session, message: str) -> TurnDone | None:
    """`/photo PATH`, and behind it what is wanted besides: "/photo shoe.jpg but in red"."""
    try:
        path, *said = shlex.split(message)[1:]
        photo = read_file(Path(path))
    except PhotoError as error:
        err.print(str(error), markup=False)
        return None
    except ValueError:  # no path, or a quote that does not close
        err.print(f"{PHOTO} PATH [words]", markup=False)
        return None
    return await show_turn(assistant, session, " ".join(said), photo)


async def show_turn(
    assistant: Assistant, session: Session, message: str, photo: bytes | None = None
) -> TurnDone | None:
    """Runs a turn and prints it while it happens."""
    done: TurnDone | None = None
    cart_changed = False
    async for event in assistant.turn(session, message, photo):
        match event:
            case TextPiece(text=text):
                out.print(text, end="", markup=False)
            case CartChanged():
                cart_changed = True
            case TurnDone():
                done = event
    out.print()
    if done is not None:
        show_rest(done, session.language, cart_changed)
    return done


def show_rest(done: TurnDone, language: str, cart_changed: bool) -> None:
    if done.cards:
        table = Table(box=None, show_header=False, pad_edge=False)
        for card in done.cards:
            stars = "" if card.product.rating is None else f"{card.product.rating:.1f} ★"
            cells = (card.handle, card.product.title, format_money(card.product.price, language), stars, card.why)
            table.add_row(*(escape(cell) for cell in cells))
        out.print(table)
    if cart_changed:
        count = sum(line.quantity for line in done.cart.lines)
        out.print(f"🛒 {count} · {format_money(done.cart.total, language)}", style="dim", markup=False)
    if done.degraded:
        out.print(f"({done.degraded})", style="dim", markup=False)
    if done.suggestions:
        out.print(" · ".join(done.suggestions), style="dim italic", markup=False)
