"""A photo in the conversation, on a real shop with a network of its own: judged by what was shown and what was kept."""

from __future__ import annotations

import asyncio
import io
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from assistant.assistant import Assistant
from assistant.build import open_shop
from assistant.events import TurnDone
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.photo import Received, excuse, receive
from assistant.session import Session
from assistant.shop import Shop
from retrieval.encoder import Encoder
from retrieval.photos.picture import PhotoError, read_photo
from store.products import Product
from tests.assistant.chat_server import serving
from tests.assistant.test_guards import scripted
from tests.retrieval.photos.drawn import draw

NO_PHOTO = b"this is no photo, {p1} <b>"


@pytest.fixture(scope="module")
def seeing(photo_home: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shop]:
    """The shop of drawn things, open."""
    home = tmp_path_factory.mktemp("seeing") / "shop"
    shutil.copytree(photo_home, home)
    shop = open_shop(home, encoder)
    yield shop
    shop.store.close()


@pytest.fixture
def assistant(seeing: Shop) -> Assistant:
    return Assistant(seeing, None)


def say(assistant: Assistant, message: str, photo: bytes | None, session: Session | None = None) -> TurnDone:
    talking = session or assistant.session()

    async def turn() -> TurnDone:
        events = [event async for event in assistant.turn(talking, message, photo)]
        assert isinstance(events[-1], TurnDone)
        return events[-1]

    return asyncio.run(turn())


def photo_of(shop: Shop, product_id: str) -> bytes:
    """The product's own photo, taken again: smaller, and as a JPEG."""
    with Image.open(shop.home / "images" / f"{product_id}.png") as picture:
        return jpeg(picture.resize((80, 80)))


def jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=90)
    return written.getvalue()


def shown(done: TurnDone) -> list[Product]:
    return [card.product for card in done.cards]


def colours(done: TurnDone) -> set[str]:
    return {product.attributes["colour"][0] for product in shown(done)}


@pytest.mark.parametrize(
    "product_id", ["005-blue-circle", "100-red-circle", "238-green-triangle", "107-yellow-triangle"]
)
def test_a_photo_of_a_product_finds_it(assistant: Assistant, product_id: str) -> None:
    done = say(assistant, "", photo_of(assistant.shop, product_id))
    assert product_id in [product.id for product in shown(done)[:3]]
    assert [tool.name for tool in done.tools] == ["find_by_photo"]
    assert done.cards[0].handle == "p1"
    assert done.cards[0].why.startswith("it looks like your photo")
    assert "photo" in done.reply


def test_a_photo_of_something_new_finds_its_colour_and_shape(assistant: Assistant) -> None:
    new = draw("circle", "blue", random.Random(7))
    found = shown(say(assistant, "do you have this?", jpeg(new)))
    assert len(found) == 6
    assert sum(product.attributes["colour"] == ("blue",) for product in found) >= 4
    assert sum(product.category[-1] == "circle" for product in found) >= 4


@pytest.mark.parametrize(
    ("message", "cents"),
    [("under $10.50", 1050), ("like this but at most 11 dollars", 1100), ("similar to this under 10.80", 1080),
     ("类似这个，11美元以内", 1100)],
)  # fmt: skip
def test_every_card_is_within_the_price_of_the_words(assistant: Assistant, message: str, cents: int) -> None:
    done = say(assistant, message, photo_of(assistant.shop, "238-green-triangle"))
    assert done.cards
    assert all(product.price.minor <= cents for product in shown(done))
    assert [tool.name for tool in done.tools] == ["find_by_photo"]


@pytest.mark.parametrize(
    "message", ["like this but in red", "the same in red please", "红色的有吗", "similar, but red"]
)
def test_another_colour_than_the_photos(assistant: Assistant, message: str) -> None:
    done = say(assistant, message, photo_of(assistant.shop, "005-blue-circle"))
    assert colours(done) == {"red"}
    assert sum(product.category[-1] == "circle" for product in shown(done)) >= 3


def test_a_brand_kept_and_a_brand_refused(assistant: Assistant) -> None:
    photo = photo_of(assistant.shop, "005-blue-circle")
    assert {product.brand for product in shown(say(assistant, "like this from Bolt", photo))} == {"Bolt"}
    without = shown(say(assistant, "like this but not from Acme", photo))
    assert without
    assert "Acme" not in {product.brand for product in without}


def test_a_kind_that_the_words_name(assistant: Assistant) -> None:
    done = say(assistant, "a triangle like this", photo_of(assistant.shop, "005-blue-circle"))
    assert {product.category[-1] for product in shown(done)} == {"triangle"}
    assert "blue" in colours(done)


def test_this_is_the_photo_and_nothing_shown_before(assistant: Assistant) -> None:
    session = assistant.session()
    say(assistant, "red squares under $10.40", None, session)
    done = say(assistant, "add this to my cart", photo_of(assistant.shop, "238-green-triangle"), session)
    assert "238-green-triangle" in [product.id for product in shown(done)[:3]]
    assert not done.cart.lines


def test_what_follows_refines_the_kind_that_was_found(assistant: Assistant) -> None:
    session = assistant.session()
    say(assistant, "", photo_of(assistant.shop, "238-green-triangle"), session)
    done = say(assistant, "under $10.90", None, session)
    assert {product.category[-1] for product in shown(done)} == {"triangle"}
    assert all(product.price.minor < 1090 for product in shown(done))


