"""What `daogou train encoder` does and says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.tune import forget_training, train_encoder
from store.progress import Progress

Figures = dict[str, Any]
RANKER_GONE = "The trained ranker read products with the encoder before and is out of service: daogou train ranker."


def encoder(home: Path, seed: int, undo: bool, progress: Progress) -> Figures:
    """The figures of the training, or the name of the encoder that was gone back to."""
    if undo:
        name, ranker_gone = forget_training(home, progress=progress)
        return {"encoder": name, "ranker gone": ranker_gone}
    return train_encoder(home, seed=seed, progress=progress).figures()


def told(figures: Figures) -> str:
    """The outcome in two sentences, and what else it asks for."""
    ranker = f"\n{RANKER_GONE}" if figures["ranker gone"] else ""
    if "reason" not in figures:
        return f"The shop searches with {figures['encoder']} again.{ranker}"
    kept = "adopted, and the index rebuilt" if figures["adopted"] else "not adopted; the shop is as it was"
    return f"{figures['reason']}\nThe trained encoder is {kept}. The shop searches with {figures['encoder']}.{ranker}"
