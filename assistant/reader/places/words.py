"""The words people name places in a list with: ordinals and numbers, also misspelt, cut out of a message as tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = frozenset({"fist", "fort", "firs", "thir", "four", "firth", "umber", "lat", "last", "note"})  # not slips


def slips(word: str) -> set[str]:
    """The word with a letter left out or doubled or two neighbours swapped; its first letter stays or comes second."""
    dropped = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    doubled = {word[:at] + word[at] + word[at:] for at in range(1, len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return (dropped | doubled | swapped) - _WORDS - {word}


ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
ORDINALS |= {slip: place for word, place in tuple(ORDINALS.items())[:8] for slip in slips(word)}
ORDINALS |= {
    "frst": 1, "furst": 1, "2th": 2, "secon": 2, "sekond": 2, "secind": 2, "theird": 3, "forth": 4, "foruth": 4,
    "fivth": 5, "fiveth": 5, "eight": 0, "nineth": 9, "twelveth": 12,
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_TELLING = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_LAST = frozenset({"last", "final", "bottom", "bottommost", "lst", "lats", "lsat", "alst", "laast", "lasst", "btm"})
_FIRST = frozenset({"top", "topmost", "uppermost", "initial", "opening", "leading"})
_TOKEN = re.compile(
    r"(?P<nth>\d{1,2})(?:[\s-]?(?:st|nd|rd|th|ht|dr|dn)(?![^\W_])|d(?=\s+(?:one|item|option|product)\b))|(?P<digits>\d+)(?P<key>\ufe0f?\u20e3)?|n[°º]"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a message. `ordinal` of "third" is 3, of "last" -1; `number` of "3" and "three" is 3."""

    word: str
    start: int
    end: int
    ordinal: int = 0
    number: int = 0
    figure: bool = False  # the number is written in figures
    keyed: bool = False  # as a key of a telephone: never an amount
    glued: bool = False  # letters follow or go before: "2xl", "mp3"


def tokens(text: str) -> list[Token]:
    """The tokens of a text in lower case; hyphens stay only between numbers."""
    found = [_token(match, text) for match in _TOKEN.finditer(text)]
    kept = []
    for at, token in enumerate(found):
        if token.word == "-":
            beside = (found[at - 1] if at else token, found[at + 1] if at + 1 < len(found) else token)
            if not all(near.number or near.ordinal > 0 or near.word == "#" for near in beside):
                continue
        kept.append(token)
    return kept


def _token(match: re.Match[str], text: str) -> Token:
    word, (start, end) = match.group(), match.span()
    if match["nth"]:
        return Token(word, start, end, ordinal=int(match["nth"]))
    if match["digits"]:
        before, after = text[start - 1 : start], text[end : end + 1]
        return Token(
            word, start, end, number=int(match["digits"]), figure=True, keyed=bool(match["key"]),
            glued=before.isalpha() or after.isalpha() or before in ("$", "€", "£", "¥"),
        )  # fmt: skip
    plain = word.split("'")[0]  # "the fourth's colour", "the fourth'd do"
    ordinal = ORDINALS.get(plain, 0) or (-1 if plain in _LAST else 1 if plain in _FIRST else _misspelt(plain))
    return Token(word, start, end, ordinal=ordinal, number=NUMBERS.get(word, 0))


def _misspelt(word: str) -> int:
    """The place of an ordinal that one letter was put into or changed in ("secound", "thord"); 0 for other words."""
    if not 5 <= len(word) <= 8 or word.endswith(("s", "y")) or word == "filth":
        return 0
    for ordinal in _TELLING:
        if word[0] != ordinal[0]:
            continue
        if len(word) == len(ordinal) and sum(a != b for a, b in zip(word, ordinal, strict=True)) == 1:
            return ORDINALS[ordinal]
        if len(word) == len(ordinal) + 1 and any(word[:at] + word[at + 1 :] == ordinal for at in range(len(word))):
            return ORDINALS[ordinal]
    return 0
