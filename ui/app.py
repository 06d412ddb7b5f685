"""The web application of one shop: health, pictures, and the page mounted at the root."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

from store.manifest import Manifest
from ui.page import Page, asset, theme

if TYPE_CHECKING:
    from assistant.assistant import Assistant

# Gradio says nothing to anybody, and does not sum up every event of its life after each one (seconds, in the end).
GRADIO = {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9)}
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".svg"}
PICTURE_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    # A picture opened by its own address runs nothing, whatever a catalogue's SVG has in it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def create_app(home: Path, opened: Future[Assistant], model_state: Callable[[], str]) -> FastAPI:
    """The application of the shop in `home`, which may still be opening. Raises SetupError when there is no shop.

    `model_state` says none, starting, ready or down; it is asked at every health check.
    """
    shop = Manifest.read(home)
    os.environ.update(GRADIO)
    app = FastAPI(title=shop.name, docs_url=None, redoc_url=None, openapi_url=None)
    images = home / "images"

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        state = "open" if opened.done() else "opening"
        return {"status": "ok", "name": shop.name, "shop": state, "model": model_state()}

    @app.get("/images/{name:path}")
    def image(name: str) -> FileResponse:
        path = picture_file(images, name)
        if path is None:
            raise HTTPException(404, "no such picture")
        return FileResponse(path, headers=PICTURE_HEADERS)

    gr.mount_gradio_app(
        app, Page(shop, opened).blocks(), "/", server_name="127.0.0.1", footer_links=[], run_history=False,
        show_error=False, max_file_size="1kb", ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False,
        theme=theme(), css=asset("theme.css"),
    )  # fmt: skip
    return app


def picture_file(images: Path, name: str) -> Path | None:
    """The file below `images` that `name` means; None when it is not a picture, not there, or not below it."""
    if Path(name).suffix.lower() not in PICTURES or "\0" in name:
        return None
    root = images.resolve()
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except OSError:  # a name that no file can have
        return None
