"""How many pieces a message wants to the pack: "pack of 12", "six pack", "24 of them", "two dozen"."""

from __future__ import annotations

import re

from assistant.reader.numbers import TENS, UNITS

_SPELLED = "|".join(sorted((word for word in UNITS if UNITS[word] <= 20), key=len, reverse=True))
COUNT = rf"(\d{{1,3}}|{TENS}|{_SPELLED})"
_NAMED = {"single": 1, "twin": 2}  # packs
_HELD = r"(?:packs?|packets?|box|case|set|bundle|carton|bag|package)"
# "Box of 8 ounce bars" holds no eight.
_NOT_EACH = (
    r"(?!\w|\.\d|[\s-]?(?:ounces?|oz|fluid|fl|pounds?|lbs?|inch(?:es)?|in|feet|foot|ft|gr?|grams?|ml|mm|cm|calorie|"
    r"point)\b)"
)
_WORN = r"(?!.{0,24}\b(?:swim|bikini|outfit|suit|design))"  # a two piece swimsuit is no pack
_PACKED = rf"(?:pack(?:s|et|ets|age|ages)?|pk|count|ct|pcs|pc|pieces?{_WORN}|counts)"
_HOLDERS = (
    r"(?:bags?|bars?|bottles?|boxes|cans?|jars?|tubes?|pouches|products?|rolls?|sachets?|sticks?|cartons?|containers?|"
    r"tins?|pieces|bundles?|sets|(?:window\s+)?panels?)"
)
_BEFORE = r"(?<![\w.$-])"
_NOT_HELD = r"(?<!\bfor\s)(?<!\bfit\s)(?<!\bfits\s)(?<!\bhold\s)(?<!\bholds\s)"  # a case for 20 bottles is one
_PACKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_HELD}(?:\s+size)?(?:\s+(?:is|be|that\s+has|with))?\s*(?:of|:)\s+{COUNT}{_NOT_EACH}",
        rf"{_BEFORE}(?:{COUNT}|(?P<named>{'|'.join(_NAMED)}))[\s-]?(?:packs?|pk)\b(?!-)",
        rf"{_BEFORE}(?!one\s+piece){COUNT}[\s-]?{_PACKED}\b",
        rf"{_BEFORE}{COUNT}[\s-]pairs?\b",
        rf"{_BEFORE}{COUNT}\s+of\s+(?:them|these|those)\b",
        rf"{_BEFORE}{_NOT_HELD}{COUNT}\s+(?:total\s+)?{_HOLDERS}\b(?!\s+(?:holder|stool|opener|storage|rack))",
    )
)  # in the order in which they are believed
_DOZENS = re.compile(rf"(?:{_BEFORE}{COUNT}\s+|(?P<half>\bhalf\s+(?:an?\s+)?|1/2\s+))?\bdozen\b")

_NUMERAL = re.compile(rf"{_BEFORE}{COUNT}(?![\w.,]*\d)(?![a-z]*\s?[x*]\s?\d)\b")


def read_pack(text: str) -> int | None:
    """Pieces in a pack or a set that a lower-case text names; None where none are named."""
    if dozens := _DOZENS.search(text):
        return 6 if dozens["half"] else 12 * (number(dozens[1]) if dozens[1] else 1)
    named = [number(text[start:end]) for start, end in _named(text)]
    return next((many for many in named if many > 1), 1 if 1 in named else None)  # "12 count (pack of 1)" holds 12


def _named(text: str) -> list[tuple[int, int]]:
    """Where the numbers of packs stand, in the order in which they are believed."""
    found = (match for pattern in _PACKS for match in pattern.finditer(text))
    return [match.span(1) if match[1] else match.span("named") for match in found]


def numeral(text: str, many: int) -> tuple[int, int] | None:
    """Where a lower-case text says that there are so `many`: as a pack by rule, or the only such number in it."""
    by_rule = [span for span in _named(text) if number(text[slice(*span)]) == many]
    alone = [match.span(1) for match in _NUMERAL.finditer(text) if number(match[1]) == many]
    return by_rule[0] if by_rule else alone[0] if len(alone) == 1 else None


def number(said: str) -> int:
    """Of figures, of words ("forty-eight"), or of the name of a pack."""
    if said.isdigit():
        return int(said)
    return _NAMED.get(said) or sum(UNITS[word] for word in re.split(r"[\s-]", said))
