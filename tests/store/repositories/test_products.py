from __future__ import annotations

from dataclasses import replace

from store.fingerprint import catalogue_fingerprint, content_hash
from store.store import Store
from tests.store.samples import boots, plain


def test_a_product_comes_back_as_it_was(store: Store) -> None:
    store.products.upsert([boots(), plain("2")])
    found = store.products.get("b1")
    assert found == boots()
    assert list(found.variants[0].options) == ["size", "colour"]
    assert store.products.get("2") == plain("2")
    assert store.products.get("nobody") is None


def test_many_keeps_the_order_asked_for_and_leaves_out_the_unknown(store: Store) -> None:
    store.products.upsert(plain(str(number)) for number in range(1, 1200))
    asked = ["700", "3", "nobody", "1199", "3"]
    assert list(store.products.many(asked)) == ["700", "3", "1199"]
    assert len(store.products.many(str(number) for number in range(1, 1200))) == 1199
    assert store.products.many([]) == {}


def test_all_goes_by_id_over_every_page(store: Store) -> None:
    ids = sorted([f"{number}" for number in range(4500)] + ["B", "a", "ä", "Z"])
    store.products.upsert(plain(product_id) for product_id in reversed(ids))
    assert [product.id for product in store.products.all()] == ids  # by code point, on both databases
    assert store.products.ids() == ids
    assert store.products.count() == len(ids)
    assert list(store.products.hashes()) == ids


def test_pictured_are_those_with_a_photo_in_id_order(store: Store) -> None:
    shown = [replace(boots(), image="boots.jpg"), replace(plain("2"), image="https://example.com/2.jpg", brand="Acme")]
    store.products.upsert([plain("1"), *shown])
    assert store.products.pictured() == {product.id: product.pictured for product in shown}
    assert list(store.products.pictured()) == ["2", "b1"]


def test_upsert_replaces_a_product_with_its_variants(store: Store) -> None:
    store.products.upsert([boots()])
    changed = replace(boots(), title="New", variants=boots().variants[1:])
    store.products.upsert([changed])
    assert store.products.get("b1") == changed
    assert store.products.variant("b1-m") is None
    assert store.products.variant("b1-l") == (changed, changed.variants[0])


def test_the_last_of_two_with_one_id_counts(store: Store) -> None:
    store.products.upsert([plain("1", price=1), plain("1", price=2)])
    assert store.products.get("1") == plain("1", price=2)


def test_a_variant_may_move_to_another_product(store: Store) -> None:
    one, two = plain("1"), plain("2")
    store.products.upsert([one, two])
    moved = [replace(one, variants=two.variants), replace(two, variants=one.variants)]
    store.products.upsert(moved)
    assert list(store.products.all()) == moved


def test_remove_takes_the_variants_along(store: Store) -> None:
    store.products.upsert([boots(), plain("2")])
    store.products.remove(["b1", "nobody"])
    assert store.products.ids() == ["2"]
    assert store.products.variant("b1-m") is None


def test_hashes_and_fingerprint_are_those_of_the_records(store: Store) -> None:
    store.products.upsert([boots(), plain("2")])
    assert store.products.hashes() == {"2": content_hash(plain("2")), "b1": content_hash(boots())}
    assert store.products.fingerprint() == catalogue_fingerprint([boots(), plain("2")])
    store.products.upsert([plain("2", price=7)])
    assert store.products.fingerprint() == catalogue_fingerprint([boots(), plain("2", price=7)])