def test_a_question_about_an_order_stays_one(assistant: Assistant) -> None:
    done = say(assistant, "I want to return this", photo_of(assistant.shop, "005-blue-circle"))
    assert "find_by_photo" not in [tool.name for tool in done.tools]


def test_a_file_that_is_no_photo_gets_its_sentence(assistant: Assistant) -> None:
    with pytest.raises(PhotoError) as wrong:
        read_photo(NO_PHOTO)
    done = say(assistant, "", NO_PHOTO)
    assert done.reply == str(wrong.value)
    assert not done.cards
    assert not done.tools
    worded = say(assistant, "red squares", NO_PHOTO)
    assert worded.reply.startswith(str(wrong.value))
    assert {product.category[-1] for product in shown(worded)} == {"square"}


def test_a_shop_without_a_network_says_so_and_goes_by_the_words(shop: Shop) -> None:
    photo = jpeg(Image.new("RGB", (60, 60), "blue"))
    assistant = Assistant(shop, None)
    assert shop.photos is None
    wordless = say(assistant, "", photo)
    assert "cannot search by photo" in wordless.reply
    assert not wordless.cards
    worded = say(assistant, "blue running shoes", photo)
    assert worded.reply.startswith("I cannot search by photo in this shop, so I went by your words.")
    assert {product.id for product in shown(worded)[:2]} == {"run-1", "run-4"}
    assert "以图" in say(assistant, "蓝色跑鞋", photo).reply


@pytest.mark.parametrize("message", ["add this to my cart", "把这个加入购物车"])
def test_this_is_never_another_product_than_the_photos(assistant: Assistant, message: str) -> None:
    session = assistant.session()
    say(assistant, "Acme 0 red square", None, session)
    say(assistant, "tell me more about the first one", None, session)
    assert not say(assistant, message, NO_PHOTO, session).cart.lines
    assert say(assistant, message, None, session).cart.lines  # without a photo it is what was just spoken of


def test_words_beside_a_useless_photo_are_searched(assistant: Assistant) -> None:
    done = say(assistant, "similar red circles under $10.80", NO_PHOTO)
    assert colours(done) == {"red"}
    assert {product.category[-1] for product in shown(done)} == {"circle"}


def test_only_a_mark_of_the_photo_is_kept(assistant: Assistant, seeing: Shop) -> None:
    session = assistant.session()
    say(assistant, "", photo_of(seeing, "005-blue-circle"), session)
    say(assistant, "in red", photo_of(seeing, "005-blue-circle"), session)
    assert [turn.message for turn in session.turns] == ["(a photo)", "in red (a photo)"]
    kept = json.dumps(seeing.store.conversations.load(session.id))
    assert len(kept) < 20_000
    again = Assistant(seeing, None).session(session.id)
    assert [turn.message for turn in again.turns] == ["(a photo)", "in red (a photo)"]


def test_a_model_gets_no_picture_and_cannot_overlook_it(seeing: Shop) -> None:
    other = ("search_products", json.dumps({"query": "yellow squares"}))
    with serving(scripted(other, "Look at {p1}.")) as server:
        assistant = Assistant(seeing, OpenAIModel(OpenAISettings(server.base_url, "scripted")))
        done = say(assistant, "", photo_of(seeing, "238-green-triangle"))
        say(assistant, "yellow squares", None)
        asked = server.requests
    assert [tool.name for tool in done.tools] == ["find_by_photo"]
    assert "238-green-triangle" in [product.id for product in shown(done)[:3]]
    assert "base64" not in json.dumps(asked[0])
    offered = [{tool["function"]["name"] for tool in request["tools"]} for request in asked]
    assert "find_by_photo" in offered[0]
    assert "find_by_photo" not in offered[-1]


def test_similar_ones_look_similar(assistant: Assistant, seeing: Shop) -> None:
    session = assistant.session()
    first = shown(say(assistant, "red squares", None, session))[0]
    done = say(assistant, "find others that look like the first one", None, session)
    assert [tool.name for tool in done.tools] == ["find_similar"]
    assert seeing.photos is not None
    looks = [hit.product_id for hit in seeing.photos.similar_look(first.id, 6)]
    assert len({product.id for product in shown(done)} & set(looks)) >= 4
    assert first.id not in {product.id for product in shown(done)}


def test_a_product_without_a_photo_has_neighbours_all_the_same(
    photo_home: Path, tmp_path: Path, encoder: Encoder
) -> None:
    home = tmp_path / "shop"
    shutil.copytree(photo_home, home)
    (home / "images" / "000-red-square.png").unlink()
    shop = open_shop(home, encoder)
    try:
        session = Assistant(shop, None).session()
        assistant = Assistant(shop, None)
        say(assistant, "Acme 0 red square", None, session)
        place = [session.handles[handle] for handle in session.current].index("000-red-square")
        done = say(assistant, f"similar to {session.current[place]}", None, session)
        assert done.cards
        assert "000-red-square" not in {product.id for product in shown(done)}
    finally:
        shop.store.close()


def test_every_refusal_is_said_in_chinese() -> None:
    huge = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(huge, "PNG")
    told = set()
    for photo in (NO_PHOTO, huge.getvalue(), bytes(20_000_001)):
        received = receive(photo)
        assert received.picture is None
        chinese = excuse(received, worded=False, language="zh")
        assert "照片" in chinese
        assert chinese != excuse(received, worded=False, language="en")
        told.add(chinese)
    told.add(excuse(Received(None, PhotoError("The photo is empty.")), worded=False, language="zh"))
    assert len(told) == 4
