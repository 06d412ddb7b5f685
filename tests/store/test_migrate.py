from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from store import migrate
from store.database import Database
from store.errors import SetupError
from store.schema import Base
from store.store import Store


@pytest.fixture
def address(tmp_path: Path, url: str | None) -> str:
    return url or f"sqlite:///{tmp_path / 'empty.db'}"


def test_the_migrations_make_exactly_the_tables_of_the_schema(address: str) -> None:
    database = Database(address)
    with database.transaction() as connection:
        migrate.upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
        tables = set(inspect(connection).get_table_names())
    database.close()
    assert differences == []
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_down_again_leaves_nothing(address: str) -> None:
    database = Database(address)
    with database.transaction() as connection:
        migrate.upgrade(connection)
        command.downgrade(migrate.alembic_config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    database.close()


def test_a_shop_without_the_newest_migration_does_not_open_until_it_is_migrated(shop: Store) -> None:
    shop.close()
    with sqlite3.connect(shop.home / "shop.db") as raw:
        for table in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            raw.execute(f"DROP TABLE {table[0]}")
    raw.close()
    with pytest.raises(SetupError, match=r"another version.*store\.migrate"):
        Store.open(shop.home)
    assert migrate.main([str(shop.home)]) == 0
    Store.open(shop.home).close()


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate.main([]) == 2
    assert "usage" in capsys.readouterr().err
