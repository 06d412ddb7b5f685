"""Textile patterns as images: stripes, checks, dots, flowers and the like, in two inks."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw

from store.demo.pictures.shades import RGB

PATTERNS = ("striped", "checked", "gingham", "polka dot", "floral", "geometric", "diamond", "herringbone", "speckled")


def pattern_image(name: str, size: int, ground: RGB, figure: RGB) -> Image.Image:
    """`size` × `size` pixels of the pattern; one not in PATTERNS raises KeyError."""
    image = Image.new("RGB", (size, size), ground)
    draw = ImageDraw.Draw(image, "RGBA")
    unit = size / 100
    _DRAWN[name](draw, unit, figure)
    return image


def _striped(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for row in range(0, 100, 7):
        draw.rectangle((0, row * unit, 100 * unit, (row + 2.6) * unit), fill=ink)


def _checked(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for row in range(2, 100, 12):
        for width, opacity in ((5.0, 90), (1.0, 190)):
            draw.rectangle((0, row * unit, 100 * unit, (row + width) * unit), fill=(*ink, opacity))
            draw.rectangle((row * unit, 0, (row + width) * unit, 100 * unit), fill=(*ink, opacity))


def _gingham(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for row in range(0, 100, 6):
        draw.rectangle((0, row * unit, 100 * unit, (row + 3) * unit), fill=(*ink, 110))
        draw.rectangle((row * unit, 0, (row + 3) * unit, 100 * unit), fill=(*ink, 110))


def _dots(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for row in range(0, 104, 6):
        for column in range(0, 104, 8):
            x, y = column + (row // 6 % 2) * 4, row
            draw.ellipse(((x - 1.3) * unit, (y - 1.3) * unit, (x + 1.3) * unit, (y + 1.3) * unit), fill=ink)


def _floral(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    rng = Random(5)
    for row in range(0, 104, 10):
        for column in range(0, 104, 11):
            x, y = column + (row // 10 % 2) * 5.5 + rng.uniform(-1, 1), row + rng.uniform(-1, 1)
            for petal in range(5):
                angle = petal * math.tau / 5
                px, py = x + 1.7 * math.cos(angle), y + 1.7 * math.sin(angle)
                draw.ellipse(((px - 1.3) * unit, (py - 1.3) * unit, (px + 1.3) * unit, (py + 1.3) * unit), fill=ink)
            draw.ellipse(((x - 1) * unit, (y - 1) * unit, (x + 1) * unit, (y + 1) * unit), fill=(240, 196, 84))


def _diamonds(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for shift in range(-100, 204, 14):
        for slope in (1, -1):
            start = (shift * unit, 0) if slope > 0 else (shift * unit, 100 * unit)
            end = ((shift + 100) * unit, 100 * unit) if slope > 0 else ((shift + 100) * unit, 0)
            draw.line((start, end), fill=ink, width=round(1.2 * unit))


def _herringbone(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    for column in range(0, 104, 6):
        for row in range(-6, 104, 4):
            rise = 4 if column // 6 % 2 else -4
            ends = ((column * unit, row * unit), ((column + 6) * unit, (row + rise) * unit))
            draw.line(ends, fill=(*ink, 150), width=round(1.1 * unit))


def _speckled(draw: ImageDraw.ImageDraw, unit: float, ink: RGB) -> None:
    rng = Random(9)
    for _ in range(420):
        x, y, r = rng.uniform(0, 100), rng.uniform(0, 100), rng.uniform(0.25, 0.6)
        draw.ellipse(((x - r) * unit, (y - r) * unit, (x + r) * unit, (y + r) * unit), fill=(*ink, 170))


_DRAWN = {
    "striped": _striped,
    "checked": _checked,
    "gingham": _gingham,
    "polka dot": _dots,
    "floral": _floral,
    "geometric": _diamonds,
    "diamond": _diamonds,
    "herringbone": _herringbone,
    "speckled": _speckled,
}
