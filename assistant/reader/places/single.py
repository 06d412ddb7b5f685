"""One place in a list: "the second to last", "third from the end", "number 3", "the one at the top", "3"."""

from __future__ import annotations

from dataclasses import replace

from assistant.reader.places.cues import CUES, follows_number
from assistant.reader.places.figures import Figures
from assistant.reader.places.walk import Part
from assistant.reader.places.words import slips
from assistant.reader.text import singular

_LABELS = CUES["labels"] | slips("number")


class Singles(Figures):
    """Reads one place. Every method takes the index of a token and gives what begins there."""

    def _single(self, at: int) -> Part | None:
        start = self._articles(at)
        for production in (self._from_end, self._position, self._labelled, self._at_edge):
            if part := production(start):
                return part
        return self._ordinal(at, start) or self._keyed(start)

    def _from_end(self, at: int) -> Part | None:
        """ "Second to last", "third from the end", "last but one", "next to last", "penultimate"."""
        here, word = self._token(at), self._word(at)
        if word in ("penultimate", "antepenultimate"):
            return self._within([self.size - (1 if word[0] == "p" else 2)], self._noun(at + 1))
        if here.ordinal == -1 and self._word(at + 1) == "but" and self._token(at + 2).number:
            return self._within([self.size - self._token(at + 2).number], self._noun(at + 3))
        nth = here.ordinal if here.ordinal > 0 else 2 if word in ("one", "next") else 0
        if not nth or (word in ("top", "topmost")):
            return None
        end = self._noun(at + 1)
        if self._token(end).ordinal == -1 and end == at + 1 and here.ordinal > 1:
            return self._within([self.size + 1 - nth], self._noun(end + 1))
        if word == "one" and self._word(end) == "but" and self._token(end + 1).ordinal == -1:
            return self._within([self.size - 1], self._noun(end + 2))
        return self._counted_back(at, end, nth)

    def _counted_back(self, at: int, end: int, nth: int) -> Part | None:
        end += self._word(end) in ("up", "in", "back", "away")
        word, edge = self._word(end), self._articles(end + 1)
        if word not in ("to", "from", "before", "off") or (word == "to" and self._is_range(at, end, edge)):
            return None
        if word == "from" and self._word(edge) in CUES["start"] and self._token(at).ordinal > 0:
            return self._within([nth], self._tail(edge + 1))
        if self._word(edge) not in CUES["end"] and self._token(edge).ordinal != -1:
            return None
        if self._word(at) in ("one", "next") and word == "to" and self._word(edge) not in ("last", "bottom", "end"):
            return None
        back = nth + 1 if word == "before" and self._token(at).ordinal > 0 else nth
        return self._within([self.size + 1 - back], self._tail(self._noun(edge + 1)))

    def _is_range(self, at: int, to: int, edge: int) -> bool:
        """Whether "the second to the last" is a range or a pair: "from the second to the last", "compare … to …"."""
        return edge > to + 1 and self._word(self._back(at)) in CUES["compared"] | {"from"}

    def _position(self, at: int) -> Part | None:
        """ "In third place", "the lamp in position 3": the noun goes with its place."""
        start = at
        if self._is_noun(start):
            start += 1
        if start > at and self._word(start) in ("listed", "shown", "displayed", "ranked", "placed"):
            return self._nth(self._token(start + 1).ordinal, start + 2) if self._token(start + 1).ordinal else None
        if self._word(start) not in ("in", "at", "on"):
            return None
        start = self._articles(start + 1)
        token = self._token(start)
        if token.ordinal and self._word(start + 1) in ("place", "position", "spot", "slot") and token.word != "first":
            return self._nth(token.ordinal, start + 2)
        if token.word in ("place", "position", "spot", "slot", "number", "no"):
            return self._labelled(start)
        return None

    def _labelled(self, at: int) -> Part | None:
        """ "Number 3", "#3", "option no. 3", "jacket 4" where jackets were looked for."""
        end, word = at, self._word(at)
        while self._word(end) in _LABELS or (end > at and self._word(end) == "." and self._word(end - 1)[:1] == "n"):
            end += 1
        known = end == at and singular(word) in self.nouns
        token = self._token(end + known)
        if (end == at and not known) or not token.number or token.number > self.size:
            return None
        loose = known or word in CUES["takes"] or (end == at + 1 and word in ("no", "1", "place", "line", "row"))
        if (loose and not token.figure) or not self._counts_no_thing(end + known, loose):
            return None
        return Part((token.number,), self._tail(end + known + 1), figures=True)

    def _at_edge(self, at: int) -> Part | None:
        """ "The one at the top", "the lamp at the bottom of the list"."""
        start = at + 1 if self._is_noun(at) else at
        if at and self._word(at) in ("at", "on") and self._word(self._articles(at + 1)) in ("end", "start", "back"):
            return None  # "at the end" of a sentence says nothing
        edge = self._edge(start) if start > at or self._word(at) in ("at", "on") else None
        return self._nth(edge.places[0], edge.end) if edge else None

    def _ordinal(self, at: int, start: int) -> Part | None:
        token, after = self._token(start), self._token(start + 1)
        if not token.ordinal or self._word(start - 1) in CUES["owners"] or self._no_ordinal(at, start):
            return None
        figures = token.word[0].isdigit()
        if token.word in ("second", "seconds") and self._token(start - 1).number:
            return None  # one second
        named = self._is_noun(start + 1) or after.word in ("pair", "set")
        if token.word in CUES["edges"] and not (named or self._bare_edge(at, start)):
            return None
        if start == at and not named and not figures and not self._stands_alone(start):
            return None
        if token.ordinal == -1 and not named and not self._last_alone(at, start):
            return None
        part = self._nth(token.ordinal, self._tail(self._noun(start + 1)))
        dated = figures and not named and self._word(at - 1) in ("on", "by", "since", "until")
        return replace(part, loose=True) if part and dated else part  # "his birthday is on the 3rd"

    def _bare_edge(self, at: int, start: int) -> bool:
        """Whether "the bottom" and "the final" say a place without a noun."""
        return start > at and not self._word(start + 1)[:1].isalpha() and self._word(start) in ("bottom", "final")

    def _no_ordinal(self, at: int, start: int) -> bool:
        """ "First aid", "the second of May", "in the first place", "the last one I bought"."""
        token, after = self._token(start), self._word(start + 1)
        if after in ("come", "comes", "served") and token.word == "first" and self._word(at - 1) != "does":
            return True
        if after in CUES["no_ordinal"] or (after == "of" and self._word(start + 2) in CUES["dates"]):
            return True
        if after in ("time", "times", "name") or (token.ordinal == -1 and after in CUES["not_last"]):
            return True
        if token.ordinal == -1:
            end = self._noun(start + 1)
            return self._word(end) in ("i", "we") and self._word(end + 1) in CUES["bought"]
        return token.word in ("first", "1st") and after == "place" and self._word(at - 1) == "in"

    def _stands_alone(self, start: int) -> bool:
        """Whether an ordinal without an article is a place: "add second", "first and third", not "cheapest first"."""
        token, after = self._token(start), self._word(start + 1)
        before = self._word(start - 1)
        if token.ordinal > 2:
            return True
        if before == "," and self._token(start - 2).ordinal:
            return True
        if start == 0 or before in (".", "!", "?", ";", ","):
            return after not in CUES["adverb"]
        return (
            before in CUES["leads"]
            or before in CUES["separators"]
            or before in (":", "(", "not", "except", "but", "for")
        )

    def _last_alone(self, at: int, start: int) -> bool:
        """Whether "last" is a place without a noun: "the last, please", "compare first and last"."""
        after = self._word(start + 1)
        if start > at:
            return True
        return after == "" or not after[0].isalpha() or follows_number(after)

    def _keyed(self, at: int) -> Part | None:
        """A number written as a key of a telephone."""
        token = self._token(at)
        return self._within([token.number], at + 1) if token.keyed else None

    def _edge(self, at: int) -> Part | None:
        """ "At the end", "on top", "at the start of the list": the first place as 1, the last as -1."""
        if self._word(at) not in ("at", "on", "from", "towards") or at == 0:
            return None
        place = self._articles(at + 1)
        side = -1 if self._word(place) in CUES["end"] else 1 if self._word(place) in CUES["start"] else 0
        return Part((side,), self._tail(place + 1)) if side else None
