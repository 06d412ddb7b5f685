"""Photos of any origin, read within bounds: one upright RGB picture comes out, or a clear error."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Photo = Image.Image | Path | bytes
Pixels = npt.NDArray[np.uint8]

LARGEST_BYTES = 20_000_000
LARGEST_PIXELS = 50_000_000  # a telephone's largest photo; as RGB three bytes each while it is read
DETAIL = 224
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
WHITE = (255, 255, 255)
DEEP_GREY = ("I;16", "I;16L", "I;16B", "I;16N", "I")  # 16 bits a pixel, which `convert` would cut at 255
# What Pillow's readers raise on broken files, and on bombs: a warning raises where warnings are errors.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class PhotoError(ValueError):
    """A photo that cannot be used. The sentence may be shown to whoever sent it: it repeats nothing of the file."""


def read_photo(photo: Photo) -> Image.Image:
    """The photo as upright RGB, transparency over white, an animation's first frame; JPEGs may come smaller.

    A large JPEG is decoded at an eighth to a half of its size, so long as both edges keep `DETAIL` pixels. Raises
    PhotoError when the photo is too large in bytes or pixels, no JPEG, PNG, GIF or WebP, or damaged.
    """
    if isinstance(photo, Image.Image):
        return _upright(photo)
    content = _bytes(photo)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            return _upright(opened)
    except PhotoError:
        raise
    except BROKEN as error:
        raise PhotoError("The photo cannot be read: send a whole JPEG, PNG, GIF or WebP file.") from error


def _bytes(photo: Path | bytes) -> bytes:
    """The file's content, of which no more is read than may be used."""
    if isinstance(photo, bytes):
        content = photo
    else:
        try:
            with photo.open("rb") as source:
                content = source.read(LARGEST_BYTES + 1)
        except OSError as error:
            raise PhotoError("There is no such photo.") from error
    if len(content) > LARGEST_BYTES:
        raise PhotoError(f"The photo is larger than {LARGEST_BYTES // 1_000_000} MB.")
    return content


def _upright(opened: Image.Image) -> Image.Image:
    width, height = opened.size
    if width * height > LARGEST_PIXELS:
        raise PhotoError(f"The photo has more than {LARGEST_PIXELS // 1_000_000} million pixels.")
    if not width or not height:
        raise PhotoError("The photo is empty.")
    opened.draft("RGB", (DETAIL, DETAIL))
    return _rgb(ImageOps.exif_transpose(opened))


def _rgb(picture: Image.Image) -> Image.Image:
    if picture.mode in DEEP_GREY:
        grey = np.asarray(picture).astype(np.int64) >> 8
        picture = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, WHITE)
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture.convert("RGB")


def squared(picture: Image.Image, side: int) -> Pixels:
    """uint8 [side, side, 3]: the whole RGB picture shrunk into a white square, its proportions kept."""
    width, height = picture.size
    scale = side / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    square = np.full((side, side, 3), 255, np.uint8)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    square[top : top + size[1], left : left + size[0]] = np.asarray(small)
    return square
