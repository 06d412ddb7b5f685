"""What every part of the grammar of places stands on: the tokens of a message, looked at by their index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.reader.places.cues import CUES
from assistant.reader.places.words import Token
from assistant.reader.text import singular

_NOTHING = Token("", -1, -1)


@dataclass(frozen=True, slots=True)
class Part:
    """Places from 1 in the order named, and the index of the token after them.

    `figures`: named by numbers. `loose`: by one alone, which is an amount where other places are named.
    """

    places: tuple[int, ...]
    end: int
    figures: bool = False
    loose: bool = False


class Walk:
    """The tokens of one message, where `size` products are shown that `nouns` may name."""

    def __init__(self, tokens: Sequence[Token], size: int, nouns: Collection[str]) -> None:
        self.tokens = tokens
        self.size = size
        self.nouns = nouns
        self.compared = any(token.word in CUES["compared"] for token in tokens)

    def _token(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else _NOTHING

    def _word(self, at: int) -> str:
        return self._token(at).word

    def _articles(self, at: int) -> int:
        return self._while(at, lambda word: word in CUES["articles"])

    def _filling(self, at: int) -> int:
        return self._while(at, lambda word: word in CUES["filling"])

    def _while(self, at: int, holds: Callable[[str], bool]) -> int:
        while holds(self._word(at)):
            at += 1
        return at

    def _back(self, at: int) -> int:
        """The token before a place and its articles and labels."""
        at -= 1
        while at >= 0 and (self._word(at) in CUES["articles"] or self._word(at) in ("#", "number", "item", "option")):
            at -= 1
        return at

    def _is_noun(self, at: int) -> bool:
        word = self._word(at).removesuffix("'s")
        return word in CUES["generic"] or singular(word) in self.nouns

    def _noun(self, at: int) -> int:
        """Past what says that a product is meant: "one", "pair of boots", "item"."""
        if self._word(at) in ("pair", "set"):
            at += 1
            at += self._word(at) == "of" and self._is_noun(at + 1)
        if self._is_noun(at) and not (self._word(at) == "one" and self._word(at + 1) == "of"):
            at += 1 + (self._is_noun(at + 1) and self._word(at) != "one")
        return at

    def _tail(self, at: int) -> int:
        """Past "on the list", "down", "of them"."""
        if self._word(at) in ("down", "along", "across"):
            at += 1
        if self._word(at) in ("of", "on", "in", "from"):
            end = self._articles(at + 1)
            if self._word(end) in CUES["on"]:
                return end + 1
        return at

    def _separator(self, at: int) -> int:
        """Past what joins the parts of a list; 0 where nothing does."""
        end = self._while(at, lambda word: word in CUES["separators"])
        return end if end > at else 0

    def _nth(self, place: int, end: int) -> Part | None:
        return self._within([place if place > 0 else self.size + 1 + place], end)

    def _within(self, places: Sequence[int], end: int) -> Part | None:
        """The places that the list has; None where it has none of them."""
        kept = tuple(place for place in places if 1 <= place <= self.size)
        return Part(kept, end) if kept else None
