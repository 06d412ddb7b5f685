"""What `daogou train ranker` does and says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.train_ranker import train_shop_ranker, undo_training
from ranker.in_service import UNTRAINED
from store.progress import Progress

Figures = dict[str, Any]


def ranker(home: Path, seed: int, undo: bool, progress: Progress) -> Figures:
    """The figures of the training, or the name of the ranker that was gone back to."""
    if undo:
        return {"ranker": undo_training(home)}
    return train_shop_ranker(home, seed, progress).figures()


def told(figures: Figures) -> str:
    """The outcome in two sentences."""
    name = figures["ranker"]
    serves = "The shop is served without a trained ranker" if name == UNTRAINED else f"The shop is served by {name}"
    if "reason" not in figures:
        return f"{serves}."
    kept = "It was taken into service" if figures["adopted"] else "It was not taken; the shop is as it was"
    return f"{figures['reason']} {kept}.\n{serves}."
