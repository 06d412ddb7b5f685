"""Photos of a shop's products, read and shrunk once into a file that training maps into memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.photos.picture import Photo, PhotoError, Pixels, read_photo, squared
from store.products import Product
from store.progress import Progress, silent

PIXELS, LISTING = "pixels.npy", "album.json"
SIDE = 112  # kept of each photo: a little more than the network reads, so that crops can be taken


@dataclass(frozen=True, slots=True)
class Album:
    """Products whose photo can be read, the files, and what is in them: uint8 [n, SIDE, SIDE, 3], row by row."""

    products: list[Product]
    files: list[Path]
    pixels: Pixels


def file_of(image: str, images: Path) -> Path | None:
    """The file of a `Product.image` among the shop's own photos; None without one, or where it is an address."""
    if not image or "://" in image:
        return None
    path = images / image
    return path if path.is_file() else None


def stamp_of(path: Path) -> str:
    """Another one when the file is written anew."""
    about = path.stat()
    return f"{path.name} {about.st_size} {about.st_mtime_ns}"


def read_album(folder: Path, products: Iterable[Product], images: Path, progress: Progress = silent) -> Album:
    """Reads the photos into `folder`, or takes them from there when they are the same as the last time.

    A product whose photo is missing or broken is left out.
    """
    wanted = [(product, path) for product in products if (path := file_of(product.image, images)) is not None]
    folder.mkdir(parents=True, exist_ok=True)
    stamps = [f"{product.id} {stamp_of(path)}" for product, path in wanted]
    rows = _kept_rows(folder, stamps)
    if rows is None:
        rows = _shrink(folder, [path for _, path in wanted], progress)
        (folder / LISTING).write_text(json.dumps({"stamps": stamps, "rows": rows}), encoding="utf-8")
    shape = (len(wanted), SIDE, SIDE, 3)
    pixels = np.load(folder / PIXELS, mmap_mode="r") if wanted else np.zeros(shape, np.uint8)
    chosen = [wanted[row] for row in rows]
    return Album([product for product, _ in chosen], [path for _, path in chosen], pixels[: len(rows)])


def _kept_rows(folder: Path, stamps: Sequence[str]) -> list[int] | None:
    """Which of the photos are in the folder, from first to last; None when it holds others, or nothing whole."""
    try:
        listing = json.loads((folder / LISTING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    rows: list[int] = listing["rows"]
    return rows if listing["stamps"] == list(stamps) else None


def _shrink(folder: Path, files: Sequence[Path], progress: Progress) -> list[int]:
    """Writes the pixels of those that can be read, one after the other, and returns which."""
    (folder / LISTING).unlink(missing_ok=True)
    if not files:
        return []
    shape = (len(files), SIDE, SIDE, 3)
    pixels = np.lib.format.open_memmap(folder / PIXELS, "w+", np.uint8, shape)  # type: ignore[no-untyped-call]
    rows: list[int] = []
    for row, path in enumerate(files):
        small = shrunk(path, SIDE)
        if small is not None:
            pixels[len(rows)] = small
            rows.append(row)
        if (row + 1) % 100 == 0 or row + 1 == len(files):
            progress("reading photos", row + 1, len(files))
    pixels.flush()
    return rows


def shrunk(photo: Photo, side: int) -> Pixels | None:
    """uint8 [side, side, 3], or None for a photo that cannot be used."""
    try:
        return squared(read_photo(photo), side)
    except PhotoError:
        return None
