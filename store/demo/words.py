"""The words the demo shop is made of: brands, colours and kinds of products, read from the data files beside this."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("store.demo") / "data"


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    rgb: tuple[int, int, int]
    family: str  # the plain word shoppers type: navy is blue


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    focus: frozenset[str]
    level: int  # 1 cheap to 5 dear
    style: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One attribute or option value and what it does to the price."""

    value: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Feature:
    """What sets a product apart from its kind: words for the title, a sentence, and the attributes it brings."""

    title: str
    sentence: str
    attributes: Mapping[str, str]
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of product, as authored: everything its products are drawn from."""

    id: str
    noun: str
    category: tuple[str, ...]
    drawing: str
    count: int
    low: float  # USD, of the cheapest brand
    high: float  # USD, of the dearest
    focus: frozenset[str]
    audiences: tuple[str, ...]
    size: str
    palette: tuple[str, ...]
    coloured: bool  # False: the palette is only the packaging's, not a property of the product
    many_colours: bool
    attributes: Mapping[str, tuple[Choice, ...]]
    sets: tuple[Feature, ...]
    openings: tuple[str, ...]
    details: tuple[str, ...]
    closings: tuple[str, ...]
    features: tuple[Feature, ...]
    names: tuple[str, ...]
    title: str
    goes_with: tuple[str, ...]
    aspects: str

    @property
    def department(self) -> str:
        return self.category[0]


def read(name: str) -> dict[str, Any]:
    """One data file, such as "brands" or "kinds/pets"."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def colours() -> Mapping[str, Colour]:
    found = {}
    for name, text in read("colours")["colours"].items():
        code, family = text.split()
        found[name] = Colour(name, (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)), family)
    return found


@cache
def brands() -> Mapping[str, Brand]:
    found = {}
    for name, text in read("brands")["brands"].items():
        focus, level, style, lines = (part.strip() for part in text.split(";"))
        found[name] = Brand(name, frozenset(focus.split()), int(level), style, _list(lines, ","))
    return found


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, department by department in the order of the files' names."""
    names = sorted(
        file.name.removesuffix(".toml") for file in (DATA / "kinds").iterdir() if file.name.endswith(".toml")
    )
    found: list[Kind] = []
    for name in names:
        department = read(f"kinds/{name}")
        found += [_kind(row, department) for row in department["kind"]]
    return tuple(found)


def choices(text: str) -> tuple[Choice, ...]:
    """`"1 l*0.9 | 2 l"` → the two values with their price factors."""
    found = []
    for part in _list(text, "|"):
        value, _, factor = part.partition("*")
        found.append(Choice(value.strip(), float(factor or 1)))
    return tuple(found)


def _list(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _feature(text: str) -> Feature:
    """`"Waterproof *1.2 ~ A sealed membrane. ~ waterproof rating=10,000 mm; …"`."""
    head, sentence, bound = (*(part.strip() for part in text.split("~")), "", "")[:3]
    title, _, factor = head.partition("*")
    pairs = (pair.partition("=") for pair in _list(bound, ";"))
    return Feature(
        title.strip(), sentence, {name.strip(): value.strip() for name, _, value in pairs}, float(factor or 1)
    )


def _kind(row: dict[str, Any], department: dict[str, Any]) -> Kind:
    schemes = _schemes()
    palette = row.get("colours") or row.get("pack", "sport")
    return Kind(
        id=row["id"],
        noun=row["noun"],
        category=(department["department"], *_list(row["path"], ">")),
        drawing=row["draw"],
        count=row["n"],
        low=float(row["price"][0]),
        high=float(row["price"][1]),
        focus=frozenset(row["focus"].split()),
        audiences=tuple(row.get("who", "").split()),
        size=row.get("size", ""),
        palette=_list(schemes["palettes"].get(palette, palette), ","),
        coloured="colours" in row,
        many_colours=row.get("many", False),
        attributes={name: choices(text) for name, text in row.get("attrs", {}).items()},
        sets=tuple(_feature(f"~~{text}") if "~" not in text else _feature(text) for text in row.get("sets", ())),
        openings=tuple(row["open"]),
        details=tuple(row["more"]),
        closings=tuple(row.get("close", department["close"])),
        features=tuple(_feature(text) for text in row["feats"]),
        names=_list(row.get("names", ""), ","),
        title=row.get("title", "{brand} {line} {who} {feature} {noun} {tail}"),
        goes_with=tuple(row.get("goes", "").split()),
        aspects=row.get("aspects", department["aspects"]),
    )


@cache
def _schemes() -> dict[str, dict[str, str]]:
    return read("schemes")


def options(kind: Kind, audience: str) -> tuple[str, tuple[Choice, ...]]:
    """The option a kind's variants differ in, with its values; ("", ()) when there is just one variant."""
    known = _schemes()["options"]
    text = known.get(f"{kind.size} {audience}") or known.get(kind.size) or kind.size
    name, _, values = text.partition(":")
    return name.strip(), choices(values)
