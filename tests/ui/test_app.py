"""The application over HTTP: health, pictures and nothing else of the folder, a page that asks nobody else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from retrieval.encoder import Encoder
from store.errors import SetupError
from tests.ui.conftest import app_at, app_of, opened, served
from ui.app import create_app, picture_file


@pytest.fixture(scope="module")
def site(built: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One application for the tests that only look."""
    home = tmp_path_factory.mktemp("site") / "shop"
    shutil.copytree(built, home)
    (home.parent / "outside.png").write_bytes(b"secret")
    (home / "images" / "secret.png").symlink_to(home.parent / "outside.png")
    with opened(home, encoder) as assistant:
        yield app_of(assistant)


@pytest.fixture(scope="module")
def address(site: FastAPI) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return TestClient(site)


def test_health_says_how_the_model_is(assistant: Assistant) -> None:
    states = iter(["starting", "ready"])
    client = TestClient(app_of(assistant, lambda: next(states)))
    first = client.get("/healthz").json()
    assert first == {"status": "ok", "name": "Small & Fine", "shop": "open", "model": "starting"}
    assert client.get("/healthz").json()["model"] == "ready"


def test_the_page_is_there_before_the_shop_is(home: Path) -> None:
    opening: Future[Assistant] = Future()
    client = TestClient(app_at(home, opening, lambda: "starting"))
    assert client.get("/healthz").json()["shop"] == "opening"
    page = client.get("/")
    assert page.status_code == 200
    assert "What are you looking for?" in page.text


def test_no_shop_is_a_setup_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="There is no shop"):
        create_app(tmp_path, Future(), lambda: "none")


def test_a_picture_is_served_so_that_it_runs_nothing(client: TestClient) -> None:
    answer = client.get("/images/jackets/jacket-1.png")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


ESCAPES = [
    "../shop.db",
    "..%2fshop.db",
    "%2e%2e/shop.json",
    "jackets/../../shop.json",
    "jackets/%2e%2e/%2e%2e/shop.json",
    "..%5cshop.json",
    "/etc/passwd",
    "//etc/passwd",
    "secret.png",  # a link that leads out of the folder
    "jackets",
    "jackets/none.png",
    "jackets/jacket-1.png%00.png",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_but_the_shops_pictures_is_served(address: str, name: str) -> None:
    """Over a real server and with a raw path: no client tidies it up first."""
    answer = httpx.get(httpx.URL(address).copy_with(raw_path=f"/images/{name}".encode()), trust_env=False)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_only_pictures_below_the_folder_count(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    (tmp_path / "a.PNG").write_bytes(b"x")
    assert picture_file(tmp_path, "note.txt") is None
    assert picture_file(tmp_path, "a.PNG") == (tmp_path / "a.PNG").resolve()
    assert picture_file(tmp_path, "x" * 5000 + ".png") is None


def test_the_page_asks_nobody_else_for_anything(client: TestClient) -> None:
    page = client.get("/").text
    fetched = re.findall(r"""(?:src|href)=["'](https?:)?//""", page)
    assert fetched == []
    assert "fonts.googleapis" not in page + client.get("/theme.css").text


def test_gradios_own_doors_are_shut(client: TestClient) -> None:
    info = client.get("/gradio_api/info").json()
    assert info["named_endpoints"] == {}
    upload = client.post("/gradio_api/upload", files={"files": ("big.png", b"x" * 100_000)})
    assert upload.status_code >= 400
