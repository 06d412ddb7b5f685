"""The shop's rules in words, by topic. Numbers that code checks live in the settings."""

from __future__ import annotations

from sqlalchemy import select

from store.database import Database, table_of, upsert
from store.schema import PolicyRow

POLICIES = table_of(PolicyRow)


class Policies:
    def __init__(self, database: Database) -> None:
        self._database = database

    def topics(self) -> list[str]:
        with self._database.reading() as connection:
            return list(connection.execute(select(POLICIES.c.topic).order_by(POLICIES.c.topic)).scalars())

    def get(self, topic: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(POLICIES.c.text).where(POLICIES.c.topic == topic)).scalar_one_or_none()

    def put(self, topic: str, text: str) -> None:
        with self._database.transaction() as connection:
            upsert(connection, PolicyRow, [{"topic": topic, "text": text}])
