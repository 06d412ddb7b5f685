"""A CLIP-like model as the image encoder: a tiny one, of random weights, made here and saved as the real ones are."""

from __future__ import annotations

import string
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import CLIPConfig, CLIPModel, CLIPProcessor, CLIPTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from retrieval.encoder import Encoder, quiet
from retrieval.photos.checkpoint import network_folder, save_model
from retrieval.photos.clip import ClipImages
from retrieval.photos.home import load_encoder, open_photos
from retrieval.photos.learn import take_model
from retrieval.photos.measured import KIND, NETWORK
from store.errors import SetupError
from tests.contracts import ImageEncoderContract
from tests.retrieval.photos.conftest import DrawnShop
from tests.retrieval.photos.test_index import Sold

SIDE, TOKENS = 32, 16


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    letters = string.ascii_lowercase
    pieces = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(vocab={piece: number for number, piece in enumerate(pieces)}, merges=[])
    tokenizer.model_max_length = TOKENS
    layers = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    words = {**layers, **ends, "vocab_size": len(tokenizer), "max_position_embeddings": TOKENS}
    photos = {**layers, "image_size": SIDE, "patch_size": 8}
    pixels = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    torch.manual_seed(1)
    with quiet():
        CLIPModel(CLIPConfig(text_config=words, vision_config=photos, projection_dim=12)).save_pretrained(folder)
        CLIPProcessor(pixels, tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture
def image_encoder(model: Path) -> ClipImages:
    return ClipImages(str(model), "daogou train photos")


@pytest.fixture
def photo_folder(drawn: DrawnShop) -> Path:
    return drawn.home / "images"


class TestClipImages(ImageEncoderContract):
    pass


def test_vectors_are_those_of_the_model(model: Path, image_encoder: ClipImages, photo_folder: Path) -> None:
    with quiet():
        plain = CLIPModel.from_pretrained(model)
        processor = CLIPProcessor.from_pretrained(model)
    texts = ["red square", "blue"]
    given = processor.tokenizer(texts, padding=True, return_tensors="pt")
    with torch.inference_mode():
        expected = plain.get_text_features(**given).pooler_output.numpy()
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(image_encoder.encode_words(texts), expected, atol=1e-5)


def test_a_shop_uses_the_model_where_it_is_worth_it(
    model: Path, drawn: DrawnShop, encoder: Encoder, tmp_path: Path
) -> None:
    images = drawn.home / "images"
    taken = take_model(tmp_path, str(model), drawn.products, images, encoder)
    assert taken.name == f"clip {model}"
    assert 0 <= taken.held[NETWORK][KIND] <= 1
    assert network_folder(tmp_path).is_dir() == taken.adopted  # random weights: it may be worth nothing
    save_model(network_folder(tmp_path), taken.name, str(model))
    assert load_encoder(tmp_path, encoder).name == taken.name
    (tmp_path / "images").symlink_to(images)
    photos = {product.id: product.pictured for product in drawn.products[:20]}
    index = open_photos(tmp_path, photos, encoder, Sold(drawn.products))
    assert index.by_photo(images / drawn.products[3].image, 1)[0].product_id == drawn.products[3].id


def test_a_model_that_does_not_load_is_one_sentence(drawn: DrawnShop, encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="does not load"):
        take_model(tmp_path, str(tmp_path), drawn.products, drawn.home / "images", encoder)
    save_model(network_folder(tmp_path), "clip gone", str(tmp_path / "gone"))
    with pytest.raises(SetupError, match="does not load") as refused:
        load_encoder(tmp_path, encoder)
    assert refused.value.mend == f"daogou train photos --home {tmp_path}"
