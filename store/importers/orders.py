"""Rows into orders: one row a line, or one row an order with a list of its lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from store.importers.catalogue import Catalogue
from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import ShopMapping
from store.importers.mapping_records import OrderColumns
from store.importers.order_status import StatusReader, in_order
from store.importers.people import GUEST, MOST
from store.importers.prices import PriceReader
from store.importers.report import NounReport
from store.importers.rows import NO_VALUES, Row
from store.money import Money
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.products import Product, Variant


@dataclass(slots=True)
class _Draft:
    """An order as far as its rows have said it; `spoiled` when one of them was refused."""

    customer_id: str = ""
    placed: datetime | None = None
    lines: dict[OrderLine, None] = field(default_factory=dict)
    changes: dict[StatusChange, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)  # without their values
    spoiled: bool = False


class OrderReader:
    """Takes rows, gives the orders with `finish`: the rows of an order need not stand together.

    An order is taken whole: when one of its rows is refused, so are the others, for without a line its total would be
    wrong. Products must be in the catalogue; an order without a customer is a guest's, known by the order.
    """

    def __init__(
        self, mapping: ShopMapping, columns: OrderColumns, catalogue: Catalogue, currency: str, report: NounReport
    ) -> None:
        self._columns = columns
        self._catalogue = catalogue
        self._report = report
        self._fields = Fields(mapping.missing)
        self._statuses = StatusReader(columns, self._fields)
        self._prices = None if columns.price is None else PriceReader(columns.price, self._fields, currency)
        self._drafts: dict[str, _Draft] = {}

    def take(self, row: Row) -> None:
        """Read one row; one that cannot be of an order is refused with its column and reason."""
        self._report.read += 1
        row.notes.clear()
        draft: _Draft | None = None
        try:
            if row.broken is not None:
                raise row.broken
            order_id = self._fields.required(row, self._columns.id)
            draft = self._drafts.setdefault(order_id, _Draft())
            self._add(draft, order_id, row)
        except RowError as error:
            self._report.refuse(row, error)
            if draft is not None:
                draft.spoiled = True

    def finish(self) -> list[Order]:
        """The orders of which every row was taken, in the order in which their ids were first met."""
        report, orders = self._report, []
        for order_id, draft in self._drafts.items():
            for row in draft.rows:
                if draft.spoiled:
                    report.refuse(
                        row, RowError(self._columns.id, "an order of which another row was refused", order_id)
                    )
                else:
                    report.keep(row)
            if not draft.spoiled:
                orders.append(Order(order_id, draft.customer_id, tuple(draft.lines), in_order(draft.changes)))
        for order in orders:
            self._look(order)
        report.records = len(orders)
        report.finish()
        return orders

    # --- one row --------------------------------------------------------------------------------------------------

    def _add(self, draft: _Draft, order_id: str, row: Row) -> None:
        """Add what the row says. A row that says nothing new is a duplicate. Raises RowError."""
        columns = self._columns
        customer_id = self._fields.identifier(row, columns.customer) or f"{GUEST}{order_id}"
        changes = self._statuses.read(row)
        lines = self._lines(row)
        if draft.placed is None:
            draft.customer_id, draft.placed = customer_id, changes[0].at
        if customer_id != draft.customer_id:
            raise RowError(columns.customer, "another customer than in an earlier row of the order", customer_id)
        if changes[0].at != draft.placed:
            raise RowError(columns.placed, "another time than in an earlier row of the order", changes[0].at)
        if draft.lines.keys() >= set(lines) and draft.changes.keys() >= set(changes):
            self._report.duplicate(row)
            return
        draft.lines.update(dict.fromkeys(lines))
        draft.changes.update(dict.fromkeys(changes))
        draft.rows.append(Row(row.file, row.line, NO_VALUES, notes=row.notes))

    def _lines(self, row: Row) -> list[OrderLine]:
        """The row's line, or those in its list, where the same thing twice is one line of more units."""
        columns = self._columns
        if not columns.lines:
            return [self._line(row)]
        given: Any = self._fields.raw(row, columns.lines)
        if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
            raise RowError(columns.lines, "not a list of lines" if given is not None else "is missing", given or "")
        currency = columns.price.currency_column if columns.price else ""
        outside = {currency: row.values.get(currency)} if currency else {}
        units: Counter[OrderLine] = Counter()
        for one in given:
            line = self._line(Row(row.file, row.line, {**outside, **one}, notes=row.notes))
            units[replace(line, quantity=1)] += line.quantity
        return [replace(line, quantity=quantity) for line, quantity in units.items()]

    def _line(self, row: Row) -> OrderLine:
        columns, fields = self._columns, self._fields
        product, variant = self._sold(row)
        price = self._prices.read(row, columns.price.column) if self._prices and columns.price else None
        title = fields.text(row, columns.title) or product.title
        return OrderLine(
            product_id=product.id,
            variant_id=variant.id if variant else "",
            quantity=self._quantity(row),
            price=price if price is not None else self._price_now(row, product, variant),
            title=title,
        )

    def _sold(self, row: Row) -> tuple[Product, Variant | None]:
        """The product, by its own id or a variant's; None for the variant when several could be meant."""
        columns = self._columns
        product_id = self._fields.required(row, columns.product, columns.id_upper)
        product, variant = self._catalogue.product(product_id), None
        if product is None:
            by_variant = self._catalogue.variant(product_id)
            if by_variant is None:
                raise RowError(columns.product, "a product that is not in the catalogue", product_id)
            product, variant = by_variant
        variant_id = self._fields.identifier(row, columns.variant, columns.id_upper)
        if variant_id:
            variant = next((one for one in product.variants if one.id == variant_id), None)
            if variant is None:
                raise RowError(columns.variant, "a variant that the product does not have", variant_id)
        return product, variant or (product.variants[0] if len(product.variants) == 1 else None)

    def _price_now(self, row: Row, product: Product, variant: Variant | None) -> Money:
        """What the product costs now: where the row does not say what was paid, and no variant could cost otherwise."""
        prices = {one.price for one in ((variant,) if variant else product.variants)}
        if len(prices) > 1:
            column = self._columns.price.column if self._columns.price else self._columns.product
            raise RowError(column, "no price, and the product's variants cost differently", product.id)
        row.notes.append("no price: taken from the catalogue")
        return prices.pop()

    def _quantity(self, row: Row) -> int:
        """Units, from 1 to a million; 1 where the row does not say."""
        quantity = self._fields.whole(row, self._columns.quantity)
        if quantity is None:
            return 1
        if not 1 <= quantity <= MOST:
            raise RowError(self._columns.quantity, "not a number of units from 1 to a million", quantity)
        return quantity

    # --- the report -----------------------------------------------------------------------------------------------

    def _look(self, order: Order) -> None:
        report = self._report
        if order.customer_id.startswith(GUEST):
            report.missing["customer (a guest's order)"] += 1
        if any(not line.variant_id for line in order.lines):
            report.missing["variant"] += 1
        if self._columns.quantity:
            for line in order.lines:
                report.watch("quantity", f"order {order.id}", line.quantity)


def with_requests(order: Order, before: Order | None) -> Order:
    """The order with the returns that were asked for in this shop and that the file does not know of.

    Once the file says that the order was returned, it says all.
    """
    if before is None or order.status is OrderStatus.RETURNED:
        return order
    known = {(change.status, change.at) for change in order.history}
    asked = [
        change
        for change in before.history
        if change.status is OrderStatus.RETURN_REQUESTED
        and change.at >= order.placed_at
        and (change.status, change.at) not in known
    ]
    return Order(order.id, order.customer_id, order.lines, in_order((*order.history, *asked)))
