"""Which of the queries that shoppers typed may be shown to other shoppers."""

from __future__ import annotations

import re

LONGEST = 60  # characters; what is longer is a message, not a query
# Digits with what people write between them: a telephone, card or order number has six or more of them.
NUMBER = re.compile(r"\d(?:[\s().+/-]*\d){5,}")
ADDRESS = re.compile(r"@|＠|\bwww\.|://", re.IGNORECASE)


def suggestable(query: str) -> bool:
    """Whether the query is short printable text without anything like an e-mail or web address or a long number."""
    return (
        0 < len(query) <= LONGEST
        and query.isprintable()
        and any(sign.isalpha() for sign in query)
        and not NUMBER.search(query)
        and not ADDRESS.search(query)
    )
