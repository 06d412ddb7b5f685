"""Brings a database to the schema of this version. `python -m store.migrate HOME` does it for a shop folder.

A new migration: change `store/schema.py`, then `python -m store.migrate --new "what changes"` writes a draft to edit.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.database import Database
from store.manifest import Manifest


def upgrade(connection: Connection) -> None:
    """Run every migration the database has not seen, inside the connection's transaction."""
    command.upgrade(alembic_config(connection), "head")


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the newest migration."""
    return MigrationContext.configure(connection).get_current_revision() == newest_revision()


def newest_revision() -> str:
    """The name of the newest migration: shops that are kept between versions carry it in their names."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def upgrade_home(home: Path) -> None:
    """Migrate the shop in folder `home`. Raises SetupError where there is none."""
    database = Database(Manifest.read(home).database_url(home))
    try:
        with database.transaction() as connection:
            upgrade(connection)
    finally:
        database.close()


def draft(message: str) -> None:
    """Write a migration from the newest schema on file to `store/schema.py`, for a person to edit."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        try:
            with database.transaction() as connection:
                upgrade(connection)
                command.revision(alembic_config(connection), message, autogenerate=True)
        finally:
            database.close()


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic set up for the migrations beside this file, over the connection if there is one to run them on."""
    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--new", message]:
            draft(message)
        case [home] if not home.startswith("-"):
            upgrade_home(Path(home))
        case _:
            sys.stderr.write("usage: python -m store.migrate HOME | --new MESSAGE\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
