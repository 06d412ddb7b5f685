"""Fixtures that several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import build_demo
from assistant.vllm_server import VLLMServer, VLLMSettings
from retrieval.encoder import MiniLM
from store.demo.catalogue import TODAY
from tests import photo_shop


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VLLMServer]:
    """The shipped model on a real vLLM server, started once for the whole run: `base_url` and `name`."""
    settings = VLLMSettings(log=tmp_path_factory.mktemp("vllm") / "vllm.log")
    with VLLMServer(settings) as server:
        server.wait_ready(timeout=290)  # half a minute, unless the machine is busy with other things
        yield server


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, built once for the whole run as `daogou demo --build-only` builds it, on its own fixed day."""
    home = tmp_path_factory.mktemp("demo") / "shop"
    build_demo(home, today=TODAY)
    return home


@pytest.fixture(scope="session")
def photo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shop that finds by look, made once for the whole run: copied, never opened."""
    return photo_shop.build(tmp_path_factory.mktemp("photos") / "shop", MiniLM(threads=1))
