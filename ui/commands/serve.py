"""`daogou serve`."""

from __future__ import annotations

from ui.commands.options import Home, Model, Port, settings
from ui.serving import serve


def command(home: Home, model: Model = None, port: Port = None) -> None:
    """Open the page of a shop on this machine, with the model started beside it."""
    serve(home, settings(model, port))
