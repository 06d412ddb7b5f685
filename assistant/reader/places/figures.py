"""Bare numbers in a message: whether they may name places or are amounts, sizes and ages."""

from __future__ import annotations

from assistant.reader.places.cues import CUES, follows_number
from assistant.reader.places.walk import Part, Walk
from assistant.reader.text import singular


class Figures(Walk):
    """Reads numbers that nothing but their neighbours tells to be places."""

    def _bare(self, at: int) -> Part | None:
        """A number in the list, where it counts or measures nothing."""
        token = self._token(at)
        if not 0 < token.number <= self.size or token.glued or not self._counts_no_thing(at, loose=True):
            return None
        return Part((token.number,), at + 1, figures=True)

    def _counts_no_thing(self, at: int, loose: bool) -> bool:
        """Whether a number is not an amount of what follows it; where `loose`, only a few words may follow."""
        after, then = self._token(at + 1), self._token(at + 2)
        if singular(after.word) in (CUES["units"] if loose else CUES["measures"]) or after.word in (
            "%",
            "$",
            "€",
            "£",
            '"',
            "°",
            "of",
        ):
            return False
        if after.word in (".", ",") and then.figure and then.start == after.end and after.start == self._token(at).end:
            return after.word == "," and then.number <= self.size and len(then.word) == 1
        if after.word == "in" and then.number:  # "2 in 1"
            return False
        run = self._token(at).figure and after.figure and len(after.word) == 1 and after.number <= self.size
        return not loose or run or follows_number(after.word) or self._asked(at) or self._ends_list(at, after.word)

    def _ends_list(self, at: int, after: str) -> bool:
        """Whether a number ends a list of them and nothing in the plural follows: "3 and 6 head to head"."""
        before = self._token(at - 2)
        listed = self._word(at - 1) in CUES["separators"] and (before.number or before.ordinal)
        return bool(listed) and self._token(at).figure and not after.endswith("s") and not self._is_noun(at + 1)

    def _asked(self, at: int) -> bool:
        """ "Is 3 waterproof", "does 5 come in black"."""
        return self._word(at - 1) in ("is", "does", "has", "can", "will", "would", "do") and self._token(at).figure
