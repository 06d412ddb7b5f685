"""The index as a whole: kept in a folder, refused when it does not fit, changed without being built anew."""

from __future__ import annotations

import dataclasses
import json
import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval import folder as folders
from retrieval.filters import Filters, attribute_values
from retrieval.index import Index
from store.errors import SetupError
from store.fingerprint import catalogue_fingerprint
from store.products import Product
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.conftest import Remembering

QUERIES = ("warm boots", "TN-2110", "something for the kitchen", "coat", "连衣裙", "gift")


class OtherEncoder(Remembering):
    """The same encoder under another name."""

    def __init__(self, encoder: Remembering) -> None:
        super().__init__(encoder)
        self.name = "another"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "index" / "a"


@pytest.fixture
def saved(folder: Path, encoder: Remembering) -> Index:
    return Index.build(folder, SHOP, encoder)


def answers(index: Index) -> list[list[tuple[str, float]]]:
    """Ids and rounded scores of all legs for some queries, equal scores in id order."""
    return [
        sorted(((hit.product_id, round(hit.score, 3)) for hit in leg.search(query, 50)), key=lambda hit: (-hit[1], hit))
        for query in QUERIES
        for leg in (index.lexical, index.dense, index.hybrid)
    ]


# -- the folder --------------------------------------------------------------------------------------------------


def test_a_loaded_index_answers_like_the_one_built(saved: Index, folder: Path, encoder: Remembering) -> None:
    loaded = Index.load(folder, encoder, catalogue_fingerprint(SHOP))
    assert answers(loaded) == answers(saved)
    assert loaded.product_count == len(SHOP)
    assert loaded.fingerprint == catalogue_fingerprint(SHOP)
    assert loaded.vocabulary == saved.vocabulary
    assert loaded.facets() == saved.facets()


def test_what_does_not_fit_is_refused_with_the_command_that_mends_it(
    saved: Index, folder: Path, encoder: Remembering
) -> None:
    home = folder.parent.parent
    for asked, by, fingerprint, problem in (
        (folder, OtherEncoder(encoder), None, "encoder"),
        (folder, encoder, catalogue_fingerprint(SHOP[1:]), "catalogue"),
        (folder.parent / "b", encoder, None, "no search index"),
    ):
        with pytest.raises(SetupError, match=problem) as caught:
            Index.load(asked, by, fingerprint)
        assert caught.value.mend == f"daogou index --home {home}"


def test_no_damaged_file_is_served(saved: Index, folder: Path, encoder: Remembering) -> None:
    manifest = folders.read(folder)
    for name in manifest.files:
        path = folder / manifest.generation / name
        content = path.read_bytes()
        for damaged in (content[:-1], content + b"x", bytes([*content[:-1], content[-1] ^ 1])) if content else (b"x",):
            path.unlink()
            path.write_bytes(damaged)
            with pytest.raises(SetupError, match="damaged"):
                Index.load(folder, encoder)
        path.unlink()
        with pytest.raises(SetupError, match="damaged"):
            Index.load(folder, encoder)
        path.write_bytes(content)
    Index.load(folder, encoder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 0}'])
def test_a_broken_manifest_is_refused(saved: Index, folder: Path, encoder: Remembering, text: str) -> None:
    (folder / folders.MANIFEST).write_text(text)
    with pytest.raises(SetupError):
        Index.load(folder, encoder)


def test_a_save_cut_short_leaves_the_index_as_it_was(
    saved: Index, folder: Path, encoder: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(saved)
    saved.update(removed=[SHOP[0].id])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "publish", killed)
    with pytest.raises(KeyboardInterrupt):
        saved.save()
    monkeypatch.undo()
    assert answers(Index.load(folder, encoder)) == before
    saved.save()
    assert Index.load(folder, encoder).product_count == len(SHOP) - 1
    assert len(list(folder.glob("g-*"))) == 1


def test_an_index_can_be_saved_elsewhere_and_moved(saved: Index, tmp_path: Path, encoder: Remembering) -> None:
    saved.save(tmp_path / "other")
    shutil.move(tmp_path / "other", tmp_path / "moved")
    assert answers(Index.load(tmp_path / "moved", encoder)) == answers(saved)


# -- changes -----------------------------------------------------------------------------------------------------


