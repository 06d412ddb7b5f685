"""Searches that found nothing, or something only once they were changed: what a shop lacks, in its shoppers' words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_QUERY, LONGEST_DONE = 100, 200  # characters
EMAIL = re.compile(r"\S+@\S+")
LONG_DIGITS = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,}")  # telephone and card numbers, however grouped


class Outcome(StrEnum):
    NOTHING = "nothing"
    RESCUED = "rescued"


@dataclass(frozen=True, slots=True)
class MissedSearch:
    """`count` of all days that were asked about; `outcome` and `done` are those of the last time, on day `last`."""

    query: str
    count: int
    last: date
    outcome: Outcome
    done: str  # what was changed to find something; "" when nothing helped


def cleaned(query: str, longest: int = LONGEST_QUERY) -> str:
    """What of a query may be kept: lower case, one line, no e-mail address, no long number, `longest` characters.

    A query is cut before it is cleaned as well, so that a pasted page costs nothing.
    """
    text = query[: 4 * longest].encode("utf-8", "replace").decode()
    text = LONG_DIGITS.sub(" ", EMAIL.sub(" ", text)).replace("\0", " ")
    return " ".join(text.casefold().split())[:longest].rstrip()
