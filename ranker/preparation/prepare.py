"""Events in, events fit to learn from out, and the report. Nothing is deleted where the events came from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ranker.preparation import amounts, core, records, shoppers
from ranker.preparation.columns import EventColumns, columns_of
from ranker.preparation.report import Report, Tally
from ranker.preparation.rules import DEFAULT, Finding, Settings, Shop
from store.behaviour import Event

Rule = Callable[[EventColumns, Shop, Settings], Finding]
RULES: tuple[Rule, ...] = (
    records.missing_product,
    records.missing_customer,
    records.unknown_product,
    records.unknown_customer,
    records.too_early,
    records.future,
    records.before_product,
    records.duplicate,
    records.repeated,
    shoppers.too_fast,
    shoppers.fruitless,
    shoppers.even,
    amounts.return_unmatched,
    amounts.taken_back,
    amounts.odd_quantity,
    amounts.worthless,
    amounts.odd_price,
    amounts.no_price,
    shoppers.too_many,
    core.outside_core,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`events` are kept, oldest first."""

    events: EventColumns
    report: Report


def prepare(
    events: Iterable[Event] | EventColumns,
    catalogue: Mapping[str, datetime | None],
    now: datetime,
    customers: Collection[str] | None = None,
    settings: Settings = DEFAULT,
) -> Prepared:
    """Applies every rule until none changes anything, so that preparing what is prepared changes nothing.

    `catalogue` is each product's id with when it came into the shop; without known `customers` any may be. The order
    in which events come does not matter.
    """
    columns = events if isinstance(events, EventColumns) else columns_of(events)
    shop = Shop.of(columns, catalogue, customers, now)
    tally = Tally(len(columns))
    passes, changing = 0, True
    while changing:
        changing = False
        for rule in RULES:
            finding = rule(columns, shop, settings)
            changing |= tally.add(finding)
            columns = finding.applied(columns)
        passes += 1
    report = Report(
        tally.read,
        len(columns),
        len(np.unique(columns.customer)),
        len(np.unique(columns.product)),
        passes,
        tally.lines(),
    )
    return Prepared(columns, report)
