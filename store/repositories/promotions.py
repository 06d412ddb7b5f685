"""Promotions, read and written. There are few of them: scopes are matched in Python."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from store.database import Database, table_of, upsert
from store.products import Product
from store.promotions import Promotion
from store.schema import PromotionRow

PROMOTIONS = table_of(PromotionRow)


class Promotions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert(self, promotions: Iterable[Promotion]) -> None:
        with self._database.transaction() as connection:
            upsert(connection, PromotionRow, [_row(promotion) for promotion in promotions])

    def all(self) -> list[Promotion]:
        """Every promotion, past and future, by start, then id."""
        query = select(PROMOTIONS).order_by(PROMOTIONS.c.starts_at, PROMOTIONS.c.id)
        with self._database.reading() as connection:
            return [_promotion(row) for row in connection.execute(query)]

    def running(self, at: datetime) -> list[Promotion]:
        return [promotion for promotion in self.all() if promotion.running(at)]

    def for_product(self, product: Product, at: datetime) -> list[Promotion]:
        """The promotions running at `at` that apply to the product, the highest percentage first."""
        running = [promotion for promotion in self.running(at) if applies(promotion, product)]
        return sorted(running, key=lambda promotion: -promotion.percent)


def applies(promotion: Promotion, product: Product) -> bool:
    """Whether any scope matches: the product itself, its brand, or any level of its category; words without case."""
    levels = {level.casefold() for level in product.category}
    return (
        product.id in promotion.product_ids
        or any(level.casefold() in levels for level in promotion.categories)
        or (bool(product.brand) and product.brand.casefold() in {brand.casefold() for brand in promotion.brands})
    )


def _row(promotion: Promotion) -> dict[str, Any]:
    return {
        "id": promotion.id,
        "title": promotion.title,
        "percent": promotion.percent,
        "starts_at": promotion.starts_at,
        "ends_at": promotion.ends_at,
        "product_ids": list(promotion.product_ids),
        "categories": list(promotion.categories),
        "brands": list(promotion.brands),
        "bundle": promotion.bundle,
        "description": promotion.description,
    }


def _promotion(row: Any) -> Promotion:
    return Promotion(
        id=row.id,
        title=row.title,
        percent=row.percent,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        product_ids=tuple(row.product_ids),
        categories=tuple(row.categories),
        brands=tuple(row.brands),
        bundle=row.bundle,
        description=row.description,
    )
