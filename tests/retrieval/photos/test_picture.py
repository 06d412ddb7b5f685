"""Photos as they come from anywhere: every mode and format, and files made to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retrieval.photos.picture import LARGEST_BYTES, PhotoError, read_photo, squared

RED, GREEN, WHITE = (255, 0, 0), (0, 128, 0), (255, 255, 255)


def content(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def near(seen: object, expected: tuple[int, int, int]) -> bool:
    return bool(np.abs(np.asarray(seen, np.int64) - expected).max() <= 6)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_format_is_read(kind: str) -> None:
    photo = read_photo(content(Image.new("RGB", (64, 32), RED), kind))
    assert (photo.mode, photo.size) == ("RGB", (64, 32))
    assert near(photo.getpixel((10, 10)), RED)


@pytest.mark.parametrize(
    ("picture", "kind", "expected"),
    [
        (Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG", WHITE),
        (Image.new("RGBA", (8, 8), (255, 0, 0, 255)), "PNG", RED),
        (Image.new("LA", (8, 8), (0, 0)), "PNG", WHITE),
        (Image.new("L", (8, 8), 70), "PNG", (70, 70, 70)),
        (Image.new("1", (8, 8), 1), "PNG", WHITE),
        (Image.new("I;16", (8, 8), 40_000), "PNG", (156, 156, 156)),
        (Image.new("RGB", (8, 8), RED).convert("P"), "PNG", RED),
        (Image.new("RGB", (8, 8), RED).convert("P"), "GIF", RED),
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", RED),
    ],
)
def test_every_mode_becomes_rgb_over_white(picture: Image.Image, kind: str, expected: tuple[int, int, int]) -> None:
    photo = read_photo(content(picture, kind))
    assert photo.mode == "RGB"
    assert near(photo.getpixel((4, 4)), expected)


def test_a_palette_with_a_transparent_colour_lies_over_white() -> None:
    picture = Image.new("RGB", (8, 8), RED).convert("P")
    seen = read_photo(content(picture, "PNG", transparency=picture.getpixel((0, 0))))
    assert near(seen.getpixel((4, 4)), WHITE)


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN)]
    for kind in ("GIF", "WEBP"):
        photo = read_photo(content(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert near(photo.getpixel((4, 4)), RED)


def test_a_photo_turned_by_its_exif_is_upright() -> None:
    picture = Image.new("RGB", (40, 20), RED)
    picture.paste(GREEN, (0, 0, 20, 20))  # green left of red; turned clockwise: green above red
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = read_photo(content(picture, "JPEG", exif=exif, quality=95))
    assert photo.size == (20, 40)
    assert near(photo.getpixel((10, 5)), GREEN)
    assert near(photo.getpixel((10, 35)), RED)


def test_a_large_jpeg_is_decoded_smaller() -> None:
    photo = read_photo(content(Image.new("RGB", (4000, 3000), RED), "JPEG"))
    assert 224 <= photo.height < 600
    assert near(photo.getpixel((4, 4)), RED)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels, with hardly any content."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


JPEG = content(Image.effect_noise((64, 64), 50).convert("RGB"), "JPEG")


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"no picture at all",
        JPEG[: len(JPEG) // 2],
        JPEG[:20],
        JPEG[:200] + b"\xff" * 300 + JPEG[500:],
        b"GIF89a" + b"\xff" * 50,
        b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 30,
        png_claiming(0, 5),
        png_claiming(8_000, 8_000),  # over our limit
        png_claiming(12_000, 12_000),  # over the size that Pillow warns of
        png_claiming(60_000, 60_000),  # over the size that Pillow refuses
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        content(Image.new("RGB", (8, 8)), "TIFF"),  # readable, and not a format of the web
        content(Image.new("RGB", (8, 8)), "BMP"),
        b"\xff\xd8\xff" + b"\0" * (LARGEST_BYTES + 1),
    ],
)
def test_what_cannot_be_used_is_a_clear_error(broken: bytes, tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"^The photo .*\.$"):
        read_photo(broken)
    (tmp_path / "photo").write_bytes(broken)
    with pytest.raises(PhotoError, match=r"^The photo .*\.$"):
        read_photo(tmp_path / "photo")


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jpg", tmp_path):
        with pytest.raises(PhotoError, match="no such photo"):
            read_photo(path)


def test_damaged_bytes_never_raise_anything_else() -> None:
    lots = np.random.default_rng(5)
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = np.frombuffer(content(Image.effect_noise((32, 32), 60).convert("RGB"), kind), np.uint8)
        for _ in range(60):
            damaged = whole.copy()
            damaged[lots.integers(0, len(whole), 8)] = lots.integers(0, 256, 8)
            try:
                assert read_photo(damaged.tobytes()).mode == "RGB"
            except PhotoError:
                continue


def test_a_square_holds_the_whole_picture_on_white() -> None:
    pixels = squared(Image.new("RGB", (40, 20), RED), 16)
    assert pixels.shape == (16, 16, 3)
    assert pixels.dtype == np.uint8
    assert (pixels[4:12] == RED).all()
    assert (pixels[:4] == 255).all()
    assert (pixels[12:] == 255).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_thin_pictures_are_squared_too(size: tuple[int, int]) -> None:
    assert squared(Image.new("RGB", size, RED), 16).shape == (16, 16, 3)