def test_any_changes_give_what_building_anew_gives(folder: Path, encoder: Remembering) -> None:
    chance = random.Random(7)
    index = Index.build(folder, SHOP[:8], encoder)
    now = {sold.id: sold for sold in SHOP[:8]}
    for step in range(12):
        changed = [
            dataclasses.replace(chance.choice(SHOP), title=chance.choice(SHOP).title, brand=f"Brand{step % 3}")
            for _ in range(chance.randint(0, 3))
        ]
        removed = chance.sample(sorted(now), min(len(now), chance.randint(0, 2)))
        index.update(changed, removed)
        for gone in removed:
            now.pop(gone)
        now |= {sold.id: sold for sold in changed}
        if step % 4 == 3:
            index.save()
            index = Index.load(folder, encoder, catalogue_fingerprint(now.values()))
        fresh = Index.build(folder.parent / f"fresh{step}", now.values(), encoder)
        assert index.matching() == fresh.matching() == sorted(now)
        assert index.facets() == fresh.facets()
        assert index.fingerprint == fresh.fingerprint
        # Word statistics remember removed documents until segments merge, so words are compared by what they find.
        for query in QUERIES:
            assert {hit.product_id for hit in index.lexical.search(query, 50)} == {
                hit.product_id for hit in fresh.lexical.search(query, 50)
            }
            dense, wanted = index.dense.search(query, 50), fresh.dense.search(query, 50)
            assert sorted(hit.product_id for hit in dense) == sorted(hit.product_id for hit in wanted)
            assert [hit.score for hit in dense] == pytest.approx([hit.score for hit in wanted], abs=1e-5)


def test_only_changed_texts_are_encoded(saved: Index, encoder: Remembering) -> None:
    boots, coat = SHOP[0], SHOP[3]
    cheaper = dataclasses.replace(
        boots, variants=tuple(dataclasses.replace(variant, stock=0) for variant in boots.variants)
    )
    encoder.asked.clear()
    saved.update([cheaper, dataclasses.replace(boots, id="new"), coat])
    assert len(encoder.asked) == 1  # the new product; the encoded text of the others is what it was
    assert boots.id not in saved.matching(Filters(in_stock=True))
    saved.update([dataclasses.replace(coat, title="Sun Hat")])
    assert len(encoder.asked) == 2
    assert saved.lexical.search("hat", 1)[0].product_id == coat.id
    assert coat.id not in {hit.product_id for hit in saved.lexical.search("rain", 50)}


def test_two_indexes_of_one_folder_do_not_disturb_each_other(saved: Index, folder: Path, encoder: Remembering) -> None:
    reader = Index.load(folder, encoder)
    before = answers(reader)
    saved.update([product("new", "Purple Boots")], [SHOP[0].id])
    assert answers(reader) == before
    assert answers(Index.load(folder, encoder)) == before


def suggested(index: Index, prefix: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.value) for one in index.complete(prefix)]


def test_completion_follows_every_change_and_is_kept(saved: Index, folder: Path, encoder: Remembering) -> None:
    boots = product("new", "Zebra Boots", brand="Zorro", category=("Zoo",))
    assert suggested(saved, "z") == []
    saved.update([boots])
    assert suggested(saved, "z") == [("category", "Zoo"), ("brand", "Zorro"), ("product", "new")]
    saved.update([product("newer", "Zebra Boots lined", brand="Zorro")])
    saved.update([dataclasses.replace(boots, variants=product("new", "x", stock=0).variants)])
    assert suggested(saved, "zebra") == [("product", "newer"), ("product", "new")]
    saved.set_popularity({"new": 3}, {"zebra": 4, "zeppelin": 9})
    assert suggested(saved, "ze")[:2] == [("query", "zebra"), ("product", "newer")]  # no zeppelin here
    saved.update([dataclasses.replace(boots, title="Tiger Boots")])
    assert suggested(saved, "tige") == [("product", "new")]
    assert suggested(saved, "zebra b") == [("product", "newer")]
    before = [index_answer(saved, prefix) for prefix in PREFIXES]
    saved.save()
    loaded = Index.load(folder, encoder)
    loaded.set_popularity({"new": 3}, {"zebra": 4, "zeppelin": 9})
    assert [index_answer(loaded, prefix) for prefix in PREFIXES] == before
    loaded.update(removed=["new", "newer"])
    assert suggested(loaded, "z") == []
    assert suggested(loaded, "tige") == []


PREFIXES = ("b", "bo", "acme tra", "kettel", "连衣", "zebra", "coa", "ge")


def index_answer(index: Index, prefix: str) -> list[tuple[str, str, float]]:
    return [(one.kind.value, one.value, one.score) for one in index.complete(prefix)]


def test_completing_and_updating_at_once(saved: Index) -> None:
    def change(number: int) -> None:
        saved.update([product(f"t{number}", f"Threaded Thing {number}")], [f"t{number - 2}"])

    def ask(number: int) -> set[str]:
        return {value for _, value in suggested(saved, "threaded th"[: 3 + number % 9])}

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(60)]
        for number in range(20):
            change(number)
        assert all(found.result() <= {f"t{number}" for number in range(20)} for found in asked)
    assert {value for _, value in suggested(saved, "threaded")} == {"t18", "t19"}


# -- questions ---------------------------------------------------------------------------------------------------


