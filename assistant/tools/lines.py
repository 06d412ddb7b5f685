"""The compact text a model reads back from a tool, and the cleaning that keeps shop text from posing as anything else.

A result is a status line, then one line a product, then notes:

    found 6 of 123
    p1 | Trail Runner 3 | 49.00 USD | 4.5★ | in stock | why: bought_together
    relaxed: colour
    slots: {order} {rule}

Everything here is a pure function, so that training data is written with the very words that serving uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from store.products import Product

TITLE_LENGTH = 60  # characters of a title that a model needs to tell products apart
NOTE_LENGTH = 160  # characters of a longer sentence, such as a rule or an excerpt of a review
MAX_PRODUCTS = 6  # product lines in one result: what a shopper takes in, and about 200 tokens

# Characters that mean something to a chat template, a slot or a product line, and what stands in for them.
_HARMLESS = str.maketrans(
    {
        "{": "(", "}": ")", "[": "(", "]": ")", "<": "‹", ">": "›", "|": "/", "`": "'",
        "｛": "(", "｝": ")", "［": "(", "］": ")", "＜": "‹", "＞": "›", "｜": "/", "¦": "/", "▁": " ",
    }
)  # fmt: skip
_KEPT_FORMAT = {"\u200c", "\u200d"}  # joiners that Persian, Indic scripts and emoji are written with


def plain(text: str, limit: int = TITLE_LENGTH) -> str:
    """Untrusted text as one harmless line of at most `limit` characters.

    Control and direction characters and line breaks become spaces or go, and braces, brackets, angle brackets and bars
    are replaced, so that the text can neither open a slot, a product line or a tool call nor end the line it is on.
    """
    visible = "".join(_visible(character) for character in text[: limit * 4])
    line = re.sub(r"\s+", " ", visible.translate(_HARMLESS)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category in {"Cf", "Cs", "Co", "Cn"} and character not in _KEPT_FORMAT:
        return ""
    return character


# ---- status lines: the first line of every result


def found(shown: int, total: int) -> str:
    """`found 6 of 123`, or `found 0`: how many products follow, of how many that meet the conditions."""
    return f"found {shown} of {max(shown, total)}" if shown else "found 0"


def ok(note: str = "") -> str:
    """`ok`, or `ok: added 1`: something was done or is ready to be told."""
    return f"ok: {note}" if note else "ok"


def error(sentence: str) -> str:
    """`error: …`: the call was wrong; the sentence says what to change."""
    return f"error: {plain(sentence, 2 * NOTE_LENGTH)}"


def refused(rule: str) -> str:
    """`refused: return window`: the shop's rules forbid it; `rule` is the rule's short name."""
    return f"refused: {plain(rule)}"


def needs(option: str, values: Sequence[str]) -> str:
    """`needs: size (S, M, L)`: the shopper has to choose before anything is written."""
    return f"needs: {plain(option, 20)} ({', '.join(plain(value, 44) for value in values[:12])})"


# ---- product lines


def brief(handle: str, product: Product) -> str:
    """`p1 | Trail Runner 3 | 49.00 USD`: as the context of a prompt lists what is on the page."""
    return f"{handle} | {plain(product.title)} | {product.price}"


def product_line(handle: str, product: Product, why_kind: str = "", role: str = "") -> str:
    """`p1 | Trail Runner 3 | 49.00 USD | 4.5★ | in stock | why: bought_together`.

    `why_kind` is the kind of the strongest `Reason`; `role` the product's place in a bundle. Either may be empty.
    """
    parts = [brief(handle, product)]
    parts.append(f"{product.rating:.1f}★" if product.rating is not None else "unrated")
    parts.append("in stock" if product.in_stock else "out of stock")
    if role:
        parts.append(f"role: {plain(role, 24)}")
    if why_kind:
        parts.append(f"why: {plain(why_kind, 24)}")
    return " | ".join(parts)


# ---- notes: the last lines of a result


def relaxed(names: Iterable[str]) -> str:
    """`relaxed: colour, brand`: the conditions that were given up to find anything, in that order; "" when none."""
    given_up = ", ".join(plain(name, 24) for name in names)
    return f"relaxed: {given_up}" if given_up else ""


def slots(offered: Mapping[str, str] | Iterable[str]) -> str:
    """`slots: {order} {rule}`: what the model may write for the server to fill in; "" when there is nothing."""
    names = " ".join(f"{{{name}}}" for name in offered)
    return f"slots: {names}" if names else ""


def compose(*lines: str) -> str:
    """The lines that are not empty, one below the other."""
    return "\n".join(line for line in lines if line)
