"""What refers to products, read when these are known: events, orders, promotions and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from store.behaviour import Event
from store.importers.catalogue import Catalogue
from store.importers.orders import OrderReader, with_requests
from store.importers.people import EventReader
from store.importers.plan import Plan
from store.importers.promotions import PromotionReader
from store.importers.report import ImportReport
from store.importers.reviews import ReviewReader
from store.importers.rows import Row, read_rows
from store.orders import Order
from store.progress import Progress
from store.promotions import Promotion
from store.reviews import Review
from store.store import Store

PAGE = 2_000  # records in memory while they are written
Record = TypeVar("Record", covariant=True)
Item = TypeVar("Item")


class Reader(Protocol[Record]):
    """Takes rows one after another; gives records as they come, and at the end those that are left."""

    def take(self, row: Row) -> Record | None: ...

    def finish(self) -> Iterable[Record]: ...


class References:
    """Reads the sections that refer to products out of a plan's files."""

    def __init__(self, plan: Plan, store: Store, catalogue: Catalogue, progress: Progress) -> None:
        self._plan = plan
        self._store = store
        self._catalogue = catalogue
        self._progress = progress

    def rehearse(self, report: ImportReport) -> None:
        """Read everything and write nothing; what was refused is in the report."""
        for records in (self._events, self._orders, self._promotions, self._reviews):
            for _ in records(report):
                pass

    def write(self, report: ImportReport) -> None:
        """Read and write everything, within the transaction that is open."""
        store, mapping = self._store, self._plan.mapping
        if mapping.events is not None:
            events = self._events(report)
            report.noun("events").records = store.behaviour.record_once(events)
        for orders in _pages(self._orders(report)):
            before = store.orders.many(order.id for order in orders)
            store.orders.upsert(with_requests(order, before.get(order.id)) for order in orders)
        for promotions in _pages(self._promotions(report)):
            store.promotions.upsert(promotions)
        for reviews in _pages(self._reviews(report)):
            store.reviews.upsert(reviews)

    # --- one noun each --------------------------------------------------------------------------------------------

    def _events(self, report: ImportReport) -> Iterator[Event]:
        mapping = self._plan.mapping
        if mapping.events is not None:
            noun = report.noun("events")
            yield from self._read("events", EventReader(mapping, mapping.events, self._catalogue, noun))

    def _orders(self, report: ImportReport) -> Iterator[Order]:
        mapping, currency = self._plan.mapping, self._store.currency
        if mapping.orders is not None:
            noun = report.noun("orders")
            yield from self._read("orders", OrderReader(mapping, mapping.orders, self._catalogue, currency, noun))

    def _promotions(self, report: ImportReport) -> Iterator[Promotion]:
        mapping = self._plan.mapping
        if mapping.promotions is not None:
            noun = report.noun("promotions")
            yield from self._read("promotions", PromotionReader(mapping, mapping.promotions, self._catalogue, noun))

    def _reviews(self, report: ImportReport) -> Iterator[Review]:
        mapping = self._plan.mapping
        if mapping.reviews is not None:
            noun = report.noun("reviews")
            yield from self._read("reviews", ReviewReader(mapping, mapping.reviews, self._catalogue, noun))

    def _read(self, name: str, reader: Reader[Item]) -> Iterator[Item]:
        for path in self._plan.files[name]:
            for row in read_rows(path, partial(self._progress, f"{name} of {path.name}")):
                record = reader.take(row)
                if record is not None:
                    yield record
        yield from reader.finish()


def _pages(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while page := list(islice(remaining, PAGE)):
        yield page
