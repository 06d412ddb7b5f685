"""Customers, whom they follow, and what they asked to be remembered: read and written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from store.customers import Customer, Preference
from store.database import Database, table_of, upsert
from store.schema import CustomerRow, FollowRow, PreferenceRow

CUSTOMERS = table_of(CustomerRow)
PREFERENCES = table_of(PreferenceRow)
FOLLOWS = table_of(FollowRow)


class Customers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, customer_id: str) -> Customer | None:
        with self._database.reading() as connection:
            row = connection.execute(select(CUSTOMERS).where(CUSTOMERS.c.id == customer_id)).one_or_none()
        return None if row is None else _customer(row)

    def ids(self) -> list[str]:
        with self._database.reading() as connection:
            return list(connection.execute(select(CUSTOMERS.c.id).order_by(CUSTOMERS.c.id)).scalars())

    def upsert(self, customers: Iterable[Customer]) -> None:
        rows = [
            {
                "id": customer.id,
                "name": customer.name,
                "email": customer.email,
                "language": customer.language,
                "about": customer.about,
                "persona": customer.persona,
                "created_at": customer.created_at,
            }
            for customer in customers
        ]
        with self._database.transaction() as connection:
            upsert(connection, CustomerRow, rows)

    def personas(self) -> list[Customer]:
        """The demo's named shoppers, in id order; empty in a real shop."""
        query = select(CUSTOMERS).where(CUSTOMERS.c.persona.is_(True)).order_by(CUSTOMERS.c.id)
        with self._database.reading() as connection:
            return [_customer(row) for row in connection.execute(query)]

    def preferences(self, customer_id: str) -> list[Preference]:
        """What is remembered of the customer, oldest first."""
        query = (
            select(PREFERENCES)
            .where(PREFERENCES.c.customer_id == customer_id)
            .order_by(PREFERENCES.c.at, PREFERENCES.c.kind, PREFERENCES.c.value)
        )
        with self._database.reading() as connection:
            return [
                Preference(row.customer_id, row.kind, row.value, row.origin, row.at)
                for row in connection.execute(query)
            ]

    def remember(self, preference: Preference) -> None:
        """Keep a preference; the same kind and value again replaces where it came from and when."""
        row = {
            "customer_id": preference.customer_id,
            "kind": preference.kind,
            "value": preference.value,
            "origin": preference.origin,
            "at": preference.at,
        }
        with self._database.transaction() as connection:
            upsert(connection, PreferenceRow, [row])

    def forget(self, customer_id: str, kind: str | None = None, value: str | None = None) -> int:
        """Delete what is remembered: all of it, all of a kind, or one value. Returns how many were deleted."""
        query = delete(PREFERENCES).where(PREFERENCES.c.customer_id == customer_id)
        if kind is not None:
            query = query.where(PREFERENCES.c.kind == kind)
        if value is not None:
            query = query.where(PREFERENCES.c.value == value)
        with self._database.transaction() as connection:
            return connection.execute(query).rowcount

    def follow(self, follower: str, followed: str) -> None:
        self.follow_many([(follower, followed)])

    def follow_many(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Add (follower, followed) pairs; a pair that is there already stays."""
        rows = [{"follower": follower, "followed": followed} for follower, followed in pairs]
        with self._database.transaction() as connection:
            upsert(connection, FollowRow, rows)

    def follows(self, customer_id: str) -> list[str]:
        """The ids of those the customer follows, in id order."""
        query = select(FOLLOWS.c.followed).where(FOLLOWS.c.follower == customer_id).order_by(FOLLOWS.c.followed)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())


def _customer(row: Any) -> Customer:
    return Customer(
        id=row.id,
        name=row.name,
        email=row.email,
        language=row.language,
        about=row.about,
        persona=row.persona,
        created_at=row.created_at,
    )
