"""Words typed without spaces between them: "runningshoesunder100" is "running shoes under 100"."""

from __future__ import annotations

import re
from collections.abc import Callable

SHORTEST = 12  # letters of a run that is looked into: shorter ones are mostly compounds, such as lightweight
_RUN = re.compile(rf"(?<![\w@./-])[a-z][a-z0-9]{{{SHORTEST - 1},60}}(?![\w@./-])", re.IGNORECASE)
_GLUE = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "for",
        "under",
        "over",
        "below",
        "above",
        "with",
        "without",
        "and",
        "or",
        "to",
        "from",
        "of",
        "on",
        "at",
        "my",
        "me",
        "i",
        "is",
        "size",
        "men",
        "women",
        "kids",
        "show",
        "find",
        "need",
        "want",
        "looking",
        "less",
        "more",
        "than",
        "max",
        "cheap",
        "cheaper",
    ]
)


def spaced(text: str, knows: Callable[[str], bool]) -> str:
    """The text with spaces put into runs that consist of known words and numbers altogether; else as it was."""
    return _RUN.sub(lambda match: " ".join(_parts(match.group().lower(), knows)) or match.group(), text)


def _parts(run: str, knows: Callable[[str], bool]) -> list[str]:
    """The run in as few known words as make it up, at least two; [] when some of it is no known word."""
    if knows(run):
        return []
    best: list[list[str] | None] = [[]] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 16), end):
            before, word = best[start], run[start:end]
            if before is None or not (word.isdigit() or word in _GLUE or (len(word) > 2 and knows(word))):
                continue
            if word.isdigit() and (before and before[-1].isdigit()):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = [*before, word]
    found = best[-1] or []
    return found if len(found) > 1 else []
