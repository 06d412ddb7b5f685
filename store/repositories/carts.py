"""Carts: what a shopper means to buy. A cart's id is the customer's, or the session's for a guest."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from store.database import Database, table_of, upsert
from store.orders import CartLine
from store.schema import CartLineRow

LINES = table_of(CartLineRow)


class Carts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, cart_id: str) -> list[CartLine]:
        """In the order the lines were first put in."""
        query = select(LINES).where(LINES.c.cart_id == cart_id).order_by(LINES.c.position)
        with self._database.reading() as connection:
            return [CartLine(row.product_id, row.variant_id, row.quantity) for row in connection.execute(query)]

    def put(self, cart_id: str, line: CartLine) -> None:
        """Set the quantity of a product's variant; 0 takes it out. A line already there keeps its place."""
        if line.quantity < 0:
            raise ValueError(f"cart quantity {line.quantity} is below 0")
        mine = LINES.c.cart_id == cart_id
        same = (LINES.c.product_id == line.product_id) & (LINES.c.variant_id == line.variant_id)
        with self._database.transaction() as connection:
            if line.quantity == 0:
                connection.execute(delete(LINES).where(mine, same))
                return
            place = connection.execute(select(LINES.c.position).where(mine, same)).scalar_one_or_none()
            if place is None:
                highest = connection.execute(select(func.max(LINES.c.position)).where(mine)).scalar_one_or_none()
                place = 0 if highest is None else highest + 1
            row = {
                "cart_id": cart_id,
                "product_id": line.product_id,
                "variant_id": line.variant_id,
                "position": place,
                "quantity": line.quantity,
            }
            upsert(connection, CartLineRow, [row])

    def clear(self, cart_id: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(delete(LINES).where(LINES.c.cart_id == cart_id))
