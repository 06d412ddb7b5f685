"""What a message says of price, one statement for each amount or pair of amounts, in the order they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, IntEnum

from assistant.reader import price_words as say
from assistant.reader.amounts import Amount, find_amounts

_WINDOW = 110  # characters before an amount that may lead to it
_OLDEST_CHILD = 18
_YEARS = range(1950, 2050)


class Kind(Enum):
    MAX = "max"
    MIN = "min"
    RANGE = "range"
    AROUND = "around"
    NOTHING = "nothing"  # understood, and no limit: "I don't mind going over 50"


class Strength(IntEnum):
    PLAIN = 1  # an amount of money and no more
    SPENDING = 2  # "I have 50", "budget 50", "around 50"
    STATED = 3  # "under 50"


@dataclass(frozen=True, slots=True)
class Statement:
    """One limit, in major units. `text` is where it stands; `spans` are what to take out of the message."""

    kind: Kind
    low: Decimal | None
    high: Decimal | None
    strength: Strength
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = field(default=())
    below: bool | None = None  # the direction of its word of comparison, before any negation; None without one
    flipped: bool = False
    corrects: bool = False


def _one(kind: Kind, amount: Amount, strength: Strength, start: int, end: int) -> Statement:
    low = amount.value if kind in (Kind.MIN, Kind.AROUND) else None
    high = amount.value if kind in (Kind.MAX, Kind.AROUND) else None
    return Statement(kind, low, high, strength, start, end, ((start, end),))


def _flip(statement: Statement) -> Statement:
    kind = Kind.MIN if statement.kind is Kind.MAX else Kind.MAX
    return replace(statement, kind=kind, low=statement.high, high=statement.low, flipped=True)


class Relations:
    """Reads the statements of one lower-case message."""

    def __init__(self, text: str, currency: str) -> None:
        self.text = text
        self.amounts = find_amounts(text, currency)
        self.statements: list[Statement] = []
        self._from = 0  # where the words that may lead to the next amount begin

    def read(self) -> list[Statement]:
        """Every statement in order, negations and corrections applied to each."""
        index = 0
        while index < len(self.amounts):
            amount = self.amounts[index]
            before = self.text[max(self._from, amount.start - _WINDOW) : amount.start]
            statement = self._range(index, before)
            index += 2 if statement else 1
            statement = statement or (None if amount.other else self._single(index - 1, before))
            if statement is None:
                self._from = amount.end
                continue
            self._add(statement)
        return self.statements

    def _add(self, statement: Statement) -> None:
        last = self.statements[-1] if self.statements else None
        self._from = statement.end
        if last is not None:
            gap = self.text[last.end : max(last.end, statement.start)]
            if say.MARKED.search(gap) and say.CORRECTING.search(gap):
                statement = replace(statement, corrects=True)
            both = last.below is not None and statement.below is not None and last.below != statement.below
            if both and last.flipped != statement.flipped and say.JOINED_CLAUSES.fullmatch(gap):
                # "nothing under 40 or over 60", "under 40 or over 60 is no good": the refusal is of both
                self.statements[-1] = last if last.flipped else _flip(last)
                statement = statement if statement.flipped else _flip(statement)
        self.statements.append(statement)

    # One amount

    def _single(self, index: int, before: str) -> Statement | None:
        amount = self.amounts[index]
        start = amount.start - len(before)
        if say.REFUSED.search(before) and not self._led(before):
            return _one(Kind.NOTHING, amount, Strength.PLAIN, amount.start, amount.end)
        for read in (self._compared, self._hard, self._followed, self._corrected, self._soft):
            if (statement := read(index, before, start)) is not None:
                return self._widened(statement)
        return None

    def _compared(self, index: int, before: str, start: int) -> Statement | None:
        amount = self.amounts[index]
        match = say.COMPARED.search(before)
        if match is None:
            match = say.NEGATED_ONLY.search(before)
            if match is None or not say.NEGATION.search(before[: match.start()]):
                return None
        below, prefix = match["below"] is not None, before[: match.start()]
        if say.NOT_A_PRICE_BEFORE.search(prefix) or not self._plausible(amount, prefix, below, loose=below):
            return None
        begin = start + match.start()
        statement = replace(
            _one(Kind.MAX if below else Kind.MIN, amount, Strength.STATED, begin, amount.end), below=below
        )
        if say.INDIFFERENT.search(prefix):
            return replace(statement, kind=Kind.NOTHING, below=None)
        if negated := say.NEGATION.search(prefix):
            begin = start + negated.start()
            return replace(_flip(statement), start=begin, spans=((begin, amount.end),))
        if rejecting := say.REJECTING.search(prefix):
            verb = (start + rejecting.start("verb"), start + rejecting.end("verb"))
            return replace(_flip(statement), start=verb[0], spans=(verb, *statement.spans))
        return self._refused(statement, amount, prefix, start)

    def _refused(self, statement: Statement, amount: Amount, prefix: str, start: int) -> Statement:
        """ "Anything over 50 is too much": what is said after the amount turns the limit around."""
        subject, refused = say.GENERIC_SUBJECT.search(prefix), say.REJECTED.match(self.text, amount.end)
        if not subject or not refused or (refused["comma"] and not subject["if"]):
            return statement
        begin = start + subject.start() + len(subject.group()) - len(subject.group().lstrip(" .,;:!?"))
        begin = begin if say.JOINED_CLAUSES.fullmatch(subject.group()) is None else statement.start
        return replace(_flip(statement), start=begin, end=refused.end(), spans=((begin, refused.end()),))

    def _hard(self, index: int, before: str, start: int) -> Statement | None:
        amount = self.amounts[index]
        found = [(match, kind) for pattern, kind in ((say.HARD_MAX, Kind.MAX), (say.HARD_MIN, Kind.MIN))
                 if (match := pattern.search(before))]  # fmt: skip
        if not found:
            return None
        match, kind = min(found, key=lambda pair: pair[0].start())
        prefix = before[: match.start()]
        loose = match.group().startswith(("budget", "limit", "max", "cap", "ceiling"))
        if say.NOT_A_PRICE_BEFORE.search(prefix) or not self._plausible(amount, prefix, kind is Kind.MAX, loose):
            return None
        if match.group().startswith(("inside", "keep", "cap")) and not self._bare_price(amount):
            return None
        return _one(kind, amount, Strength.STATED, start + match.start(), amount.end)

    def _followed(self, index: int, before: str, start: int) -> Statement | None:
        amount = self.amounts[index]
        if sign := say.LIMITS.match(self.text, amount.end):
            return _one(Kind.MAX if sign["sign"] == ">" else Kind.MIN, amount, Strength.STATED, amount.start, sign.end())
        for pattern, kind in ((say.AFTER_MIN, Kind.MIN), (say.AFTER_MAX, Kind.MAX)):
            match = pattern.match(self.text, amount.end)
            if match is None or self._leads_on(index, match):
                continue
            leads = say.FROM.search(before)
            plus, up = match.group().startswith("+") or "plus" in match.group(), match.group().strip() == "up"
            if (up and not leads and not amount.money) or ((plus or amount.counted) and not self._large(amount)):
                continue
            if not self._plausible(amount, before, kind is Kind.MAX, loose=True):
                continue
            begin = start + leads.start() if leads else amount.start
            return _one(kind, amount, Strength.STATED, begin, match.end())
        return None

    def _leads_on(self, index: int, match: re.Match[str]) -> bool:
        """Whether words after an amount lead to the next one instead: "boots 42 max 80", but "80 max 40 min"."""
        if index + 1 >= len(self.amounts) or re.match(r"[\s,]*(?:or|and)\b", match.group()):
            return False
        following = self.amounts[index + 1]
        if following.start < match.end() or not say.LEADS_ON.fullmatch(self.text[match.end() : following.start]):
            return False
        own = say.AFTER_MAX.match(self.text, following.end) or say.AFTER_MIN.match(self.text, following.end)
        return own is None and not following.other

    def _corrected(self, index: int, before: str, start: int) -> Statement | None:
        """ "Under 50, no wait, 80": the amount takes the relation of the one it corrects."""
        amount = self.amounts[index]
        last = next((one for one in reversed(self.statements) if one.kind is not Kind.NOTHING), None)
        if last is None:
            return None
        match = say.CORRECTING.search(before)
        near = last.end >= start and amount.start - last.end <= 60
        if match is None or not near or not (amount.money or say.SAFE_NEXT.match(self.text, amount.end)):
            return None
        known = last.high if last.high is not None else last.low
        if known is None or not amount.money and not known / 10 <= amount.value <= known * 10:
            return None
        begin = start + match.start()
        if last.kind is Kind.RANGE:
            return replace(last, high=amount.value, start=begin, end=amount.end, spans=((begin, amount.end),))
        return _one(last.kind, amount, last.strength, begin, amount.end)

    def _soft(self, index: int, before: str, start: int) -> Statement | None:
        amount, end = self.amounts[index], self.amounts[index].end
        if say.NOT_A_PRICE_BEFORE.search(before) or say.NOT_A_PRICE_AFTER.match(self.text, end):
            return None
        if (ish := say.ISH.match(self.text, end)) and self._plausible(amount, before, True, loose=True):
            return _one(Kind.AROUND, amount, Strength.SPENDING, amount.start, ish.end())
        if (match := say.SPENDING.search(before)) and self._spends(amount, match):
            return _one(Kind.MAX, amount, Strength.SPENDING, start + match.start(), end)
        if (match := say.AROUND.search(before)) and self._plausible(amount, before[: match.start()], True, False):
            return _one(Kind.AROUND, amount, Strength.SPENDING, start + match.start(), end)
        if (match := say.FROM.search(before)) and amount.money:
            return _one(Kind.MIN, amount, Strength.STATED, start + match.start(), end)
        if (match := say.ALL_FOR.search(before)) and (amount.money or self._all_for(amount)):
            return _one(Kind.MAX, amount, Strength.SPENDING, start + match.start(), end)
        return _one(Kind.MAX, amount, Strength.PLAIN, amount.start, end) if amount.money else None

    def _spends(self, amount: Amount, match: re.Match[str]) -> bool:
        if amount.money:
            return True
        if match.group().startswith(("budget", "spend")):
            return self._plausible(amount, "", True, loose=True)
        if match.group().startswith(("do", "with", "price")):
            return False
        return self._bare_price(amount)

    def _all_for(self, amount: Amount) -> bool:
        return self._large(amount) and amount.value not in _YEARS and self._ends(amount)

    def _ends(self, amount: Amount) -> bool:
        return say.END_OF_FOR.match(self.text, amount.end) is not None

    def _bare_price(self, amount: Amount) -> bool:
        safe = say.SAFE_NEXT.match(self.text, amount.end) is not None
        return amount.money or (safe and amount.value >= 20 and not amount.counted)

    def _large(self, amount: Amount) -> bool:
        return amount.money or amount.value >= 20

    def _plausible(self, amount: Amount, prefix: str, below: bool, loose: bool) -> bool:
        """Whether an amount is money: it has a currency, or it is bare but nothing around it says otherwise."""
        if amount.money:
            return True
        if self._age(amount, prefix, below):
            return False
        safe = say.SAFE_NEXT.match(self.text, amount.end) is not None
        if not amount.figures and amount.scaled is None and amount.value <= 10:
            return safe and loose and below and amount.value >= 5
        if amount.counted:
            return below and loose and amount.value >= 20
        return safe or loose or amount.value >= 20

    def _age(self, amount: Amount, prefix: str, below: bool) -> bool:
        """ "For women over 40" and "kids under 10" are ages; "for women under 120" is a price."""
        if say.ADULTS.search(prefix):
            return not below or amount.value <= _OLDEST_CHILD
        return say.CHILDREN.search(prefix) is not None and (not below or amount.value <= _OLDEST_CHILD)

    def _widened(self, statement: Statement) -> Statement:
        """A statement with the words beside it that say no more than it does ("… each", "price …")."""
        start, end = statement.start, statement.end
        if trailing := say.TRAILING.match(self.text, end):
            end = trailing.end()
        if (leading := say.LEADING.search(self.text[max(0, start - 40) : start])) is not None:
            start -= len(leading.group())
        return replace(statement, end=end, spans=(*statement.spans, (start, statement.start), (statement.end, end)))

    # Two amounts

    def _led(self, before: str) -> Kind | None:
        """Which limit the words before lead to, whatever the amount."""
        if match := say.COMPARED.search(before):
            negated = say.NEGATION.search(before[: match.start()]) is not None
            return Kind.MAX if (match["below"] is not None) is not negated else Kind.MIN
        if say.HARD_MAX.search(before):
            return Kind.MAX
        return Kind.MIN if say.HARD_MIN.search(before) else None

    def _range(self, index: int, before: str) -> Statement | None:
        if index + 1 >= len(self.amounts):
            return None
        first, second = self.amounts[index], self.amounts[index + 1]
        if first.other or second.other:
            return None
        gap, start = self.text[first.end : second.start], first.start - len(before)
        if sign := say.BETWEEN_SIGNS.fullmatch(gap):
            ends = (first, second) if sign["sign"] == "<" else (second, first)
            return self._pair(*ends, first.start, second.end)
        opening = say.OPENING.search(before)
        word = opening["word"] if opening else ""
        if not self._ranged(first, second, gap, before, word):
            return None
        begin = start + opening.start() if opening else first.start
        if say.MOVED.search(before):  # "raise it from 50 to 80"
            return _one(Kind.MAX, second, Strength.STATED, begin, second.end)
        led = self._led(before)
        if led is Kind.MAX and word in ("", "in") or (led is Kind.MAX and word == "over"):
            return self._single_end(second, before, start)
        if led is None and (priced := say.PRICED.search(before)) and not opening:
            begin = start + priced.start()
        after = say.RANGE_AFTER.match(self.text, second.end)
        return self._pair(first, second, begin, after.end() if after else second.end)

    def _single_end(self, second: Amount, before: str, start: int) -> Statement:
        """ "Up to 50-60": the limit is the second amount."""
        match = say.COMPARED.search(before) or say.HARD_MAX.search(before)
        begin = start + (match.start() if match else 0)
        return _one(Kind.MAX, second, Strength.STATED, begin, second.end)

    def _ranged(self, first: Amount, second: Amount, gap: str, before: str, word: str) -> bool:
        dashed = say.DASHED.fullmatch(gap) is not None
        if not dashed and not say.ANDED.fullmatch(gap):
            return False
        money = first.money or second.money
        opening = say.OPENING.search(before)
        if not money and self._ages(second, before[: opening.start()] if opening else before):
            return False
        if word.startswith("b"):
            return True
        if word == "from":
            return dashed or money
        if not dashed:
            return money and (word in ("in", "over", "within") or ("or" in gap.split() and self._led(before) is None))
        if money or say.PRICED.search(before) or say.RANGE_AFTER.match(self.text, second.end):
            return True
        return self._led(before) is not None or self._bare_range(first, second)

    def _ages(self, second: Amount, prefix: str) -> bool:
        if say.ADULTS.search(prefix):
            return True
        return say.CHILDREN.search(prefix) is not None and second.value <= _OLDEST_CHILD

    def _bare_range(self, first: Amount, second: Amount) -> bool:
        """ "Trainers 60-90": large enough, wide enough apart, round as prices are and followed by nothing counted."""
        low, high = _same_magnitude(first, second)
        if not 10 <= low < high or high < low * Decimal("1.2") or high > low * 10:
            return False
        if second.counted or (low in _YEARS and high in _YEARS) or (low % 5 and high % 5):
            return False
        if first.scaled or second.scaled:
            return True
        return high >= 20 and say.SAFE_NEXT.match(self.text, second.end) is not None

    def _pair(self, first: Amount, second: Amount, begin: int, end: int) -> Statement:
        low, high = _same_magnitude(first, second)
        low, high = min(low, high), max(low, high)
        return Statement(Kind.RANGE, low, high, Strength.STATED, begin, end, ((begin, end),))


def _same_magnitude(first: Amount, second: Amount) -> tuple[Decimal, Decimal]:
    """The two values, the one said without its hundreds or thousands lent the other's: "two to three hundred"."""
    low, high = first.value, second.value
    if second.scaled and not first.scaled and low * second.scaled <= high and (low < high or second.scaled < 1):
        return low * second.scaled, high
    if first.scaled and first.scaled > 1 and not second.scaled and high < 10 and high * first.scaled > low:
        return low, high * first.scaled
    return low, high
