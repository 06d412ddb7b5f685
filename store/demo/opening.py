"""Builds the demo shop in a folder: catalogue, pictures, people and what they did, all from one seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from store.demo.buying import buyers, orders, place_planned
from store.demo.catalogue import CURRENCY, TODAY, Item, items
from store.demo.deals import promotions
from store.demo.pictures.album import draw_all
from store.demo.reviewing import reviews
from store.demo.sessions import Simulation
from store.demo.shoppers import follows, shoppers
from store.demo.words import read
from store.manifest import FILE
from store.products import Product
from store.progress import Progress, silent
from store.store import Store

NAME = "Juniper & Pine"
INDEX_SETTING = "index"
BATCH = 5_000


def build(
    home: Path,
    seed: int = 7,
    progress: Progress = silent,
    index: Callable[[Iterable[Product]], str] | None = None,
    today: date | None = None,
) -> Store:
    """Builds the shop "Juniper & Pine" in `home` and returns it open.

    Same seed and day, same contents and picture bytes. `today` is the day the shop's history ends at: None takes the
    fixed `TODAY`; pass the real day where return windows and promotions are judged against the real clock. `index`
    builds the search index of the products below `home` and returns its name, which the settings then keep. The
    database is written in one transaction: a build that was killed can be run again. Raises SetupError where a shop
    with products is already.
    """
    day = TODAY if today is None else today
    catalogue = items(seed, day)
    store = _open_empty(home) or Store.create(home, name=NAME, currency=CURRENCY)
    try:
        draw_all(catalogue, home / "images", progress)
        name = index([item.product for item in catalogue]) if index else None
        with store.transaction():
            fill(store, catalogue, seed, day, progress)
            if name is not None:
                store.settings.set(INDEX_SETTING, name)
    except BaseException:
        store.close()
        raise
    return store


def _open_empty(home: Path) -> Store | None:
    """What an interrupted build left behind: a shop without products."""
    if not (home / FILE).exists():
        return None
    store = Store.open(home)
    if store.products.count() == 0:
        return store
    store.close()
    return None


def fill(store: Store, catalogue: Sequence[Item], seed: int, day: date, progress: Progress = silent) -> None:
    """Writes everything but the pictures and the index: products, people, what they did, and the shop's rules."""
    everyone = shoppers(seed, catalogue, day)
    simulation = Simulation(seed, catalogue, day)
    for done, shopper in enumerate(everyone, 1):
        simulation.shop(shopper)
        if done % 200 == 0 or done == len(everyone):
            progress("simulating shoppers", done, len(everyone))
    planned = place_planned(simulation, everyone, day)
    placed, returned = orders(seed, simulation.history.baskets, planned, datetime.combine(day, time(18), UTC))
    events = sorted([*simulation.history.events, *returned], key=lambda event: event.at)

    store.products.upsert(item.product for item in catalogue)
    store.customers.upsert(shopper.customer for shopper in everyone)
    store.customers.follow_many(follows(seed, everyone))
    for start in range(0, len(events), BATCH):
        store.behaviour.record(events[start : start + BATCH])
        progress("writing events", min(start + BATCH, len(events)), len(events))
    for ranking in simulation.history.rankings:
        store.behaviour.log_ranking(ranking)
    store.orders.upsert(placed)
    store.reviews.upsert(reviews(seed, catalogue, buyers(simulation.history.baskets), day))
    store.promotions.upsert(promotions(catalogue, day))
    rules = read("rules")
    for topic, text in rules["policies"].items():
        store.policies.put(topic, text)
    for key, value in rules["settings"].items():
        store.settings.set(key, value)
    progress("writing the shop", 1, 1)
