"""Names and what is being typed, cut into words: case, accents and the widths of signs do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.text import CJK_SIGNS

# A run of signs written without spaces, or a word with what its own signs join: t-shirt, men's, WH-1000XM4.
CHUNK = re.compile(rf"[{CJK_SIGNS}]+|[^\W_{CJK_SIGNS}]+(?:[-/._+&'’][^\W_{CJK_SIGNS}]+)*")
PART = re.compile(r"[^\W_]+")
RUN = re.compile(f"[{CJK_SIGNS}]")
ACCENTS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not decompose into a base and an accent.
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
LONGEST_TYPED = 200  # characters that are read of what was typed
MOST_WORDS = 16  # that count; a pasted page is no prefix


def fold(text: str) -> str:
    """The text without case, accents and widths: `Crème ＢＲÛＬÉＥ` → `creme brulee`."""
    if text.isascii():
        return text.lower()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold().translate(LETTERS)


@dataclass(frozen=True, slots=True)
class Word:
    """One chunk of a text: the parts between its joining signs, or a run of CJK signs as its one part."""

    parts: tuple[str, ...]
    run: bool = False

    @property
    def joined(self) -> str:
        return "".join(self.parts)

    def tokens(self) -> Iterator[str]:
        """What the word is found by: parts and the whole without signs; of a run, its signs and overlapping pairs."""
        if not self.run:
            yield from self.parts
            if len(self.parts) > 1:
                yield self.joined
            return
        signs = self.parts[0]
        yield from signs
        yield from pairs(signs)


def pairs(run: str) -> list[str]:
    """Overlapping pairs of neighbours: 连衣裙 → 连衣, 衣裙."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def words_in(folded: str) -> list[Word]:
    """The words of a folded text in their order."""
    found = []
    for chunk in CHUNK.findall(folded):
        run = RUN.match(chunk) is not None
        found.append(Word((chunk,) if run else tuple(PART.findall(chunk)), run))
    return found


def plain(words: list[Word]) -> str:
    """All parts with a blank between and around, so that `" sho"` in it is the beginning of a word."""
    return f" {' '.join(part for word in words for part in word.parts)} " if words else ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far. `sequence` is what a name has in `plain` that contains the words as they stand.

    The last word is unfinished while nothing, not even a blank, follows it.
    """

    words: tuple[Word, ...]
    sequence: str
    unfinished: bool

    @property
    def whole(self) -> str:
        """`plain` of the name that is exactly this."""
        return f" {self.sequence.strip()} "

    @property
    def several(self) -> bool:
        return self.sequence.strip().count(" ") > 0


def typed(text: str) -> Typed:
    """Any text can be typed. Of a very long one the beginning is read."""
    folded = fold(text[:LONGEST_TYPED])
    words = words_in(folded)
    unfinished = bool(words) and folded.endswith(words[-1].parts[-1])
    sequence = plain(words)
    if unfinished:
        sequence = sequence[:-1]
    if words and words[0].run:
        sequence = sequence[1:]  # a run may begin anywhere in another
    return Typed(tuple(words[:MOST_WORDS]), sequence, unfinished and len(words) <= MOST_WORDS)
