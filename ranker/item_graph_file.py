"""The graph of products on disk, beside the statistics that it is built from: one file, replaced in one rename."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ranker.item_graph import ItemGraph
from ranker.statistics import Statistics
from ranker.statistics_file import STALE_SHARE

FORMAT = 1
FILE = "graph.npz"

log = logging.getLogger(__name__)


def open_graph(folder: Path, statistics: Statistics) -> ItemGraph:
    """The saved graph where it is of this catalogue and of nearly these events; else built and saved."""
    found = load(folder)
    if found is not None and found.catalogue == statistics.manifest.catalogue:
        missing = statistics.manifest.events - found.events
        if 0 <= missing <= STALE_SHARE * statistics.manifest.events:
            return found
    graph = ItemGraph.build(statistics)
    save(folder, graph)
    return graph


def save(folder: Path, graph: ItemGraph) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{FILE}.new"
    columns: dict[str, Any] = {
        "format": np.array(FORMAT),
        "catalogue": np.array(graph.catalogue),
        "events": np.array(graph.events),
        "heard": graph.heard,
        "told": graph.told,
    }
    with fresh.open("wb") as file:
        np.savez(file, **columns)
    fresh.replace(folder / FILE)


def load(folder: Path) -> ItemGraph | None:
    """The saved graph; None when there is none that can be read."""
    try:
        with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
            if int(data["format"]) != FORMAT:
                return None
            return ItemGraph(str(data["catalogue"]), int(data["events"]), data["heard"], data["told"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("the graph of products in %s cannot be read (%s): it is built again", folder, error)
        return None
