"""A shop with a trained ranker, from the message to the list: what shoppers did decides what they see."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.behaviour import GUEST_EVENTS, history_of
from assistant.build import build_index, load_index, open_shop
from assistant.events import TurnDone
from assistant.session import Session
from ranker.catalogue import Catalogue
from ranker.in_service import RANKER_SETTING
from ranker.keeping import keep
from ranker.neural.encoders import EncoderShape
from ranker.neural.recipes import RECIPES
from ranker.ranker import RankRequest
from ranker.synthetic import Market, generate
from ranker.training import Shop, train_ranker
from retrieval.encoder import Encoder
from retrieval.retriever import Hit
from store.behaviour import Event, EventKind
from store.store import Store

MARKET = Market(products=80, shoppers=400, length=10, predictability=0.9)
RECIPE = replace(RECIPES["text"], words=16, company=16, sizes=EncoderShape(width=32, heads=2, dropout=0.1, longest=20))
FAST = replace(RECIPE, schedule=replace(RECIPE.schedule, epochs=6, rate=5e-3, batch=64))
WORDS = "show me mugs"


@pytest.fixture(scope="module")
def trained_home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Eighty mugs, of which each leads shoppers on to two others, and a ranker that was trained on that."""
    home = tmp_path_factory.mktemp("learned") / "shop"
    made, events = generate(MARKET)
    products = [replace(product, title=f"Mug number {row}") for row, product in enumerate(made)]
    moved = datetime.now(UTC) - max(event.at for event in events) - timedelta(hours=1)
    events = sorted((replace(event, at=event.at + moved) for event in events), key=lambda event: event.at)
    with Store.create(home, name="Mugs", currency="USD") as store:
        store.products.upsert(products)
        store.behaviour.record(events)
        store.settings.set("index", build_index(home, products, encoder))
        index = load_index(store, encoder)
        shop = Shop(Catalogue(products), index, events, encoder.name, store.products.fingerprint())
        store.settings.set(RANKER_SETTING, keep(home, train_ranker(shop, FAST), {}, len(events)))
    return home


@pytest.fixture
def assistant(trained_home: Path, encoder: Encoder, tmp_path: Path) -> Iterator[Assistant]:
    shutil.copytree(trained_home, tmp_path / "shop")
    shop = open_shop(tmp_path / "shop", encoder)
    yield Assistant(shop, None)
    shop.store.close()


def ask(assistant: Assistant, session: Session, message: str = WORDS) -> TurnDone:
    async def answer() -> TurnDone:
        return [event async for event in assistant.turn(session, message) if isinstance(event, TurnDone)][-1]

    return asyncio.run(answer())


def ids(done: TurnDone) -> list[str]:
    return [card.product.id for card in done.cards]


def order(assistant: Assistant, session: Session) -> list[str]:
    """All products by what is known of the shopper alone."""
    every = [Hit(product_id, 1.0, "all") for product_id in assistant.shop.ranking.catalogue.ids]
    request = RankRequest(datetime.now(UTC), len(every), session.customer_id)
    ranked = assistant.shop.ranking.ranker.rank(request, every, history_of(assistant.shop, session))
    return [item.product_id for item in ranked]


def test_two_shoppers_see_different_orders_for_the_same_words(assistant: Assistant) -> None:
    assert assistant.shop.ranking.ranker.name == "neural"
    shown = {one: ids(ask(assistant, assistant.session(customer_id=one))) for one in ("shopper1", "shopper2")}
    again = {one: ids(ask(assistant, assistant.session(customer_id=one))) for one in ("shopper1", "shopper2")}
    assert shown == again
    assert shown["shopper1"] != shown["shopper2"]


