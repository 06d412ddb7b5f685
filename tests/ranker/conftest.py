"""The small shop, opened once a test module."""

from __future__ import annotations

import pytest

from ranker.ranking import Ranking
from retrieval.index import Index
from tests.ranker.shop import open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Ranking]:
    return open_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def index(shop: tuple[Index, Ranking]) -> Index:
    return shop[0]


@pytest.fixture(scope="module")
def ranking(shop: tuple[Index, Ranking]) -> Ranking:
    return shop[1]
