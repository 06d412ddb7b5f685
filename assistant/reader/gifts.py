"""Gifts: who is to have it, for which occasion, and what to search for when no product is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.audiences import AUDIENCE_OF, CHILDREN, KIN

CHILD = 13  # years up to which a recipient is a child
# Recipients who may be anyone.
_OTHERS = (
    "friend|mate|buddy|bestie|colleague|co-?worker|boss|teacher|neighbou?r|cousin|parents|couple|in-laws|host|hostess|"
    "client|partner|fianc[eé]e?|roommate|godson|goddaughter|godchild|grandchild|child|kid|toddler|baby|teenager|teen"
)
_AUDIENCE = {**KIN, "godson": "boys", "goddaughter": "girls"} | dict.fromkeys(
    ("child", "kid", "toddler", "godchild", "grandchild", "baby"), "kids"
)
_PERSON = rf"(?P<who>{'|'.join(sorted((*KIN, *_OTHERS.split('|')), key=len, reverse=True))})(?:'s|s')?"
_RECIPIENT = re.compile(
    rf"\b(?:for|to|get|give|surprise|treat)\s+(?:(?:my|our|his|her|an?|the|their)\s+)?(?:[\w-]+\s+){{0,3}}?{_PERSON}\b"
    rf"|\b(?:my|our)\s+(?:[\w-]+\s+)?{_PERSON.replace('who', 'whose')}\b"
)
_AGED = re.compile(
    r"\b(?P<age>\d{1,2})[\s-]*(?:years?|yrs?|y/?o)(?:[\s-]*olds?)?(?:\s+(?P<child>boy|girl|kid|child|son|daughter|man|woman|lady))?\b"
    r"|\b(?:turn(?:s|ing|ed)?|will\s+be|is)\s+(?P<turns>\d{1,2})\b(?!\s*(?:cm|kg|mm|inch|in\b|%|dollars|euros|pounds|bucks))"
)
_OCCASIONS = {
    "birthday": r"birth-?day|bday|b-day|turn(?:s|ing)\s+\d{1,2}",
    "wedding": r"wedding|getting\s+married|newly-?weds?",
    "anniversary": r"anniversary",
    "christmas": r"christmas|xmas|x-mas|secret\s+santa|stocking\s+fillers?",
    "valentine's day": r"valentine'?s?(?:\s+day)?",
    "mother's day": r"mother'?s\s+day",
    "father's day": r"father'?s\s+day",
    "housewarming": r"house-?warming|new\s+(?:home|house|flat|apartment)",
    "graduation": r"graduat(?:ion|es|ing)",
    "baby shower": r"baby\s+shower|new\s+baby",
    "retirement": r"retire(?:ment|s|d)|retiring",
    "engagement": r"engagement",
    "easter": r"easter",
}
_OCCASION = {name: re.compile(rf"\b(?:{pattern})\b") for name, pattern in _OCCASIONS.items()}
_GIFT = re.compile(
    r"\b(?:gifts?(?!\s+(?:cards?|wrap\w*|box(?:es)?|bags?|vouchers?|sets?))|presents?|surprise|secret\s+santa|stocking\s+fillers?)\b"
)
_ANYTHING = re.compile(
    r"\b(?:something|anything|ideas?|what\s+(?:can|could|should|do|to)\b.{0,12}\b(?:get|buy|give))\b"
)
_TURNS = re.compile(r"\bturn(?:s|ing)\s+\d{1,2}\b")
# What is said of a recipient and of the occasion, and names no thing.
_TALK = re.compile(
    r"\b(?:gifts?|presents?|ideas?|surprise|secret|santa|stocking|fillers?|turns?|turning|years?|yrs?|olds?|old|next|last|week|"
    r"weekend|month|tomorrow|soon|she|he|they|who|whom|likes?|loves?|enjoys?|into|keen|crazy|fan|party|day|special|"
    r"favou?rite|dear|best|elderly|little|big|older|younger|upcoming|coming|day's|hard|buy|give|get|make|happy|just|"
    r"moved|moving|house|home)\b"
)


@dataclass(frozen=True, slots=True)
class Gift:
    """`recipient` and `occasion` in plain words ("mother", "birthday"), "" where not said; `audience` the reader's name
    of who may use it ("women"); `age` in years."""

    recipient: str = ""
    occasion: str = ""
    audience: str = ""
    age: int | None = None

    def query(self, rest: str, is_noun: Callable[[str], bool]) -> str:
        """What to search for, given the product words of the message: the product where they name one, else a gift
        for such a person with such interests."""
        said = self._interests(rest)
        if any(is_noun(word) for word in said):
            return " ".join(said)
        named = [self.occasion] if self.occasion in _NAMING else []
        toy = ["toy"] if self.audience in CHILDREN else []
        return " ".join([*said, *named, *toy, "gift", *(["for", self.audience] if self.audience else [])])

    def _interests(self, rest: str) -> list[str]:
        """The words that tell neither of the recipient nor of the occasion."""
        for pattern in (_AGED, *_OCCASION.values(), _TALK):
            rest = pattern.sub(" ", rest)
        return [word for word in rest.split() if word not in _PEOPLE and word not in _LINKS and not word.isdigit()]


_PEOPLE = frozenset({*KIN, *AUDIENCE_OF, *_AUDIENCE, *_OTHERS.replace("?", "").split("|")})
_NAMING = frozenset({"christmas", "easter", "baby shower"})  # occasions that products are made for
_LINKS = frozenset(
    {"for", "to", "and", "of", "a", "an", "the", "my", "our", "his", "her", "is", "in", "on", "with", "very"}
)


def read_gift(text: str) -> Gift | None:
    """The gift that a lower-case message asks for; None for any other message.

    It is one where it says so, or wants "something" for someone, or someone turns sixty.
    """
    occasion = next((name for name, pattern in _OCCASION.items() if pattern.search(text)), "")
    match = _RECIPIENT.search(text)
    recipient = (match["who"] or match["whose"]) if match else ""
    aged = _AGED.search(text)
    wanted = _GIFT.search(text) or (_ANYTHING.search(text) and (recipient or aged or occasion)) or _TURNS.search(text)
    if not wanted:
        return None
    age = int(aged["age"] or aged["turns"]) if aged else None
    return Gift(recipient, occasion, _audience(recipient, aged, age), age)


def _audience(recipient: str, aged: re.Match[str] | None, age: int | None) -> str:
    said = (aged["child"] if aged else None) or ""
    audience = _AUDIENCE.get(recipient) or _AUDIENCE.get(said) or AUDIENCE_OF.get(said, "")
    if age is not None and age < CHILD:
        return audience if audience in CHILDREN else "kids"
    if age is not None and audience in ("boys", "girls"):  # a grown son
        return {"boys": "men", "girls": "women"}[audience] if age > 17 else audience
    return audience
