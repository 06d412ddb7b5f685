"""The grammar of places in a list: "the second to last", "2 through 4", "the two after the first", "all but #3"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant.reader.place_cues import AMOUNTS, CUES, follows_number
from assistant.reader.place_words import Token, slips, tokens
from assistant.reader.text import singular

_LABELS = CUES["labels"] | slips("number")


@dataclass(frozen=True, slots=True)
class Part:
    """Places from 1 in the order named, and the index of the token after them.

    `figures`: named by numbers. `loose`: by one alone, which is an amount where other places are named.
    """

    places: tuple[int, ...]
    end: int
    figures: bool = False
    loose: bool = False


class Grammar:
    """Reads places out of the tokens of one message, where `size` products are shown that `nouns` may name."""

    def __init__(self, tokens: Sequence[Token], size: int, nouns: Collection[str]) -> None:
        self.tokens = tokens
        self.size = size
        self.nouns = nouns
        self.compared = any(token.word in CUES["compared"] for token in tokens)

    # -- lists and ranges ---------------------------------------------------------------------------------------------

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
        if part is None or (not wide and self._token(self._articles(target)).figure):
            return None
        place, off = part.places[0], 0 if included else 1
        onwards = word in CUES["forward"] or word == "from"
        places = range(place + off, self.size + 1) if onwards else range(1, place - off + 1)
        end = part.end + (onwards and self._word(part.end) in ("on", "onwards", "onward", "down"))
        return Part(tuple(places), end) if places else None

    # -- groups -------------------------------------------------------------------------------------------------------

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

    def _edge(self, at: int) -> Part | None:
        """ "At the end", "on top", "at the start of the list": the first place as 1, the last as -1."""
        if self._word(at) not in ("at", "on", "from", "towards") or at == 0:
            return None
        place = self._articles(at + 1)
        side = -1 if self._word(place) in CUES["end"] else 1 if self._word(place) in CUES["start"] else 0
        return Part((side,), self._tail(place + 1)) if side else None

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

    # -- beside another -----------------------------------------------------------------------------------------------

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

    # -- one place ----------------------------------------------------------------------------------------------------

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
        ends = not after.word[:1].isalpha()
        if (
            token.word in CUES["edges"]
            and not named
            and not (start > at and ends and token.word in ("bottom", "final"))
        ):
            return None
        if start == at and not named and not figures and not self._stands_alone(start):
            return None
        if token.ordinal == -1 and not named and not self._last_alone(at, start):
            return None
        return self._nth(token.ordinal, self._tail(self._noun(start + 1)))

    def _no_ordinal(self, at: int, start: int) -> bool:
        """ "First aid", "the second of May", "in the first place", "the last one I bought"."""
        token, after = self._token(start), self._word(start + 1)
        nexts = (after, self._word(start + 2))
        if after in ("come", "comes", "served") and token.word == "first" and self._word(at - 1) != "does":
            return True
        if after in CUES["no_ordinal"] or (after == "of" and nexts[1] in CUES["dates"]):
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
        if start == 0 or before in (".", "!", "?", ";", ","):
            return (not (token.word == "first" and after in CUES["adverb"]) and token.ordinal != 2) or after in (
                "and",
                "&",
            )
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

    # -- bare numbers -------------------------------------------------------------------------------------------------

    def _bare_list(self, at: int) -> Part | None:
        """ "2 and 6", "1, 3, 5", "2-4" where nothing is counted; one number only behind a word that leads to it."""
        start = self._articles(at)
        if (start > at and self._word(at) != "the") or not (first := self._bare(start)):
            return None
        before = self._word(at - 1)
        if before in CUES["measured"]:
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
        if at == 0 or (not before[0].isalpha() and before not in ("(", "-", "/", "+", "*")):
            return (not (after == "" and len(self.tokens) == 1) and not after[:1].isalpha()) or after in CUES["please"]
        if before in CUES["takes"]:
            return after in ("", "to", "in", "into", "please", "pls", "again", "and", ",", "?", "!", ".")
        return before in CUES["leads"] and (self._token(at).figure or before in CUES["compared"])

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

    # -- helpers ------------------------------------------------------------------------------------------------------

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


_NOTHING = Token("", -1, -1)


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
