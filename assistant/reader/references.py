"""Which shown products a message points at: ordinals, superlatives, colours, brands and words of titles, "it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.text import Scan, singular, words
from assistant.reader.words import FAMILY_OF, FILLER, GENERIC

_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "forth": 4, "fifth": 5,
    "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10,
    "10th": 10,
}  # fmt: skip
_WORDS = {"fist", "fort", "firs", "thir", "forth", "four", "firth"}  # words of their own, or too little left


def _slips(word: str) -> set[str]:
    """The word with a letter left out or two neighbours swapped, as fast fingers type it; its first letter stays."""
    dropped = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return (dropped | swapped) - _WORDS - {word}


_ORDINALS |= {
    slip: _ORDINALS[word] for word in ("first", "second", "third", "fourth", "fifth") for slip in _slips(word)
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_ORDINAL = "|".join(_ORDINALS)
_NUMBER = "|".join(number for number in _NUMBERS if number != "one") + r"|[2-9]"
_HANDLE = re.compile(r"\bp\d{1,3}\b")
_GROUP = re.compile(
    rf"\b(?:the\s+)?(?P<end>first|top|last|final|bottom)\s+(?P<n>{_NUMBER}|couple|few)\b(?!\s*(?:days?"
    rf"|weeks?|months?|years?))"
)
_SECOND_LAST = re.compile(
    r"\b(?:the\s+)?(?:second|2nd)[\s-]+(?:to[\s-]+)?last(?:\s+one)?\b|\bpenultimate(?:\s+one)?\b|\b"
    r"next to last(?:\s+one)?\b"
)
_NTH = re.compile(
    rf"\b(?:the\s+)?(?P<nth>{_ORDINAL})\b(?!\s+(?:aid|time|class|hand|order|generation|gen|of all"
    rf"|birthday|grade|floor|day|year|name|edition|ever|thoughts?|half)\b)"
    r"(?:\s+(?:one|item|product|option|result|choice|suggestion|recommendation|of\s+(?:them|those|these)))?"
)
_LAST_ONE = re.compile(
    r"\b(?:the\s+)?(?:very\s+)?last\s+(?:one|item|product|option|result|choice|pair|piece)\b(?!\s+i\s+(?:bought"
    r"|ordered|got|purchased))|\bthe last\s*(?=$|[.,!?])|(?<=\bvs)\s+(?:the\s+)?last\b"
    r"|(?:(?<=\band)|(?<=\bwith))\s+(?:the\s+)?last\b(?=\s*(?:$|[.,!?]))"
)
_LAST_NOUN = re.compile(r"\b(?:the\s+)?(?:very\s+)?last\s+(?P<noun>[\w-]+)")  # "the last rug" after "rugs"
_NUMBERED = re.compile(
    r"(?:#\s?|\b(?:numbers?|num|nmbr|nos?\.?|nr\.?|options?|items?|products?|results?|choices?|picks?)\s*#?\s?)"
    r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight)\b(?!\s*(?:x|pieces|pcs|inch|cm|%))"
)
# A bare digit is a place after words that ask about one, or in a list of them: "open 3", "compare 1, 3", "2 versus 3".
_BARE = re.compile(
    r"\b(?:compar\w+|contrast|versus|vs\.?|between|differ\w*|open|similar\s+to|like|add|hide|about|reviews?(?:\s+(?:of|for|on))?"
    r"|details?(?:\s+(?:of|for|on))?|of)\s+(?P<n>[1-9])(?![\d.,]\d|\s*[%-])"
    r"(?=\s*(?:$|[.,!?&]|and\b|or\b|with\b|to\b|vs\b|versus\b|against\b|in\b|please\b|pls\b|again\b|then\b))"
)
_LEADING = re.compile(r"^(?P<n>[1-9])(?=\s*(?:vs\.?|versus|or|and|&)\s*#?[1-9]\b)")
_AND_NUMBER = re.compile(
    r"\s*(?:,\s*(?:and|or)?|and|&|or|vs\.?|versus|with|to|against)\s*(?:#|number|no\.?)?\s?"
    r"(?P<n>[1-9]|one|two|three|four|five|six)\b(?!\s*(?:of|x|pieces|pcs|times)\b)"
)
_NOUN_NUMBER = re.compile(r"\b(?:the\s+)?(?P<noun>[a-z][a-z-]+)\s+#?(?P<n>[1-9])\b(?!\s*(?:[.,]\d|x\b|%|\w))")
_ENDS = re.compile(
    r"\b(?:the\s+)?(?:(?:one|item|product)\s+)?(?:(?:at|on)\s+(?:the\s+)?(?:very\s+)?(?P<end>top|bottom)(?:\s+of\s+(?:the|that|your)\s+"
    r"(?:list|page|results))?|(?P<one>top|bottom|final)\s+(?:one|item|product|result|option))\b"
)
_EVERY = re.compile(
    r"\b(?:both(?:\s+of\s+(?:them|these|those))?|all\s+of\s+(?:them|these|those)|(?:all|them)\s+all"
    r"|all\s+(?:three|four|five|six|\d|these|those)|each\s+of\s+(?:them|these|those)"
    r"|every\s+one\s+of\s+them|the\s+(?:two|three|four)(?:\s+of\s+(?:them|these|those))?(?=$"
    r"|[\s.,!?])(?!\s+\w+s\b)|the\s+whole\s+(?:lot|list)|these|those|(?<!\bof\s)them)\b"
)
_WHOLE = re.compile(
    r"\b(?:all|everything|(?:the\s+)?(?:whole|full|entire|complete)\s+(?:set|bundle|lot|outfit|kit|thing)|the\s+(?:set|bundle))"
    r"\b(?=\s*(?:$|[.,!?]|to\b|in\b|into\b|please))"
)
_OTHER = re.compile(r"\bthe other (?:one|two)\b")
_ONE = r"(?:\s+(?:one|ones|item|product|option|choice|of\s+(?:the\s+)?(?:two|three|them|these|those|lot|bunch|all)))"
_CHEAP = re.compile(
    rf"\b(?:the\s+)?(?:(?:cheapest|least\s+expensive|lowest[\s-]priced|most\s+affordable){_ONE}*)|\b"
    rf"the\s+(?:cheaper|less\s+expensive){_ONE}+(?<!ones)"
)
_DEAR = re.compile(
    rf"\b(?:the\s+)?(?:(?:most\s+expensive|priciest|dearest|costliest|highest[\s-]priced){_ONE}*)|\b"
    rf"the\s+(?:more\s+expensive|pricier|dearer){_ONE}+(?<!ones)"
)
_BEST = re.compile(
    rf"\b(?:the\s+)?(?:(?:best|highest|top)[\s-](?:rated|reviewed|rating|reviews){_ONE}*|(?:better"
    rf"|higher)[\s-](?:rated|reviewed){_ONE}+)"
)
_OF_THEM = re.compile(r"\bof\b|\bwhichever\b|\bout\s+of\b|\bbetween\b")
_LOWEST = re.compile(
    r"\b(?:cheap(?:er|est)|(?:less|least)\s+expensive|costs?\s+(?:less|the\s+least)|lower[\s-]priced)\b"
)
_HIGHEST = re.compile(
    r"\b(?:pric(?:ier|iest)|dear(?:er|est)|more\s+expensive|most\s+expensive|costs?\s+(?:more|the\s+most))\b"
)
_RATED = re.compile(r"\b(?:better|best|higher|highest|top)[\s-](?:rated|reviewed|rating|stars)\b")
_ASKED = re.compile(r"\b(?:which|what|is|are|compar\w*|difference)\b")
_WITH_IT = re.compile(r"\b(?:compare|contrast)\s+(?:it|that\s+one|this\s+one|that|this)\b")
_PRONOUN = re.compile(
    r"\b(?:it|that\s+one|this\s+one|that\s+(?:item|product)|this\s+(?:item|product|thing)"
    r"|the\s+one\s+you\s+(?:just\s+)?(?:showed|recommended|mentioned))\b"
)
_ANOTHER = re.compile(
    r"\b(?:another|(?:an?\s+|some\s+|any\s+)?(?:other|different|new|cheaper|nicer|better|bigger|smaller|lighter|warmer))"
    r"\s+((?:[\w'-]+\s+){0,2}?[\w'-]+)"
)
_DEMONSTRATIVE = re.compile(r"\b(?:this|that|these|those|the|your)\s+((?:[\w'-]+\s+){0,4}?[\w'-]+)")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Handles in the order they were named. `strong`: named by place, superlative or title, not by a bare pronoun."""

    handles: tuple[str, ...] = ()
    strong: bool = False


