"""`daogou chat`."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

import typer

from store.errors import SetupError
from store.manifest import Manifest
from ui.commands.options import Home, Json, Model, settings
from ui.console import bars, err, print_json
from ui.opening import open_talking
from ui.served_model import served_model
from ui.terminal_chat import converse, one_turn, show_turn
from ui.turn_json import turn_json


def command(
    home: Home,
    message: Annotated[str | None, typer.Option("--message", help="One message; without it, a conversation.")] = None,
    customer: Annotated[str, typer.Option("--customer", help="Who is shopping; a guest when left out.")] = "",
    session: Annotated[str | None, typer.Option("--session", help="The conversation to go on with.")] = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Talk to a shop in the terminal, or run one turn. Uses the shop's running model server, or starts one."""
    if as_json and message is None:
        raise SetupError("JSON is printed for one turn.", 'daogou chat --home HOME --message "…" --json')
    Manifest.read(home)
    chosen = settings(model)
    logging.getLogger("daogou").addHandler(logging.NullHandler())
    with bars() as progress, served_model(chosen, home, wait=progress) as served:
        assistant = open_talking(home, chosen, served, progress)
        try:
            if customer and assistant.shop.store.customers.get(customer) is None:
                err.print(f"Nobody here is called {customer}: served as somebody new.", markup=False)
            talking = assistant.session(session, customer)
            if message is None:
                asyncio.run(converse(assistant, talking))
            elif as_json:
                print_json(turn_json(talking, asyncio.run(one_turn(assistant, talking, message))))
            else:
                asyncio.run(show_turn(assistant, talking, message))
        finally:
            assistant.shop.store.close()
