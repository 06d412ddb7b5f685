"""One open shop: its database behind one repository a noun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from store import migrate
from store.database import Database
from store.errors import SetupError
from store.manifest import FILE, Manifest
from store.repositories.behaviour import Behaviour
from store.repositories.carts import Carts
from store.repositories.conversations import Conversations
from store.repositories.customers import Customers
from store.repositories.orders import Orders
from store.repositories.policies import Policies
from store.repositories.products import Products
from store.repositories.promotions import Promotions
from store.repositories.reviews import Reviews
from store.repositories.searches import Searches
from store.repositories.settings import Settings
from store.schema import Base


class Store:
    """A shop folder, open. All methods are synchronous and may be called from any thread."""

    def __init__(self, home: Path, manifest: Manifest, database: Database) -> None:
        self.home = home
        self.manifest = manifest
        self.database = database
        self.products = Products(database)
        self.behaviour = Behaviour(database)
        self.customers = Customers(database)
        self.orders = Orders(database)
        self.carts = Carts(database)
        self.promotions = Promotions(database)
        self.reviews = Reviews(database)
        self.conversations = Conversations(database)
        self.searches = Searches(database)
        self.settings = Settings(database)
        self.policies = Policies(database)

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def currency(self) -> str:
        return self.manifest.currency

    @property
    def language(self) -> str:
        return self.manifest.language

    @property
    def images(self) -> Path:
        """The folder that `Product.image` is relative to."""
        return self.home / "images"

    @classmethod
    def open(cls, home: Path) -> Store:
        """Open the shop in `home`. Raises SetupError when there is none, or its tables are of another version."""
        manifest = Manifest.read(home)
        if manifest.url is None and not (home / "shop.db").is_file():
            raise SetupError(f"{home} has no database.", f"daogou import FILE --home {home}")
        database = Database(manifest.database_url(home))
        try:
            with database.reading() as connection:
                current = migrate.is_current(connection)
        except DatabaseError as error:
            database.close()
            raise SetupError(f"The database of {home} does not open: {error.orig}.", "daogou doctor") from error
        if not current:
            database.close()
            raise SetupError(f"The tables in {home} are of another version.", f"python -m store.migrate {home}")
        return cls(home, manifest, database)

    @classmethod
    def create(cls, home: Path, *, name: str, currency: str, language: str = "en", url: str | None = None) -> Store:
        """Make the folder, its tables and its manifest. Raises SetupError where a shop is already.

        `url` is a database address for SQLAlchemy (`postgresql+psycopg://…`); without it the folder holds the database.
        """
        if (home / FILE).exists():
            raise SetupError(f"{home} already holds a shop.", f"daogou serve --home {home}")
        manifest = Manifest(name, currency, language, url)
        (home / "images").mkdir(parents=True, exist_ok=True)
        (home / "index").mkdir(exist_ok=True)
        database = Database(manifest.database_url(home))
        try:
            with database.transaction() as connection:
                migrate.upgrade(connection)
                # Tables alone are no shop: a creation that was killed leaves them in PostgreSQL.
                if any(connection.execute(select(table).limit(1)).first() for table in Base.metadata.tables.values()):
                    raise SetupError("That database already holds a shop.", "createdb ANOTHER")
            manifest.write(home)
        except BaseException:
            database.close()
            raise
        return cls(home, manifest, database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything this thread reads and writes inside is one transaction: all of it happens, or none."""
        with self.database.transaction():
            yield

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
