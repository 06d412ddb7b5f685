"""The shop's rules as it writes them: `rules.toml` in its folder. See docs/ranking-rules.md."""

from __future__ import annotations

import csv
import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ranker.policy.rules import Boost, Bury, Exposure, Margin, Rules, Target, number
from store.errors import SetupError, reason_of

FILE = "rules.toml"
T = TypeVar("T")
_TARGET = ("product", "brand", "category", "attribute")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("max_per_brand", "exclude_seen", "boost", "bury", "margin", "diversity", "exposure"),
    "boost": (*_TARGET, "factor", "points", "why"),
    "bury": (*_TARGET, "why"),
    "margin": ("attribute", "file", "share"),
    "diversity": ("strength",),
    "exposure": ("share", "below", "days", "of"),
}


class WrongRule(ValueError):
    """A key says what it cannot; the message says what to write instead."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}" if key else problem)
        self.key = key


@dataclass(frozen=True, slots=True)
class _Table:
    """The values of one table of the file, taken out by key with what is accepted there."""

    name: str  # "" for what stands before the first table
    values: Mapping[str, Any]

    def check_keys(self) -> None:
        known = _KEYS[self.name]
        if strange := next((key for key in self.values if key not in known), ""):
            raise WrongRule(strange, f"no such key; write one of {', '.join(known)}")

    def whole(self, key: str, default: T, least: int) -> int | T:
        found = self.values.get(key, default)
        if found is not default and (type(found) is not int or found < least):
            raise WrongRule(key, f"{found!r} is no whole number from {least} on; write {key} = {max(least, 3)}")
        return found

    def real(self, key: str, default: float, fits: Callable[[float], bool], what: str, example: float) -> float:
        found = self.values.get(key, default)
        if type(found) not in (int, float) or not abs(found) < float("inf") or not fits(found):
            raise WrongRule(key, f"{found!r} is not {what}; write {key} = {example}")
        return float(found)

    def text(self, key: str) -> str:
        found = self.values.get(key, "")
        if not isinstance(found, str):
            raise WrongRule(key, f'{found!r} is not text; write {key} = "{found}"')
        return found

    def truth(self, key: str) -> bool:
        found = self.values.get(key, False)
        if not isinstance(found, bool):
            raise WrongRule(key, f"{found!r} is neither; write {key} = true or {key} = false")
        return found

    def target(self) -> Target:
        """Raises WrongRule when the rule is about nothing: it would be about everything."""
        named = self.values.get("attribute", {})
        if not isinstance(named, dict):
            raise WrongRule("attribute", f'{named!r} names no value; write attribute = {{ material = "oak" }}')
        attributes = {name: _texts("attribute", value) for name, value in named.items()}
        products, brands, categories = (_texts(key, self.values.get(key, [])) for key in _TARGET[:3])
        if not (products or brands or categories or attributes):
            raise WrongRule("", f'nothing says what it is about; write one of {", ".join(_TARGET)}: brand = "Acme"')
        return Target(products, brands, categories, attributes)


def _texts(key: str, found: Any) -> tuple[str, ...]:
    values = [found] if isinstance(found, str) else found
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise WrongRule(key, f'{found!r} is no text and no list of texts; write "one" or ["one", "two"]')
    return tuple(value.strip() for value in values)


def read_rules(home: Path) -> Rules:
    """The rules of the shop in `home`; the default ones without the file. Raises SetupError with line and key."""
    path = home / FILE
    if not path.exists():
        return Rules()
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _rules(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SetupError(f"{path} is not TOML: {error}.", f"sed -n l {shlex.quote(str(path))}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} cannot be read: {reason_of(error)}.", f"file {shlex.quote(str(path))}") from error


def _rules(path: Path, text: str, values: Mapping[str, Any]) -> Rules:
    def read(name: str, nth: int, found: Any, build: Callable[[_Table], T]) -> T:
        try:
            if not isinstance(found, dict):
                raise WrongRule("", f"it is a table; write it as {_header(name)} on a line of its own")
            table = _Table(name, found)
            table.check_keys()
            return build(table)
        except WrongRule as error:
            raise _complaint(path, text, name, nth, error) from None

    def several(name: str, build: Callable[[_Table], T]) -> tuple[T, ...]:
        found = values.get(name, [])
        given = found if isinstance(found, list) else [None]
        return tuple(read(name, nth, each, build) for nth, each in enumerate(given))

    def one(name: str, build: Callable[[_Table], T]) -> T | None:
        return read(name, 0, values[name], build) if name in values else None

    return Rules(
        max_per_brand=read("", 0, values, lambda table: table.whole("max_per_brand", None, 0)),
        boosts=several("boost", _boost),
        buried=several("bury", lambda table: Bury(table.target(), table.text("why"))),
        margin=one("margin", lambda table: _margin(table, path.parent)),
        diversity=one("diversity", lambda table: _share(table, "strength", 0.2)) or 0.0,
        exposure=one("exposure", _exposure),
        exclude_seen=read("", 0, values, lambda table: table.truth("exclude_seen")),
    )


def _header(name: str) -> str:
    return f"[[{name}]]" if name in ("boost", "bury") else f"[{name}]"


def _complaint(path: Path, text: str, name: str, nth: int, error: WrongRule) -> SetupError:
    """The error with the line of the key, or of its table where the key is in no line of its own."""
    line = _line(text, name, nth, error.key)
    where = f"{_header(name)}, " if name else ""
    return SetupError(f"{path}, line {line}: {where}{error}.", f"sed -n {line}p {shlex.quote(str(path))}")


def _line(text: str, name: str, nth: int, key: str) -> int:
    """Where a key stands within the nth table of a name, counted from 1; the table's own line where it is not seen."""
    lines = text.splitlines()
    headers = [at for at, line in enumerate(lines) if re.match(rf"\s*\[\[?\s*{re.escape(name)}\s*\]", line)]
    start = (headers[nth] if nth < len(headers) else 0) if name else 0
    for at in range(start, len(lines)):
        if at > start and name and re.match(r"\s*\[", lines[at]):
            break
        if key and re.match(rf"\s*(?:\[\[?\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\].]", lines[at]):
            return at + 1
    return start + 1


