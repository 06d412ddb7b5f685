"""One contract class per seam: what every implementation must do, run over each of them.

A subclass gives the implementation as a fixture; pytest collects it from the subclass's module only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.chat_model import ChatModel
from assistant.messages import Delta, Message, Role, TextDelta, ToolCallDelta, ToolSpec, Usage
from ranker.candidates.source import CandidateSource
from ranker.catalogue import Catalogue
from ranker.ranker import Ranker, RankRequest
from retrieval.filters import NO_FILTERS, Filters
from retrieval.nearest.vectors import Mask, Matrix, VectorIndex
from retrieval.photos.encoder import ImageEncoder
from retrieval.photos.picture import PhotoError
from retrieval.retriever import Hit, Retriever
from store.behaviour import Event, EventKind
from store.products import Product

GREETING = (Message(Role.SYSTEM, "Be kind."), Message(Role.USER, "hi\n\n[context]\nreading: intent=greeting"))
WISH = (Message(Role.SYSTEM, "Be kind."), Message(Role.USER, "boots\n\n[context]\nreading: intent=search; query=boots"))
SEARCH = ToolSpec("search_products", "Finds products.", {"type": "object", "properties": {"query": {"type": "string"}}})


async def collect(
    model: ChatModel, messages: tuple[Message, ...], tools: tuple[ToolSpec, ...] = (SEARCH,)
) -> list[Delta]:
    return [delta async for delta in model.stream(messages, tools)]


class ChatModelContract:
    """Needs a fixture `chat_model` that greets when greeted and calls `search_products` when asked for boots."""

    def test_it_has_a_name(self, chat_model: ChatModel) -> None:
        assert chat_model.name

    def test_a_greeting_is_answered_in_words(self, chat_model: ChatModel) -> None:
        deltas = asyncio.run(collect(chat_model, GREETING))
        texts = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
        assert all(texts)
        assert "".join(texts).strip()
        assert not any(isinstance(delta, ToolCallDelta) for delta in deltas)

    def test_a_tool_call_comes_whole(self, chat_model: ChatModel) -> None:
        deltas = asyncio.run(collect(chat_model, WISH))
        (call,) = [delta.call for delta in deltas if isinstance(delta, ToolCallDelta)]
        assert call.name == "search_products"
        assert call.id
        assert isinstance(dict(call.arguments), dict)

    def test_usage_comes_last_and_once(self, chat_model: ChatModel) -> None:
        deltas = asyncio.run(collect(chat_model, GREETING))
        usage = [delta for delta in deltas if isinstance(delta, Usage)]
        assert usage == deltas[-1:]
        assert usage[0].prompt_tokens > 0
        assert usage[0].completion_tokens > 0

    def test_closing_early_is_clean_and_the_next_call_works(self, chat_model: ChatModel) -> None:
        async def first_only() -> None:
            stream = chat_model.stream(GREETING, (SEARCH,))
            assert await anext(stream)
            await stream.aclose()

        asyncio.run(first_only())
        assert asyncio.run(collect(chat_model, GREETING))

    def test_streams_at_the_same_time_do_not_mix(self, chat_model: ChatModel) -> None:
        async def both() -> list[list[Delta]]:
            return await asyncio.gather(*(collect(chat_model, messages) for messages in (GREETING, WISH) * 2))

        calls = [sum(isinstance(delta, ToolCallDelta) for delta in deltas) for deltas in asyncio.run(both())]
        assert calls == [0, 1, 0, 1]

    @pytest.mark.parametrize("text", ["", "\x00\ufffd", "靴子 🥾", "a" * 3000])
    def test_no_text_is_an_error(self, chat_model: ChatModel, text: str) -> None:
        assert asyncio.run(collect(chat_model, (Message(Role.SYSTEM, "Be kind."), Message(Role.USER, text))))


NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def history_of(product_ids: list[str], kinds: tuple[EventKind, ...] = (EventKind.PURCHASE,)) -> list[Event]:
    """One event a day on each product, ending an hour before noon."""
    return [
        Event("me", product_id, kinds[at % len(kinds)], NOON - timedelta(days=len(product_ids) - at, hours=1))
        for at, product_id in enumerate(product_ids)
    ]


class RankerContract:
    """Needs fixtures `ranker` and `known_ids`, at least five products of the shop it ranks for."""

    def test_it_orders_candidates_best_first_at_most_k_none_twice(self, ranker: Ranker, known_ids: list[str]) -> None:
        hits = [Hit(product_id, 1.0 - 0.01 * at, "test") for at, product_id in enumerate(known_ids)]
        for history in ([], history_of(known_ids[:3]), history_of(known_ids, tuple(EventKind))):
            for query in ("", "anything"):
                for k in (1, 3, len(hits), 1000):
                    ranked = ranker.rank(RankRequest(NOON, k, "me", query), hits + hits[:2], history)
                    ids = [item.product_id for item in ranked]
                    assert len(ids) == len(set(ids)) == min(k, len(known_ids))
                    assert set(ids) <= set(known_ids)
                    scores = [item.score for item in ranked]
                    assert scores == sorted(scores, reverse=True)

    def test_the_same_arguments_give_the_same_answer(self, ranker: Ranker, known_ids: list[str]) -> None:
        hits = [Hit(product_id, 0.5, "test") for product_id in known_ids]
        ask = RankRequest(NOON, 10, "me")
        assert ranker.rank(ask, hits, history_of(known_ids[:2])) == ranker.rank(ask, hits, history_of(known_ids[:2]))

    def test_nothing_to_rank_gives_nothing(self, ranker: Ranker, known_ids: list[str]) -> None:
        assert ranker.rank(RankRequest(NOON, 5, "me"), [], history_of(known_ids)) == []

    def test_strangers_and_strange_products_are_served(self, ranker: Ranker, known_ids: list[str]) -> None:
        hits = [Hit("no-such-product", 1.0, "test"), Hit(known_ids[0], -1.0, "test")]
        for query in ("", "anything"):
            ranked = ranker.rank(RankRequest(NOON, 5, "nobody", query), hits, history_of(["not-sold-any-more"]))
            assert {item.product_id for item in ranked} == {"no-such-product", known_ids[0]}

    def test_sources_are_kept_and_reasons_are_shares(self, ranker: Ranker, known_ids: list[str]) -> None:
        hits = [Hit(product_id, 1.0, f"source of {product_id}") for product_id in known_ids]
        for item in ranker.rank(RankRequest(NOON, 100, "me", "words"), hits, history_of(known_ids[:2])):
            assert item.source == f"source of {item.product_id}"
            weights = [reason.weight for reason in item.reasons]
            assert weights == sorted(weights, reverse=True)
            assert all(0 < weight <= 1 for weight in weights)
            assert sum(weights) <= 1 + 1e-9


class CandidateSourceContract:
    """Needs fixtures `source` and `catalogue`, the products it proposes from."""

    def histories(self, catalogue: Catalogue) -> list[list[Event]]:
        ids = catalogue.ids
        return [[], history_of(ids[:3]), history_of(ids, tuple(EventKind)), history_of(["not-sold-any-more"])]

    def test_best_first_at_most_k_none_twice_of_the_catalogue(
        self, source: CandidateSource, catalogue: Catalogue
    ) -> None:
        for history in self.histories(catalogue):
            for k in (0, 1, 5, 1000):
                hits = source.candidates(RankRequest(NOON, 10, "me"), history, k, NO_FILTERS)
                ids = [hit.product_id for hit in hits]
                assert len(ids) == len(set(ids)) <= k
                assert set(ids) <= set(catalogue.products)
                assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    def test_nothing_the_filters_exclude(self, source: CandidateSource, catalogue: Catalogue) -> None:
        prices = sorted(product.price.minor for product in catalogue.products.values())
        half = frozenset(catalogue.ids[::2])
        for filters in (
            Filters(price_max=prices[len(prices) // 2]),
            Filters(exclude_ids=half),
            Filters(only_ids=half, in_stock=True),
            Filters(price_max=-1),
        ):
            for history in self.histories(catalogue):
                for hit in source.candidates(RankRequest(NOON, 10, "me"), history, 50, filters):
                    assert filters.accept(catalogue.products[hit.product_id])


def clustered(count: int, dim: int, seed: int) -> Matrix:
    """Unit vectors around sixty centres, as products are around kinds."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(60, dim))
    vectors = centres[chance.integers(60, size=count)] + 0.6 * chance.normal(size=(count, dim))
    unit: Matrix = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


