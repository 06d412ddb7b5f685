"""What completion suggests: a product, or a category, a brand or a query that leads to products."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """In the order in which equals are shown. Category and brand are the names of their filters."""

    CATEGORY = "category"
    BRAND = "brand"
    QUERY = "query"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is what is shown, in the shop's spelling.

    `value` is what is asked for when it is chosen: a product's id, a value of the category or brand filter, or a query.
    Higher scores are better, within one list only: minus the number of typing mistakes, plus less than 1.
    """

    kind: Kind
    text: str
    value: str
    score: float
