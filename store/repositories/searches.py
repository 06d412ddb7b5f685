"""Searches that found nothing at first, counted by day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Database, table_of
from store.schema import SearchRow
from store.searches import LONGEST_DONE, MissedSearch, Outcome, cleaned

SEARCHES = table_of(SearchRow)


class Searches:
    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, query: str, at: datetime, outcome: Outcome, done: str = "") -> None:
        """Counts one search on its day (UTC), with what may be kept of the query; of an empty one, no record."""
        kept = cleaned(query)
        if not kept:
            return
        row = {
            "day": at.astimezone(UTC).date(),
            "query": kept,
            "count": 1,
            "outcome": outcome.value,
            "done": cleaned(done, LONGEST_DONE),
        }
        with self._database.transaction() as connection:
            insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(SEARCHES).values(row)
            latest = {"outcome": insert.excluded.outcome, "done": insert.excluded.done}
            again = {"count": SEARCHES.c.count + 1, **latest}
            connection.execute(insert.on_conflict_do_update(index_elements=["day", "query"], set_=again))

    def commonest(self, limit: int = 50, since: date | None = None) -> list[MissedSearch]:
        """The `limit` queries counted most often, on all days or from `since` on; the most frequent first."""
        counted = select(
            SEARCHES.c.query, func.sum(SEARCHES.c.count).label("total"), func.max(SEARCHES.c.day).label("last")
        ).group_by(SEARCHES.c.query)
        if since is not None:
            counted = counted.where(SEARCHES.c.day >= since)
        totals = counted.subquery()
        found = (
            select(SEARCHES, totals.c.total)
            .join(totals, (SEARCHES.c.query == totals.c.query) & (SEARCHES.c.day == totals.c.last))
            .order_by(totals.c.total.desc(), SEARCHES.c.day.desc(), SEARCHES.c.query)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(found).all()
        return [MissedSearch(row.query, int(row.total), row.day, Outcome(row.outcome), row.done) for row in rows]
