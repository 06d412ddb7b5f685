"""Photos of an import: found beside the data in a zip archive or a folder, copied into the shop when it is written."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from store.importers.errors import MappingError, UnreadableFileError
from store.importers.mapping import ImageColumns
from store.importers.rows import Row
from store.importers.values import read_id
from store.progress import Progress

LARGEST = 20_000_000  # bytes of one photo
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")  # JPEG, PNG, GIF, WebP
_Bytes = Callable[[], bytes]
_Read = Callable[[str], bytes]
UNSAFE = re.compile(r"[^\w.-]")


class Photos:
    """Where a product's photo is, and how to copy it. A photo already in the shop is never overwritten: one with the
    same bytes is used as it is, another one of the same name gets its checksum into the name. So an import that is
    killed has changed nothing that the shop shows."""

    def __init__(self, source: Path, columns: ImageColumns) -> None:
        self._columns = columns
        self._folder = source if source.is_dir() else source.parent
        self._wanted: dict[str, str] = {}  # name below images/ -> name in the archive or folder
        self._sizes = self._listing()

    def find(self, row: Row) -> str:
        """The name below images/ of the row's photo; "" when there is none."""
        if not self._columns.file:
            return ""
        name = re.sub(r"{([^{}]+)}", lambda found: read_id(row.values.get(found[1])), self._columns.file)
        if name not in self._sizes:
            return ""
        target = UNSAFE.sub("_", Path(name).name)
        if self._wanted.setdefault(target, name) != name:
            target = f"{zlib.crc32(name.encode()):08x}-{target}"
            self._wanted[target] = name
        return target

    def copy(self, images: Path, progress: Progress) -> tuple[dict[str, str], Counter[str]]:
        """Copy what `find` found into `images`.

        Returns name given by `find` -> name it really has, "" when it is no picture; and counts for the report.
        """
        names: dict[str, str] = {}
        counts: Counter[str] = Counter()
        if self._wanted:
            images.mkdir(parents=True, exist_ok=True)
        with self._reading() as read:
            for done, (target, name) in enumerate(self._wanted.items(), start=1):
                names[target], outcome = _place(images, target, read(name))
                counts[outcome] += 1
                if done % 200 == 0 or done == len(self._wanted):
                    progress("photos", done, len(self._wanted))
        return names, counts

    def _listing(self) -> dict[str, int]:
        """Photo name -> bytes, of all that could be wanted."""
        if self._columns.folder:
            folder = self._folder / self._columns.folder
            if not folder.is_dir():
                raise MappingError(f"products.image.folder: there is no folder {folder}", f"ls {self._folder}")
            return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
        if self._columns.archive:
            path = self._folder / self._columns.archive
            if not path.is_file():
                return {}  # the data without its photos is still a shop
            try:
                with zipfile.ZipFile(path) as archive:
                    return {member.filename: member.file_size for member in archive.infolist()}
            except (OSError, zipfile.BadZipFile) as error:
                raise UnreadableFileError(f"is no zip archive: {error}", f"unzip -t {path}", file=path) from error
        return {}

    @contextmanager
    def _reading(self) -> Iterator[_Read]:
        if self._columns.archive and self._wanted:
            with zipfile.ZipFile(self._folder / self._columns.archive) as archive:
                yield lambda name: self._checked(name, lambda: archive.read(name))
        else:
            folder = self._folder / self._columns.folder
            yield lambda name: self._checked(name, (folder / name).read_bytes)

    def _checked(self, name: str, read: _Bytes) -> bytes:
        """The photo's bytes; b"" when it is too large or cannot be read."""
        if self._sizes[name] > LARGEST:
            return b""
        try:
            return read()
        except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            return b""


def _place(images: Path, target: str, content: bytes) -> tuple[str, str]:
    """Write one photo. Returns (its name or "", what happened)."""
    if not content.startswith(BEGINNINGS):
        return "", "not readable as JPEG, PNG, GIF or WebP"
    path = images / target
    if path.exists():
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return target, "already there"
        path = images / f"{Path(target).stem}-{zlib.crc32(content):08x}{Path(target).suffix}"
    draft = images / f".draft-{os.getpid()}"
    draft.write_bytes(content)
    draft.replace(path)
    return path.name, "copied"
