"""Which ranker serves a shop, and whether training it again would learn much: for the doctor."""

from __future__ import annotations

import shlex
from pathlib import Path

from ranker.in_service import RANKER_SETTING, UNTRAINED, InService, in_service
from store.errors import SetupError
from store.store import Store

MUCH_NEW = 0.2  # share of the events at the last training that, having come since, are worth another


def check_ranker(home: Path) -> tuple[str, str]:
    """What serves, in words, and the command that is called for; "" where none is. Raises SetupError."""
    train = f"daogou train ranker --home {shlex.quote(str(home))}"
    with Store.open(home) as store:
        name = store.settings.get(RANKER_SETTING)
        count = store.behaviour.count()
    if not name:
        return f"history, which needs no training; {count:,} events to learn from", ""
    try:
        found = in_service(home, name)
        said = _said(found, count - found.events)
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise SetupError(f"The ranker in {home / 'ranker' / name} is missing or damaged.", train) from error
    return said, train if count - found.events > MUCH_NEW * found.events else ""


def _said(found: InService, new: int) -> str:
    """A sentence with the figures on what was held out."""
    report = dict(found.report)
    ours, popular = report.pop("new"), report.pop("popularity")
    before, rival = next((name, row) for name, row in report.items() if isinstance(row, dict))
    named = "the ranker without training" if before == UNTRAINED else "the one before it"
    share = f" ({new / found.events:.0%} of what it had)" if found.events else ""
    return (
        f"{found.name}, learnt until {found.until:%Y-%m-%d}; held out nDCG@10 {ours['ndcg@10']:.3f} against "
        f"{rival['ndcg@10']:.3f} of {named} and {popular['ndcg@10']:.3f} of popularity, n {ours['n']:,}; "
        f"{new:,} events since{share}"
    )