@pytest.mark.parametrize("customer", ["shopper1", ""])
@pytest.mark.parametrize("kind", [EventKind.VIEW, EventKind.CLICK, EventKind.LIKE, EventKind.CART])
def test_what_was_done_counts_from_the_next_ranking_on(assistant: Assistant, customer: str, kind: EventKind) -> None:
    session = assistant.session(customer_id=customer)
    first = ask(assistant, session)
    before = order(assistant, session)
    began = time.process_time()
    if kind is EventKind.CART:
        product = first.cards[-1].product
        assistant.set_cart(session, product.id, product.variants[0].id, 1)
    else:
        assistant.event(session, first.cards[-1].product.id, kind)
    after = order(assistant, session)
    print(f"\n{kind} of {customer or 'a guest'}: counted after {1000 * (time.process_time() - began):.1f} ms")
    assert history_of(assistant.shop, session)[-1].kind is kind
    assert after != before
    assert ids(ask(assistant, session)) != ids(first)


def test_events_carry_the_ranking_that_showed_the_product(assistant: Assistant) -> None:
    session = assistant.session(customer_id="shopper1")
    product = ask(assistant, session).cards[0].product
    assistant.event(session, product.id, EventKind.CLICK)
    assistant.set_cart(session, product.id, product.variants[0].id, 1)
    ask(assistant, session, "put the second one in my cart")
    clicked, added, said = history_of(assistant.shop, session)[-3:]
    [ranking] = assistant.shop.store.behaviour.rankings(session.id)
    assert [event.kind for event in (clicked, added, said)] == [EventKind.CLICK, EventKind.CART, EventKind.CART]
    assert {event.ranking_id for event in (clicked, added, said)} == {ranking.id}
    assert {product.id, said.product_id} <= {shown.product_id for shown in ranking.shown}


def test_what_no_ranking_showed_carries_none(assistant: Assistant) -> None:
    session = assistant.session(customer_id="shopper1")
    assistant.event(session, "item3", EventKind.VIEW)
    assert history_of(assistant.shop, session)[-1].ranking_id == ""


def test_a_guest_leaves_nothing_in_the_records_of_events(assistant: Assistant) -> None:
    session = assistant.session()
    before = assistant.shop.store.behaviour.count()
    first = ask(assistant, session).cards[0].product
    assistant.event(session, first.id, EventKind.LIKE)
    assistant.set_cart(session, first.id, first.variants[0].id, 1)
    assistant.hide(session, ask(assistant, session).cards[-1].product.id)
    assert assistant.shop.store.behaviour.count() == before
    kinds = [event.kind for event in history_of(assistant.shop, session)]
    assert kinds == [EventKind.LIKE, EventKind.CART, EventKind.DISLIKE]
    assert history_of(assistant.shop, assistant.session()) == []


def test_a_guests_session_keeps_the_newest_events(assistant: Assistant) -> None:
    session = assistant.session()
    for number in range(GUEST_EVENTS + 5):
        assistant.event(session, f"item{number % 80}", EventKind.VIEW)
    kept = history_of(assistant.shop, session)
    assert [event.product_id for event in kept] == [f"item{number % 80}" for number in range(5, GUEST_EVENTS + 5)]


def test_a_guests_doings_outlive_the_process(assistant: Assistant) -> None:
    session = assistant.session()
    assistant.event(session, "item5", EventKind.LIKE)
    ask(assistant, session)
    there = Assistant(assistant.shop, None)
    again = there.session(session.id)
    assert again is not session
    assert history_of(there.shop, again) == history_of(assistant.shop, session) != []
    assert order(there, again) == order(assistant, session)


def test_a_history_is_read_once_and_again_after_another_process_wrote(assistant: Assistant) -> None:
    session = assistant.session(customer_id="shopper1")
    first = history_of(assistant.shop, session)
    assert history_of(assistant.shop, session) is first
    with Store.open(assistant.shop.home) as elsewhere:
        elsewhere.behaviour.record([Event("shopper1", "item9", EventKind.LIKE, datetime.now(UTC))])
        elsewhere.behaviour.record([Event("shopper2", "item9", EventKind.LIKE, datetime.now(UTC))])
    second = history_of(assistant.shop, session)
    assert second == assistant.shop.store.behaviour.history("shopper1")
    assert (second[-1].product_id, len(second)) == ("item9", len(first) + 1)
