"""Orders with their lines and status history, and the cart before there is an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.money import Money


class OrderStatus(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class OrderLine:
    product_id: str
    variant_id: str
    quantity: int
    price: Money  # of one unit, as paid
    title: str = ""  # as sold: the product may be gone from the catalogue


@dataclass(frozen=True, slots=True)
class StatusChange:
    status: OrderStatus
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """`history` is in time order and never empty; its last entry is the status now."""

    id: str
    customer_id: str
    lines: tuple[OrderLine, ...]
    history: tuple[StatusChange, ...]

    def __post_init__(self) -> None:
        if not self.lines or not self.history:
            raise ValueError(f"order {self.id}: needs lines and a status history")

    @property
    def status(self) -> OrderStatus:
        return self.history[-1].status

    @property
    def placed_at(self) -> datetime:
        return self.history[0].at

    def reached(self, status: OrderStatus) -> datetime | None:
        """When the order last entered `status`; None when it never did."""
        return next((change.at for change in reversed(self.history) if change.status is status), None)

    @property
    def total(self) -> Money:
        total = self.lines[0].price * self.lines[0].quantity
        for line in self.lines[1:]:
            total += line.price * line.quantity
        return total


@dataclass(frozen=True, slots=True)
class CartLine:
    product_id: str
    variant_id: str
    quantity: int
