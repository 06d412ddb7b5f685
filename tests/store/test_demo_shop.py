"""The built demo shop: personas as promised, learnable behaviour, pictures in colour, the same bytes twice."""

from __future__ import annotations

import colorsys
import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from store import demo
from store.behaviour import Event, EventKind
from store.demo.catalogue import TODAY, Item, items
from store.demo.pictures.album import shown_colours
from store.demo.pictures.sketch import sketches
from store.demo.shoppers import Shopper, follows, shoppers
from store.demo.words import colours, kinds
from store.errors import SetupError
from store.orders import OrderStatus
from store.store import Store

NOW = datetime.combine(TODAY, time(18), UTC)
SECOND_BUILD = """
import sys, pathlib
from store.demo.catalogue import TODAY, items
from store.demo.opening import fill
from store.demo.pictures.album import draw_all
from store.store import Store
catalogue = items(7)
with Store.create(pathlib.Path(sys.argv[1]), name="again", currency="USD") as store:
    fill(store, catalogue, 7, TODAY)
    draw_all(catalogue[::10], store.images)
"""
PERSONAS = {"maya", "tom", "lina", "dev", "rosa"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = demo.build(tmp_path_factory.mktemp("demo") / "shop", index=lambda products: f"of-{len(list(products))}")
    yield store
    store.close()


@pytest.fixture(scope="module")
def catalogue() -> list[Item]:
    return items(7)


@pytest.fixture(scope="module")
def everyone(catalogue: list[Item]) -> list[Shopper]:
    return shoppers(7, catalogue, TODAY)


@pytest.fixture(scope="module")
def events(shop: Store) -> list[Event]:
    return list(shop.behaviour.all())


def test_has_the_promised_numbers(shop: Store, events: list[Event]) -> None:
    assert shop.products.count() >= 1_200
    assert len({event.customer_id for event in events}) >= 2_000
    assert len(events) >= 60_000
    assert shop.settings.get("index") == f"of-{shop.products.count()}"
    assert shop.settings.get("return_window_days") == "30"
    assert {"returns", "shipping", "payment", "warranty", "privacy"} <= set(shop.policies.topics())
    assert len(shop.promotions.running(NOW)) >= 5


def test_time_ends_today(shop: Store, events: list[Event]) -> None:
    first, last = events[0].at, events[-1].at
    assert NOW - timedelta(days=181) <= first
    assert last <= NOW + timedelta(hours=6)
    created = {product.id: product.created_at for product in shop.products.all()}
    assert all(event.at >= (created[event.product_id] or NOW) for event in events)


def test_personas_are_as_promised(shop: Store) -> None:
    personas = {customer.id: customer for customer in shop.customers.personas()}
    assert set(personas) == PERSONAS
    assert all(customer.about for customer in personas.values())
    states: dict[str, set[str]] = {}
    for name in PERSONAS:
        assert len(shop.behaviour.history(name, 500)) >= 25
        assert shop.customers.follows(name)
        states[name] = {_state(order.status, order.reached(OrderStatus.DELIVERED)) for order in shop.orders.of(name)}
        assert all(order.id.startswith("DG-") for order in shop.orders.of(name))
    everything = set().union(*states.values())
    assert {"on its way", "delivered, can be returned", "delivered, too late"} <= everything
    assert "on its way" in states["maya"]
    assert "delivered, can be returned" in states["tom"]
    assert {"delivered, too late", "delivered, can be returned"} <= states["lina"]
    newest = max(personas.values(), key=lambda customer: customer.created_at or NOW)
    assert newest.id == "rosa"


def test_personas_look_at_different_things(shop: Store) -> None:
    seen = {name: {event.product_id for event in shop.behaviour.history(name, 500)} for name in PERSONAS}
    for name, mine in seen.items():
        for other, theirs in seen.items():
            if name < other:
                assert len(mine & theirs) / len(mine | theirs) < 0.2


def test_orders_are_in_every_state_and_consistent(shop: Store, everyone: list[Shopper]) -> None:
    orders = [order for shopper in everyone[:1_200] for order in shop.orders.of(shopper.id)]
    assert {order.status for order in orders} == set(OrderStatus)
    variants = {variant.id for product in shop.products.all() for variant in product.variants}
    for order in orders:
        times = [change.at for change in order.history]
        assert times == sorted(times)
        assert times[-1] <= NOW + timedelta(hours=6)
        assert all(line.variant_id in variants and line.title for line in order.lines)


def test_taste_can_be_learnt(everyone: list[Shopper], events: list[Event], catalogue: list[Item]) -> None:
    """Shown is not clicked: what is clicked is in the shopper's colours and brands far more often."""
    tastes = {shopper.id: shopper for shopper in everyone}
    brand_of = {item.product.id: item.product.brand for item in catalogue}
    shares = {}
    for kind in (EventKind.IMPRESSION, EventKind.CLICK):
        chosen = [event for event in events if event.kind is kind]
        shares[kind] = sum(brand_of[event.product_id] in tastes[event.customer_id].brands for event in chosen) / len(
            chosen
        )
    assert shares[EventKind.CLICK] > 1.5 * shares[EventKind.IMPRESSION]


def test_complements_are_bought_together(events: list[Event], catalogue: list[Item]) -> None:
    kind_of = {item.product.id: item.kind for item in catalogue}
    baskets: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.kind is EventKind.PURCHASE:
            baskets[event.basket].add(event.product_id)
    pairs = [(a, b) for basket in baskets.values() for a in basket for b in basket if a != b]
    related = sum(kind_of[b].id in kind_of[a].goes_with or kind_of[a].id in kind_of[b].goes_with for a, b in pairs)
    assert len(pairs) > 500
    assert related / len(pairs) > 0.4


def test_popularity_is_skewed_and_the_top_place_is_clicked_most(shop: Store, events: list[Event]) -> None:
    clicks = Counter(event.product_id for event in events if event.kind is EventKind.CLICK)
    top = sum(count for _, count in clicks.most_common(len(clicks) // 5))
    assert top / clicks.total() > 0.4
    places: Counter[int] = Counter()
    shown: Counter[int] = Counter()
    for event in events:
        if event.ranking_id and event.kind in (EventKind.CLICK, EventKind.IMPRESSION):
            ranking = shop.behaviour.ranking(event.ranking_id) if sum(shown.values()) < 900 else None
            if ranking is not None:
                place = next(row.position for row in ranking.shown if row.product_id == event.product_id)
                (places if event.kind is EventKind.CLICK else shown)[place] += 1
    assert places[1] / shown[1] > 1.5 * (places[6] + places[7] + places[8]) / (shown[6] + shown[7] + shown[8])


def test_follows_are_homophilous(everyone: list[Shopper]) -> None:
    interest = {shopper.id: shopper.interest for shopper in everyone}
    pairs = follows(7, everyone)
    same = sum(interest[a] == interest[b] for a, b in pairs) / len(pairs)
    assert same > 0.6
    assert all(a != b for a, b in pairs)


def test_reviews_agree_with_the_rating(shop: Store) -> None:
    for product in list(shop.products.all())[::25]:
        count, average = shop.reviews.summary(product.id)
        assert count == product.rating_count
        assert (average is None) == (product.rating is None)
        if average is not None and product.rating is not None:
            assert abs(average - product.rating) < 0.01


def test_every_product_has_a_small_picture(shop: Store) -> None:
    files = [shop.images / product.image for product in shop.products.all()]
    assert all(file.is_file() for file in files)
    assert sum(file.stat().st_size for file in files) <= 15_000_000
    with Image.open(files[0]) as image:
        assert image.size == (320, 320)
    assert len(sketches()) >= 45
    assert {kind.drawing for kind in kinds()} <= set(sketches())


def test_pictures_show_the_stated_colour(shop: Store, catalogue: list[Item]) -> None:
    """Of the pixels that differ from the backdrop, enough have the hue (or lightness) of the product's colour."""
    wrong = []
    checked = [item for item in catalogue if item.kind.coloured][::11]
    for item in checked:
        rgb = colours()[shown_colours(item)[0]].rgb
        if _share_near(shop.images / item.product.image, rgb) < 0.12:
            wrong.append(item.product.id)
    assert len(wrong) / len(checked) < 0.04, wrong


def test_refuses_a_home_that_has_a_shop(shop: Store) -> None:
    with pytest.raises(SetupError):
        demo.build(shop.home)


def test_two_processes_build_the_same_shop(shop: Store, tmp_path: Path) -> None:
    """Every row of the database, and every tenth picture."""
    subprocess.run([sys.executable, "-c", SECOND_BUILD, str(tmp_path / "again")], check=True)
    with Store.open(tmp_path / "again") as again:
        again.settings.set("index", shop.settings.get("index") or "")
        assert _digest(again) == _digest(shop)
        drawn = sorted(again.images.iterdir())
        assert len(drawn) > 100
        assert all(file.read_bytes() == (shop.images / file.name).read_bytes() for file in drawn)


def _state(status: OrderStatus, delivered: datetime | None) -> str:
    if status is OrderStatus.SHIPPED:
        return "on its way"
    if status is OrderStatus.DELIVERED and delivered is not None:
        return "delivered, can be returned" if NOW - delivered < timedelta(days=30) else "delivered, too late"
    return status.value


def _share_near(file: Path, rgb: tuple[int, int, int]) -> float:
    """The share of product pixels whose colour is near `rgb`: by hue where it has one, else by lightness."""
    with Image.open(file) as opened:
        image = opened.convert("RGB").resize((64, 64))
    pixels = [image.getpixel((x, y)) for x in range(8, 56) for y in range(8, 56)]
    corner = image.getpixel((32, 3))
    assert isinstance(corner, tuple)
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in rgb))
    near = product = 0
    for pixel in pixels:
        assert isinstance(pixel, tuple)
        if sum(abs(int(a) - int(b)) for a, b in zip(pixel, corner, strict=True)) < 36:
            continue
        product += 1
        other_hue, other_lightness, other_saturation = colorsys.rgb_to_hls(*(part / 255 for part in pixel))
        distance = min(abs(other_hue - hue), 1 - abs(other_hue - hue))
        same_hue = distance < 0.07 and other_saturation > 0.12
        near += same_hue if saturation > 0.2 else abs(other_lightness - lightness) < 0.2
    return near / max(1, product)


def _digest(store: Store) -> str:
    """Of every row of every table, in a fixed order."""
    digest = hashlib.sha256()
    with store.database.reading() as connection:
        tables = [
            row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"))
        ]
        for table in tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {table}")))
            digest.update("\n".join([table, *rows]).encode())
    return digest.hexdigest()
