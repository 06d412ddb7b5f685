"""The reader measured on cases of a file: what was said, what was said before, and what must have been understood.

A line of the file is `{"text": …, "history": [earlier messages], "expect": {…}}`. Only the keys given are judged:

    tool                  the tool that the reading would call without a model; "none" for small talk
    max_price, min_price  limits in major units; null says that there is none
    budget                of a set of products, in major units
    brand, color, size    held as a condition or an option, or kept among the product words
    exclude               values that must be ruled out, by brand, attribute, category or word
    words                 all must be among the product words or the categories
    items                 ordinals, from 1 (-1 is the last), among the products shown last; order does not count
    cheapest_of, dearest_of, best_rated_of
                          ordinals, or "all": the one of them with the lowest price, the highest, the best rating
    quantity, order_id    as they are
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.plan import planned
from assistant.reader.conversations import is_dev
from assistant.reader.lexicon import SIZE_WORDS
from assistant.reader.text import singular, words
from assistant.reading import Reading
from assistant.session import Session
from store.errors import SetupError, reason_of
from store.money import Money
from store.products import Product
from store.progress import Progress, silent

HELP = "daogou evaluate reader --help"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the file, with its number from 1."""

    line: int
    text: str
    history: tuple[str, ...]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading, the session it was read in, and its shop's records and currency."""

    reading: Reading
    session: Session
    currency: str
    records: Callable[[Sequence[str]], Mapping[str, Product]]


