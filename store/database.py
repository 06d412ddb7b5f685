"""The engine and its transactions: SQLite in WAL mode by default, PostgreSQL (psycopg 3) by address.

Reads open a short transaction each and may run in any thread. Writes do too, unless the thread is inside
`Database.transaction()`: then every read and write of that thread joins it, and it commits or rolls back as one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

from store.schema import Base

BUSY_TIMEOUT_MS = 30_000  # how long a writer waits for another writer
CHUNK = 500  # ids in one IN (...): well below SQLite's limit of bound values
WRITE_CHUNK = 5_000  # rows in one executemany

Row = Mapping[str, Any]
Item = TypeVar("Item")
_dumps: Callable[[Any], str] = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Database:
    """One engine. Thread-safe; SQLite writers queue behind each other, readers never wait."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._write_engine = self.engine.execution_options(daogou_write=True)
        # In SQLite a transaction reads one state of the database anyway; PostgreSQL is asked for it.
        several = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._read_engine = self.engine.execution_options(**several)
        self._here = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with a consistent view, inside this thread's transaction when there is one."""
        connection = self._joined()
        if connection is not None:
            yield connection
        else:
            with self._read_engine.begin() as connection:
                yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commits at the end, rolls back on any exception. Nested ones join the outermost of the thread."""
        connection = self._joined()
        if connection is not None:
            yield connection
            return
        with self._write_engine.begin() as connection:
            self._here.connection = connection
            try:
                yield connection
            finally:
                self._here.connection = None

    def close(self) -> None:
        self.engine.dispose()

    def _joined(self) -> Connection | None:
        return getattr(self._here, "connection", None)


def _engine(url: str) -> Engine:
    engine = create_engine(url, json_serializer=_dumps, pool_size=16, max_overflow=16)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # The driver must not begin transactions by itself: it would begin late and read and write in different ones.
    cast(Any, connection).isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-32000",  # KiB
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer half-way fails at once when someone else wrote meanwhile; so writers say so first.
    write = connection.get_execution_options().get("daogou_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def upsert(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert the rows; where the primary key is taken, replace the other columns. All rows name the same columns."""
    if not rows:
        return
    table = table_of(model)
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    others = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    statement = (
        insert.on_conflict_do_update(index_elements=keys, set_=others)
        if others
        else insert.on_conflict_do_nothing(index_elements=keys)
    )
    for chunk in chunks(rows, WRITE_CHUNK):
        connection.execute(statement, [dict(row) for row in chunk])


def insert_new(connection: Connection, model: type[Base], rows: Sequence[Row], unique: str) -> None:
    """Insert the rows whose value in the `unique` column is not there yet; leave out the others."""
    table = table_of(model)
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    statement = insert.on_conflict_do_nothing(index_elements=[unique])
    for chunk in chunks(rows, WRITE_CHUNK):
        connection.execute(statement, [dict(row) for row in chunk])


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Consecutive slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
