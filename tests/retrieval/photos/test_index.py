"""The photos' index against brute force, over filters, changes, and what is kept of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from retrieval.columns import Columns
from retrieval.encoder import Encoder, Vectors
from retrieval.filters import NO_FILTERS, Filters
from retrieval.index import Index
from retrieval.photos.captions import without_brand
from retrieval.photos.histogram import colour_histograms
from retrieval.photos.home import open_photos
from retrieval.photos.index import PhotoIndex
from retrieval.photos.picture import Photo, PhotoError, read_photo, squared
from store.errors import SetupError
from store.products import Pictured, Product
from tests.retrieval.photos.conftest import DrawnShop
from tests.retrieval.photos.drawn import draw, drawn_shop

COMMAND = "daogou train photos --home here"
EVERY = 10_000


class Colours:
    """An image encoder that anyone can follow: colour histograms; words are as long as their first letter says."""

    name, dim = "colours", 128

    def __init__(self) -> None:
        self.seen = 0

    def encode_photos(self, photos: Sequence[Photo]) -> Vectors:
        self.seen += len(photos)
        pixels = [squared(read_photo(photo), 32) for photo in photos]
        return colour_histograms(np.stack(pixels)) if pixels else np.empty((0, self.dim), np.float32)

    def encode_words(self, texts: Sequence[str]) -> Vectors:
        return np.eye(self.dim, dtype=np.float32)[[ord(text[0]) % self.dim for text in texts]]


class Sold:
    """The columns of a catalogue, as the search index has them."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.columns = Columns()
        for product in products:
            self.columns.put(product)

    def allowed(self, ids: Sequence[str], filters: Filters = NO_FILTERS) -> npt.NDArray[np.bool_]:
        mask = self.columns.mask(filters)
        rows = self.columns.row_of
        return np.array([known in rows and bool(mask[rows[known]]) for known in ids], np.bool_)


def pictured(products: Sequence[Product]) -> dict[str, Pictured]:
    return {product.id: product.pictured for product in products}


class Case:
    def __init__(self, folder: Path) -> None:
        self.images = folder / "images"
        self.products = drawn_shop(self.images)[:60]
        self.sold = Sold(self.products)
        self.encoder = Colours()
        self.index = PhotoIndex(self.encoder, self.sold)
        self.index.refresh(pictured(self.products), self.images)

    def expected(self, asked: Vectors, said: Vectors, filters: Filters, without: str = "") -> list[tuple[str, float]]:
        """Every product that may answer, best first: `asked` of its photo and `said` of its title's words."""
        kept = [product for product in self.products if filters.accept(product) and product.id != without]
        if not kept:
            return []
        photos = Colours().encode_photos([self.images / product.image for product in kept])
        words = Colours().encode_words([without_brand(product) for product in kept])
        scores = photos @ asked + words @ said
        return sorted(zip([product.id for product in kept], scores.tolist(), strict=True), key=lambda one: -one[1])


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


