"""Rows into customers and behaviour events."""

from __future__ import annotations

from collections.abc import Container

from store.behaviour import Event, EventKind
from store.customers import Customer
from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping import CustomerColumns, EventColumns, ShopMapping
from store.importers.report import NounReport
from store.importers.rows import Row
from store.repositories.behaviour import import_key

GUEST = "guest-"  # a guest's basket is a shopper of its own: its products belong together, to nobody known
MOST = 1_000_000  # units in one event: more is a mistake in the file
SYNONYMS = {
    "impression": EventKind.IMPRESSION, "shown": EventKind.IMPRESSION, "exposure": EventKind.IMPRESSION,
    "view": EventKind.VIEW, "pv": EventKind.VIEW, "pageview": EventKind.VIEW, "detail": EventKind.VIEW,
    "click": EventKind.CLICK, "clickout": EventKind.CLICK,
    "like": EventKind.LIKE, "fav": EventKind.LIKE, "favorite": EventKind.LIKE, "favourite": EventKind.LIKE,
    "wishlist": EventKind.LIKE, "dislike": EventKind.DISLIKE, "hide": EventKind.DISLIKE,
    "cart": EventKind.CART, "addtocart": EventKind.CART, "basket": EventKind.CART,
    "purchase": EventKind.PURCHASE, "buy": EventKind.PURCHASE, "order": EventKind.PURCHASE,
    "transaction": EventKind.PURCHASE, "sale": EventKind.PURCHASE,
    "return": EventKind.RETURN, "refund": EventKind.RETURN,
}  # fmt: skip


class CustomerReader:
    """Takes rows, gives customers; the same id again is the same customer, not a duplicate."""

    def __init__(self, mapping: ShopMapping, columns: CustomerColumns, report: NounReport) -> None:
        self._columns = columns
        self._language = mapping.language
        self._report = report
        self._fields = Fields(mapping.missing)
        self._found: dict[str, Customer] = {}

    def take(self, row: Row) -> None:
        report, columns, fields = self._report, self._columns, self._fields
        report.read += 1
        row.notes.clear()  # those of another reader of the same row
        try:
            if row.broken is not None:
                raise row.broken
            customer_id = fields.identifier(row, columns.id)
            if not customer_id:
                report.skipped["no customer: a guest"] += 1
                return
            if customer_id not in self._found:
                self._found[customer_id] = Customer(
                    id=customer_id,
                    name=fields.text(row, columns.name),
                    email=fields.text(row, columns.email),
                    language=fields.text(row, columns.language) or self._language,
                    created_at=fields.moment(row, columns.created_at),
                )
            report.keep(row)
        except RowError as error:
            report.refuse(row, error)

    def finish(self) -> list[Customer]:
        self._report.records = len(self._found)
        self._report.finish()
        return list(self._found.values())


class EventReader:
    """Takes rows, gives each one's event, or None with the reason in the report.

    A row without a customer is a guest's, known by the basket. Events of products that are in neither the shop nor the
    import are refused. The same line twice in the files counts once.
    """

    def __init__(
        self, mapping: ShopMapping, columns: EventColumns, products: Container[str], report: NounReport
    ) -> None:
        self._columns = columns
        self._products = products
        self._report = report
        self._fields = Fields(mapping.missing)
        self._keys: set[int] = set()

    def take(self, row: Row) -> Event | None:
        self._report.read += 1
        row.notes.clear()
        try:
            if row.broken is not None:
                raise row.broken
            event = self._event(row)
        except RowError as error:
            self._report.refuse(row, error)
            return None
        key = import_key(event)
        if key in self._keys:
            self._report.duplicate(row)
            return None
        self._keys.add(key)
        self._report.keep(row)
        if event.customer_id.startswith(GUEST):
            self._report.missing["customer (a guest's event)"] += 1
        if self._columns.quantity:
            self._report.watch("quantity", f"{row.file} line {row.line}", event.quantity)
        return event

    def finish(self) -> list[Event]:
        """Nothing more: every row is an event of its own."""
        self._report.finish()
        return []

    def _event(self, row: Row) -> Event:
        columns, fields = self._columns, self._fields
        product_id = fields.required(row, columns.product, columns.id_upper)
        if product_id not in self._products:
            raise RowError(columns.product, "a product that is not in the catalogue", product_id)
        kind = self._kind(row)
        basket = fields.identifier(row, columns.basket)
        customer_id = fields.identifier(row, columns.customer)
        if not customer_id and not basket:
            raise RowError(columns.customer, "is missing, and there is no basket to tell guests apart")
        at = fields.required_moment(row, columns.time, columns.time_format)
        return Event(customer_id or f"{GUEST}{basket}", product_id, kind, at, self._quantity(row, kind), basket)

    def _kind(self, row: Row) -> EventKind:
        columns = self._columns
        text = self._fields.identifier(row, columns.kind)
        for pattern, kind in columns.kinds:
            if pattern.fullmatch(text):
                return kind
        folded = "".join(character for character in text.casefold() if character.isalpha())
        found = columns.default_kind if columns.kinds or not text else SYNONYMS.get(folded, columns.default_kind)
        if found is None:
            raise RowError(columns.kind, "not a kind of event", text)
        return found

    def _quantity(self, row: Row, kind: EventKind) -> int:
        """Units, at least 1. Returns are often written as negative quantities; nothing else may be."""
        column = self._columns.quantity
        quantity = self._fields.whole(row, column)
        if quantity is None:
            return 1
        if quantity < 0 and kind is EventKind.RETURN:
            quantity = -quantity
        if quantity < 1:
            raise RowError(column, f"a {kind} of {'no' if quantity == 0 else 'a negative number of'} units", quantity)
        if quantity > MOST:
            raise RowError(column, "a quantity beyond a million", quantity)
        return quantity