def _boost(table: _Table) -> Boost:
    factor = table.real("factor", 1.0, lambda value: 0 < value <= 100, "a number above 0, at most 100", 1.2)
    points = table.real("points", 0.0, lambda value: abs(value) <= 100, "a number from -100 to 100", 10)
    if not {"factor", "points"} & set(table.values):
        raise WrongRule("", "nothing says how much; write factor = 1.2 or points = 10")
    return Boost(table.target(), factor, points, table.text("why"))


def _share(table: _Table, key: str, example: float) -> float:
    """A number from 0 to 1 that has to be there."""
    if key not in table.values:
        raise WrongRule("", f"{key} is missing; write {key} = {example}")
    return table.real(key, 0.0, lambda value: 0 <= value <= 1, "a number from 0 to 1", example)


def _exposure(table: _Table) -> Exposure:
    by = table.text("of") or "product"
    below, days = table.whole("below", 50, 1), table.whole("days", 30, 1)
    return Exposure(_share(table, "share", 0.1), below, days, by)


def _margin(table: _Table, home: Path) -> Margin:
    attribute, file = table.text("attribute"), table.text("file")
    if bool(attribute) == bool(file):
        raise WrongRule("", 'say where margins are: attribute = "margin", or file = "margins.csv", one of them')
    return Margin(_share(table, "share", 0.1), attribute, read_margins(home / file) if file else {})


def read_margins(path: Path) -> dict[str, float]:
    """Product id -> margin, from a CSV with the columns `id` and `margin`. Raises SetupError with the line."""
    mend = f"head {shlex.quote(str(path))}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"id", "margin"} <= set(rows.fieldnames or ()):
                raise SetupError(f"{path}, line 1: write the header id,margin.", mend)
            found: dict[str, float] = {}
            for row in rows:
                margin = number(row["margin"] or "")
                if not row["id"] or margin is None:
                    problem = f"{path}, line {rows.line_num}: {row['margin']!r} is no margin of {row['id']!r}"
                    raise SetupError(f"{problem}; write an id, a comma and a number.", mend)
                found[row["id"].strip()] = margin
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{path} cannot be read: {reason_of(error)}.", f"ls -l {shlex.quote(str(path))}") from error
    return found