FILTERS = [
    NO_FILTERS,
    Filters(categories=frozenset({"circle"})),
    Filters(attributes={"colour": frozenset({"red", "blue"})}, price_max=1030),
    Filters(not_brands=frozenset({"Acme"}), not_words=frozenset({"square"})),
    Filters(only_ids=frozenset({"001-blue-square", "none"})),
    Filters(price_min=99_999),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_every_way_of_asking_equals_brute_force(case: Case, filters: Filters) -> None:
    asked = case.products[7]
    photo = case.images / asked.image
    shown = Colours().encode_photos([photo])[0]
    titled = Colours().encode_words([without_brand(asked)])[0]
    red = Colours().encode_words(["red"])[0]
    ways = [
        (case.index.by_photo(photo.read_bytes(), EVERY, filters), case.expected(shown, 0.5 * shown, filters)),
        (
            case.index.similar_look(asked.id, EVERY, filters),
            case.expected(shown + titled, shown + titled, filters, without=asked.id),
        ),
        (case.index.by_words("red", EVERY, filters), case.expected(red, 0 * red, filters)),
    ]
    for hits, expected in ways:
        assert {hit.product_id for hit in hits} == {product_id for product_id, _ in expected}
        np.testing.assert_allclose([hit.score for hit in hits], [score for _, score in expected], atol=1e-5)


def test_fewer_are_the_beginning_of_more_and_nothing_is_asked_for_nothing(case: Case) -> None:
    some, every = (case.index.similar_look(case.products[0].id, k) for k in (5, EVERY))
    assert some == every[:5]
    assert case.index.similar_look(case.products[0].id, 0) == []
    assert case.index.similar_look("no such product", 5) == []
    assert case.index.by_words(" \n", 5) == []
    with pytest.raises(PhotoError):
        case.index.by_photo(b"no photo", 5)


def test_only_photos_that_changed_are_looked_at(case: Case) -> None:
    before = case.encoder.seen
    assert not case.index.refresh(pictured(case.products), case.images)
    assert case.encoder.seen == before
    changed = case.products[3]
    draw("circle", "yellow", random.Random(9)).save(case.images / changed.image)
    assert case.index.refresh(pictured(case.products), case.images)
    assert case.encoder.seen == before + 1
    assert len(case.index) == len(case.products)
    (hit,) = case.index.by_photo(case.images / changed.image, 1, Filters(only_ids=frozenset({changed.id})))
    shown, titled = Colours().encode_photos([case.images / changed.image])[0], without_brand(changed)
    assert hit.score == pytest.approx(1 + 0.5 * float(shown @ Colours().encode_words([titled])[0]), abs=1e-5)
    case.products[3] = replace(changed, title="Another circle")
    assert case.index.refresh(pictured(case.products), case.images)
    assert case.encoder.seen == before + 3  # the photo that asked is one of them


def test_any_changes_leave_what_a_new_index_would_hold(case: Case) -> None:
    lots = random.Random(11)
    every = list(case.products)
    kept = set(pictured(every))
    for _ in range(12):
        going = set(lots.sample(sorted(kept), min(len(kept), 9)))
        coming = {product.id for product in every if product.id not in kept and lots.random() < 0.5}
        kept = (kept - going) | coming
        case.products = [product for product in every if product.id in kept]
        case.index.update(pictured([product for product in every if product.id in coming]), going, case.images)
        assert len(case.index) == len(kept)
        case.index._catalogue = Sold(case.products)
        photo = case.images / every[0].image
        hits = case.index.by_photo(photo, EVERY)
        shown = Colours().encode_photos([photo])[0]
        expected = case.expected(shown, 0.5 * shown, NO_FILTERS)
        assert {hit.product_id for hit in hits} == kept
        np.testing.assert_allclose([hit.score for hit in hits], [score for _, score in expected], atol=1e-5)


def test_a_product_that_left_the_catalogue_is_not_found_whoever_has_its_row(case: Case) -> None:
    gone = case.products[5]
    case.sold.columns.remove(gone.id)
    assert gone.id not in {hit.product_id for hit in case.index.by_words("x", EVERY)}
    case.sold.columns.put(replace(gone, id="another"))  # takes the free row
    found = {hit.product_id for hit in case.index.by_words("x", EVERY)}
    assert len(found) == len(case.products) - 1
    assert gone.id not in found


def test_products_whose_photo_is_gone_or_broken_leave(case: Case) -> None:
    broken, gone, moved = case.products[:3]
    (case.images / broken.image).write_bytes(b"broken")
    (case.images / gone.image).unlink()
    elsewhere = replace(moved, image="https://example.com/photo.png")
    photos = pictured([*case.products, elsewhere])
    assert case.index.refresh(photos, case.images)
    assert not {broken.id, gone.id, moved.id} & {hit.product_id for hit in case.index.by_words("x", EVERY)}
    assert len(case.index) == len(case.products) - 3
    assert not case.index.refresh(photos, case.images)


def test_a_shop_without_photos_finds_nothing() -> None:
    index = PhotoIndex(Colours(), Sold([]))
    assert not index.refresh({}, Path("no such folder"))
    assert len(index) == 0
    assert index.by_words("red", 5) == []
    assert index.similar_look("p1", 5) == []


def test_what_is_loaded_answers_as_what_was_saved(case: Case, tmp_path: Path) -> None:
    case.index.update({}, [case.products[2].id], case.images)  # a free row in the middle
    case.index.save(tmp_path / "kept")
    loaded = PhotoIndex.load(tmp_path / "kept", case.encoder, case.sold, COMMAND)
    assert loaded.similar_look(case.products[9].id, EVERY) == case.index.similar_look(case.products[9].id, EVERY)
    seen = case.encoder.seen
    assert loaded.refresh(pictured(case.products), case.images)
    assert case.encoder.seen == seen + 1


def test_a_damaged_or_foreign_index_is_refused(case: Case, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with pytest.raises(SetupError, match="missing"):
        PhotoIndex.load(kept, case.encoder, case.sold, COMMAND)
    case.index.save(kept)
    foreign = Colours()
    foreign.name = "other"
    with pytest.raises(SetupError, match="another image network") as refused:
        PhotoIndex.load(kept, foreign, case.sold, COMMAND)
    assert refused.value.mend == COMMAND
    (path,) = kept.glob("g-*/vectors.npy")
    path.write_bytes(path.read_bytes()[:-4] + b"\0\0\0\x7f")
    with pytest.raises(SetupError, match="damaged"):
        PhotoIndex.load(kept, case.encoder, case.sold, COMMAND)


def test_a_shop_opens_with_its_photos_and_mends_their_index(drawn: DrawnShop, encoder: Encoder, tmp_path: Path) -> None:
    home = tmp_path / "shop"
    shutil.copytree(drawn.home, home)
    some = drawn.products[:40]
    index = Index.build(home / "index" / "a", some, encoder)
    first = open_photos(home, pictured(some), encoder, index)
    assert len(first) == 40
    looks = first.similar_look(some[0].id, 5)
    assert len(looks) == 5
    assert open_photos(home, pictured(some), encoder, index).similar_look(some[0].id, 5) == looks
    index.update([], [looks[0].product_id])
    assert first.similar_look(some[0].id, 4) == looks[1:]
    (path,) = (home / "photos" / "index").glob("g-*/vectors.npy")
    path.write_bytes(b"damaged")
    mended = open_photos(home, pictured(some), encoder, index)
    assert mended.similar_look(some[0].id, 4) == looks[1:]
    assert len(open_photos(home, pictured(some), encoder, index)) == 40
