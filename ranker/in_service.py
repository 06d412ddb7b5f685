"""Which trained ranker serves a shop, and what is known of it without loading it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER, SIGNALS = "ranker", "signals.json"
RANKER_SETTING = "ranker"  # the name of the shop's trained ranker; none, or nothing, is the one without training
RANKER_BEFORE = "ranker before"  # the one to go back to
UNTRAINED = "history"  # the name of the one that needs no training


@dataclass(frozen=True, slots=True)
class InService:
    """`until` is the time of the last event it learnt from, `report` what was measured when it was taken into service,
    `events` how many the shop had then."""

    name: str
    until: datetime
    report: dict[str, Any]
    events: int


def in_service(home: Path, name: str) -> InService:
    """What was written down of the ranker of that name. Raises OSError, ValueError, KeyError or TypeError."""
    said = json.loads((home / FOLDER / name / SIGNALS).read_text("utf-8"))
    return InService(name, datetime.fromisoformat(said["until"]), said["report"], int(said["events"]))
