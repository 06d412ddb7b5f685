"""A shopper's photo on its way to the assistant, and how it is shown again."""

from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path

from PIL import Image

from retrieval.photos.picture import LARGEST_BYTES, PhotoError, read_photo

EDGE = 240  # pixels of a thumbnail's longer edge: twice what is shown, for fine screens
QUALITY = 80
LONGEST = 4 * (LARGEST_BYTES // 3 + 2)  # letters of base64: one byte more than may be used, so that it is refused


def decoded(text: str) -> bytes:
    """The file that a page sent as base64; nothing where it is none."""
    try:
        return base64.b64decode(text[:LONGEST], validate=True)
    except (binascii.Error, ValueError):
        return b""


def thumbnail(photo: bytes) -> str:
    """A `data:` address of the photo, small and drawn anew: nothing of the file but what is seen.

    "" where it cannot be read.
    """
    try:
        picture = read_photo(photo)
    except PhotoError:
        return ""
    picture.thumbnail((EDGE, EDGE))
    drawn = Image.new("RGB", picture.size)  # a copy of the pixels alone: Pillow writes a picture's comments with it
    drawn.paste(picture)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"


def read_file(path: Path) -> bytes:
    """The file, of which no more is read than may be used. Raises PhotoError where there is none."""
    try:
        with path.expanduser().open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as error:  # no such file, no such user's folder, no possible name
        raise PhotoError("There is no such photo.") from error
