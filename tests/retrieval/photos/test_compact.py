"""The trained encoder keeps the contract, and what it learnt is what was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Encoder
from retrieval.photos.checkpoint import mend, network_folder
from retrieval.photos.compact import CompactImages
from retrieval.photos.split import Part, part_of
from tests.contracts import ImageEncoderContract
from tests.retrieval.photos.conftest import DrawnShop
from tests.retrieval.photos.drawn import COLOURS, SHAPES


@pytest.fixture
def image_encoder(drawn: DrawnShop, encoder: Encoder) -> CompactImages:
    return CompactImages.load(network_folder(drawn.home), encoder, mend(drawn.home))


@pytest.fixture
def photo_folder(drawn: DrawnShop) -> Path:
    return drawn.home / "images"


class TestCompactImages(ImageEncoderContract):
    pass


def test_words_find_photos_that_nobody_learnt_from(drawn: DrawnShop, image_encoder: CompactImages) -> None:
    held = [product for product in drawn.products if part_of(product) is not Part.TRAIN]
    photos = image_encoder.encode_photos([drawn.home / "images" / product.image for product in held])
    right = total = 0
    for colour in COLOURS:
        for shape in SHAPES:
            words = image_encoder.encode_words([f"a {colour} {shape}"])[0]
            wanted = {row for row, product in enumerate(held) if product.title.endswith(f"{colour} {shape}")}
            first = np.argsort(-(photos @ words))[: len(wanted)].tolist()
            right += len(wanted.intersection(first))
            total += len(wanted)
    assert total == len(held)
    assert right / total > 0.7  # one in twelve by chance


def test_a_photo_and_its_mirror_image_are_alike(drawn: DrawnShop, image_encoder: CompactImages) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (3, image_encoder.side, image_encoder.side, 3), np.uint8)
    there, back = (image_encoder.encode_pixels(each) for each in (pixels, pixels[:, :, ::-1].copy()))
    assert (there * back).sum(axis=1).min() > 0.999
