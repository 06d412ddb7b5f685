"""The tables of a shop (SQLAlchemy typed declarative). What changes here needs a migration: a test compares the two.

Only variants, order lines, status histories and shown places belong to another row by foreign key. Events, orders,
carts and reviews name products and customers that may be gone or never known, and must outlive them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# Identifiers sort by code point everywhere: PostgreSQL would otherwise follow the locale of the machine.
IDENTIFIER = String().with_variant(String(collation="C"), "postgresql")
AUTOMATIC = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows only in an INTEGER key


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: timezone-aware in Python, UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} carries no timezone: use UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text(), datetime: UtcDateTime(), dict[str, Any]: JSON(), list[str]: JSON()}  # noqa: RUF012


class ProductRow(Base):
    __tablename__ = "products"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    title: Mapped[str]
    brand: Mapped[str]
    category: Mapped[list[str]]
    description: Mapped[str]
    attributes: Mapped[dict[str, Any]]  # name -> list of values
    image: Mapped[str]
    url: Mapped[str]
    rating: Mapped[float | None]
    rating_count: Mapped[int]
    created_at: Mapped[datetime | None]
    content_hash: Mapped[str]


class VariantRow(Base):
    __tablename__ = "variants"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    product_id: Mapped[str] = mapped_column(IDENTIFIER, ForeignKey("products.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    list_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    stock: Mapped[int]
    options: Mapped[dict[str, Any]]


class CustomerRow(Base):
    __tablename__ = "customers"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    about: Mapped[str]
    persona: Mapped[bool]
    created_at: Mapped[datetime | None]


class PreferenceRow(Base):
    __tablename__ = "preferences"
    customer_id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str]
    at: Mapped[datetime]


class FollowRow(Base):
    __tablename__ = "follows"
    follower: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    followed: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)


class OrderRow(Base):
    __tablename__ = "orders"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    customer_id: Mapped[str] = mapped_column(IDENTIFIER, index=True)
    placed_at: Mapped[datetime]


class OrderLineRow(Base):
    __tablename__ = "order_lines"
    order_id: Mapped[str] = mapped_column(IDENTIFIER, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(IDENTIFIER)
    variant_id: Mapped[str] = mapped_column(IDENTIFIER)
    quantity: Mapped[int]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    title: Mapped[str]


class OrderStatusRow(Base):
    __tablename__ = "order_statuses"
    order_id: Mapped[str] = mapped_column(IDENTIFIER, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str]


class CartLineRow(Base):
    __tablename__ = "cart_lines"
    cart_id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    product_id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    variant_id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    position: Mapped[int]
    quantity: Mapped[int]


class PromotionRow(Base):
    __tablename__ = "promotions"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    title: Mapped[str]
    percent: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    product_ids: Mapped[list[str]]
    categories: Mapped[list[str]]
    brands: Mapped[list[str]]
    bundle: Mapped[bool]
    description: Mapped[str]


class ReviewRow(Base):
    __tablename__ = "reviews"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    product_id: Mapped[str] = mapped_column(IDENTIFIER, index=True)
    rating: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
    customer_id: Mapped[str] = mapped_column(IDENTIFIER)
    title: Mapped[str]


class EventRow(Base):
    """`import_key`: a hash of an imported event, so that a log imported twice counts once; NULL for live events."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "customer_id", "at"),)
    id: Mapped[int] = mapped_column(AUTOMATIC, primary_key=True)
    customer_id: Mapped[str] = mapped_column(IDENTIFIER)
    product_id: Mapped[str] = mapped_column(IDENTIFIER)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    quantity: Mapped[int]
    basket: Mapped[str]
    ranking_id: Mapped[str]
    import_key: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class RankingRow(Base):
    __tablename__ = "rankings"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    at: Mapped[datetime]
    customer_id: Mapped[str] = mapped_column(IDENTIFIER)
    query: Mapped[str]
    arm: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(IDENTIFIER, index=True)


class ShownRow(Base):
    __tablename__ = "rankings_shown"
    ranking_id: Mapped[str] = mapped_column(IDENTIFIER, ForeignKey("rankings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(IDENTIFIER)
    score: Mapped[float]
    source: Mapped[str]
    propensity: Mapped[float]


class ConversationRow(Base):
    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    customer_id: Mapped[str] = mapped_column(IDENTIFIER, index=True)
    state: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class TurnRow(Base):
    __tablename__ = "turns"
    conversation_id: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[dict[str, Any]]


class SearchRow(Base):
    """Searches that found nothing at first, one row for a query and a day; see `store.searches`."""

    __tablename__ = "searches"
    day: Mapped[date] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    count: Mapped[int]
    outcome: Mapped[str]
    done: Mapped[str]


class SettingRow(Base):
    __tablename__ = "shop_settings"
    key: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    value: Mapped[str]


class PolicyRow(Base):
    __tablename__ = "policies"
    topic: Mapped[str] = mapped_column(IDENTIFIER, primary_key=True)
    text: Mapped[str]
