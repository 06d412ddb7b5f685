"""The message as text: cleaned, bounded, and consumed piece by piece as its parts are understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

HEAD_CHARS, TAIL_CHARS = 1200, 400  # of a very long message: people say what they want first or last
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"})
_WORD = re.compile(r"[^\W_]+(?:[.'&+/-][^\W_]+)*", re.UNICODE)
_LISTED = re.compile(r"(?<=\d)[，、](?=\d)")  # a full-width comma never parts the thousands of a number
_STRETCHED = re.compile(r"([A-Za-z])\1{2,}")  # "sooo", "BACKPACKSSS"
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KEEP_S = {"lens", "glass", "dress", "canvas", "gas", "bus", "plus", "christmas", "tennis", "yes", "this", "is",
           "compass", "mattress", "harness", "wireless", "stainless", "cordless", "fitness", "series", "chess",
           "business", "express", "princess", "access", "press", "less", "bras", "cross", "moss", "gps"}  # fmt: skip


def clean(message: str) -> str:
    """The message in NFKC, without control characters, with plain quotes and dashes, at most 1,601 characters."""
    if len(message) > HEAD_CHARS + TAIL_CHARS:
        message = message[:HEAD_CHARS] + " " + message[-TAIL_CHARS:]
    message = _LISTED.sub(lambda found: f"{found.group()} ", message)
    text = unicodedata.normalize("NFKC", message).translate(_QUOTES)
    text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    text = _STRETCHED.sub(r"\1", text)
    return " ".join(text.split())[: HEAD_CHARS + TAIL_CHARS + 1]


def lower(text: str) -> str:
    """Lower case with every character in its place (`str.lower` lengthens a few letters)."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def is_chinese(text: str) -> bool:
    """Whether CJK characters dominate: one of them carries about as much as five Latin letters."""
    cjk = len(CJK.findall(text))
    return cjk > 0 and cjk * 5 >= len(re.findall(r"[A-Za-z]", text))


def words(text: str) -> list[str]:
    """Words in order; `don't`, `t-shirt`, `1.5` and `seat/back` stay one word."""
    return _WORD.findall(text)


_IRREGULAR = {"knives": "knife", "shelves": "shelf", "scarves": "scarf", "loaves": "loaf", "leaves": "leaf",
              "cookies": "cookie", "hoodies": "hoodie", "beanies": "beanie", "brownies": "brownie", "movies": "movie",
              "selfies": "selfie"}  # fmt: skip


def singular(word: str) -> str:
    """A plain English singular: enough to match "shoes" with "Shoe", not a stemmer."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word in _KEEP_S or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


class Scan:
    """A message being read. `raw` keeps case; `low` is lower case, with what was understood blanked out."""

    def __init__(self, text: str) -> None:
        self.raw = text
        self.full = lower(text)
        self.low = self.full

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches in what is left, one after the other; taking one hides it from the next."""
        position = 0
        while match := pattern.search(self.low, position):
            yield match
            position = max(match.end(), match.start() + 1)

    def take(self, start: int, end: int) -> None:
        """Blanks a span, keeping every other character's place."""
        self.low = self.low[:start] + " " * (end - start) + self.low[end:]

    def pull(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Takes the first match, if any."""
        match = pattern.search(self.low)
        if match:
            self.take(*match.span())
        return match

    def spans(self) -> list[tuple[str, int, int]]:
        """Words left, with their places."""
        return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(self.low)]
