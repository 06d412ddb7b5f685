"""The few ways in which text becomes HTML. Nothing from a record reaches the page but through these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, urlsplit

BOLD = re.compile(r"\*\*([^*]+)\*\*")


def attributes(**values: str | bool | None) -> str:
    """` name="value"` for each, escaped; `data_act` is written data-act. None and False are left out; True is bare."""
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        written = name.rstrip("_").replace("_", "-")
        parts.append(f" {written}" if value is True else f' {written}="{escape(str(value), quote=True)}"')
    return "".join(parts)


def tag(name: str, content: str = "", **values: str | bool | None) -> str:
    """`content` is HTML already; attribute values are escaped here."""
    return f"<{name}{attributes(**values)}>{content}</{name}>"


def words(name: str, text: str, **values: str | bool | None) -> str:
    """An element around plain text, which is escaped."""
    return tag(name, escape(text, quote=True), **values)


def web_address(url: str) -> str:
    """The address when it is http(s), else "": no javascript:, no data:, no path on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:  # not an address at all
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def image_address(image: str) -> str:
    """Where the browser gets a picture: the app's own route, or http(s); "" for anything else (no picture)."""
    if not image or web_address(image):
        return image
    if ":" in image or image.startswith(("/", "\\")) or ".." in image.split("/"):
        return ""
    return "images/" + quote(image)


def prose(text: str, titles: Mapping[str, str] | None = None) -> str:
    """An answer as HTML: paragraphs, `- ` lists and **bold**; all else is text.

    `titles` maps the title of a product on the page to its handle: where the answer names one, it points to its card.
    """
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        items: list[str] = []
        lines: list[str] = []
        for line in block.splitlines():
            if line.lstrip().startswith(("- ", "* ", "• ")):
                items.append(tag("li", inline(line.lstrip()[2:], titles or {})))
            elif line.strip():
                lines.append(inline(line.strip(), titles or {}))
        if lines:
            blocks.append(tag("p", "<br>".join(lines)))
        if items:
            blocks.append(tag("ul", "".join(items)))
    return "".join(blocks)


def inline(text: str, titles: Mapping[str, str]) -> str:
    """One line: titles become links to their cards, longest first; everything is escaped on the way."""
    if not titles:
        return _marks(text)
    known = re.compile("|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True)))
    parts: list[str] = []
    end = 0
    for match in known.finditer(text):
        handle = titles[match.group()]
        parts.append(_marks(text[end : match.start()]))
        parts.append(words("a", match.group(), class_="dg-ref", href=f"#card-{handle}", data_ref=handle))
        end = match.end()
    return "".join(parts) + _marks(text[end:])


def _marks(text: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", escape(text, quote=True))
