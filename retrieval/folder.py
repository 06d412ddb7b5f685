"""The index folder: a manifest that names one complete generation of files. A save that is cut short changes nothing.

`manifest.json` is replaced in one step, after the new generation is wholly on disk; generations are never written
into once the manifest has named them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from store.errors import SetupError

FORMAT = 2
MANIFEST = "manifest.json"
GENERATION = re.compile("g-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index was built with and from; `files` maps each file of the generation to its BLAKE2b.

    Raises ValueError or TypeError for fields that no index can have.
    """

    generation: str
    encoder: str
    dim: int
    products: int
    fingerprint: str
    files: dict[str, str]
    format: int = FORMAT

    def __post_init__(self) -> None:
        if not GENERATION.fullmatch(self.generation) or self.dim < 1 or self.products < 0:
            raise ValueError("no index has such fields")
        texts = (self.encoder, self.fingerprint, *self.files.keys(), *self.files.values())
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a text is none")


def begin(folder: Path) -> Path:
    """A new empty generation below the index folder."""
    generation = folder / f"g-{uuid.uuid4().hex[:12]}"
    generation.mkdir(parents=True)
    return generation


def publish(generation: Path, *, encoder: str, dim: int, products: int, fingerprint: str) -> Manifest:
    """Makes the finished generation the current one, then removes the earlier ones."""
    folder = generation.parent
    files = {name: checksum(generation / name) for name in names_in(generation)}
    manifest = Manifest(generation.name, encoder, dim, products, fingerprint, files)
    draft = folder / f"{MANIFEST}.{generation.name}"
    draft.write_text(sealed(manifest))
    for path in (*generation.rglob("*"), generation, draft):
        to_disk(path)
    draft.replace(folder / MANIFEST)
    to_disk(folder)
    for old in folder.iterdir():
        if GENERATION.fullmatch(old.name) and old != generation:
            shutil.rmtree(old, ignore_errors=True)
        elif old.name.startswith(f"{MANIFEST}."):
            old.unlink()  # the draft of a save that was cut short
    return manifest


def sealed(manifest: Manifest) -> str:
    """The manifest as it is written: its fields and a BLAKE2b over them."""
    fields = asdict(manifest)
    return json.dumps({**fields, "seal": seal(fields)}, indent=1)


def seal(fields: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(fields, sort_keys=True).encode(), digest_size=16).hexdigest()


def to_disk(path: Path) -> None:
    """Waits until the file or folder would outlast a loss of power."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read(folder: Path) -> Manifest:
    """The manifest, after checking that every file is there and unchanged. Raises `SetupError`."""
    try:
        fields = json.loads((folder / MANIFEST).read_text(), object_pairs_hook=once)
        if fields["format"] != FORMAT:
            raise SetupError(f"The index in {folder} was written by another version of the program.", mend(folder))
        if fields.pop("seal") != seal(fields):
            raise ValueError("the manifest was changed")
        manifest = Manifest(**fields)
    except FileNotFoundError:
        raise SetupError(f"There is no search index in {folder}.", mend(folder)) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SetupError(f"The manifest of the index in {folder} cannot be read.", mend(folder)) from None
    generation = folder / manifest.generation
    for name in names_in(generation) - manifest.files.keys():
        raise SetupError(f"The index in {folder} has a file that is none of its own: {name}.", mend(folder))
    for name, expected in manifest.files.items():
        path = generation / name
        if not path.is_file() or checksum(path) != expected:
            raise SetupError(f"The index in {folder} is damaged: {name}.", mend(folder))
    return manifest


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises ValueError where a key comes twice: either could be meant."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key comes twice")
    return fields


def mend(folder: Path) -> str:
    """The command that builds the index of this folder anew; the folder is `HOME/index/NAME`."""
    return f"daogou index --home {shlex.quote(str(folder.parent.parent))}"


def files_of(generation: Path) -> list[Path]:
    return sorted(path for path in generation.rglob("*") if path.is_file())


def names_in(generation: Path) -> set[str]:
    return {path.relative_to(generation).as_posix() for path in files_of(generation)}


def checksum(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
