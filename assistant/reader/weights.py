"""Trained weights on disk: named arrays as float16, with the name of the encoder whose states they were trained on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assistant.reader.seen import Floats


def save(path: Path, encoder: str, arrays: Mapping[str, Floats]) -> None:
    """Writes one compressed npz file."""
    halves: dict[str, Any] = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(path, encoder=np.array(encoder), **halves)


def load(path: Path, names: Iterable[str]) -> tuple[str, dict[str, Floats]]:
    """The encoder's name, and the named arrays as float32."""
    with np.load(path) as stored:
        return str(stored["encoder"]), {name: stored[name].astype(np.float32) for name in names}
