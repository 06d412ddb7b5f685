"""What a message says of price, one statement for each amount or pair of amounts, in the order they are said."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reader.prices import words as say
from assistant.reader.prices.amounts import Amount, find_amounts
from assistant.reader.prices.pairs import Pair, leading_limit
from assistant.reader.prices.plausible import bare_price, closes, followed_safely, large, plausible
from assistant.reader.prices.statements import Kind, Statement, Strength, flip, one
from assistant.reader.prices.told import told

_SMALLEST_SLIP = 20  # "typo, 3" may as well count
_WINDOW = 110  # characters before an amount that may lead to it


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
            statement = self._pair(index, before)
            index += 2 if statement else 1
            statement = statement or (None if amount.other else self._single(index - 1, before))
            if statement is None:
                self._from = self._from if amount.value == 1 else amount.end  # "one" stands for what is looked for
                continue
            self._add(statement)
        return self.statements

    def _add(self, statement: Statement) -> None:
        last = self.statements[-1] if self.statements else None
        self._from = statement.end
        if last is not None:
            gap = self.text[last.end : max(last.end, statement.start)]
            if say.MARKED.search(gap) and (marked := say.CORRECTING.search(gap)):
                span = (last.end + marked.start(), last.end + marked.end())
                statement = replace(statement, corrects=True, spans=(*statement.spans, span))
            both = last.below is not None and statement.below is not None and last.below != statement.below
            same = last.below is not None and last.below == statement.below
            if same and last.flipped and not statement.flipped and say.CONTRAST.fullmatch(gap):
                self.statements.pop()  # "not under 200, under 20"
            if both and last.flipped != statement.flipped and say.JOINED_CLAUSES.fullmatch(gap):
                # "nothing under 40 or over 60", "under 40 or over 60 is no good": the refusal is of both
                self.statements[-1] = last if last.flipped else flip(last)
                statement = statement if statement.flipped else flip(statement)
        self.statements.append(statement)

    def _pair(self, index: int, before: str) -> Statement | None:
        if index + 1 >= len(self.amounts):
            return None
        ranged = bool(self.statements) and self.statements[-1].kind is Kind.RANGE
        return Pair(self.text, self.amounts[index], self.amounts[index + 1], before, ranged).read()

    def _single(self, index: int, before: str) -> Statement | None:
        amount = self.amounts[index]
        start = amount.start - len(before)
        if say.REFUSED.search(before) and not leading_limit(before):
            return one(Kind.NOTHING, amount, Strength.PLAIN, amount.start, amount.end)
        if told(before):
            return one(Kind.NOTHING, amount, Strength.PLAIN, amount.start, amount.end) if amount.money else None
        if (much := say.TOO_MUCH.match(self.text, amount.end)) and not leading_limit(before):
            return one(Kind.MAX if amount.money else Kind.NOTHING, amount, Strength.PLAIN, amount.start, much.end())
        for read in (self._compared, self._hard, self._followed, self._corrected, self._capped, self._soft):
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
        if say.NOT_A_PRICE_BEFORE.search(prefix) or not plausible(self.text, amount, prefix, below=below, loose=below):
            return None
        begin = start + match.start()
        statement = replace(
            one(Kind.MAX if below else Kind.MIN, amount, Strength.STATED, begin, amount.end), below=below
        )
        return self._turned(statement, prefix, start)

    def _turned(self, statement: Statement, prefix: str, start: int) -> Statement:
        """The statement as what is said before and after it leaves it: negated, refused or of no matter."""
        if say.INDIFFERENT.search(prefix):
            return replace(statement, kind=Kind.NOTHING, below=None)
        if negated := say.NEGATION.search(prefix):
            begin = start + negated.start()
            return replace(flip(statement), start=begin, spans=((begin, statement.end),))
        if rejecting := say.REJECTING.search(prefix) or say.UNWILLING.search(prefix):
            verb = (start + rejecting.start("verb"), start + rejecting.end("verb"))
            return replace(flip(statement), start=verb[0], spans=(verb, *statement.spans))
        return self._refused(statement, prefix, start)

    def _refused(self, statement: Statement, prefix: str, start: int) -> Statement:
        """ "Anything over 50 is too much": what is said after the amount turns the limit around."""
        subject, refused = say.GENERIC_SUBJECT.search(prefix), say.REJECTED.match(self.text, statement.end)
        if not subject or not refused or (refused["comma"] and not subject["if"]):
            return statement
        begin = start + subject.start() + len(subject.group()) - len(subject.group().lstrip(" .,;:!?"))
        begin = begin if say.JOINED_CLAUSES.fullmatch(subject.group()) is None else statement.start
        return replace(flip(statement), start=begin, end=refused.end(), spans=((begin, refused.end()),))

    def _hard(self, index: int, before: str, start: int) -> Statement | None:
        amount = self.amounts[index]
        found = [(match, kind) for pattern, kind in ((say.HARD_MAX, Kind.MAX), (say.HARD_MIN, Kind.MIN))
                 if (match := pattern.search(before))]  # fmt: skip
        if not found:
            return None
        match, kind = min(found, key=lambda pair: pair[0].start())
        prefix = before[: match.start()]
        loose = match.group().startswith(("budget", "limit", "max", "cap", "ceiling"))
        if say.NOT_A_PRICE_BEFORE.search(prefix) or not plausible(
            self.text, amount, prefix, below=kind is Kind.MAX, loose=loose
        ):
            return None
        if say.NONE_AT_ALL.search(prefix) and not match.group().startswith("at"):
            return None
        if match.group().startswith(("inside", "keep", "cap")) and not bare_price(self.text, amount):
            return None
        return _but_its_use(one(kind, amount, Strength.STATED, start + match.start(), amount.end), match)

    def _followed(self, index: int, before: str, start: int) -> Statement | None:
        amount = self.amounts[index]
        if sign := say.LIMITS.match(self.text, amount.end):
            kind = Kind.MAX if sign["sign"] in ">≥" else Kind.MIN
            return one(kind, amount, Strength.STATED, amount.start, sign.end())
        for pattern, kind in ((say.AFTER_MIN, Kind.MIN), (say.AFTER_MAX, Kind.MAX)):
            match = pattern.match(self.text, amount.end)
            if match is None or self._leads_on(index, match):
                continue
            leads = say.FROM.search(before)
            plus, up = match.group().startswith("+") or "plus" in match.group(), match.group().strip() == "up"
            if (up and not leads and not amount.money) or ((plus or amount.counted) and not large(amount)):
                continue
            if not plausible(self.text, amount, before, below=kind is Kind.MAX, loose=True):
                continue
            begin = start + leads.start() if leads else amount.start
            statement = one(kind, amount, Strength.STATED, begin, match.end())
            if not leads and say.OR_BEYOND.match(match.group()):
                return self._turned(replace(statement, below=kind is Kind.MAX), before, start)
            return statement
        return None

    def _leads_on(self, index: int, match: re.Match[str]) -> bool:
        """Whether words after an amount lead to the next one instead: "boots 42 max 80", but "80 max 40 min"."""
        if index + 1 >= len(self.amounts) or re.match(r"[\s,]*(?:or|and)\b", match.group()):
            return False
        following = self.amounts[index + 1]
        if following.value == 1 and not following.money:  # "would 50 get me one?"
            return False
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
        if match is None or not near or not (amount.money or followed_safely(self.text, amount)):
            return None
        known = last.high if last.high is not None else last.low
        if known is None or not (amount.money or known / 10 <= amount.value <= known * 10):
            return None
        begin = start + match.start()
        if last.kind is Kind.RANGE:
            span = (begin, amount.end)
            return replace(last, high=amount.value, start=begin, end=amount.end, spans=(span,), corrects=True)
        return replace(one(last.kind, amount, last.strength, begin, amount.end), corrects=True)

    def _capped(self, index: int, before: str, start: int) -> Statement | None:
        """ "I've 120 put by for a case and can't go over it": what is said later makes the sum the most."""
        amount = self.amounts[index]
        match = say.CAPPED.match(self.text, amount.end)
        if match is None or not bare_price(self.text, amount) or say.NOT_A_PRICE_BEFORE.search(before):
            return None
        have = say.SPENDING.search(before)
        begin = start + have.start() if have else amount.start
        statement = one(Kind.MAX, amount, Strength.STATED, begin, amount.end)
        return replace(statement, spans=(*statement.spans, match.span("cap")))

    def _soft(self, index: int, before: str, start: int) -> Statement | None:
        amount, end = self.amounts[index], self.amounts[index].end
        if say.NOT_A_PRICE_BEFORE.search(before) or say.NOT_A_PRICE_AFTER.match(self.text, end):
            return None
        if (ish := say.ISH.match(self.text, end)) and plausible(self.text, amount, before, below=True, loose=True):
            return one(Kind.AROUND, amount, Strength.SPENDING, amount.start, ish.end())
        if (match := say.SPENDING.search(before)) and self._spends(amount, match):
            return _but_its_use(one(Kind.MAX, amount, Strength.SPENDING, start + match.start(), end), match)
        if (match := say.AROUND.search(before)) and plausible(
            self.text, amount, before[: match.start()], below=True, loose=False
        ):
            return one(Kind.AROUND, amount, Strength.SPENDING, start + match.start(), end)
        if (match := say.FROM.search(before)) and self._starts(amount):
            return one(Kind.MIN, amount, Strength.STATED, start + match.start(), end)
        if self._changes(amount):
            return one(Kind.MAX, amount, Strength.SPENDING, 0, end)
        if (match := say.ALL_FOR.search(before)) and (amount.money or closes(self.text, amount)):
            return one(Kind.MAX, amount, Strength.SPENDING, start + match.start(), end)
        return one(Kind.MAX, amount, Strength.PLAIN, amount.start, end) if amount.money else None

    def _changes(self, amount: Amount) -> bool:
        """ "Make it 60"; a smaller number would as well be a size or how many."""
        changed = say.CHANGED.fullmatch(self.text[: amount.start]) and say.CHANGED_END.fullmatch(
            self.text[amount.end :]
        )
        slip = say.SLIP.search(self.text[: amount.start]) is not None and amount.value >= _SMALLEST_SLIP
        return changed is not None and (amount.money or amount.value >= 50 or slip)

    def _starts(self, amount: Amount) -> bool:
        return amount.money or (large(amount) and say.FROM_ON.match(self.text, amount.end) is not None)

    def _spends(self, amount: Amount, match: re.Match[str]) -> bool:
        if amount.money:
            return True
        if match.group().startswith(("budget", "spend")):
            return plausible(self.text, amount, "", below=True, loose=True)
        if match.group().startswith("with"):
            return amount.value >= 50 and closes(self.text, amount)
        if match.group().startswith(("do", "price")):
            return False
        return bare_price(self.text, amount)

    def _widened(self, statement: Statement) -> Statement:
        """A statement with the words beside it that say no more than it does ("… each", "price …")."""
        start, end = statement.start, statement.end
        if trailing := say.TRAILING.match(self.text, end):
            end = trailing.end()
        if (leading := say.LEADING.search(self.text[max(0, start - 40) : start])) is not None:
            start -= len(leading.group())
        return replace(statement, end=end, spans=(*statement.spans, (start, statement.start), (statement.end, end)))


def _but_its_use(statement: Statement, match: re.Match[str]) -> Statement:
    """The statement that `match` leads to, without the product that stands between its words."""
    use = say.ITS_USE.search(match.group())
    if use is None:
        return statement
    begin = statement.start
    return replace(statement, spans=((begin, begin + use.start()), (begin + use.end(), statement.end)))
