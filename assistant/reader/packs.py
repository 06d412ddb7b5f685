"""How many pieces a message wants to the pack: "pack of 12", "six pack", "24 of them", "two dozen"."""

from __future__ import annotations

import re

from assistant.reader.numbers import UNITS

_SPELLED = "|".join(sorted((word for word in UNITS if UNITS[word] <= 20), key=len, reverse=True))
COUNT = rf"(\d{{1,3}}|{_SPELLED})"
_HELD = r"(?:packs?|box|case|set|bundle|carton|bag|package)"
_NOT_EACH = r"(?![\w.]|-(?:ounce|oz|inch)|\s(?:ounces?|oz|pounds?|inch)\b)"  # "box of 8 ounce bars" holds no eight
_PACKED = r"(?:pack(?:s|et|ets|age|ages)?|pk|count|ct|pcs|pc|pieces?|counts)"
_HOLDERS = (
    r"(?:bags?|bars?|bottles?|boxes|cans?|jars?|tubes?|pouches|products?|rolls?|sachets?|sticks?|cartons?|containers?|"
    r"tins?|pieces)"
)
_BEFORE = r"(?<![\w.$-])"
_PACKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_HELD}(?:\s+size)?(?:\s+(?:is|be|that\s+has|with))?\s*(?:of|:)\s+{COUNT}{_NOT_EACH}",
        rf"{_BEFORE}{COUNT}[\s-]?(?:packs?|pk)\b(?!-)",
        rf"{_BEFORE}{COUNT}[\s-]?{_PACKED}\b",
        rf"{_BEFORE}{COUNT}\s+of\s+(?:them|these|those)\b",
        rf"{_BEFORE}{COUNT}\s+(?:total\s+)?{_HOLDERS}\b(?!\s+(?:holder|stool|opener|storage|rack))",
    )
)  # in the order in which they are believed
_DOZENS = re.compile(rf"(?:{_BEFORE}{COUNT}\s+)?\bdozen\b")


def read_pack(text: str) -> int | None:
    """Pieces in a pack or a set that a lower-case text names; None where none are named."""
    if dozens := _DOZENS.search(text):
        return 12 * (number(dozens[1]) if dozens[1] else 1)
    for pattern in _PACKS:
        for match in pattern.finditer(text):
            if many := number(match[1]):
                return many
    return None


def number(said: str) -> int:
    return UNITS.get(said) or int(said)
