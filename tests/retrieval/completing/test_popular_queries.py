"""Which queries may be shown to others."""

from __future__ import annotations

import pytest

from retrieval.completing.popular_queries import LONGEST, suggestable


@pytest.mark.parametrize(
    "query", ["running shoes", "iphone 15", "连衣裙", "tn-2110", "1000 piece puzzle", "5,000 mah 2-pack"]
)
def test_queries(query: str) -> None:
    assert suggestable(query)


@pytest.mark.parametrize(
    "query",
    [
        "jane@example.org", "jane＠example.org", "call 555 123 4567", "order 20931187", "card 4111-1111-1111-1111",
        "+44 (0)20 7946 0958", "电话 １３８００１３８０００", "www.example.org/me", "https://x.org", "", "   ", "42",
        "?!", "two\nlines", "null\x00sign", "x" * (LONGEST + 1), "half \ud800",
    ],
)  # fmt: skip
def test_what_is_nobodys_business(query: str) -> None:
    assert not suggestable(query)
