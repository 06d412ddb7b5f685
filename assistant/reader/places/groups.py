"""Several places named together, or by another: "the first three", "even ones", "the two before the last"."""

from __future__ import annotations

from assistant.reader.places.cues import AMOUNTS, CUES
from assistant.reader.places.single import Singles
from assistant.reader.places.walk import Part
from assistant.reader.text import singular


class Groups(Singles):
    """Reads groups of places and places beside others."""

    def _group(self, at: int) -> Part | None:
        """ "The first three", "the two last ones", "the bottom pair", "the two at the end"."""
        start = self._articles(at)
        here, after = self._token(start), self._token(start + 1)
        if here.ordinal in (1, -1) and (count := self._amount(start + 1)):
            end = start + 2 + (2 if self._word(start + 2) == "of" and self._word(start + 3) in CUES["on"] else 0)
            return self._slice(here.ordinal, count, end)
        if here.word in ("second", "2nd") and after.word == "half":
            return self._slice(-1, self.size // 2, start + 2)
        if not (here.number > 1 or here.word in AMOUNTS):
            return None
        count = here.number or AMOUNTS.get(here.word, 0)
        if after.ordinal in (1, -1) and start > at and count > 1 and self._word(start + 2) not in CUES["periods"]:
            return self._slice(after.ordinal, count, start + 2)
        edge = self._edge(self._noun(start + 1))
        return self._slice(edge.places[0], count, edge.end) if edge else None

    def _amount(self, at: int) -> int:
        """How many a group holds; 0 where the token is no amount of products."""
        token, after = self._token(at), self._word(at + 1)
        if after in CUES["periods"] or singular(after) in CUES["measures"]:
            return 0
        if token.word == "half":
            return self.size // 2
        if token.word == "pair":
            return 0 if self._in_pairs() else 2
        count = token.number or AMOUNTS.get(token.word, 0)
        return count if count > 1 else 0

    def _in_pairs(self) -> bool:
        """Whether what is shown is sold in pairs: the last pair of boots is one product."""
        return bool(CUES["pairs"].intersection(self.nouns))

    def _slice(self, side: int, count: int, end: int) -> Part:
        count = min(count, self.size)
        places = range(1, count + 1) if side == 1 else range(self.size - count + 1, self.size + 1)
        return Part(tuple(places), self._tail(self._noun(end)))

    def _stride(self, at: int) -> Part | None:
        """ "The even numbered ones", "odd ones", "every other one"."""
        start = self._articles(at)
        word, after = self._word(start), self._word(start + 1)
        if word in ("even", "odd", "evens", "odds") and (after in CUES["numbered"] or word.endswith("s")):
            end = start + 1
            while self._word(end) in CUES["numbered"]:
                end += 1
            return Part(tuple(range(2 if word.startswith("even") else 1, self.size + 1, 2)), end)
        if word == "every" and after == "other" and self._is_noun(start + 2):
            return Part(tuple(range(1, self.size + 1, 2)), start + 3)
        if word == "every" and self._token(start + 1).ordinal > 1 and self._is_noun(start + 2):
            step = self._token(start + 1).ordinal
            return Part(tuple(range(step, self.size + 1, step)), start + 3)
        return None

    def _middle(self, at: int) -> Part | None:
        """ "The middle one", "the middle two", "the two in the middle"."""
        start = self._articles(at)
        if self._word(start) == "middle":
            count = self._amount(start + 1) or (1 if self._is_noun(start + 1) else 0)
            end = start + 2
        else:
            count = self._token(start).number or (1 if self._is_noun(start) else 0)
            end = self._noun(start + 1)
            if self._word(end) == "middle":
                end = self._noun(end + 1)
            elif self._word(end) == "in" and self._word(self._articles(end + 1)) in ("middle", "center", "centre"):
                end = self._articles(end + 1) + 1
            else:
                return None
        if not 0 < count <= self.size or (self.size - count) % 2:
            return None
        first = (self.size - count) // 2 + 1
        return Part(tuple(range(first, first + count)), self._noun(end))

    def _relative(self, at: int) -> Part | None:
        """ "The one right after the second", "the two before the last", "the one between 2 and 4"."""
        start = self._articles(at)
        token = self._token(start)
        if not (self._is_noun(start) or token.number > 1 or token.word in ("next", "couple")):
            return None
        end = self._filling(self._noun(start + 1))
        word = self._word(end)
        if word == "between" and (inner := self._inside(end + 1)):
            return inner
        step = 1 if word in CUES["forward"] else -1 if word in CUES["backward"] else 0
        anchor = self._anchor(end + (2 if self._word(end + 1) == "to" else 1)) if step else None
        if anchor is None:
            return None
        place, many = max(anchor.places) if step > 0 else min(anchor.places), 1
        if token.number > 1 or token.word == "couple":
            many = token.number or 2
        elif token.word in CUES["several"]:
            many = self.size
        found = range(place + 1, place + many + 1) if step > 0 else range(place - many, place)
        return self._within(found, anchor.end)

    def _inside(self, at: int) -> Part | None:
        """What lies between two places, without them."""
        first = self._anchor(at)
        if first is None or self._word(first.end) not in ("and", "&", "n"):
            return None
        last = self._anchor(first.end + 1)
        return self._within(range(first.places[0] + 1, last.places[0]), last.end) if last else None

    def _anchor(self, at: int) -> Part | None:
        """The place that another is named by; a bare number or "last" will do."""
        start = self._articles(at)
        if self._token(start).ordinal == -1:
            return Part((self.size,), self._tail(self._noun(start + 1)))
        return self._group(at) or self._single(at) or self._bare(start)
