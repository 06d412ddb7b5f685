"""Limits of earlier messages that no longer hold: "take the ceiling off", "scrap the 50", 下限不要了."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reader.text import Scan
from assistant.reading import Constraints

# The words of a shopper's language: patterns, and the parts of them that say which side.
_LIFT = (
    r"(?:drop|scrap|forget(?:\s+about)?|remove|lose|ditch|lift|ignore|bin|cancel|disregard|get\s+rid\s+of|do\s+away\s+with"
    r"|take\s+(?:off|away|out)|never\s*mind|no\s+more|without)"
)
_END = r"(?:price\s+)?(?:limit|end|bound|one|price)"
_UPPER = rf"(?:(?:upper|top|higher|highest|high|max|maximum)\s+{_END}|max(?:imum)?|ceiling|cap)"
_LOWER = rf"(?:(?:lower|bottom|lowest|low|min|minimum)\s+{_END}|min(?:imum)?|floor)"
_EITHER = r"(?:(?:price\s+)?(?:limits?|restrictions?|range)|budget)"
_NUMBER = r"(?:[$£€]\s?)?(?P<number>\d+(?:\.\d\d)?)(?:\s*(?:dollars?|bucks|quid|pounds?|euros?|[$£€]))?"
_SAID = rf"(?:(?P<upper>{_UPPER})|(?P<lower>{_LOWER})|(?P<either>{_EITHER}))"
_THE = r"(?:the|that|my|this|any|all|your)"
_NEW = r"(?!\s+(?:to|down|up|at|is|of|by|from|and\s+make|instead)\b)"  # "drop the limit to 50" is a new limit
ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_LIFT}\s+(?:{_THE}\s+)?(?:(?:price|old|other)\s+)?(?:{_NUMBER}\s+)?{_SAID}\b{_NEW}",
        rf"\b{_LIFT}\s+(?:the|that|my)\s+{_NUMBER}(?![\w.,%]*\d)(?=\s*(?:$|[,.;!?]|thing\b|part\b|and\b|but\b|please\b|again\b))",
        rf"\btake\s+{_THE}\s+(?:{_NUMBER}\s+)?{_SAID}\s+(?:off|away|out)\b",
        rf"\b(?:{_THE}\s+)?(?:{_NUMBER}\s+)?{_SAID}(?:\s+(?:is|can\s+be|has))?\s*(?:'s)?\s+(?:gone|lifted|history|no\s+longer\s+(?:holds|applies))\b",
        rf"\bno\s+(?:more\s+)?{_SAID}(?:\s+on\s+(?:the\s+)?price)?\s+(?:now|any\s*more|after\s+all|this\s+time)\b",
    )
)
_OFF = r"(?:不要|取消|去掉|拿掉|作废|不设|不管|不用|不限|撤掉|撤了|删掉|删了|放开|算了|没有|别管)"
_SIDE = (
    r"(?:(?P<upper>(?:价格)?上限|最高(?:限?价|价格)?|封顶价?)"
    r"|(?P<lower>(?:价格)?下限|最低(?:限?价|价格)?|底价|起步价)|(?P<either>(?:价格)?限制|限价))"
)
CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:把|将)?(?:刚[才刚]?)?说?的?(?:那个)?(?P<number>\d+)?(?:块钱?|元)?(?:以[内上下])?的?(?:那个)?{_SIDE}(?:也|就|先|都|可以|的话)*{_OFF}(?:掉)?[了吧啦]*",
        rf"{_OFF}(?:掉)?[了]?{_SIDE}[了吧啦]*(?!\d)",
        r"(?P<upper>上不封顶)",
    )
)


@dataclass(frozen=True, slots=True)
class _Lifted:
    """One stretch of a message that takes a limit back; `number` in minor units where it names the limit so."""

    upper: bool
    lower: bool
    number: int | None

    def sides(self, last: Constraints) -> set[str]:
        """Which of the limits that stand are meant."""
        standing = {"price_max": last.price_max, "price_min": last.price_min}
        if self.number is not None:
            named = {side for side, value in standing.items() if value == self.number}
            if named or not (self.upper or self.lower):
                return named
        sides = {side for side, said in (("price_max", self.upper), ("price_min", self.lower)) if said}
        return {side for side in sides or standing if standing[side] is not None}


def read_lifted(scan: Scan, patterns: Sequence[re.Pattern[str]], last: Constraints, unit: int) -> set[str]:
    """The sides ("price_max", "price_min") whose limit is taken back, with what says so taken out of the message.

    `last` are the conditions that stand, `unit` the minor units of one of the shop's money. Words that lift no limit
    that stands are left alone: a bottle's cap may be removed as well.
    """
    found: set[str] = set()
    for pattern in patterns:
        for match in scan.find(pattern):
            parts = match.groupdict()
            number = int(float(parts["number"]) * unit) if parts.get("number") else None
            sides = _Lifted(bool(parts.get("upper")), bool(parts.get("lower")), number).sides(last)
            if sides:
                found |= sides
                scan.take(*match.span())
    return found
