"""Shops on both databases: every test of a repository runs on SQLite and on a real PostgreSQL where there is one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from store.database import Database
from store.store import Store

DatabaseMaker = Callable[[], str]


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: the user to run it as, None for ourselves."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[DatabaseMaker]:
    """A PostgreSQL of the tests' own, on a socket in a temporary folder; makes an empty database at each call."""
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not on the PATH")
    user = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="pg") as name:  # a socket's path must be short
        folder = Path(name)
        if user is not None:
            shutil.chown(folder, user)
        data = str(folder / "data")
        options = f"-k {folder} -c listen_addresses='' -c timezone=Asia/Shanghai -F"

        def call(*command: str) -> None:
            # The server inherits what it writes to: a pipe would never close.
            with (folder.parent / f"{folder.name}.log").open("w") as log:
                done = subprocess.run(command, check=False, user=user, cwd=folder, stdout=log, stderr=log)
            said = (folder.parent / f"{folder.name}.log").read_text()
            assert done.returncode == 0, said

        call("initdb", "-D", data, "-U", "daogou", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        call("pg_ctl", "-D", data, "-o", options, "-w", "start")
        numbers = count()
        admin = Database(f"postgresql+psycopg://daogou@/postgres?host={folder}")

        def make() -> str:
            database = f"shop{next(numbers)}"
            with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {database}")
            return f"postgresql+psycopg://daogou@/{database}?host={folder}"

        try:
            yield make
        finally:
            admin.close()
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")
            (folder.parent / f"{folder.name}.log").unlink()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where a new shop's database is: None for SQLite in the shop's folder."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgresql")()


@pytest.fixture
def store(tmp_path: Path, url: str | None) -> Iterator[Store]:
    """An empty shop in dollars."""
    with Store.create(tmp_path / "shop", name="Test shop", currency="USD", url=url) as opened:
        yield opened


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    """An empty shop in dollars on SQLite."""
    with Store.create(tmp_path / "shop", name="Test shop", currency="USD") as opened:
        yield opened
