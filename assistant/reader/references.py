"""Which shown products a message points at: ordinals, superlatives, colours, brands and words of titles, "it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.places.grammar import named_places
from assistant.reader.places.reading import (
    ALONE,
    ANOTHER,
    ASKED,
    BEST,
    CHEAP,
    DEAR,
    DEMONSTRATIVE,
    EVERY,
    HANDLE,
    HIGHEST,
    JOINED,
    LOWEST,
    OF_THEM,
    OTHER,
    PRONOUN,
    RATED,
    THE_SET,
    WHOLE,
    WITH_IT,
)
from assistant.reader.places.sense import ENGLISH, Named, Senses, mark, meant
from assistant.reader.text import Scan, singular, words
from assistant.reader.words import FILLER, GENERIC, NOUNS
from retrieval.understanding.families import FAMILY_OF


@dataclass(frozen=True, slots=True)
class Mentions:
    """Handles in the order they were named. `strong`: named by place, superlative or title, not by a bare pronoun.

    `placed`: some of them by their places in the list.
    """

    handles: tuple[str, ...] = ()
    strong: bool = False
    placed: bool = False


class Places:
    """What a message has been found to point at, whatever its language: handles by where they are named."""

    def __init__(self, scan: Scan, context: ReadingContext) -> None:
        self.scan = scan
        self.context = context
        self.shown: Sequence[ShownItem] = context.shown or context.known
        self.found: list[tuple[int, tuple[str, ...]]] = []
        self.placed = False
        self.spans: list[tuple[int, int]] = []  # where places are named

    def _note(self, match: re.Match[str], handles: tuple[str, ...]) -> None:
        self.found.append((match.start(), handles))
        self.scan.take(*match.span())

    def _at(self, place: int) -> tuple[str, ...]:
        """The item at a 1-based place (negative: from the end); empty when the list is shorter."""
        index = place - 1 if place > 0 else place
        return (self.shown[index].handle,) if -len(self.shown) <= index < len(self.shown) else ()

    def _take_places(self, named: Sequence[tuple[tuple[int, ...], int, int]], senses: Senses) -> None:
        """Takes the places named out of the message and notes those that are meant."""
        alone = None if self.context.focus or named else ALONE.fullmatch(self.scan.low)
        if alone and int(alone["n"]) <= len(self.shown):  # of one product a number alone may say how many
            named = [((int(alone["n"]),), *alone.span("n"))]
        marked = mark(named, self.scan.full, senses)
        for one in marked:
            self.scan.take(one.start, one.end)
            self.spans.append((one.start, one.end))
        self._choose(marked, meant(marked, self.scan.full, len(self.shown), senses))

    def _choose(self, named: Sequence[Named], places: Sequence[int]) -> None:
        """Notes the places meant, each where it is first named, or else at the first place named."""
        for place in places:
            starts = [one.start for one in named if place in one.places and not one.refused]
            self.found.append((min(starts, default=named[0].start), self._at(place)))
        self.placed = bool(places)

    def _mentions(self, *, strong: bool) -> Mentions:
        """All that was found, in the order named, each once."""
        ordered = [handle for _, handles in sorted(self.found, key=lambda one: one[0]) for handle in handles]
        return Mentions(tuple(dict.fromkeys(ordered)), strong, self.placed)


class Pointer(Places):
    """Resolves the mentions of one message against what was shown; every resolved span is taken out of the message."""

    def resolve(self, superlatives: bool = True) -> Mentions:
        """`superlatives` False leaves "cheapest" alone: in a new search it asks for an order, not for an item."""
        if not (self.shown or self.context.known):
            return Mentions()
        if picked := self._one_of():
            return Mentions((picked,), True, True)
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

    def places(self) -> None:
        """Takes the places in the list that are named; what else is pointed at is left to `resolve`."""
        for match in self.scan.find(HANDLE):
            if self.context.item(match.group()):
                self._note(match, (match.group(),))
        self._take_places(named_places(self.scan.low, len(self.shown), self._looked_for()), ENGLISH)

    def _looked_for(self) -> frozenset[str]:
        """The words, in the singular, that what is shown was looked for with."""
        last = self.context.last
        said = [singular(word) for word in words(last.query) if word not in FILLER] if last else []
        return frozenset([*said, *(word.replace("-", "") for word in said), *(word.split("-")[-1] for word in said)])

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
            if self.placed and not self._joined(match.start(), match.end(1)):
                continue
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

    def _joined(self, start: int, end: int) -> bool:
        """Whether a description belongs to the places: "the second or the red one", "the blue one to the third"."""
        after = any(JOINED.fullmatch(self.scan.full[stop:start]) for _, stop in self.spans if stop <= start)
        before = any(JOINED.search(self.scan.full[start:begin]) for begin, _ in self.spans if start < begin <= end + 8)
        return after or before

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
