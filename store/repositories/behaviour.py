"""Events and rankings shown, read and written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, case, distinct, exists, func, select, tuple_

from store.behaviour import Event, EventKind, RankingShown, Shown, Taken
from store.database import CHUNK, WRITE_CHUNK, Database, chunks, insert_new, table_of, upsert
from store.schema import EventRow, RankingRow, ShownRow

EVENTS = table_of(EventRow)
RANKINGS = table_of(RankingRow)
SHOWN = table_of(ShownRow)
TAKING = (EventKind.CLICK, EventKind.CART, EventKind.PURCHASE)
PAGE = 20_000  # events in memory while all of them are read
RANKING_PAGE = 500


class Behaviour:
    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, events: Iterable[Event]) -> None:
        """Add what just happened. The same event twice is two events."""
        remaining = iter(events)
        with self._database.transaction() as connection:
            while page := list(islice(remaining, WRITE_CHUNK)):
                connection.execute(EVENTS.insert(), [_event_row(event, None) for event in page])

    def record_once(self, events: Iterable[Event]) -> int:
        """Add imported events, leaving out those imported before. Returns how many were new."""
        remaining = iter(events)
        with self._database.transaction() as connection:
            before = connection.execute(select(func.count()).select_from(EVENTS)).scalar_one()
            while page := list(islice(remaining, WRITE_CHUNK)):
                rows = [_event_row(event, import_key(event)) for event in page]
                insert_new(connection, EventRow, rows, unique="import_key")
            return connection.execute(select(func.count()).select_from(EVENTS)).scalar_one() - before

    def history(self, customer_id: str, limit: int = 50) -> list[Event]:
        """The customer's newest `limit` events without impressions, oldest first."""
        query = (
            select(EVENTS)
            .where(EVENTS.c.customer_id == customer_id, EVENTS.c.kind != EventKind.IMPRESSION)
            .order_by(EVENTS.c.at.desc(), EVENTS.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(query)][::-1]

    def mark(self, customer_id: str) -> tuple[Any, ...]:
        """Changes with the customer's events: how many there are, the last that was written, and the newest's time."""
        query = select(func.count(), func.max(EVENTS.c.id), func.max(EVENTS.c.at)).where(
            EVENTS.c.customer_id == customer_id
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).one())

    def all(self, since: datetime | None = None) -> Iterator[Event]:
        """Every event in time order, from `since` on, a page at a time: no transaction stays open between pages."""
        after: tuple[datetime, int] | None = None
        while True:
            query = select(EVENTS).order_by(EVENTS.c.at, EVENTS.c.id).limit(PAGE)
            if after is not None:
                query = query.where(tuple_(EVENTS.c.at, EVENTS.c.id) > after)
            elif since is not None:
                query = query.where(EVENTS.c.at >= since)
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            yield from map(_event, rows)
            after = (rows[-1].at, rows[-1].id)

    def count(self) -> int:
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(EVENTS)).scalar_one()

    def log_ranking(self, ranking: RankingShown) -> None:
        header = {
            "id": ranking.id,
            "at": ranking.at,
            "customer_id": ranking.customer_id,
            "query": ranking.query,
            "arm": ranking.arm,
            "conversation_id": ranking.conversation_id,
        }
        places = [
            {
                "ranking_id": ranking.id,
                "position": shown.position,
                "product_id": shown.product_id,
                "score": shown.score,
                "source": shown.source,
                "propensity": shown.propensity,
            }
            for shown in ranking.shown
        ]
        with self._database.transaction() as connection:
            upsert(connection, RankingRow, [header])
            upsert(connection, ShownRow, places)

    def ranking(self, ranking_id: str) -> RankingShown | None:
        return next(iter(self._rankings(RANKINGS.c.id == ranking_id)), None)

    def rankings(self, conversation_id: str) -> list[RankingShown]:
        """What a conversation was shown, in time order."""
        return self._rankings(RANKINGS.c.conversation_id == conversation_id)

    def shown(self, since: datetime | None = None) -> Iterator[RankingShown]:
        """Every ranking in time order, from `since` on, a page at a time: no transaction stays open between pages."""
        after: tuple[datetime, str] | None = None
        while True:
            page = select(RANKINGS).order_by(RANKINGS.c.at, RANKINGS.c.id).limit(RANKING_PAGE)
            if after is not None:
                page = page.where(tuple_(RANKINGS.c.at, RANKINGS.c.id) > after)
            elif since is not None:
                page = page.where(RANKINGS.c.at >= since)
            with self._database.reading() as connection:
                headers = connection.execute(page).all()
                places = _places(connection, [row.id for row in headers])
            if not headers:
                return
            yield from (_ranking(row, places.get(row.id, ())) for row in headers)
            after = (headers[-1].at, headers[-1].id)

    def places(self, since: datetime) -> dict[str, int]:
        """Product id -> how many places it had in the rankings shown from `since` on."""
        query = (
            select(SHOWN.c.product_id, func.count().label("places"))
            .join(RANKINGS, RANKINGS.c.id == SHOWN.c.ranking_id)
            .where(RANKINGS.c.at >= since)
            .group_by(SHOWN.c.product_id)
        )
        with self._database.reading() as connection:
            return {row.product_id: row.places for row in connection.execute(query)}

    def popular_queries(self, shoppers: int = 3, limit: int = 1000) -> dict[str, int]:
        """Query in lower case → how often it was asked, most often first: only queries of several shoppers that found.

        A guest counts as a shopper by conversation. At most `limit`, each of at least so many `shoppers`, from rankings
        in which at least one product was shown.
        """
        query = func.lower(func.trim(RANKINGS.c.query)).label("query")
        guest = case((RANKINGS.c.customer_id == "", RANKINGS.c.conversation_id))
        known = case((RANKINGS.c.customer_id != "", RANKINGS.c.customer_id))
        asked = func.count().label("asked")
        chosen = (
            select(query, asked)
            .where(query != "", exists().where(SHOWN.c.ranking_id == RANKINGS.c.id))
            .group_by(query)
            .having(func.count(distinct(known)) + func.count(distinct(guest)) >= shoppers)
            .order_by(asked.desc(), query)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return {row.query: row.asked for row in connection.execute(chosen)}

    def taken(self) -> list[Taken]:
        """What was clicked, put into the cart or bought out of a ranking that answered a query, in time order."""
        query = (
            select(EVENTS.c.at, RANKINGS.c.query, EVENTS.c.product_id)
            .join(RANKINGS, RANKINGS.c.id == EVENTS.c.ranking_id)
            .where(func.trim(RANKINGS.c.query) != "", EVENTS.c.kind.in_(TAKING))
            .order_by(EVENTS.c.at, EVENTS.c.id)
        )
        with self._database.reading() as connection:
            return [Taken(row.at, row.query, row.product_id) for row in connection.execute(query)]

    def _rankings(self, condition: Any) -> list[RankingShown]:
        with self._database.reading() as connection:
            headers = connection.execute(select(RANKINGS).where(condition).order_by(RANKINGS.c.at, RANKINGS.c.id)).all()
            places = _places(connection, [row.id for row in headers])
            return [_ranking(row, places.get(row.id, ())) for row in headers]


def _places(connection: Connection, ids: Sequence[str]) -> dict[str, list[Any]]:
    """Ranking id → its places from the top."""
    found: dict[str, list[Any]] = {}
    for some in chunks(ids, CHUNK):
        query = select(SHOWN).where(SHOWN.c.ranking_id.in_(some)).order_by(SHOWN.c.ranking_id, SHOWN.c.position)
        for place in connection.execute(query):
            found.setdefault(place.ranking_id, []).append(place)
    return found


def _ranking(row: Any, places: Sequence[Any]) -> RankingShown:
    shown = tuple(
        Shown(place.product_id, place.position, place.score, place.source, place.propensity) for place in places
    )
    return RankingShown(row.id, row.at, row.customer_id, row.query, row.arm, shown, row.conversation_id)


def import_key(event: Event) -> int:
    """A signed 64-bit hash of the whole event: the same line of a log has the same key at every import."""
    moment = event.at.timestamp()
    text = f"{event.customer_id}\0{event.product_id}\0{event.kind}\0{moment!r}\0{event.quantity}\0{event.basket}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _event_row(event: Event, key: int | None) -> dict[str, Any]:
    return {
        "customer_id": event.customer_id,
        "product_id": event.product_id,
        "kind": event.kind.value,
        "at": event.at,
        "quantity": event.quantity,
        "basket": event.basket,
        "ranking_id": event.ranking_id,
        "import_key": key,
    }


def _event(row: Any) -> Event:
    return Event(
        customer_id=row.customer_id,
        product_id=row.product_id,
        kind=EventKind(row.kind),
        at=row.at,
        quantity=row.quantity,
        basket=row.basket,
        ranking_id=row.ranking_id,
    )
