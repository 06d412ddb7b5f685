"""The index folder: a manifest that names one complete generation of files. A save that is cut short changes nothing.

`manifest.json` is replaced in one step, after the new generation is wholly on disk; generations are never written
into once the manifest has named them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from store.errors import SetupError

FORMAT = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index was built with and from; `files` maps each file of the generation to its BLAKE2b."""

    generation: str
    encoder: str
    dim: int
    products: int
    fingerprint: str
    files: dict[str, str]
    format: int = FORMAT


def begin(folder: Path) -> Path:
    """A new empty generation below the index folder."""
    generation = folder / f"g-{uuid.uuid4().hex[:12]}"
    generation.mkdir(parents=True)
    return generation


def publish(generation: Path, *, encoder: str, dim: int, products: int, fingerprint: str) -> Manifest:
    """Makes the finished generation the current one, then removes the earlier ones."""
    folder = generation.parent
    files = {str(path.relative_to(generation)): checksum(path) for path in files_of(generation)}
    manifest = Manifest(generation.name, encoder, dim, products, fingerprint, files)
    draft = folder / f"{MANIFEST}.{generation.name}"
    with draft.open("w") as out:
        json.dump(asdict(manifest), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / MANIFEST)
    for old in folder.glob("g-*"):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest, after checking that every file is there and unchanged. Raises `SetupError`."""
    try:
        fields = json.loads((folder / MANIFEST).read_text())
        if fields["format"] != FORMAT:
            raise SetupError(f"The index in {folder} was written by another version of the program.", mend(folder))
        manifest = Manifest(**fields)
    except FileNotFoundError:
        raise SetupError(f"There is no search index in {folder}.", mend(folder)) from None
    except (OSError, ValueError, TypeError, KeyError):
        raise SetupError(f"The manifest of the index in {folder} cannot be read.", mend(folder)) from None
    for name, expected in manifest.files.items():
        path = folder / manifest.generation / name
        if not path.is_file() or checksum(path) != expected:
            raise SetupError(f"The index in {folder} is damaged: {name}.", mend(folder))
    return manifest


def mend(folder: Path) -> str:
    """The command that builds the index of this folder anew; the folder is `HOME/index/NAME`."""
    return f"daogou index --home {shlex.quote(str(folder.parent.parent))}"


def files_of(generation: Path) -> list[Path]:
    return sorted(path for path in generation.rglob("*") if path.is_file())


def checksum(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
