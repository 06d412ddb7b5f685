"""A shopper's photo at the doors: what is sent back of it, and what a terminal takes."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from assistant.assistant import Assistant
from retrieval.encoder import Encoder
from retrieval.photos.picture import LARGEST_BYTES, PhotoError
from tests.ui.conftest import opened
from ui.photo import EDGE, LONGEST, decoded, read_file, thumbnail
from ui.render_panels import photo_button
from ui.terminal_chat import show_photo_turn
from ui.turn_view import TurnView


def with_secrets() -> bytes:
    """A JPEG, wider than high, that says in its EXIF to be turned, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(written, "JPEG", exif=exif, comment=b"Elm Street")
    return written.getvalue()


def test_a_thumbnail_is_the_picture_and_nothing_else() -> None:
    photo = with_secrets()
    assert b"taken at home" in photo
    assert b"Elm Street" in photo
    head, _, data = thumbnail(photo).partition(",")
    assert head == "data:image/jpeg;base64"
    content = base64.b64decode(data)
    assert b"taken at home" not in content
    assert b"Elm Street" not in content
    with Image.open(io.BytesIO(content)) as shown:
        assert not shown.getexif()
        assert shown.size == (EDGE * 2 // 3, EDGE)  # upright
        red, green, blue = shown.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
        assert abs(red) < 8
        assert abs(green - 128) < 8
        assert abs(blue - 128) < 8


@pytest.mark.parametrize("content", [b"", b"no photo", b"\x89PNG\r\n\x1a\n", with_secrets()[:300]])
def test_what_cannot_be_read_has_no_thumbnail(content: bytes) -> None:
    assert thumbnail(content) == ""


def test_base64_and_what_is_none() -> None:
    assert decoded(base64.b64encode(b"photo").decode()) == b"photo"
    assert decoded("not base64!") == b""
    assert decoded("日本") == b""
    assert LONGEST % 4 == 0
    assert len(decoded("A" * (LONGEST + 40))) > LARGEST_BYTES  # cut, and still known to be too large


def test_the_bubble_shows_the_photo_and_the_words() -> None:
    turn = TurnView(1, "<b>red</b>", "en", thumbnail(with_secrets()))
    said = turn.parts()["you"]
    assert "&lt;b&gt;red&lt;/b&gt;" in said
    assert re.search(r'<img src="data:image/jpeg;base64,[^"]+" alt="Your photo">', said)
    assert "<img" not in TurnView(1, "", "zh", "").parts()["you"]
    assert "您的照片" in TurnView(1, "", "zh", "").parts()["you"]


@pytest.mark.parametrize(("language", "name"), [("en", "Search by photo"), ("zh", "以图搜货")])
def test_the_button_names_the_limit_in_both_languages(language: str, name: str) -> None:
    button = photo_button(language, 20_000_000)
    assert re.search(rf'<button[^>]* aria-label="{name}[^"]*20 MB"', button)
    assert 'data-limit="20000000"' in button


@pytest.fixture(scope="module")
def seeing(photo_home: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("seeing") / "shop"
    shutil.copytree(photo_home, home)
    with opened(home, encoder) as assistant:
        yield assistant


def test_the_terminal_takes_a_path_and_words(seeing: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "my photo.png"
    shutil.copy(seeing.shop.home / "images" / "005-blue-circle.png", path)
    session = seeing.session()
    done = asyncio.run(show_photo_turn(seeing, session, f'/photo "{path}"'))
    assert done is not None
    assert "005-blue-circle" in [card.product.id for card in done.cards[:3]]
    done = asyncio.run(show_photo_turn(seeing, session, f"/photo '{path}' but in red"))
    assert done is not None
    assert {card.product.attributes["colour"] for card in done.cards} == {("red",)}


@pytest.mark.parametrize("typed", ["/photo", "/photo nowhere.png", "/photo 'open", "/photo ~nobody-at-all/x.png"])
def test_the_terminal_says_what_it_wants(seeing: Assistant, typed: str) -> None:
    session = seeing.session()
    assert asyncio.run(show_photo_turn(seeing, session, typed)) is None
    assert session.turns == []


def test_a_folder_is_no_photo(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="no such photo"):
        read_file(tmp_path)
