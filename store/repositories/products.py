"""Products with their variants, read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from store.database import CHUNK, Database, chunks, table_of, upsert
from store.fingerprint import content_hash, fingerprint
from store.money import Money
from store.products import Pictured, Product, Variant
from store.schema import ProductRow, VariantRow

PRODUCTS = table_of(ProductRow)
VARIANTS = table_of(VariantRow)
PAGE = 2_000  # products in memory while all of them are read or written


class Products:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, product_id: str) -> Product | None:
        return self.many([product_id]).get(product_id)

    def many(self, ids: Iterable[str]) -> dict[str, Product]:
        """The products there are among `ids`, in the order asked for."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Product] = {}
        with self._database.reading() as connection:
            for some in chunks(wanted, CHUNK):
                rows = connection.execute(select(PRODUCTS).where(PRODUCTS.c.id.in_(some))).all()
                found.update((product.id, product) for product in _products(connection, rows))
        return {product_id: found[product_id] for product_id in wanted if product_id in found}

    def all(self) -> Iterator[Product]:
        """Every product in id order, a page at a time: no transaction stays open between pages."""
        last = ""
        while True:
            page = select(PRODUCTS).where(PRODUCTS.c.id > last).order_by(PRODUCTS.c.id).limit(PAGE)
            with self._database.reading() as connection:
                found = _products(connection, connection.execute(page).all())
            if not found:
                return
            yield from found
            last = found[-1].id

    def ids(self) -> list[str]:
        with self._database.reading() as connection:
            return list(connection.execute(select(PRODUCTS.c.id).order_by(PRODUCTS.c.id)).scalars())

    def count(self) -> int:
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(PRODUCTS)).scalar_one()

    def variant(self, variant_id: str) -> tuple[Product, Variant] | None:
        with self._database.reading() as connection:
            owner = select(VARIANTS.c.product_id).where(VARIANTS.c.id == variant_id)
            product_id = connection.execute(owner).scalar_one_or_none()
            product = None if product_id is None else self.get(product_id)
        if product is None:
            return None
        return product, next(variant for variant in product.variants if variant.id == variant_id)

    def upsert(self, products: Iterable[Product]) -> None:
        """Add the products, or replace those with the same id, variants included.

        Raises sqlalchemy's IntegrityError, and writes nothing, when a variant id belongs to another product.
        """
        unique = {product.id: product for product in products}
        with self._database.transaction() as connection:
            # All old variants go before any new one comes: a variant may have moved from one product to another.
            for ids in chunks(list(unique), CHUNK):
                connection.execute(delete(VARIANTS).where(VARIANTS.c.product_id.in_(ids)))
            for page in chunks(list(unique.values()), PAGE):
                upsert(connection, ProductRow, [_product_row(product) for product in page])
                connection.execute(VARIANTS.insert(), [row for product in page for row in _variant_rows(product)])

    def remove(self, ids: Iterable[str]) -> None:
        with self._database.transaction() as connection:
            for some in chunks(list(ids), CHUNK):
                connection.execute(delete(PRODUCTS).where(PRODUCTS.c.id.in_(some)))

    def pictured(self) -> dict[str, Pictured]:
        """Product id -> what its photo is found by, in id order, of those that have one."""
        columns = PRODUCTS.c
        query = select(columns.id, columns.image, columns.title, columns.brand).where(columns.image != "")
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(columns.id))
            return {row.id: Pictured(row.image, row.title, row.brand) for row in rows}

    def hashes(self) -> dict[str, str]:
        """Product id -> content hash of all that search and filters see, in id order."""
        with self._database.reading() as connection:
            rows = connection.execute(select(PRODUCTS.c.id, PRODUCTS.c.content_hash).order_by(PRODUCTS.c.id))
            return {row.id: row.content_hash for row in rows}

    def fingerprint(self) -> str:
        return fingerprint(self.hashes())


def _products(connection: Connection, rows: Sequence[Any]) -> list[Product]:
    """Product rows with their variants, in the rows' order."""
    variants: dict[str, list[Variant]] = defaultdict(list)
    for some in chunks([row.id for row in rows], CHUNK):
        query = select(VARIANTS).where(VARIANTS.c.product_id.in_(some)).order_by(VARIANTS.c.position)
        for row in connection.execute(query):
            variants[row.product_id].append(_variant(row))
    return [_product(row, tuple(variants[row.id])) for row in rows]


def _variant(row: Any) -> Variant:
    reduced = row.list_price_minor
    return Variant(
        id=row.id,
        price=Money(row.price_minor, row.currency),
        stock=row.stock,
        options=row.options,
        list_price=None if reduced is None else Money(reduced, row.currency),
    )


def _product(row: Any, variants: tuple[Variant, ...]) -> Product:
    return Product(
        id=row.id,
        title=row.title,
        variants=variants,
        brand=row.brand,
        category=tuple(row.category),
        description=row.description,
        attributes={name: tuple(values) for name, values in row.attributes.items()},
        image=row.image,
        url=row.url,
        rating=row.rating,
        rating_count=row.rating_count,
        created_at=row.created_at,
    )


def _product_row(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title,
        "brand": product.brand,
        "category": list(product.category),
        "description": product.description,
        "attributes": {name: list(values) for name, values in product.attributes.items()},
        "image": product.image,
        "url": product.url,
        "rating": product.rating,
        "rating_count": product.rating_count,
        "created_at": product.created_at,
        "content_hash": content_hash(product),
    }


def _variant_rows(product: Product) -> Iterator[dict[str, Any]]:
    for position, variant in enumerate(product.variants):
        yield {
            "id": variant.id,
            "product_id": product.id,
            "position": position,
            "price_minor": variant.price.minor,
            "currency": variant.price.currency,
            "list_price_minor": None if variant.list_price is None else variant.list_price.minor,
            "stock": variant.stock,
            "options": dict(variant.options),
        }
