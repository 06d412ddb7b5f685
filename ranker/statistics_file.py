"""The statistics on disk: one data file and the manifest that names it. A killed write changes nothing."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ranker.pairs import PairCounts
from ranker.statistics import SHRINK_BOUGHT, SHRINK_VISITED, Manifest, Statistics, catalogue_hash
from store.behaviour import Event
from store.progress import Progress, silent

FORMAT = 1
MANIFEST = "statistics.json"
STALE_SHARE = 0.2  # with more new events than this share, building again is faster than catching up

log = logging.getLogger(__name__)


class ProductIds(Protocol):
    def ids(self) -> Iterable[str]: ...


class EventLog(Protocol):
    """The shop's events. `all` may be told to leave out what happened before a time."""

    def all(self, since: datetime | None = None) -> Iterator[Event]: ...

    def count(self) -> int: ...


class ShopEvents(Protocol):
    """The part of a store that statistics are built from."""

    @property
    def products(self) -> ProductIds: ...

    @property
    def behaviour(self) -> EventLog: ...


def open_statistics(folder: Path, store: ShopEvents, progress: Progress = silent) -> Statistics:
    """The shop's statistics: loaded where they fit, caught up with new events, else built and saved."""
    catalogue = catalogue_hash(store.products.ids())
    count = store.behaviour.count()
    found = load(folder)
    if found is not None and found.manifest.catalogue == catalogue and caught_up(found, store.behaviour, count):
        return found
    statistics = Statistics.build(store.behaviour.all(), store.products.ids(), progress)
    save(folder, statistics)
    return statistics


def caught_up(statistics: Statistics, events: EventLog, count: int) -> bool:
    """Observes what happened since the build. False when that does not add up to `count`: then build again."""
    missing = count - statistics.manifest.events
    if missing == 0:
        return True
    if missing < 0 or missing > STALE_SHARE * count:
        return False
    last = statistics.manifest.last_event
    for event in events.all(datetime.fromtimestamp(last, UTC)):
        if event.at.timestamp() > last:
            statistics.observe(event)
    return statistics.manifest.events == count


def save(folder: Path, statistics: Statistics) -> None:
    """Writes the data beside the old one, then the manifest in one rename; then sweeps what no manifest names."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    data = folder / f"statistics-{stamp}.npz"
    columns: dict[str, Any] = {
        "ids": np.array(statistics.ids, dtype=np.str_),
        "wanted": statistics.wanted,
        "impressions": statistics.impressions,
        **_parts("bought", statistics.bought),
        **_parts("visited", statistics.visited),
    }
    np.savez(data, **columns)
    manifest = {"format": FORMAT, "data": data.name, **asdict(statistics.manifest)}
    fresh = folder / f"{MANIFEST}.new"
    fresh.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    fresh.replace(folder / MANIFEST)
    for old in folder.glob("statistics-*.npz"):
        if old != data:
            old.unlink(missing_ok=True)


def load(folder: Path) -> Statistics | None:
    """The saved statistics; None when there are none that can be read."""
    try:
        meta = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if meta.pop("format") != FORMAT:
            return None
        with (folder / meta.pop("data")).open("rb") as file, np.load(file, allow_pickle=False) as data:
            parts = {name: data[name] for name in data.files}
        return Statistics(
            parts["ids"].tolist(),
            Manifest(**meta),
            parts["wanted"],
            parts["impressions"],
            _pairs("bought", parts, SHRINK_BOUGHT),
            _pairs("visited", parts, SHRINK_VISITED),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        log.warning("the ranker's statistics in %s cannot be read (%s): they are built again", folder, error)
        return None


def _parts(name: str, pairs: PairCounts) -> dict[str, npt.NDArray[np.generic]]:
    counts = pairs.merged()
    return {
        f"{name}_data": counts.data.astype(np.float32),
        f"{name}_columns": counts.indices.astype(np.int32),
        f"{name}_starts": counts.indptr.astype(np.int64),
        f"{name}_totals": pairs.totals,
    }


def _pairs(name: str, parts: dict[str, npt.NDArray[np.generic]], shrink: float) -> PairCounts:
    totals = parts[f"{name}_totals"].astype(np.float64)
    data = parts[f"{name}_data"].astype(np.float64)
    n = len(totals)
    counts = sparse.csr_matrix((data, parts[f"{name}_columns"], parts[f"{name}_starts"]), shape=(n, n))
    return PairCounts(counts, totals, shrink)