def _number(text: str) -> int:
    return _NUMBERS.get(text) or (int(text) if text.isdigit() else 2)


class Pointer:
    """Resolves the mentions of one message against what was shown; every resolved span is taken out of the message."""

    def __init__(self, scan: Scan, context: ReadingContext) -> None:
        self.scan = scan
        self.context = context
        self.shown: Sequence[ShownItem] = context.shown or context.known
        self.found: list[tuple[int, tuple[str, ...]]] = []

    def resolve(self, superlatives: bool = True) -> Mentions:
        """`superlatives` False leaves "cheapest" alone: in a new search it asks for an order, not for an item."""
        if not (self.shown or self.context.known):
            return Mentions()
        self._places()
        if picked := self._one_of():
            return Mentions((picked,), True)
        if superlatives:
            self._pick(_CHEAP, lambda items: min(items, key=lambda item: item.price))
            self._pick(_DEAR, lambda items: max(items, key=lambda item: item.price))
            self._pick(_BEST, lambda items: max(items, key=lambda item: item.rating or 0.0))
        self._described()
        strong = bool(self.found)
        if not strong:
            self._groups()
            strong = bool(self.found)
        elif self.context.focus and (with_it := self.scan.pull(_WITH_IT)):
            self.found.append((with_it.start(), (self.context.focus,)))
        if not strong:
            self._pronoun()
        ordered = [handle for _, handles in sorted(self.found) for handle in handles]
        return Mentions(tuple(dict.fromkeys(ordered)), strong)

    def _note(self, match: re.Match[str], handles: tuple[str, ...]) -> None:
        self.found.append((match.start(), handles))
        self.scan.take(*match.span())

    def _at(self, place: int) -> tuple[str, ...]:
        """The item at a 1-based place (negative: from the end); empty when the list is shorter."""
        index = place - 1 if place > 0 else place
        return (self.shown[index].handle,) if -len(self.shown) <= index < len(self.shown) else ()

    def _places(self) -> None:
        for match in self.scan.find(_HANDLE):
            if self.context.item(match.group()):
                self._note(match, (match.group(),))
        for pattern, place in ((_SECOND_LAST, -2), (_LAST_ONE, -1)):
            for match in self.scan.find(pattern):
                self._note(match, self._at(place))
        self._named_places()
        for match in self.scan.find(_ENDS):
            self._note(match, self._at(1 if (match["end"] or match["one"]) == "top" else -1))
        for match in self.scan.find(_GROUP):
            count = _number(match["n"])
            chosen = self.shown[:count] if match["end"] in ("first", "top") else self.shown[-count:]
            self._note(match, tuple(item.handle for item in chosen))
        for match in self.scan.find(_NTH):
            if handles := self._at(_ORDINALS[match["nth"]]):
                self._note(match, handles)
        for pattern in (_NUMBERED, _LEADING, _BARE):
            for match in self.scan.find(pattern):
                if handles := self._at(_number(match["n"])):
                    self._note(match, handles)
                    self._list_after(match.end())

    def _named_places(self) -> None:
        """ "The last rug" and "umbrella 4", where rugs and umbrellas are what was looked for."""
        known = {singular(word) for word in words(self.context.last.query)} if self.context.last else set()
        for match in self.scan.find(_LAST_NOUN):
            if singular(match["noun"]) in known:
                self._note(match, self._at(-1))
        for match in self.scan.find(_NOUN_NUMBER):
            if singular(match["noun"]) in known and (handles := self._at(int(match["n"]))):
                self._note(match, handles)
                self._list_after(match.end())

    def _list_after(self, position: int) -> None:
        """The other places of "numbers one, two and four"."""
        while follow := _AND_NUMBER.match(self.scan.low, position):
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
        if len(items) < 2 or not _OF_THEM.search(text) or _ASKED.search(text):
            return ""
        if _LOWEST.search(text):
            return min(items, key=lambda item: item.price).handle
        if _HIGHEST.search(text):
            return max(items, key=lambda item: item.price).handle
        if _RATED.search(text):
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
        patterns = (_ANOTHER, _DEMONSTRATIVE) if self.context.bundle_shown else (_DEMONSTRATIVE,)
        for match in [match for pattern in patterns for match in self.scan.find(pattern)]:
            phrase = match.group(1).split()
            for length in range(len(phrase), 0, -1):
                span = " ".join(phrase[:length])
                if handles := self._fitting(span, match.group().split()[0]):
                    end = match.start(1) + len(span)
                    self.found.append((match.start(), handles))
                    # "a cheaper lamp" names the lamp and still has to be read as cheaper.
                    self.scan.take(match.start(1) if match.re is _ANOTHER else match.start(), end)
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
        for match in self.scan.find(_OTHER):
            pair = self.context.pair or tuple(item.handle for item in self.shown)
            others = tuple(handle for handle in pair if handle != self.context.focus)
            if others and len(pair) == 2:
                self._note(match, others[-1:])
        if self.context.bundle_shown:
            for match in self.scan.find(_WHOLE):
                self._note(match, self.context.bundle)
        for match in self.scan.find(_EVERY):
            two = re.match(r"both|the two", match.group())
            chosen = self.shown[:2] if two else self.shown
            if self.context.pair and (two or match.group() in ("these", "those", "them")):
                self._note(match, self.context.pair)
            else:
                self._note(match, tuple(item.handle for item in chosen))

    def _pronoun(self) -> None:
        match = self.scan.pull(_PRONOUN)
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
