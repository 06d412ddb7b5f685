"""Training: it goes on where it was stopped, learns from nothing that is held out, and keeps only what is worth it."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.encoder import Encoder
from retrieval.photos.album import read_album
from retrieval.photos.checkpoint import mend
from retrieval.photos.home import has_network, load_encoder
from retrieval.photos.learn import learn, split
from retrieval.photos.measured import CHANCE, HISTOGRAM, KIND, NETWORK
from retrieval.photos.split import Part, part_of
from store.errors import SetupError
from tests.retrieval.photos.conftest import SETTINGS, DrawnShop
from tests.retrieval.photos.drawn import draw, drawn_shop


def test_what_was_drawn_is_learnt_and_adopted(drawn: DrawnShop) -> None:
    learnt = drawn.learnt
    assert learnt.adopted
    assert learnt.held[NETWORK][KIND] > learnt.held[HISTOGRAM][KIND]
    assert learnt.held[NETWORK]["recall@5"] > 2 * learnt.held[CHANCE]["recall@5"]
    assert has_network(drawn.home)
    assert not (drawn.home / "photos" / "training").exists()
    parts = [part_of(product) for product in drawn.products]
    assert learnt.learnt == parts.count(Part.TRAIN) - learnt.left_out
    assert learnt.held[NETWORK]["n"] == parts.count(Part.DEV)


class StoppedError(Exception):
    pass


def test_a_run_that_was_stopped_gives_the_same_network(drawn: DrawnShop, encoder: Encoder, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def watch(stage: str, done: int, total: int) -> None:
        if stage != "training":
            assert stage == "embedding" or not seen, "photos were read again"
            return
        seen.append((done, total))
        if done == total // 2 and len(seen) == done:
            raise StoppedError

    arguments = (tmp_path, drawn.products, drawn.home / "images", encoder, SETTINGS, watch)
    torch.set_num_threads(1)
    with pytest.raises(StoppedError):
        learn(*arguments)
    learnt = learn(*arguments)
    assert learnt.name == drawn.learnt.name
    assert learnt.held == drawn.learnt.held
    total = seen[0][1]
    assert total <= len(seen) < total * 1.2


def test_another_catalogue_or_setting_begins_anew(drawn: DrawnShop, encoder: Encoder, tmp_path: Path) -> None:
    def stop_late(stage: str, done: int, total: int) -> None:
        if stage == "training" and done == total - 1:
            raise StoppedError

    images = drawn.home / "images"
    with pytest.raises(StoppedError):
        learn(tmp_path, drawn.products, images, encoder, SETTINGS, stop_late)
    steps: list[int] = []
    once = replace(SETTINGS, passes=1)
    learn(
        tmp_path,
        drawn.products,
        images,
        encoder,
        once,
        lambda stage, done, _: steps.append(done) if stage == "training" else None,
    )
    assert steps[0] == 1


def test_a_photo_nearly_the_same_as_one_held_out_is_not_learnt_from(tmp_path: Path) -> None:
    products = drawn_shop(tmp_path / "images")
    held = next(product for product in products if part_of(product) is Part.TEST)
    twin = next(product for product in products if part_of(product) is Part.TRAIN)
    shutil.copyfile(tmp_path / "images" / held.image, tmp_path / "images" / twin.image)
    train, dev, left_out = split(read_album(tmp_path / "album", products, tmp_path / "images"))
    assert left_out >= 1
    assert twin.id not in {product.id for product in train.products}
    assert {part_of(product) for product in train.products} == {Part.TRAIN}
    assert {part_of(product) for product in dev.products} == {Part.DEV}


def test_a_network_no_better_than_colours_is_not_kept(encoder: Encoder, tmp_path: Path) -> None:
    """Kinds that are colours: a histogram is perfect, and cannot be beaten."""
    lots = random.Random(2)
    images = tmp_path / "images"
    products = [replace(each, category=each.attributes["colour"]) for each in drawn_shop(images)]
    for product in products:
        draw("square", product.category[0], lots, spread=0).save(images / product.image)
    learnt = learn(tmp_path, products, images, encoder, replace(SETTINGS, passes=1))
    assert not learnt.adopted
    assert not has_network(tmp_path)
    with pytest.raises(SetupError) as refused:
        load_encoder(tmp_path, encoder)
    assert refused.value.mend == mend(tmp_path)


def test_too_few_photos_is_one_sentence(encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="0 products have a photo"):
        learn(tmp_path, [], tmp_path / "images", encoder, SETTINGS)
    products = drawn_shop(tmp_path / "images")[:20]
    with pytest.raises(SetupError, match="20 products have a photo"):
        learn(tmp_path, products, tmp_path / "images", encoder, SETTINGS)


def test_broken_and_missing_photos_are_left_out_of_the_album(tmp_path: Path) -> None:
    images = tmp_path / "images"
    products = drawn_shop(images)[:6]
    (images / products[1].image).write_bytes(b"broken")
    (images / products[2].image).unlink()
    products[3] = replace(products[3], image="https://example.com/photo.png")
    products[4] = replace(products[4], image="")
    album = read_album(tmp_path / "album", products, images)
    assert [product.id for product in album.products] == [products[0].id, products[5].id]
    again = read_album(tmp_path / "album", products, images)
    assert again.products == album.products
    np.testing.assert_array_equal(again.pixels, album.pixels)
    draw("circle", "red", random.Random(1)).save(images / products[0].image)
    before = again.pixels[0].copy()
    changed = read_album(tmp_path / "album", products, images)
    assert (changed.pixels[0] != before).any()