def read_cases(path: Path, half: str = "") -> list[Case]:
    """All cases of the file, or the dev or test half of them by their text.

    Raises SetupError that names the line when the file cannot be read as cases.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} cannot be read: {reason_of(error)}.", HELP) from None
    cases = [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if half:
        cases = [case for case in cases if is_dev(case.text) == (half == "dev")]
    if not cases:
        raise SetupError(f"{path} holds no case.", HELP)
    return cases


def _case(path: Path, number: int, line: str) -> Case:
    try:
        found = json.loads(line)
        text, history, expect = found["text"], found.get("history", []), found["expect"]
        if not isinstance(text, str) or not isinstance(expect, dict):
            raise TypeError("text is a string and expect an object")
        if not all(isinstance(earlier, str) for earlier in history):
            raise TypeError("history is a list of messages")
        if unknown := set(expect) - set(JUDGES):
            raise ValueError(f"expect knows no {', '.join(sorted(unknown))}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetupError(f"{path}, line {number} is no case: {error}.", HELP) from None
    return Case(number, text, tuple(history), expect)


async def measure(assistant: Assistant, cases: Sequence[Case], progress: Progress = silent) -> dict[str, Any]:
    """`exact`: the share of cases with every key right. `by_key`: the share right and n. `failures`: what was read.

    Earlier messages run as real turns, so that products are shown; give an assistant without a model and a shop that
    may be written to.
    """
    store = assistant.shop.store
    right: dict[str, list[bool]] = {}
    failures: list[dict[str, Any]] = []
    for done, case in enumerate(cases, 1):
        session = assistant.session()
        for earlier in case.history:
            async for _ in assistant.turn(session, earlier):
                pass
        judged = Judged(assistant.read(session, case.text), session, assistant.shop.currency, store.products.many)
        verdicts = {key: JUDGES[key](value, judged) for key, value in case.expect.items()}
        for key, verdict in verdicts.items():
            right.setdefault(key, []).append(verdict)
        if not all(verdicts.values()):
            failures.append(_failure(case, verdicts, judged))
        progress("cases", done, len(cases))
    by_key = {key: {"right": round(sum(found) / len(found), 4), "n": len(found)} for key, found in right.items()}
    exact = 1 - len(failures) / len(cases) if cases else 0.0
    return {"n": len(cases), "exact": round(exact, 4), "by_key": by_key, "failures": failures}


def _failure(case: Case, verdicts: Mapping[str, bool], judged: Judged) -> dict[str, Any]:
    reading = judged.reading
    return {
        "line": case.line,
        "text": case.text,
        "wrong": {key: case.expect[key] for key, verdict in verdicts.items() if not verdict},
        "tool": tool_of(reading),
        "query": reading.query,
        "constraints": str(reading.constraints),
        "refs": list(reading.refs),
        "options": dict(reading.options),
    }


def tool_of(reading: Reading) -> str:
    """The tool the plan would call; "none" for small talk."""
    call = planned(reading)
    return call.name if call is not None else "none"


# ---- one judge a key: what was expected, and what was read


def _tool(expected: object, judged: Judged) -> bool:
    return tool_of(judged.reading) == expected


def _amount(of: Callable[[Reading], int | None]) -> Callable[[Any, Judged], bool]:
    def judge(expected: Any, judged: Judged) -> bool:
        wanted = None if expected is None else Money.of(expected, judged.currency).minor
        return of(judged.reading) == wanted

    return judge


def _brand(expected: Any, judged: Judged) -> bool:
    held = _each([*judged.reading.constraints.brands, judged.reading.unknown_brand])
    return all(_holds(held, value) or _kept(value, judged.reading) for value in _listed(expected))


def _attribute(*names: str) -> Callable[[Any, Judged], bool]:
    """A judge of a value that stands under an attribute or option whose name begins with one of these."""

    def judge(expected: Any, judged: Judged) -> bool:
        reading = judged.reading
        attributes = reading.constraints.attributes.items()
        held = [value for name, values in attributes if name.casefold().startswith(names) for value in values]
        held += [value for name, value in reading.options.items() if name.casefold().startswith(names)]
        known = _each([_short(value) for value in held])
        return all(_holds(known, _short(value)) or _kept(value, reading) for value in _listed(expected))

    return judge


def _short(value: object) -> str:
    """A size as its letters, so that "medium" and "M" are the same; any other value as it is."""
    return SIZE_WORDS.get(str(value).casefold(), str(value))


def _exclude(expected: Any, judged: Judged) -> bool:
    limits = judged.reading.constraints
    held = [*limits.not_words, *limits.not_brands, *limits.not_categories]
    held += [value for values in limits.not_attributes.values() for value in values]
    return all(_holds(_each(held), value) for value in _listed(expected))


def _words(expected: Any, judged: Judged) -> bool:
    reading = judged.reading
    have = _stems(" ".join([reading.query, *reading.constraints.categories]))
    return all(_stems(value) <= have for value in _listed(expected))


def _list(session: Session) -> tuple[str, ...]:
    """The list that places count in: the one before, where what is shown now was picked out of it to be compared."""
    before = session.previous[0] if session.previous else ()
    return before if session.current and set(session.current) < set(before) else session.current


def _items(expected: Any, judged: Judged) -> bool:
    shown = _list(judged.session)
    places = [shown.index(handle) + 1 if handle in shown else 0 for handle in judged.reading.refs]
    wanted = [place if place > 0 else len(shown) + 1 + place for place in _listed(expected)]
    return sorted(places) == sorted(wanted)


def _extreme(key: Callable[[Product], float]) -> Callable[[Any, Judged], bool]:
    """A judge of a reading that points at the product with the lowest `key` among the places named."""

    def judge(expected: Any, judged: Judged) -> bool:
        shown = _list(judged.session)
        among = shown if expected == "all" else [shown[place - 1 if place > 0 else place] for place in expected]
        records = judged.records([judged.session.handles[handle] for handle in among])
        keys = {handle: key(records[judged.session.handles[handle]]) for handle in among}
        refs = judged.reading.refs
        return len(refs) == 1 and keys.get(refs[0]) == min(keys.values())

    return judge


def _quantity(expected: Any, judged: Judged) -> bool:
    return bool(judged.reading.quantity == expected)


def _order(expected: Any, judged: Judged) -> bool:
    return judged.reading.order_id.strip("#").casefold() == str(expected or "").strip("#").casefold()


JUDGES: Mapping[str, Callable[[Any, Judged], bool]] = {
    "tool": _tool,
    "max_price": _amount(lambda reading: reading.constraints.price_max),
    "min_price": _amount(lambda reading: reading.constraints.price_min),
    "budget": _amount(lambda reading: reading.budget),
    "brand": _brand,
    "color": _attribute("colour", "color"),
    "size": _attribute("size"),
    "exclude": _exclude,
    "words": _words,
    "items": _items,
    "cheapest_of": _extreme(lambda product: product.price.minor),
    "dearest_of": _extreme(lambda product: -product.price.minor),
    "best_rated_of": _extreme(lambda product: -(product.rating or 0.0)),
    "quantity": _quantity,
    "order_id": _order,
}


def _listed(expected: Any) -> list[Any]:
    if expected is None:
        return []
    return list(expected) if isinstance(expected, list) else [expected]


def _stems(text: object) -> frozenset[str]:
    return frozenset(singular(word) for word in words(str(text).casefold()))


def _each(values: Iterable[str]) -> list[frozenset[str]]:
    return [_stems(value) for value in values]


def _holds(held: Iterable[frozenset[str]], value: object) -> bool:
    """Whether one of the values read is the expected one, whatever its case and number."""
    return _stems(value) in held


def _kept(value: object, reading: Reading) -> bool:
    return _stems(value) <= _stems(reading.query)
