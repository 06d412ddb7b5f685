from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from store.fingerprint import catalogue_fingerprint, content_hash, fingerprint
from store.products import Product
from tests.store.samples import boots, plain, usd

CHANGES: list[Callable[[Product], Product]] = [
    lambda p: replace(p, title="Other"),
    lambda p: replace(p, brand="Bolt"),
    lambda p: replace(p, category=("Outdoor", "Footwear")),
    lambda p: replace(p, description="Dry."),
    lambda p: replace(p, attributes={"material": ("leather",)}),
    lambda p: replace(p, rating=4.0),
    lambda p: replace(p, variants=p.variants[:1]),
    lambda p: replace(p, variants=(replace(p.variants[0], price=usd(1)), p.variants[1])),
    lambda p: replace(p, variants=(replace(p.variants[0], list_price=None), p.variants[1])),
    lambda p: replace(p, variants=(replace(p.variants[0], stock=0), p.variants[1])),
    lambda p: replace(p, variants=(replace(p.variants[0], options={"size": "S"}), p.variants[1])),
]
UNSEEN: list[Callable[[Product], Product]] = [
    lambda p: replace(p, image="other.jpg"),
    lambda p: replace(p, url=""),
    lambda p: replace(p, rating_count=99),
    lambda p: replace(p, variants=(replace(p.variants[0], stock=2), p.variants[1])),
    lambda p: replace(p, attributes=dict(sorted(p.attributes.items()))),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_search_or_filters_see_changes_the_hash(change: Callable[[Product], Product]) -> None:
    assert content_hash(change(boots())) != content_hash(boots())


@pytest.mark.parametrize("change", UNSEEN)
def test_what_they_do_not_see_leaves_the_hash(change: Callable[[Product], Product]) -> None:
    assert content_hash(change(boots())) == content_hash(boots())


def test_values_do_not_run_into_each_other() -> None:
    one = replace(plain("1"), brand="ab", description="c")
    other = replace(plain("1"), brand="a", description="bc")
    assert content_hash(one) != content_hash(other)


def test_the_catalogues_fingerprint_is_of_all_products_in_any_order() -> None:
    hashes = {"1": content_hash(plain("1")), "2": content_hash(plain("2"))}
    assert fingerprint(hashes) == fingerprint(dict(reversed(hashes.items())))
    assert fingerprint(hashes) == catalogue_fingerprint([plain("2"), plain("1")])
    assert fingerprint(hashes) != fingerprint({"1": hashes["2"], "2": hashes["1"]})
    assert fingerprint(hashes) != fingerprint({"1": hashes["1"]})
