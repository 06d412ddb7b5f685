"""Something is learnt where there is something to learn, and nothing is taken into service where there is not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from retrieval.encoder import MiniLM
from retrieval.text import dense_text
from retrieval.tuning.adapted import AdaptedEncoder, RememberingEncoder, adapt
from retrieval.tuning.facts import facts_of
from retrieval.tuning.pairs import Pair
from retrieval.tuning.training import BATCH, RUN, TEMPERATURE, batched, contrast, train
from retrieval.tuning.trial import Check, Found, Verdict, checks_of, is_held, judge, measure
from retrieval.tuning.tuning import Tuned, tune
from store.products import Product
from tests.retrieval.catalogue import product
from tests.retrieval.tuning.toy import KINDS, toy_log, toy_shop


@pytest.fixture(scope="module")
def shop() -> list[Product]:
    return toy_shop()


@pytest.fixture(scope="module")
def base(minilm: MiniLM, shop: list[Product]) -> RememberingEncoder:
    texts = list(map(dense_text, shop))
    return RememberingEncoder(minilm, dict(zip(texts, minilm.encode(texts), strict=True)))


@pytest.fixture(scope="module")
def tuned(shop: list[Product], base: RememberingEncoder) -> Tuned:
    return tune(shop, toy_log(shop), base, base)


def test_made_up_words_are_learnt(tuned: Tuned) -> None:
    verdict = tuned.verdict
    assert verdict.adopted
    assert verdict.recall[1] > verdict.recall[0] + 0.05
    assert verdict.reason.startswith("Better")


def test_what_shoppers_call_a_kind_finds_it(tuned: Tuned, shop: list[Product], base: RememberingEncoder) -> None:
    """Each made-up word alone, which nobody asked for alone: of the first twenty, how many are of that kind."""
    kind_of = {one.id: one.category[-1] for one in shop}

    def share(encoder: AdaptedEncoder | RememberingEncoder) -> float:
        products = encoder.encode(list(map(dense_text, shop)))
        queries = encoder.encode(list(KINDS.values()))
        ranked = np.argsort(-(queries @ products.T), axis=1)[:, :20]
        return float(
            np.mean([[kind_of[shop[i].id] == kind for i in row] for kind, row in zip(KINDS, ranked, strict=True)])
        )

    assert share(AdaptedEncoder(base, tuned.matrix, "tuned")) > share(base) + 0.2


def test_the_same_seed_learns_the_same(tuned: Tuned, shop: list[Product], base: RememberingEncoder) -> None:
    again = tune(shop, toy_log(shop), base, base)
    np.testing.assert_allclose(again.matrix, tuned.matrix, atol=1e-5)


def test_what_is_in_service_already_is_not_adopted_again(
    tuned: Tuned, shop: list[Product], base: RememberingEncoder
) -> None:
    again = tune(shop, toy_log(shop), base, AdaptedEncoder(base, tuned.matrix, "serving"))
    assert not again.verdict.adopted
    assert again.verdict.reason.startswith("Not surely better")


def test_too_few_queries_give_no_verdict(base: RememberingEncoder, shop: list[Product]) -> None:
    verdict = tune(shop[:20], [], base, base).verdict
    assert not verdict.adopted
    assert "queries could be made" in verdict.reason


def test_random_pairs_teach_nothing_that_is_adopted(shop: list[Product], base: RememberingEncoder) -> None:
    """Queries of some products, answers of others: judged on truthful queries, this must not pass."""
    facts = {one.id: facts_of(one) for one in shop}
    learnt = [one for one in shop if not is_held(one)]
    others = [learnt[(number * 31 + 7) % len(learnt)] for number in range(len(learnt))]
    pairs = [
        Pair(one.title, other.id, frozenset((f"asked {one.title}",))) for one, other in zip(learnt, others, strict=True)
    ]
    queries = base.encode([pair.query for pair in pairs])
    vectors = dict(zip((one.id for one in shop), base.encode(list(map(dense_text, shop))), strict=True))
    matrix = train(pairs, facts, queries, np.stack([vectors[pair.product_id] for pair in pairs]))
    verdict = judge(checks_of(shop, facts, {}), shop, base, AdaptedEncoder(base, matrix, "shuffled"))
    assert verdict.n >= 30
    assert not verdict.adopted


# -- the parts, by hand ------------------------------------------------------------------------------------------


def test_the_loss_by_hand() -> None:
    """Two queries, two answers, inner products .1 and 0 crosswise; then the second is right for both."""
    queries, answers = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[0.1, 0.0], [0.0, 0.1]])
    nobody = torch.zeros(2, 2, dtype=torch.bool)
    expected = np.log(1 + np.exp(-0.1 / TEMPERATURE))
    assert contrast(queries, answers, nobody).item() == pytest.approx(expected)
    both = torch.tensor([[False, True], [True, False]])
    assert contrast(queries, answers, both).item() == pytest.approx(0, abs=1e-6)


def test_batches_hold_every_pair_once_and_like_ones_together() -> None:
    """Eight far places with 200 points about each: what stands together is mostly of one place."""
    generator = np.random.default_rng(0)
    place = np.repeat(np.arange(8), 200)
    points = (np.eye(8)[place] + generator.normal(0, 0.01, (1600, 8))).astype(np.float32)
    found = batched(points, 0)
    assert sorted(one for batch in found for one in batch) == list(range(1600))
    assert max(map(len, found)) <= 1.5 * BATCH
    flat = [int(place[one]) for batch in found for one in batch]
    changes = sum(one != other for one, other in pairwise(flat))
    assert changes < 2 * len(flat) / RUN  # in a random order about seven of eight would differ


def test_few_pairs_make_one_batch() -> None:
    assert [sorted(batch) for batch in batched(np.ones((5, 4), np.float32), 0)] == [[0, 1, 2, 3, 4]]


def test_a_map_by_hand() -> None:
    """Half a turn added to (1, 0): (1, 0) + (0, 1) at length 1."""
    found = adapt(np.array([[1, 0]], np.float32), np.array([[0, 1], [0, 0]], np.float32))
    np.testing.assert_allclose(found, [[0.5**0.5, 0.5**0.5]], atol=1e-6)


def test_no_map_changes_nothing(minilm: MiniLM) -> None:
    texts = ["boots", "a kettle", ""]
    none = AdaptedEncoder(minilm, np.zeros((384, 384), np.float32), "none")
    np.testing.assert_allclose(none.encode(texts), minilm.encode(texts), atol=1e-6)
    assert none.encode([]).shape == (0, 384)


def test_known_texts_are_not_encoded_again(minilm: MiniLM) -> None:
    marked = np.eye(384, dtype=np.float32)[0]
    found = RememberingEncoder(minilm, {"known": marked}).encode(["known", "boots", "known", "boots"])
    np.testing.assert_array_equal(found[[0, 2]], [marked, marked])
    np.testing.assert_allclose(found[[1, 3]], minilm.encode(["boots", "boots"]), atol=1e-2)


class Plain:
    """An encoder of the plane: texts are written as two numbers."""

    name, dim = "plain", 2

    def encode(self, texts: object, progress: object = None) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        assert isinstance(texts, list)
        vectors = np.array([[float(word) for word in text.split()[:2]] for text in texts], np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_recall_and_rank_by_hand() -> None:
    """Angles from (1, 0) grow with the second number: 0, 1, 2, 3; "b" is left out of the ranking, "c" then second."""
    sold = [product(name, f"1 {number}") for number, name in enumerate("abcd")]
    found = measure(
        [
            Check("1 0", frozenset("c"), frozenset("b")),
            Check("1 0", frozenset("ad")),
        ],
        sold,
        Plain(),
    )
    assert found == [Found(1.0, 0.5), Found(1.0, 1.0)]


def test_nothing_is_learnt_from_what_is_measured(shop: list[Product]) -> None:
    facts = {one.id: facts_of(one) for one in shop}
    held = {one.id for one in shop if is_held(one)}
    checks = checks_of(shop, facts, {})
    assert checks
    assert all(check.right <= held for check in checks)
    assert not any(check.ignored & held for check in checks)


@pytest.mark.parametrize(
    ("recall", "mrr", "n", "adopted"),
    [
        ((0.01, 0.05), (0.0, 0.1), 100, True),
        ((-0.01, 0.05), (0.0, 0.1), 100, False),
        ((0.01, 0.05), (-0.2, -0.1), 100, False),
        ((0.01, 0.05), (0.0, 0.1), 29, False),
    ],
)
def test_what_is_adopted(recall: tuple[float, float], mrr: tuple[float, float], n: int, adopted: bool) -> None:
    verdict = Verdict(n, (0.5, 0.53), (0.4, 0.4), recall, mrr)
    assert verdict.adopted is adopted
    assert verdict.reason.startswith("Better") is adopted
