"""A folder of files that is replaced as a whole, with a checksum of each: what is damaged is refused at load.

`manifest.json` names one complete generation of files and is replaced in one step, after they are on disk.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from retrieval.folder import MANIFEST, begin, checksum, files_of
from store.errors import SetupError

FORMAT = 1
Facts = dict[str, Any]


def keep(folder: Path, facts: Facts, write: Callable[[Path], object] | None = None) -> None:
    """Makes a new generation, which `write` fills, and the facts about it what the folder holds."""
    generation = begin(folder)
    if write is not None:
        write(generation)
    files = {str(path.relative_to(generation)): checksum(path) for path in files_of(generation)}
    manifest = {"format": FORMAT, "generation": generation.name, "facts": facts, "files": files}
    draft = folder / f"{MANIFEST}.{generation.name}"
    with draft.open("w", encoding="utf-8") as out:
        json.dump(manifest, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / MANIFEST)
    for old in folder.glob("g-*"):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)


def kept(folder: Path, what: str, mend: str) -> tuple[Facts, Path]:
    """The facts, and where the files are, after checking each. `SetupError` says `what` is missing or damaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise SetupError(f"{what} in {folder} was written by another version of the program.", mend)
        facts, files, generation = dict(manifest["facts"]), dict(manifest["files"]), folder / manifest["generation"]
    except FileNotFoundError:
        raise SetupError(f"{what} is missing: there is none in {folder}.", mend) from None
    except (OSError, ValueError, TypeError, KeyError):
        raise SetupError(f"The manifest in {folder} cannot be read.", mend) from None
    for name, expected in files.items():
        path = generation / name
        if not path.is_file() or checksum(path) != expected:
            raise SetupError(f"{what} in {folder} is damaged: {name}.", mend)
    return facts, generation
