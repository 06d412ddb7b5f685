"""The shop's settings: short values by key ("index", "return_window_days")."""

from __future__ import annotations

from sqlalchemy import select

from store.database import Database, table_of, upsert
from store.schema import SettingRow

SETTINGS = table_of(SettingRow)


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.key == key)).scalar_one_or_none()

    def set(self, key: str, value: str) -> None:
        with self._database.transaction() as connection:
            upsert(connection, SettingRow, [{"key": key, "value": value}])
