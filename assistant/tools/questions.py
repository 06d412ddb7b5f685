"""A yes-or-no question about one product, held against its record: what the record does not speak of is said so."""

from __future__ import annotations

import re

from assistant.tools.lines import plain
from assistant.wording import say
from ranker.words import tokens
from store.products import Product

_POINTED = r"(?:it|this|that|they|these|those|the\s+\w+(?:\s+(?:one|ones|pair|two))?|number\s+\w+|#\d+)"
_ASKED = re.compile(
    rf"\b(?:(?:is|are|was)\s+{_POINTED}\s+(?:also\s+|really\s+|actually\s+)?(?P<being>[^?.!,]+)"
    rf"|(?:does|do|will|would)\s+{_POINTED}\s+(?:also\s+)?(?:have|has|come\s+with|include|contain|need|support)\s+"
    r"(?P<having>[^?.!,]+)"
    rf"|(?:has|have)\s+{_POINTED}\s+got\s+(?P<got>[^?.!,]+))",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    ["a", "an", "the", "any", "some", "for", "to", "in", "on", "of", "with", "and", "or", "good", "ok", "okay",
     "really", "very", "still", "available", "stock", "sale", "worth", "better", "best", "cheaper", "right",
     "that", "this", "it", "one", "enough", "nice", "also", "too", "at", "all", "be", "my",
     "me", "i", "you", "your", "offer", "left"]
)  # fmt: skip


def unanswered(text: str, product: Product, language: str) -> str:
    """The sentence that the record says nothing of what was asked; "" where it does, or nothing of it was asked."""
    match = _ASKED.search(text)
    asked = next((said for said in match.groups() if said), "").strip() if match else ""
    words = set(tokens(asked)) - _EMPTY
    if not words or words & _spoken_of(product):
        return ""
    thing = plain(asked, 60)
    return say(language, f"Its record says nothing about “{thing}”.", f"商品资料没有提到“{thing}”。")


def _spoken_of(product: Product) -> set[str]:
    """Every word of the record."""
    options = [text for name, values in product.options().items() for text in (name, *values)]
    attributes = [text for name, values in product.attributes.items() for text in (name.replace("_", " "), *values)]
    return set(
        tokens(" ".join([product.title, product.brand, product.description, *product.category, *options, *attributes]))
    )