def test_similar_products_by_numpy(shop_index: Index) -> None:
    ids = [sold.id for sold in SHOP]
    vectors = shop_index.vectors(ids)
    scores = dict(zip(ids, vectors @ vectors[0], strict=True))
    hits = shop_index.similar(ids[0], 50)
    assert [hit.product_id for hit in hits] == sorted(ids[1:], key=lambda known: -scores[known])
    assert shop_index.similar("no-such-product", 5) == []
    only = shop_index.similar(ids[0], 50, Filters(categories=frozenset({"coats"})))
    assert {hit.product_id for hit in only} == {"p04", "p05"}


def test_vectors_come_in_the_order_asked_and_zero_for_strangers(shop_index: Index) -> None:
    vectors = shop_index.vectors(["p02", "nobody", "p01", "p02"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384)
    assert not vectors[1].any()
    np.testing.assert_array_equal(vectors[0], vectors[3])
    assert np.linalg.norm(vectors[2]) == pytest.approx(1)
    assert shop_index.vectors([]).shape == (0, 384)


def plain_facets(sold: list[Product]) -> dict[str, dict[str, int]]:
    counts = Counter(("brand", item.brand) for item in sold if item.brand)
    counts.update(("category", level) for item in sold for level in item.category)
    for item in sold:
        spelt = [*item.attributes.items(), *item.options().items()]
        assert set(attribute_values(item)) == {name.casefold() for name, _ in spelt}
        counts.update((name, value) for name, values in spelt for value in values)
    facets: dict[str, dict[str, int]] = {}
    for (name, value), count in counts.items():
        facets.setdefault(name, {})[value] = count
    return facets


def test_facets_count_what_filters_leave_or_ids_name(shop_index: Index) -> None:
    assert shop_index.facets() == plain_facets(SHOP)
    filters = Filters(price_max=6000, in_stock=True)
    assert shop_index.facets(filters) == plain_facets([sold for sold in SHOP if filters.accept(sold)])
    assert shop_index.facets(["p01", "p03", "nobody"]) == plain_facets([SHOP[0], SHOP[2]])
    assert shop_index.facets([]) == {}
    counts = list(shop_index.facets()["brand"].values())
    assert counts == sorted(counts, reverse=True)


def test_allowed_says_of_any_ids_whether_the_filters_leave_them(shop_index: Index) -> None:
    ids = ["nobody", *(sold.id for sold in reversed(SHOP)), ""]
    for filters in (Filters(), Filters(price_max=5000, in_stock=True), Filters(not_brands=frozenset({"Acme"}))):
        expected = [any(sold.id == known and filters.accept(sold) for sold in SHOP) for known in ids]
        assert shop_index.allowed(ids, filters).tolist() == expected
    assert shop_index.allowed([]).tolist() == []


def test_matching_gives_ids_in_order(shop_index: Index) -> None:
    assert shop_index.matching() == [sold.id for sold in SHOP]
    assert shop_index.matching(Filters(brands=frozenset({"ACME"}), price_max=5000)) == ["p03", "p12"]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(price_max=5000, in_stock=True),
        Filters(brands=frozenset({"Acme"}), not_words=frozenset({"boots"})),
        Filters(exclude_ids=frozenset({"p01", "nobody"}), on_offer=True),
        Filters(price_max=0),
    ],
)
def test_count_is_how_many_the_filters_accept(shop_index: Index, filters: Filters) -> None:
    assert shop_index.count(filters) == sum(filters.accept(sold) for sold in SHOP)


def test_an_empty_shop_answers_everything_with_nothing(folder: Path, encoder: Remembering) -> None:
    for index in (Index.build(folder, [], encoder), Index.load(folder, encoder)):
        assert index.product_count == 0
        assert index.search("boots", 5) == index.lexical.search("boots", 5) == index.dense.search("boots", 5) == []
        assert index.similar("p01", 5) == []
        assert index.matching() == []
        assert index.facets() == {}
        assert index.overview().count == 0
        assert index.vocabulary.price_quantiles == ()
    index.update([SHOP[0]])
    assert [hit.product_id for hit in index.search("boots", 5)] == ["p01"]
    index.update(removed=["p01", "p01", "nobody"])
    assert index.search("boots", 5) == []


def test_one_product_is_found(folder: Path, encoder: Remembering) -> None:
    index = Index.build(folder, SHOP[:1], encoder)
    for query in ("boots", "something else entirely"):
        assert [hit.product_id for hit in index.search(query, 5)] == ["p01"]


def test_the_last_of_two_products_with_one_id_is_kept(folder: Path, encoder: Remembering) -> None:
    index = Index.build(folder, [SHOP[0], dataclasses.replace(SHOP[7], id="p01")], encoder)
    assert index.product_count == 1
    assert [hit.product_id for hit in index.search("knife", 5)] == ["p01"]


def test_the_manifest_says_what_the_index_is(saved: Index, folder: Path) -> None:
    manifest = json.loads((folder / folders.MANIFEST).read_text())
    assert manifest["encoder"] == "all-MiniLM-L6-v2"
    assert manifest["dim"] == 384
    assert manifest["products"] == len(SHOP)
    assert manifest["fingerprint"] == catalogue_fingerprint(SHOP)
