"""The reader on text people wrote, as figures: what `python -m assistant.reader.evaluate` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.reader import evaluate
from assistant.reader.evaluate import NoWords, dialogues, service, shopping, speed
from assistant.reader.reader import Reader
from retrieval.encoder import MiniLM
from store.errors import SetupError

FOLDER = "conversations"


def figures(data: Path, half: str) -> dict[str, Any]:
    """Score and n of each set of one half, and CPU milliseconds a message.

    `data` is the pack's folder or the one that holds it. Raises SetupError when the pack is not there.
    """
    root = data if (data / FOLDER).is_dir() else data.resolve().parent
    if not (root / FOLDER).is_dir():
        raise SetupError(f"{data} holds no pack {FOLDER}.", f"daogou evaluate reader --data ../shared/data/{FOLDER}")
    evaluate.DATA = root
    reader = Reader(NoWords(), MiniLM(threads=1))
    dev = half == "dev"
    try:
        tallies = {**service(reader, dev), **shopping(reader, dev), **dialogues(reader, dev)}
        spent = speed(reader)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise SetupError(f"The pack in {root / FOLDER} cannot be read: {error}.", "daogou evaluate --help") from None
    scores = {name: {"score": round(tally.share, 4), "n": tally.total} for name, tally in tallies.items()}
    return {"half": half, **scores, **spent}
