"""Orders with lines and status history, read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select

from store.database import CHUNK, Database, chunks, table_of, upsert
from store.money import Money
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.schema import OrderLineRow, OrderRow, OrderStatusRow

ORDERS = table_of(OrderRow)
LINES = table_of(OrderLineRow)
STATUSES = table_of(OrderStatusRow)


@dataclass(frozen=True, slots=True)
class Paid:
    """What a customer paid for one piece in one order, in minor units."""

    order_id: str
    customer_id: str
    product_id: str
    minor: int


class Orders:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, order_id: str) -> Order | None:
        with self._database.reading() as connection:
            rows = connection.execute(select(ORDERS).where(ORDERS.c.id == order_id)).all()
            return next(iter(_orders(connection, rows)), None)

    def many(self, ids: Iterable[str]) -> dict[str, Order]:
        """The orders there are among `ids`, by id."""
        with self._database.reading() as connection:
            return {
                order.id: order
                for some in chunks(list(ids), CHUNK)
                for order in _orders(connection, connection.execute(select(ORDERS).where(ORDERS.c.id.in_(some))).all())
            }

    def of(self, customer_id: str) -> list[Order]:
        """The customer's orders, newest first."""
        query = (
            select(ORDERS).where(ORDERS.c.customer_id == customer_id).order_by(ORDERS.c.placed_at.desc(), ORDERS.c.id)
        )
        with self._database.reading() as connection:
            return _orders(connection, connection.execute(query).all())

    def count(self) -> int:
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(ORDERS)).scalar_one()

    def paid(self) -> Iterator[Paid]:
        """Every line of every order, oldest order first."""
        query = (
            select(ORDERS.c.id, ORDERS.c.customer_id, LINES.c.product_id, LINES.c.price_minor)
            .join(LINES, LINES.c.order_id == ORDERS.c.id)
            .order_by(ORDERS.c.placed_at, ORDERS.c.id, LINES.c.position)
        )
        with self._database.reading() as connection:
            for row in connection.execute(query):
                yield Paid(row.id, row.customer_id, row.product_id, row.price_minor)

    def upsert(self, orders: Iterable[Order]) -> None:
        """Add the orders, or replace those with the same id, lines and history included."""
        unique = {order.id: order for order in orders}
        with self._database.transaction() as connection:
            for ids in chunks(list(unique), CHUNK):
                some = [unique[order_id] for order_id in ids]
                connection.execute(delete(LINES).where(LINES.c.order_id.in_(ids)))
                connection.execute(delete(STATUSES).where(STATUSES.c.order_id.in_(ids)))
                upsert(connection, OrderRow, [_order_row(order) for order in some])
                connection.execute(LINES.insert(), [row for order in some for row in _line_rows(order)])
                connection.execute(STATUSES.insert(), [row for order in some for row in _status_rows(order)])

    def change_status(self, order_id: str, change: StatusChange) -> None:
        """Append to the order's history. Raises KeyError when there is no such order."""
        latest = select(func.max(STATUSES.c.position)).where(STATUSES.c.order_id == order_id)
        order = select(ORDERS.c.id).where(ORDERS.c.id == order_id).with_for_update()
        with self._database.transaction() as connection:
            connection.execute(order)  # nobody else appends meanwhile
            position = connection.execute(latest).scalar_one_or_none()
            if position is None:
                raise KeyError(order_id)
            connection.execute(STATUSES.insert(), [_status_row(order_id, position + 1, change)])


def _orders(connection: Connection, rows: Sequence[Any]) -> list[Order]:
    lines: dict[str, list[OrderLine]] = defaultdict(list)
    history: dict[str, list[StatusChange]] = defaultdict(list)
    for ids in chunks([row.id for row in rows], CHUNK):
        for line in connection.execute(select(LINES).where(LINES.c.order_id.in_(ids)).order_by(LINES.c.position)):
            price = Money(line.price_minor, line.currency)
            lines[line.order_id].append(OrderLine(line.product_id, line.variant_id, line.quantity, price, line.title))
        changes = select(STATUSES).where(STATUSES.c.order_id.in_(ids)).order_by(STATUSES.c.position)
        for row in connection.execute(changes):
            history[row.order_id].append(StatusChange(OrderStatus(row.status), row.at, row.note))
    return [Order(row.id, row.customer_id, tuple(lines[row.id]), tuple(history[row.id])) for row in rows]


def _order_row(order: Order) -> dict[str, Any]:
    return {"id": order.id, "customer_id": order.customer_id, "placed_at": order.placed_at}


def _line_rows(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order.id,
            "position": position,
            "product_id": line.product_id,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "price_minor": line.price.minor,
            "currency": line.price.currency,
            "title": line.title,
        }
        for position, line in enumerate(order.lines)
    ]


def _status_rows(order: Order) -> list[dict[str, Any]]:
    return [_status_row(order.id, position, change) for position, change in enumerate(order.history)]


def _status_row(order_id: str, position: int, change: StatusChange) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "position": position,
        "status": change.status.value,
        "at": change.at,
        "note": change.note,
    }
