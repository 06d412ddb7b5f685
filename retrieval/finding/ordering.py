"""The first products of a sort, without sorting more of them than it takes."""

from __future__ import annotations

import heapq

import numpy as np
import numpy.typing as npt

from retrieval.columns import Columns
from retrieval.filters import Filters
from retrieval.finding.cursor import Key
from retrieval.finding.request import Sort

Rows = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def values_of(columns: Columns, sort: Sort) -> Values:
    """What the sort goes by, for all rows [size], smallest first; infinite where it is not known."""
    price, before = columns.column("price").astype(np.float64), columns.column("list_price")
    match sort:
        case Sort.PRICE_ASC:
            values = price
        case Sort.PRICE_DESC:
            values = -price
        case Sort.RATING:
            values = -columns.column("rating")
        case Sort.NEWEST:
            values = -columns.column("created")
        case Sort.SAVING:
            values = price / np.maximum(before, 1)
        case Sort.POPULARITY | Sort.RELEVANCE:
            values = -columns.column("popularity")
    known: Values = np.where(np.isnan(values), np.inf, values) + 0.0  # + 0.0 makes 0 of -0
    return known


def price_gap(columns: Columns, wanted: Filters) -> Values:
    """How far each row's price is outside the wanted range [size], in minor units."""
    price = columns.column("price").astype(np.float64)
    low = -np.inf if wanted.price_min is None else wanted.price_min
    high = np.inf if wanted.price_max is None else wanted.price_max
    gap: Values = np.maximum(0.0, np.maximum(low - price, price - high))
    return gap


class Order:
    """Rows in the order of (sold out, value, id)."""

    def __init__(self, columns: Columns, values: Values, *, in_stock_first: bool) -> None:
        self._columns = columns
        self._values = values
        self._late = ~columns.column("in_stock") if in_stock_first else np.zeros(columns.size, np.bool_)

    def key(self, row: int) -> Key:
        return bool(self._late[row]), float(self._values[row]), self._columns.ids[row]

    def after(self, rows: Rows, last: Key) -> Rows:
        """Those of the rows that come behind the key."""
        late, values = self._late[rows], self._values[rows]
        behind = (late > last[0]) | ((late == last[0]) & (values > last[1]))
        level = rows[(late == last[0]) & (values == last[1])]
        further = [row for row in level.tolist() if self._columns.ids[row] > last[2]]
        return np.concatenate([rows[behind], np.array(further, np.int64)])

    def first(self, rows: Rows, k: int) -> list[int]:
        """The first `k` of the rows."""
        if rows.size > k > 0:
            late, values = self._late[rows], self._values[rows]
            last = np.lexsort((values, late))[k - 1]
            # Equals of the last one are told apart by their ids alone, so all of them stay.
            stays = (late < late[last]) | ((late == late[last]) & (values <= values[last]))
            rows = rows[stays]
        return heapq.nsmallest(k, rows.tolist(), key=self.key)
