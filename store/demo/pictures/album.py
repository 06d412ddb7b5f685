"""One picture file for each product of the demo shop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from store.demo.catalogue import Item
from store.demo.pictures.patterns import PATTERNS
from store.demo.pictures.shades import accent_for
from store.demo.pictures.sketch import sketches
from store.demo.pictures.studio import render
from store.demo.words import colours
from store.progress import Progress, silent

REPORT_EVERY = 50


def draw_all(items: Sequence[Item], folder: Path, progress: Progress = silent) -> None:
    """Writes `folder/<product.image>` for every item; what is there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for done, item in enumerate(items, 1):
        (folder / item.product.image).write_bytes(picture(item))
        if done % REPORT_EVERY == 0 or done == len(items):
            progress("drawing pictures", done, len(items))


def picture(item: Item) -> bytes:
    """The product's picture: its kind's drawing in its (first) colour and its pattern, as WebP."""
    shades = [colours()[name].rgb for name in shown_colours(item)]
    second = shades[1] if len(shades) > 1 and item.kind.coloured else accent_for(shades[0])
    drawn = item.product.attributes.get("pattern", ("",))[0]
    return render(sketches()[item.kind.drawing], shades[0], second, drawn if drawn in PATTERNS else "")


def shown_colours(item: Item) -> tuple[str, ...]:
    """The product's colours, or one of its packaging's."""
    if item.kind.coloured:
        return item.product.attributes["colour"]
    number = int(item.product.id.rpartition("-")[2])
    return (item.kind.palette[(number - 1) % len(item.kind.palette)],)
