"""The grammar of places in a list: lists and ranges of what `groups` and `single` read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.reader.places.cues import CUES
from assistant.reader.places.groups import Groups
from assistant.reader.places.walk import Part
from assistant.reader.places.words import tokens


class Grammar(Groups):
    """Reads lists and ranges, also of bare numbers."""

    def expression(self, at: int) -> Part | None:
        """The longest list, range, group or place that begins at a token."""
        first = self._member(at) or self._bare_list(at)
        if first is None:
            return None
        places, end, figures = first.places, first.end, first.figures
        refused = self._word(at - 1) in ("not", "no")  # "not the first, the second" lists nothing
        while (step := self._separator(end) or self._next_figure(at, end)) and (
            more := self._next_member(step, figures)
        ):
            if refused and step == end + 1 and self._word(end) == ",":
                break
            places, end, figures = (*places, *more.places), more.end, figures or more.figures
        return first if end == first.end else Part(tuple(dict.fromkeys(places)), end, figures)

    def _next_figure(self, at: int, end: int) -> int:
        """Where the next of "1 3 5" stands; 0 where figures do not follow each other from the start."""
        listed = all(token.figure or token.word in CUES["separators"] for token in self.tokens[at : end + 1])
        return end if listed and self._token(end).figure else 0

    def _next_member(self, at: int, figures: bool) -> Part | None:
        if member := self._member(at):
            return member
        at = self._articles(at)
        if figures or self._token(at).figure:
            return self._bare(at)
        return None

    def _member(self, at: int) -> Part | None:
        """A range, a group or one place."""
        for production in (self._open_range, self._stride, self._middle, self._group, self._relative):
            if part := production(at):
                return part
        part = self._single(at)
        return self._range(at, part) or part if part else None

    def _range(self, at: int, first: Part) -> Part | None:
        """ "2 through 4", "from the second to the fifth"; "compare 1 to 3" names two."""
        word = self._word(first.end)
        if word not in CUES["through"] or len(first.places) != 1:
            return self._onwards(at, first)
        if word == "to" and self._word(self._back(at)) in CUES["compared"]:
            return None
        after = self._articles(first.end + (2 if self._word(first.end + 1) == "to" else 1))
        last = self._single(after) or self._bare(after)
        if last is None or len(last.places) != 1 or last.places[0] <= first.places[0]:
            return None
        return Part(tuple(range(first.places[0], last.places[0] + 1)), last.end, figures=True)

    def _onwards(self, at: int, first: Part) -> Part | None:
        """ "The third onwards", "number 2 and up", "from the fourth on"."""
        here, second = self._word(first.end), self._word(first.end + 1)
        low = min(first.places)
        if here in ("onwards", "onward") or (here in ("on", "down") and self._word(self._back(at)) == "from"):
            return Part(tuple(range(low, self.size + 1)), first.end + 1)
        if here in ("and", "or") and second in ("onwards", "onward", "below", "beyond", "after", "later", "up", "down"):
            return Part(tuple(range(low, self.size + 1)), first.end + 2)
        return None

    def _open_range(self, at: int) -> Part | None:
        """ "Up to the third", "everything after number 2", "the ones above the fourth"."""
        start = self._articles(at)
        wide = self._word(start) in CUES["wide"]
        start = self._filling(start + 1) if wide else start
        word, target = self._word(start), start + 1
        if word == "up" and self._word(target) == "to":
            target += 3 if self._word(target + 1) == "and" and self._word(target + 2) == "including" else 1
            included = True
        elif wide and word in ("until", "till", "from"):
            included = True
        elif wide and word in CUES["forward"] | CUES["backward"]:
            included = False
        else:
            return None
        part = self._anchor(target)
        if word == "from" and part and (ended := self._range(target, part)):
            return ended
        if part is None or (not wide and self._token(self._articles(target)).figure):
            return None
        place, off = part.places[0], 0 if included else 1
        onwards = word in CUES["forward"] or word == "from"
        places = range(place + off, self.size + 1) if onwards else range(1, place - off + 1)
        end = part.end + (onwards and self._word(part.end) in ("on", "onwards", "onward", "down"))
        return Part(tuple(places), end) if places else None

    def _bare_list(self, at: int) -> Part | None:
        """ "2 and 6", "1, 3, 5", "2-4" where nothing is counted; one number only behind a word that leads to it."""
        start = self._articles(at)
        if (start > at and self._word(at) != "the") or not (first := self._bare(start)):
            return None
        before = self._word(at - 1)
        if before in CUES["measured"] and not (before == "than" and self._word(at - 2).endswith("er")):
            return None
        led = at == 0 or before in CUES["leads"] or not before[0].isalpha()
        led = led or (self._token(start).figure and self._word(first.end) in ("and", "&", ",", "+", "n"))
        ranged = self._range(at, first) if led or self.compared else None
        if ranged or (self._joined(first.end) and (led or self.compared or before in CUES["lists"])):
            return ranged or first
        return replace(first, loose=True) if start == at and self._leads(at, before) else None

    def _joined(self, at: int) -> bool:
        """Whether another number or place follows in a list."""
        step = self._separator(at) or (at if self._token(at).figure else 0)
        return bool(step) and (self._bare(self._articles(step)) or self._member(step)) is not None

    def _leads(self, at: int, before: str) -> bool:
        """Whether a number alone is a place: "reviews of 4", "open 3", "is 5 waterproof", "3, please"."""
        after = self._word(at + 1)
        step = self._separator(at + 1)
        if before == "between" or (step and self._token(self._articles(step)).number):
            return False  # of "between 3 and 5 dollars" nothing is a place
        if at == 0 or (not before[0].isalpha() and before not in ("(", "-", "/", "+", "*")):
            return (not (after == "" and len(self.tokens) == 1) and not after[:1].isalpha()) or after in CUES["please"]
        if before in CUES["takes"]:
            return self._token(at).figure and after in (
                "",
                "to",
                "in",
                "into",
                "please",
                "pls",
                "again",
                "and",
                ",",
                "?",
                "!",
                ".",
            )
        return before in CUES["leads"] and (self._token(at).figure or before in CUES["compared"])


def named_places(text: str, size: int, nouns: Collection[str]) -> list[tuple[tuple[int, ...], int, int]]:
    """All that a text in lower case names of a list of `size` products: places from 1, and where they are named."""
    if not size:
        return []
    grammar = Grammar(tokens(text), size, nouns)
    found, at = [], 0
    while at < len(grammar.tokens):
        if part := grammar.expression(at):
            found.append((part, grammar.tokens[at].start, grammar.tokens[part.end - 1].end))
        at = part.end if part else at + 1
    sure = [one for one in found if not one[0].loose] or found
    return [(part.places, start, end) for part, start, end in sure]
