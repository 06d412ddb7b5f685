"""How often products were seen lately, for the rule that gives places to those that were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from threading import Lock

Count = Callable[[datetime], Mapping[str, int]]  # since when -> product id -> places it had


class Impressions:
    """Places that groups of products had in the last `days`: read once a day, with every list shown here added."""

    def __init__(self, read: Count, group: Callable[[str], str], days: int) -> None:
        """`group` gives what a product is counted under; "" is not counted."""
        self._read = read
        self._group = group
        self._days = days
        self._day: date | None = None
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def of(self, now: datetime) -> Counter[str]:
        """Group -> places."""
        with self._lock:
            if self._day != now.date():
                self._counts = Counter()
                for product_id, places in self._read(now - timedelta(days=self._days)).items():
                    self._counts[self._group(product_id)] += places
                self._day = now.date()
            return self._counts

    def add(self, shown: Iterable[str]) -> None:
        """A list was shown."""
        with self._lock:
            self._counts.update(map(self._group, shown))