class VectorIndexContract:
    """Needs fixtures `indexed`, which makes an index of a matrix, and `reopened`, which loads what one has saved.

    `recall` is the least share of the nearest that it finds; at 1 it has to give what brute force gives.
    """

    recall = 1.0
    vectors = clustered(18_000, 24, seed=1)
    queries = clustered(40, 24, seed=2)

    @pytest.fixture
    def index(self, indexed: Callable[[Matrix], VectorIndex]) -> VectorIndex:
        return indexed(self.vectors.copy())

    def check(self, index: VectorIndex, k: int, allowed: Mask | None = None) -> None:
        """Full, allowed, none twice, exactly scored and best first for every query; and near enough to brute force."""
        matrix = index.matrix
        banned = np.zeros(len(matrix), np.bool_) if allowed is None else ~allowed
        found = 0.0
        for query in self.queries:
            scores = np.where(banned, -np.inf, matrix @ query)
            count = min(k, int((~banned).sum()))
            rows, products = index.top(query, k, allowed)
            assert len(rows) == len(products) == len(set(rows.tolist())) == count
            assert not banned[rows].any()
            np.testing.assert_allclose(products, scores[rows], atol=1e-5)
            assert (np.diff(products) <= 0).all()
            last = np.sort(scores)[::-1][:count].min(initial=np.inf)
            found += (scores[rows] >= last - 1e-5).mean() if count else 1
        assert found >= self.recall * len(self.queries)

    @pytest.mark.parametrize("k", [0, 1, 10, 200, 1000, 30_000])
    def test_nearest_without_a_mask(self, index: VectorIndex, k: int) -> None:
        self.check(index, k)

    @pytest.mark.parametrize("share", [0.95, 0.5, 0.01, 0.001, 0])
    def test_a_mask_is_honoured_and_the_answer_full(self, index: VectorIndex, share: float) -> None:
        allowed = np.random.default_rng(3).random(len(index)) < share
        for k in (10, 200):
            self.check(index, k, allowed)

    def test_a_mask_of_what_is_far_from_the_query(self, index: VectorIndex) -> None:
        near = index.matrix @ self.queries[0]
        self.check(index, 200, near < np.quantile(near, 0.9))
        self.check(index, 10, near < np.quantile(near, 0.01))

    def test_a_row_written_anew_is_found_as_it_is_now_only(self, index: VectorIndex) -> None:
        before, fresh = self.vectors, clustered(50, 24, seed=4)
        for row, vector in enumerate(fresh):
            index.put(row, vector)
        np.testing.assert_array_equal(index.matrix, np.concatenate([fresh, before[50:]]))
        for row, vector in enumerate(fresh):
            rows, products = index.top(vector, 1)
            assert (rows[0], products[0]) == (row, pytest.approx(1, abs=1e-5))
            assert row not in index.top(before[row], 1)[0]

    def test_rows_are_appended(self, index: VectorIndex) -> None:
        fresh = clustered(300, 24, seed=5)
        for number, vector in enumerate(fresh):
            index.put(len(self.vectors) + number, vector)
            assert index.top(vector, 1)[0].tolist() == [len(self.vectors) + number]
        assert len(index) == len(index.matrix) == len(self.vectors) + 300
        self.check(index, 10)

    def test_it_holds_after_a_fifth_was_written_anew(self, index: VectorIndex) -> None:
        rows = np.random.default_rng(6).permutation(len(index))[: len(index) // 5]
        for row, vector in zip(rows.tolist(), clustered(len(rows), 24, seed=7), strict=True):
            index.put(row, vector)
        self.check(index, 10)
        self.check(index, 200)

    def test_what_is_loaded_answers_and_changes_like_what_was_saved(
        self, index: VectorIndex, reopened: Callable[[Path], VectorIndex], tmp_path: Path
    ) -> None:
        index.put(7, self.vectors[9])
        index.put(len(index), self.queries[0])
        index.save(tmp_path)
        loaded = reopened(tmp_path)
        fresh = clustered(20, 24, seed=8)
        for number, vector in enumerate(fresh):
            for one in (index, loaded):
                one.put(100 + number, vector)
                one.put(len(one), -vector)
        np.testing.assert_array_equal(loaded.matrix, index.matrix)
        for query in (*self.queries, *fresh):
            for mine, other in zip(index.top(query, 100), loaded.top(query, 100), strict=True):
                np.testing.assert_array_equal(mine, other)


HOSTILE = (
    "",
    "   \n\t",
    'title:"boots" AND (red OR -blue)^9 ~',
    "[a TO z] {* TO *} /.*/ \\ && || ! ? : +",
    "\x00\x01\x7f binary \ufffd \ud800",
    "🥾" * 50,
    "红色连衣裙",
    "красные ботинки",
    "'; DROP TABLE products; --",
    "boots " * 3_334,
    "the of and",
    "x" * 20_000,
    "(a+)+$ [^ (?P< \\ {9999999}" + "(" * 3_000,
    "של נעליים \u202eboots\u202c \u200b\u200d\ufeff",
    "\ud83d",
    "boots\x00coat",
    "-boots !boots NOT boots",
)


class RetrieverContract:
    """Needs fixtures `retriever` and `sold`, its whole catalogue of at least ten products, one of them boots."""

    def test_best_first_at_most_k_none_twice(self, retriever: Retriever, sold: list[Product]) -> None:
        for k in (0, 1, 3, len(sold), 1000):
            hits = retriever.search("boots", k)
            assert len(hits) <= k
            assert len({hit.product_id for hit in hits}) == len(hits)
            assert {hit.product_id for hit in hits} <= {product.id for product in sold}
            assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert retriever.search("boots", 1)

    def test_the_same_query_gives_the_same_answer(self, retriever: Retriever, sold: list[Product]) -> None:
        assert retriever.search("warm boots", 10) == retriever.search("warm boots", 10)

    def test_fewer_are_the_beginning_of_more(self, retriever: Retriever, sold: list[Product]) -> None:
        everything = retriever.search("warm boots", len(sold))
        assert [hit.score for hit in retriever.search("warm boots", 3)] == [hit.score for hit in everything[:3]]

    def test_filters_leave_out_what_they_exclude_and_nothing_else(
        self, retriever: Retriever, sold: list[Product]
    ) -> None:
        found = {hit.product_id for hit in retriever.search("boots", len(sold))}
        middle = sorted(product.price.minor for product in sold)[len(sold) // 2]
        for filters in (
            Filters(price_max=middle),
            Filters(price_min=middle, in_stock=True),
            Filters(brands=frozenset({sold[0].brand.upper()})),
            Filters(not_brands=frozenset({sold[0].brand})),
            Filters(exclude_ids=frozenset(product.id for product in sold[::2])),
            Filters(only_ids=frozenset({sold[0].id, "no-such-product"})),
            Filters(only_ids=frozenset()),
            Filters(categories=frozenset({"no such category"})),
        ):
            kept = {hit.product_id for hit in retriever.search("boots", len(sold), filters)}
            assert kept == found & {product.id for product in sold if filters.accept(product)}

    def test_any_text_is_a_query(self, retriever: Retriever, sold: list[Product]) -> None:
        for query in HOSTILE:
            assert len(retriever.search(query, 5)) <= 5
            assert len(retriever.search(query, 5, Filters(in_stock=True))) <= 5
        assert retriever.search("  ", 5) == []


class ImageEncoderContract:
    """Needs a fixture `image_encoder`, and a folder `photo_folder` with at least ten different PNG photos."""

    def test_photos_become_unit_rows_in_their_order(self, image_encoder: ImageEncoder, photo_folder: Path) -> None:
        files = sorted(photo_folder.glob("*.png"))[:10]
        vectors = image_encoder.encode_photos(files)
        assert vectors.shape == (10, image_encoder.dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert (vectors * image_encoder.encode_photos(files[::-1])[::-1]).sum(axis=1).min() > 0.999
        alone = np.concatenate([image_encoder.encode_photos([path]) for path in files])
        assert (vectors * alone).sum(axis=1).min() > 0.999

    def test_a_photo_is_the_same_as_path_bytes_or_picture(
        self, image_encoder: ImageEncoder, photo_folder: Path
    ) -> None:
        path = min(photo_folder.glob("*.png"))
        vectors = image_encoder.encode_photos([path, path.read_bytes(), Image.open(path)])
        assert (vectors @ vectors.T).min() > 0.9999

    def test_words_are_in_the_space_of_the_photos(self, image_encoder: ImageEncoder) -> None:
        vectors = image_encoder.encode_words(list(HOSTILE))
        assert vectors.shape == (len(HOSTILE), image_encoder.dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_nothing_gives_nothing(self, image_encoder: ImageEncoder) -> None:
        assert image_encoder.encode_photos([]).shape == (0, image_encoder.dim)
        assert image_encoder.encode_words([]).shape == (0, image_encoder.dim)

    def test_a_broken_photo_is_an_error(self, image_encoder: ImageEncoder, photo_folder: Path) -> None:
        whole = min(photo_folder.glob("*.png"))
        for broken in (b"", whole.read_bytes()[:60], photo_folder / "none.png"):
            with pytest.raises(PhotoError):
                image_encoder.encode_photos([whole, broken])
