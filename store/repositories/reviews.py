"""Reviews, read and written."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from store.database import Database, table_of, upsert
from store.reviews import Review
from store.schema import ReviewRow

REVIEWS = table_of(ReviewRow)


class Reviews:
    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert(self, reviews: Iterable[Review]) -> None:
        rows = [
            {
                "id": review.id,
                "product_id": review.product_id,
                "rating": review.rating,
                "text": review.text,
                "at": review.at,
                "customer_id": review.customer_id,
                "title": review.title,
            }
            for review in reviews
        ]
        with self._database.transaction() as connection:
            upsert(connection, ReviewRow, rows)

    def of(self, product_id: str, limit: int = 20) -> list[Review]:
        """The product's newest reviews, newest first."""
        query = (
            select(REVIEWS)
            .where(REVIEWS.c.product_id == product_id)
            .order_by(REVIEWS.c.at.desc(), REVIEWS.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                Review(row.id, row.product_id, row.rating, row.text, row.at, row.customer_id, row.title)
                for row in connection.execute(query)
            ]

    def summary(self, product_id: str) -> tuple[int, float | None]:
        """How many reviews and their mean rating; (0, None) when there are none."""
        query = select(func.count(), func.sum(REVIEWS.c.rating)).where(REVIEWS.c.product_id == product_id)
        with self._database.reading() as connection:
            count, total = connection.execute(query).one()
        return count, None if count == 0 else float(total) / count
