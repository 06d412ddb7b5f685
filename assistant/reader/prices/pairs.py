"""Two amounts said together: "between 40 and 60", "40-60 dollars", "50 < price < 80"."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.reader.prices import words as say
from assistant.reader.prices.amounts import Amount
from assistant.reader.prices.plausible import ages, bare_range, same_magnitude
from assistant.reader.prices.statements import Kind, Statement, Strength, one

_HOURS = 12


def leading_limit(before: str) -> Kind | None:
    """Which limit the words before an amount lead to, whatever the amount."""
    if match := say.COMPARED.search(before):
        negated = say.NEGATION.search(before[: match.start()]) is not None
        return Kind.MAX if (match["below"] is not None) is not negated else Kind.MIN
    if say.HARD_MAX.search(before):
        return Kind.MAX
    return Kind.MIN if say.HARD_MIN.search(before) else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts that follow each other in `text`. `before` leads to the first; `ranged` tells that the statement
    before was a range, which a pair may correct."""

    text: str
    first: Amount
    second: Amount
    before: str
    ranged: bool

    def read(self) -> Statement | None:
        """The range or, for "up to 50-60", the limit that the two are; None when each stands for itself."""
        first, second = self.first, self.second
        if first.other or second.other:
            return None
        if sign := say.BETWEEN_SIGNS.fullmatch(self._gap()):
            ends = (first, second) if sign["rising"] else (second, first)
            return _range(*ends, first.start, second.end)
        if say.MOVED.search(self.before) and say.DASHED.fullmatch(self._gap()):  # "raise it from 50 to 80"
            return one(Kind.MAX, second, Strength.STATED, first.start, second.end)
        opening = say.OPENING.search(self.before)
        word = opening["word"] if opening else ""
        if not self._belong(word, self.before[: opening.start()] if opening else self.before):
            return None
        offset = first.start - len(self.before)
        begin = offset + opening.start() if opening else first.start
        led = leading_limit(self.before)
        if led is Kind.MAX and word in ("", "in", "over"):
            match = say.COMPARED.search(self.before) or say.HARD_MAX.search(self.before)
            begin = offset + (match.start() if match else 0)
            return one(Kind.MAX, second, Strength.STATED, begin, second.end)
        if led is None and not opening and (priced := say.PRICED.search(self.before)):
            begin = offset + priced.start()
        after = say.RANGE_AFTER.match(self.text, second.end)
        return _range(first, second, begin, after.end() if after else second.end)

    def _gap(self) -> str:
        return self.text[self.first.end : self.second.start]

    def _belong(self, word: str, prefix: str) -> bool:
        """Whether the two are one range of prices; `word` opens it, "between" or "from"."""
        dashed, money = say.DASHED.fullmatch(self._gap()) is not None, self.first.money or self.second.money
        if not dashed and not say.ANDED.fullmatch(self._gap()):
            return False
        if not money and ages(self.second, prefix):
            return False
        if not money and self.second.value < self.first.value <= _HOURS:
            return False  # "open from 9 to 5"
        if word.startswith("b"):
            return True
        if word == "from":
            return dashed or money
        return self._dashed(money) if dashed else self._joined(word, money)

    def _dashed(self, money: bool) -> bool:
        if (
            money
            or (self.first.value > _HOURS and self._alone())
            or say.PRICED.search(self.before)
            or say.RANGE_AFTER.match(self.text, self.second.end)
        ):
            return True
        return leading_limit(self.before) is not None or bare_range(self.text, self.first, self.second)

    def _alone(self) -> bool:
        """Whether the message is the pair and no more than says that it changes something: "make it 33-47 then"."""
        tail = say.CHANGED_END.fullmatch(self.text[self.second.end :])
        return tail is not None and say.CHANGED.fullmatch(self.text[: self.first.start]) is not None

    def _joined(self, word: str, money: bool) -> bool:
        """ "In $20 and $30", "15 or 20 quid", and "between 40 and 60, no, 50 and 70"."""
        if self.ranged and say.CORRECTING.search(self.before):
            return True
        if not money:
            return False
        return word in ("in", "over", "within") or ("or" in self._gap().split() and not leading_limit(self.before))


def _range(first: Amount, second: Amount, begin: int, end: int) -> Statement:
    low, high = sorted(same_magnitude(first, second))
    if not low:  # "0 to 55"
        return Statement(Kind.MAX, None, high, Strength.STATED, begin, end, ((begin, end),))
    return Statement(Kind.RANGE, low, high, Strength.STATED, begin, end, ((begin, end),))
