"""Claims are found by their meaning, and amounts are read as written. Expectations by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.claims import ClaimKind, amount, claims, numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("49", "49"),
        ("49.90", "49.90"),
        ("1,299", "1299"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
    ],
)
def test_amounts_in_either_notation(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("It costs $49.90.", {ClaimKind.PRICE}),
        ("It costs 49 dollars today.", {ClaimKind.PRICE}),
        ("只要 199 元。", {ClaimKind.PRICE}),
        ("It is in stock.", {ClaimKind.IN_STOCK}),
        ("Sadly it is sold out.", {ClaimKind.OUT_OF_STOCK}),
        ("Only a few left!", {ClaimKind.OUT_OF_STOCK}),
        ("We don't carry tents.", {ClaimKind.ABSENCE}),
        ("There are no blue ones.", {ClaimKind.ABSENCE}),
        ("I could not find a match.", {ClaimKind.ABSENCE}),
        ("没有找到符合的商品。", {ClaimKind.ABSENCE}),
        ("It is on sale.", {ClaimKind.ON_OFFER}),
        ("It ships free within two days.", {ClaimKind.SHIPPING, ClaimKind.NUMBER}),
        ("It has 12 pockets.", {ClaimKind.NUMBER}),
        ("All three are light.", {ClaimKind.NUMBER}),
        ("This one would suit a long walk best.", set()),
        ("Which colour do you prefer?", set()),
    ],
)
def test_each_kind_is_found(sentence: str, kinds: set[ClaimKind]) -> None:
    assert {claim.kind for claim in claims(sentence)} == kinds


def test_a_price_is_not_counted_again_as_a_number() -> None:
    found = list(claims("From $20 to $35.50."))
    assert [(claim.kind, claim.amount) for claim in found] == [
        (ClaimKind.PRICE, Decimal("20")),
        (ClaimKind.PRICE, Decimal("35.50")),
    ]


def test_numbers_of_a_message() -> None:
    assert numbers("under $80, for two people, size 42.5") == {Decimal(80), Decimal(2), Decimal("42.5")}
