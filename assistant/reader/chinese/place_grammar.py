"""The grammar of places in a list, in Chinese: 倒数第二个, 前三款, 第二到第四, 1和4, 第三个后面那个, 尾二."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reader.chinese.place_patterns import (
    ANY_MEASURE,
    BARE,
    BESIDE,
    BETWEEN,
    BOTH_ENDS,
    COMPARES,
    COUNTED,
    FIRST,
    FOLLOWS,
    FROM_END,
    FROM_START,
    GROUP,
    LAST,
    LEADS,
    LISTED,
    MEASURED_BEFORE,
    MIDDLE,
    NEXT,
    NUMBERED,
    ONLY_LAST,
    ONWARDS,
    ORDINAL,
    PARITY,
    PINYIN,
    RUN,
    SEPARATOR,
    SPELT,
    THROUGH,
)
from assistant.reader.chinese.words import ORDINALS

_COUNTS = {"几": 3, "仨": 3, "俩": 2}


@dataclass(frozen=True, slots=True)
class Part:
    """Places from 1 in the order named, and where their text ends. `bare`: by numbers alone, or without measure."""

    places: tuple[int, ...]
    end: int
    bare: bool = False


def _number(text: str) -> int:
    return int(text) if text.isdigit() else ORDINALS.get(text) or _COUNTS[text]


class Grammar:
    """Reads places out of one message, where `size` products are shown. Simplified characters, lower case."""

    def __init__(self, text: str, size: int) -> None:
        self.text = text
        self.size = size
        self.compares = COMPARES.search(text) is not None

    def expression(self, at: int) -> Part | None:
        """The longest list, range, group or place that begins at a character."""
        first = self._member(at) or self._bare_list(at)
        if first is None:
            return None
        places, end, bare = first.places, first.end, first.bare
        refused = re.search(r"(?:不要|不是|别|不)$", self.text[:at])
        while join := SEPARATOR.match(self.text, end) or NEXT.match(self.text, end):
            if refused and join.group().startswith((",", ",")):
                break
            more = self._member(join.end()) or (self._bare(join.end(), measured=first.bare) if bare else None)
            if more is None:
                break
            places, end, bare = (*places, *more.places), more.end, more.bare
        inner = BETWEEN.match(self.text, end)
        if inner and len(places) == 2:
            return self._within(range(min(places) + 1, max(places)), inner.end())
        return Part(tuple(dict.fromkeys(places)), end, bare)

    def _member(self, at: int) -> Part | None:
        if group := self._parity(at) or self._group(at) or self._middle(at) or self._run(at):
            return group
        part = self._single(at)
        return self._extended(at, part) if part else None

    def _extended(self, at: int, part: Part) -> Part:
        """A range that begins at a place, what lies beside it, or the place itself."""
        place = part.places[0]
        if through := THROUGH.match(self.text, part.end):
            last = self._single(through.end()) or self._bare(through.end(), measured=True)
            if last and last.places[0] > place:
                return Part(tuple(range(place, last.places[0] + 1)), last.end, part.bare)
        if onwards := ONWARDS.match(self.text, part.end):
            said = onwards.group()
            counted = said.startswith(("开始", "起", "到")) or self.text[max(0, at - 1) : at] == "从"
            return self._within(range(place + (not counted), self.size + 1), onwards.end()) or part
        if beside := BESIDE.match(self.text, part.end):
            many = _number(beside["n"]) if beside["n"] else self.size if beside["all"] else 1
            many = self.size if beside["n"] == "几" else many
            down = beside["down"] or beside["next"]
            found = range(place + 1, place + many + 1) if down else range(place - many, place)
            end = beside.start("all") if beside["all"] else beside.end()
            return self._within(found, end) or part
        return part

    # -- groups -------------------------------------------------------------------------------------------------------

    def _group(self, at: int) -> Part | None:
        if ends := BOTH_ENDS.match(self.text, at):
            return self._within([1, self.size], ends.end())
        match = GROUP.match(self.text, at)
        if match is None:
            return None
        count = self.size // 2 if match["half"] else min(_number(match["n"]), self.size)
        places = range(1, count + 1) if match["first"] else range(self.size - count + 1, self.size + 1)
        return self._within(places, match.end())

    def _parity(self, at: int) -> Part | None:
        match = PARITY.match(self.text, at)
        return self._within(range(1 if match["odd"] else 2, self.size + 1, 2), match.end()) if match else None

    def _middle(self, at: int) -> Part | None:
        match = MIDDLE.match(self.text, at)
        count = _number(match["n"] or "一") if match else 0
        if match is None or (self.size - count) % 2:
            return None
        first = (self.size - count) // 2 + 1
        return self._within(range(first, first + count), match.end())

    def _run(self, at: int) -> Part | None:
        """第一三五个, 第135个 where less is shown."""
        match = RUN.match(self.text, at)
        if match is None:
            return None
        places = [_number(digit) for digit in match["n"]]
        return Part(tuple(places), match.end()) if max(places) <= self.size else None

    # -- one place ----------------------------------------------------------------------------------------------------

    def _single(self, at: int) -> Part | None:
        if match := FROM_END.match(self.text, at):
            return self._within([self.size + 1 - _number(match["n"] or match["tail"])], match.end())
        if match := FROM_START.match(self.text, at):
            return self._within([_number(match["n"])], match.end())
        if match := ORDINAL.match(self.text, at):
            return self._within([_number(match["n"])], match.end(), bare=match["m"] is None)
        if match := NUMBERED.match(self.text, at):
            return self._within([_number(match["n"] or match["label"])], match.end(), bare=True)
        if match := PINYIN.match(self.text, at):
            return self._within([SPELT.index(match["n"]) + 1], match.end())
        if match := LAST.match(self.text, at):
            return self._within([self.size], match.end())
        if match := FIRST.match(self.text, at):
            return self._within([1], match.end())
        bare_last = ONLY_LAST.match(self.text, at)
        return self._within([self.size], bare_last.end()) if bare_last and self._listed(at) else None

    def _listed(self, at: int) -> bool:
        """Whether something that joins a list stands right before."""
        return re.search(r"(?:和|跟|与|、|到|至|vs|比)\s?$", self.text[:at]) is not None

    # -- bare numbers -------------------------------------------------------------------------------------------------

    def _bare_list(self, at: int) -> Part | None:
        """1和4, 1、3、5, 2-4 where nothing is counted; one number only where its neighbours say that it is a place."""
        first = self._bare(at, measured=False)
        before = self.text[:at]
        if first is None or MEASURED_BEFORE.search(before):
            return None
        figure = self.text[at].isdigit()
        joins = (pattern.match(self.text, first.end) for pattern in (SEPARATOR, THROUGH, NEXT))
        join = next((match for match in joins if match), None)
        follows = (self._bare(join.end(), measured=False) or self._single(join.end())) if join else None
        sure = figure or self.compares or LISTED.match(self.text, at)
        if join and follows and follows.places != first.places and sure:
            return self._extended(at, first)
        alone = figure and LEADS.search(before) and FOLLOWS.match(self.text, first.end)
        return first if alone and not (at == 0 and self.text[first.end :].strip(" ,.。!?") == "") else None

    def _bare(self, at: int, *, measured: bool) -> Part | None:
        """A number in the list that counts nothing; where `measured`, a measure may follow the last of several."""
        match = BARE.match(self.text, at)
        if match is None:
            return None
        counted = COUNTED.match(self.text, match.end())
        if counted and not (measured and re.fullmatch(rf"\s?{ANY_MEASURE}", counted.group())):
            return None
        return self._within([_number(match["n"])], counted.end() if counted else match.end(), bare=True)

    def _within(self, places: Iterable[int], end: int, *, bare: bool = False) -> Part | None:
        """The places that the list has; None where it has none of them."""
        kept = tuple(place for place in places if 1 <= place <= self.size)
        return Part(kept, end, bare) if kept else None


def named_places(text: str, size: int) -> list[tuple[tuple[int, ...], int, int]]:
    """All that a text names of a list of `size` products: places from 1, and where they are named."""
    grammar = Grammar(text, size)
    found, at = [], 0
    while size and at < len(text):
        if part := grammar.expression(at):
            found.append((part.places, at, part.end))
        at = part.end if part else at + 1
    return found
