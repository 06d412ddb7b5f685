"""Which shown products a message points at: ordinals, superlatives, colours, brands and words of titles, "it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.places import (
    AND_NUMBER,
    ANOTHER,
    ASKED,
    BARE,
    BEST,
    CHEAP,
    DEAR,
    DEMONSTRATIVE,
    ENDS,
    EVERY,
    GROUP,
    HANDLE,
    HIGHEST,
    LAST_NOUN,
    LAST_ONE,
    LEADING,
    LOWEST,
    NOUN_NUMBER,
    NTH,
    NUMBERED,
    NUMBERS,
    OF_THEM,
    ORDINALS,
    OTHER,
    PRONOUN,
    RATED,
    SECOND_LAST,
    THE_SET,
    WHOLE,
    WITH_IT,
)
from assistant.reader.text import Scan, singular, words
from assistant.reader.words import FAMILY_OF, FILLER, GENERIC, NOUNS


@dataclass(frozen=True, slots=True)
class Mentions:
    """Handles in the order they were named. `strong`: named by place, superlative or title, not by a bare pronoun."""

    handles: tuple[str, ...] = ()
    strong: bool = False


def _number(text: str) -> int:
    return NUMBERS.get(text) or (int(text) if text.isdigit() else 2)


class Places:
    """What a message has been found to point at, whatever its language: handles by where they are named."""

    def __init__(self, scan: Scan, context: ReadingContext) -> None:
        self.scan = scan
        self.context = context
        self.shown: Sequence[ShownItem] = context.shown or context.known
        self.found: list[tuple[int, tuple[str, ...]]] = []

    def _note(self, match: re.Match[str], handles: tuple[str, ...]) -> None:
        self.found.append((match.start(), handles))
        self.scan.take(*match.span())

    def _at(self, place: int) -> tuple[str, ...]:
        """The item at a 1-based place (negative: from the end); empty when the list is shorter."""
        index = place - 1 if place > 0 else place
        return (self.shown[index].handle,) if -len(self.shown) <= index < len(self.shown) else ()

    def _mentions(self, *, strong: bool) -> Mentions:
        """All that was found, in the order named, each once."""
        ordered = [handle for _, handles in sorted(self.found) for handle in handles]
        return Mentions(tuple(dict.fromkeys(ordered)), strong)


class Pointer(Places):
    """Resolves the mentions of one message against what was shown; every resolved span is taken out of the message."""

    def resolve(self, superlatives: bool = True) -> Mentions:
        """`superlatives` False leaves "cheapest" alone: in a new search it asks for an order, not for an item."""
        if not (self.shown or self.context.known):
            return Mentions()
        self._places()
        if picked := self._one_of():
            return Mentions((picked,), True)
        if superlatives:
            self._pick(CHEAP, lambda items: min(items, key=lambda item: item.price))
            self._pick(DEAR, lambda items: max(items, key=lambda item: item.price))
            self._pick(BEST, lambda items: max(items, key=lambda item: item.rating or 0.0))
        self._described()
        strong = bool(self.found)
        if not strong:
            self._groups()
            strong = bool(self.found)
        elif self.context.focus and (with_it := self.scan.pull(WITH_IT)):
            self.found.append((with_it.start(), (self.context.focus,)))
        if not strong:
            self._pronoun()
        return self._mentions(strong=strong)

    def _places(self) -> None:
        for match in self.scan.find(HANDLE):
            if self.context.item(match.group()):
                self._note(match, (match.group(),))
        for pattern, place in ((SECOND_LAST, -2), (LAST_ONE, -1)):
            for match in self.scan.find(pattern):
                self._note(match, self._at(place))
        self._named_places()
        for match in self.scan.find(ENDS):
            self._note(match, self._at(1 if (match["end"] or match["one"]) == "top" else -1))
        for match in self.scan.find(GROUP):
            count = _number(match["n"])
            chosen = self.shown[:count] if match["end"] in ("first", "top") else self.shown[-count:]
            self._note(match, tuple(item.handle for item in chosen))
        for match in self.scan.find(NTH):
            if handles := self._at(ORDINALS[match["nth"]]):
                self._note(match, handles)
        for pattern in (NUMBERED, LEADING, BARE):
            for match in self.scan.find(pattern):
                if handles := self._at(_number(match["n"])):
                    self._note(match, handles)
                    self._list_after(match.end())

    def _named_places(self) -> None:
        """ "The last rug" and "umbrella 4", where rugs and umbrellas are what was looked for."""
        known = {singular(word) for word in words(self.context.last.query)} if self.context.last else set()
        for match in self.scan.find(LAST_NOUN):
            if singular(match["noun"]) in known:
                self._note(match, self._at(-1))
        for match in self.scan.find(NOUN_NUMBER):
            if singular(match["noun"]) in known and (handles := self._at(int(match["n"]))):
                self._note(match, handles)
                self._list_after(match.end())

    def _list_after(self, position: int) -> None:
        """The other places of "numbers one, two and four"."""
        while follow := AND_NUMBER.match(self.scan.low, position):
            more = self._at(_number(follow["n"]))
            if not more:
                return
            self._note(follow, more)
            position = follow.end()

    def _one_of(self) -> str:
        """ "The cheaper of the first two": the one of those named; "" where none is picked out."""
        text = self.scan.full
        named = list(dict.fromkeys(handle for _, handles in self.found for handle in handles))
        items = [item for handle in named if (item := self.context.item(handle))]
        if len(items) < 2 or not OF_THEM.search(text) or ASKED.search(text):
            return ""
        if LOWEST.search(text):
            return min(items, key=lambda item: item.price).handle
        if HIGHEST.search(text):
            return max(items, key=lambda item: item.price).handle
        if RATED.search(text):
            return max(items, key=lambda item: item.rating or 0.0).handle
        return ""

    def _pick(self, pattern: re.Pattern[str], choose: Callable[[Sequence[ShownItem]], ShownItem]) -> None:
        for match in self.scan.find(pattern):
            pool = self.shown
            if re.search(r"of\s+(?:the\s+)?two", match.group()):
                pool = self.shown[:2]
            if pool:
                self._note(match, (choose(pool).handle,))

    def _described(self) -> None:
        """ "the red one", "those boots", "the Acme": words that fit a shown title, brand, category or colour."""
        patterns = (ANOTHER, DEMONSTRATIVE) if self.context.bundle_shown else (DEMONSTRATIVE,)
        for match in [match for pattern in patterns for match in self.scan.find(pattern)]:
            phrase = match.group(1).split()
            for length in range(len(phrase), 0, -1):
                if length < len(phrase) and singular(phrase[length].strip(",.!?;")) in NOUNS:
                    break  # "the camping chair" is not whatever else is for camping
                span = " ".join(phrase[:length])
                if handles := self._fitting(span, match.group().split()[0]):
                    end = match.start(1) + len(span)
                    self.found.append((match.start(), handles))
                    # "a cheaper lamp" names the lamp and still has to be read as cheaper.
                    self.scan.take(match.start(1) if match.re is ANOTHER else match.start(), end)
                    break

    def _fitting(self, phrase: str, article: str) -> tuple[str, ...]:
        wanted = [singular(word) for word in words(phrase)]
        plural = bool(wanted) and words(phrase)[-1] != wanted[-1]
        core = [word for word in wanted if word not in GENERIC and word != "one"]
        if not core or core[0] in FILLER or core[-1] in FILLER:
            return ()
        for pool in (self.context.shown, self.context.known):
            fitting = [item.handle for item in pool if all(_has(item, word) for word in core)]
            many = plural or article in ("these", "those")
            if words(phrase)[-1] in ("one", "ones") and (len(fitting) > 1 or words(phrase)[-1] == "ones"):
                return ()  # "the blue ones" of many are a wish, not a place
            if fitting:
                return tuple(fitting) if many else (fitting[0],)
        return ()

    def _groups(self) -> None:
        for match in self.scan.find(OTHER):
            pair = self.context.pair or tuple(item.handle for item in self.shown)
            others = tuple(handle for handle in pair if handle != self.context.focus)
            if others and len(pair) == 2:
                self._note(match, others[-1:])
        whole = WHOLE if self.context.bundle_shown else THE_SET
        for match in self.scan.find(whole) if self.context.bundle else ():
            self._note(match, self.context.bundle)
        for match in self.scan.find(EVERY):
            two = re.match(r"both|the two", match.group())
            chosen = self.shown[:2] if two else self.shown
            if self.context.pair and (two or match.group() in ("these", "those", "them")):
                self._note(match, self.context.pair)
            else:
                self._note(match, tuple(item.handle for item in chosen))

    def _pronoun(self) -> None:
        match = self.scan.pull(PRONOUN)
        if not match:
            return
        focus = self.context.focus
        if focus and self.context.item(focus):
            self.found.append((match.start(), (focus,)))
        elif len(self.shown) == 1:
            self.found.append((match.start(), (self.shown[0].handle,)))


def _has(item: ShownItem, word: str) -> bool:
    title = {singular(part) for part in words(item.title.casefold())}
    path = {singular(part) for level in item.category for part in words(level.casefold())}
    brand = set(words(item.brand.casefold()))
    if word in {singular(part) for part in words(item.role.casefold())}:
        return True
    colour = item.colour.casefold()
    shade = {*words(colour), FAMILY_OF.get(colour, "")} | {FAMILY_OF.get(part, "") for part in words(colour)}
    compound = len(word) > 3 and any(part.endswith(word) for part in title)  # a headlamp is a lamp
    return word in title or compound or word in path or word in brand or word in shade
