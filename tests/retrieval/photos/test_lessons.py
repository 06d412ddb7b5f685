"""Captions are true of the photos they count for, and the losses are what their formulas say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from retrieval.encoder import Encoder
from retrieval.photos.augment import augment
from retrieval.photos.captions import captions, common_facts, facts_of, without_brand
from retrieval.photos.lessons import prepare
from retrieval.photos.losses import contrastive, facts_loss
from tests.retrieval.catalogue import product
from tests.retrieval.photos.conftest import DrawnShop

SHIRT = product(
    "s", "Acme Red Shirt", brand="Acme", category=("Clothes", "Shirts"), colour="Red", washable="yes", length="40"
)


def test_facts_are_what_a_photo_may_show() -> None:
    assert facts_of(SHIRT) == {
        ("category", "clothes"), ("category", "shirts"), ("brand", "acme"), ("colour", "red")
    }  # fmt: skip


def test_captions_are_the_title_and_what_common_facts_say() -> None:
    common = {("category", "shirts"), ("colour", "red")}
    said = {caption.text: caption for caption in captions(SHIRT, common)}
    assert set(said) == {"Acme Red Shirt", "Red Shirt", "red shirts"}
    assert said["Red Shirt"].title == "acme red shirt"
    assert said["red shirts"].facts == common
    assert {caption.text for caption in captions(SHIRT, set())} == {"Acme Red Shirt", "Red Shirt"}
    assert without_brand(product("x", "Acme", brand="Acme")) == "Acme"


def test_facts_of_nearly_all_or_of_hardly_any_are_not_learnt() -> None:
    shop = [product(str(i), f"Shirt {i}", category=("Shirts",), colour="Red" if i < 60 else "Blue") for i in range(100)]
    shop[0] = product("0", "Shirt", category=("Shirts",), colour="Mauve")
    assert common_facts(shop) == [("colour", "blue"), ("colour", "red")]


def test_matches_equal_the_plain_meaning(drawn: DrawnShop, encoder: Encoder) -> None:
    products = drawn.products[:50]
    lessons = prepare(products, np.zeros((50, 4, 4, 3), np.uint8), encoder)
    common = set(lessons.facts)
    own = [captions(each, common) for each in products]
    rows = np.arange(50)
    said = lessons.say(rows, np.random.default_rng(0), 0.5)
    matches = lessons.matches(said, rows)
    for word in range(50):
        (caption,) = [one for one, row in zip(own[word], lessons.captions[word], strict=True) if row == said[word]]
        for photo, shown in enumerate(products):
            meant = caption.facts <= facts_of(shown) and caption.title in ("", shown.title.casefold())
            assert matches[word, photo] == meant
    assert matches.diagonal().all()
    np.testing.assert_array_equal(
        lessons.texts[said[3]],
        encoder.encode([own[3][k].text for k in range(len(own[3])) if lessons.captions[3][k] == said[3]])[0],
    )


def test_titles_are_said_as_often_as_asked(drawn: DrawnShop, encoder: Encoder) -> None:
    products = drawn.products[:50]
    lessons = prepare(products, np.zeros((50, 4, 4, 3), np.uint8), encoder)
    rows = np.repeat(np.arange(50), 40)
    said = lessons.say(rows, np.random.default_rng(0), 0.75)
    assert (lessons.of_title[said] >= 0).mean() == pytest.approx(0.75, abs=0.03)


def test_the_contrastive_loss_is_its_formula() -> None:
    similarity = torch.tensor([[2.0, 0.0], [1.0, 3.0]])
    one = torch.eye(2, dtype=torch.bool)
    rows = math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-2))
    columns = math.log(1 + math.exp(-1)) + math.log(1 + math.exp(-3))
    assert float(contrastive(similarity, one)) == pytest.approx((rows + columns) / 4, abs=1e-6)
    # Where all answers are right, the best that can be said is that each is as likely: log 2.
    assert float(contrastive(torch.zeros(2, 2), ~torch.zeros(2, 2, dtype=torch.bool))) == pytest.approx(math.log(2))


def test_only_known_facts_count() -> None:
    logits = torch.tensor([[0.0, 5.0], [0.0, -5.0]])
    has = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    known = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert float(facts_loss(logits, has, known)) == pytest.approx(math.log(2), abs=1e-6)
    assert float(facts_loss(logits, has, torch.zeros(2, 2))) == 0


def test_photos_are_seen_anew_and_remain_photos() -> None:
    torch.manual_seed(0)
    pixels = torch.rand(4, 3, 40, 40)
    first, second = augment(pixels, 32), augment(pixels, 32)
    assert first.shape == (4, 3, 32, 32)
    assert not torch.equal(first, second)
    assert float((first.mean((2, 3)) - pixels.mean((2, 3))).abs().max()) < 0.35
