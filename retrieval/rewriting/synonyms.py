"""Words that find each other: lists for English that come with the program, and a shop's own in its folder.

A group a line, `sofa = couch = settee`; `loveseat > sofa` one way: who says loveseat also finds sofas. Entries are up
to three words; blank lines and what follows a `#` are left out.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from store.errors import SetupError, reason_of

FILE = "synonyms.txt"
ENGLISH = Path(__file__).with_name("synonyms_en.txt")
VARIANTS = Path(__file__).with_name("variants_en.txt")
LONGEST = 3  # words of an entry
WEIGHT = 0.5  # of a synonym's BM25 beside the word's own
VARIANT_WEIGHT = 1.0  # of another spelling of the word
Stems = tuple[str, ...]
Pair = tuple[str, str]  # what is said, and what it finds too


@dataclass(frozen=True, slots=True)
class Synonym:
    """`always`: looked up whatever the shop's own words are; else only where these find little or are the rarer."""

    text: str
    stems: Stems
    weight: float
    always: bool


class Synonyms:
    """Looked up by stems, so that an entry stands for all forms of its words."""

    def __init__(self, stems: Callable[[str], list[str]], own: Iterable[Pair] = ()) -> None:
        """`stems` cuts and stems a text as the word index does; `own` are the shop's pairs, before all others."""
        self._found: dict[Stems, dict[Stems, Synonym]] = {}
        for pairs, weight, always in (
            (own, WEIGHT, True),
            (read_synonyms(VARIANTS), VARIANT_WEIGHT, True),
            (read_synonyms(ENGLISH), WEIGHT, False),
        ):
            for said, other in pairs:
                one, two = tuple(stems(said)), tuple(stems(other))
                # All words of a query are looked up anyway: an entry within the other adds nothing.
                if one and two and not set(one) <= set(two) and not set(two) <= set(one):
                    self._found.setdefault(one, {}).setdefault(two, Synonym(other, two, weight, always))

    def of(self, said: Stems) -> list[Synonym]:
        """What these stems, all of them together, find too, in the order of the lists."""
        return list(self._found.get(said, {}).values())


def read_synonyms(path: Path) -> list[Pair]:
    """The pairs of a file. Raises SetupError with the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} cannot be read: {reason_of(error)}.", f"file {shlex.quote(str(path))}") from error
    pairs: list[Pair] = []
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if said:
            try:
                pairs += pairs_of(said)
            except ValueError as error:
                mend = f"sed -n {number}p {shlex.quote(str(path))}"
                raise SetupError(f"{path}, line {number}: {error}.", mend) from None
    return pairs


def pairs_of(line: str) -> list[Pair]:
    """The pairs of one line. Raises ValueError with what is wrong with it."""
    sign = ">" if ">" in line else "="
    if sign not in line or (sign == ">" and "=" in line):
        raise ValueError("write one = two, or one > two")
    entries = [" ".join(entry.split()) for entry in line.split(sign)]
    if not all(any(letter.isalnum() for letter in entry) for entry in entries):
        raise ValueError(f"a word is missing beside {sign}")
    if long := next((entry for entry in entries if len(entry.split()) > LONGEST), ""):
        raise ValueError(f"{long!r} has more than {LONGEST} words")
    if sign == "=":
        return [(one, other) for one in entries for other in entries if one != other]
    if len(entries) > 2:
        raise ValueError("only one > in a line")
    return [(entries[0], entries[1])]


def shop_synonyms(home: Path) -> list[Pair]:
    """The shop's own pairs, from `synonyms.txt` in its folder; none without the file. Raises SetupError."""
    path = home / FILE
    return read_synonyms(path) if path.exists() else []
