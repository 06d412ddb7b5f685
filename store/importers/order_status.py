"""What a row says of an order's way: when it was placed, and which status it entered when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.mapping_records import OrderColumns
from store.importers.rows import Row
from store.orders import OrderStatus, StatusChange

RANK = {status: rank for rank, status in enumerate(OrderStatus)}  # of two at one moment, which comes first
WORDS = {
    OrderStatus.PLACED: "placed new open pending created received ordered confirmed processing onhold 已下单 待付款",
    OrderStatus.PAID: "paid captured paymentreceived 已付款 待发货",
    OrderStatus.SHIPPED: "shipped dispatched sent fulfilled intransit outfordelivery 已发货 运输中",
    OrderStatus.DELIVERED: "delivered complete completed closed 已签收 已完成",
    OrderStatus.CANCELLED: "cancelled canceled void voided 已取消",
    OrderStatus.RETURN_REQUESTED: "returnrequested returnpending 退货中",
    OrderStatus.RETURNED: "returned refunded 已退货 已退款",
}
STATUSES = {word: status for status, words in WORDS.items() for word in words.split()}


def status_of(text: str) -> OrderStatus | None:
    """The status that a usual word stands for, without case, spaces and marks."""
    return STATUSES.get("".join(character for character in text.casefold() if character.isalpha()))


class StatusReader:
    """Reads the status history out of the rows of one mapping."""

    def __init__(self, columns: OrderColumns, fields: Fields) -> None:
        self._columns = columns
        self._fields = fields

    def read(self, row: Row) -> tuple[StatusChange, ...]:
        """In time order, the first one placed. Raises RowError when it contradicts itself."""
        columns = self._columns
        placed = self._fields.required_moment(row, columns.placed, columns.time_format)
        changes = [StatusChange(OrderStatus.PLACED, placed)]
        for column, change in (*self._listed(row), *self._timed(row)):
            if change.at < placed:
                raise RowError(column, "before the order was placed", change.at.isoformat())
            if change.status is not OrderStatus.PLACED:
                changes.append(change)
        return in_order((*in_order(changes), *self._now(row, in_order(changes))))

    def _timed(self, row: Row) -> Iterator[tuple[str, StatusChange]]:
        """From the columns that say when each status was entered."""
        for status, column in (self._columns.times or {}).items():
            at = self._fields.moment(row, column, self._columns.time_format)
            if at is not None:
                yield column, StatusChange(status, at)

    def _listed(self, row: Row) -> Iterator[tuple[str, StatusChange]]:
        """From a list of objects."""
        column = self._columns.history
        given: Any = self._fields.raw(row, column)
        if given is None:
            return
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise RowError(column, "not a list of objects", given)
        status_key, time_key, note_key = self._columns.history_keys
        for one in given:
            inner = Row(row.file, row.line, one, notes=row.notes)
            status = self._status(inner, status_key)
            if status is None:
                raise RowError(status_key, "is missing")
            at = self._fields.required_moment(inner, time_key, self._columns.time_format)
            yield time_key, StatusChange(status, at, self._fields.text(inner, note_key))

    def _now(self, row: Row, changes: tuple[StatusChange, ...]) -> Iterator[StatusChange]:
        """The status column's change, when it says more than the times do. Without a time it is the last known one."""
        columns = self._columns
        status = self._status(row, columns.status)
        if status is None or status is changes[-1].status:
            return
        last = changes[-1]
        at = self._fields.moment(row, columns.status_time, columns.time_format) or last.at
        if at < last.at:
            raise RowError(columns.status_time, f"before the order was {last.status}", at.isoformat())
        earlier = at == last.at and RANK[status] < RANK[last.status]
        if earlier or any(change.status is status for change in changes):
            raise RowError(columns.status, f"not the last one by the times, {last.status}", status)
        yield StatusChange(status, at)

    def _status(self, row: Row, column: str) -> OrderStatus | None:
        text = self._fields.text(row, column)
        if not text:
            return None
        matched = (status for pattern, status in self._columns.statuses if pattern.fullmatch(text))
        found = next(matched, None) or status_of(text)
        if found is None:
            raise RowError(column, "not a status of an order", text)
        return found


def in_order(changes: Iterable[StatusChange]) -> tuple[StatusChange, ...]:
    """In time order, each once; what happened at one moment in the order in which orders go."""
    return tuple(sorted(dict.fromkeys(changes), key=lambda change: (change.at, RANK[change.status])))
