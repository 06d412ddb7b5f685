"""Renders a sketch into a picture: studio backdrop, soft shadows, one light from the upper left."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from store.demo.pictures.patterns import PATTERNS, pattern_image
from store.demo.pictures.shades import RGB, backdrop_tint, inks, luminance, mix
from store.demo.pictures.sketch import Point, Shape, Sketch

SIZE = 320  # pixels of the finished picture
SCALE = 3  # supersampling
SHEET = SIZE * SCALE


def render(sketch: Sketch, main: RGB, accent: RGB, pattern: str = "") -> bytes:
    """The picture as WebP bytes."""
    mask = _mask(sketch)
    picture = _backdrop(backdrop_tint(main), sketch.stands).copy()
    _shadow(picture, mask, sketch.stands)
    large = picture.resize((SHEET, SHEET), Image.Resampling.NEAREST)
    _draw(large, sketch, main, accent, pattern)
    small = large.reduce(SCALE)
    picture.paste(_lit(small), mask=mask)
    out = BytesIO()
    picture.save(out, "WEBP", quality=82, method=1)
    return out.getvalue()


def _mask(sketch: Sketch) -> Image.Image:
    """Where the product is, anti-aliased, at the picture's size."""
    large = Image.new("L", (SHEET, SHEET))
    draw = ImageDraw.Draw(large)
    for shape in sketch.shapes:
        _stroke(draw, shape, 255)
    return large.reduce(SCALE)


def _draw(image: Image.Image, sketch: Sketch, main: RGB, accent: RGB, pattern: str) -> None:
    letters = inks(main, accent)
    draw = ImageDraw.Draw(image, "RGBA")
    figure = mix(main, (255, 255, 255), 0.72) if luminance(main) < 170 else mix(main, (60, 70, 100), 0.45)
    woven = pattern_image(pattern, SHEET, main, figure) if pattern in PATTERNS else None
    for shape in sketch.shapes:
        if shape.ink != "p":
            _stroke(draw, shape, letters[shape.ink])
        elif woven is None:
            _stroke(draw, shape, letters["c"])
        else:
            cut = Image.new("L", image.size)
            _stroke(ImageDraw.Draw(cut), shape, 255)
            image.paste(woven, mask=cut)


def _stroke(draw: ImageDraw.ImageDraw, shape: Shape, ink: int | tuple[int, int, int, int]) -> None:
    unit = SHEET / 100
    points = [(x * unit, y * unit) for x, y in shape.points]
    if not shape.width:
        draw.polygon(points, fill=ink)
        return
    width = shape.width * unit
    draw.line(points, fill=ink, width=round(width), joint="curve")
    for end in (points[0], points[-1]):
        _dot(draw, end, width / 2, ink)


def _dot(draw: ImageDraw.ImageDraw, centre: Point, radius: float, ink: int | tuple[int, int, int, int]) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _shadow(picture: Image.Image, mask: Image.Image, stands: bool) -> None:
    """Darkens the backdrop below the product: a contact shadow for what stands, a drop shadow for what lies."""
    box = mask.getbbox() or (0, 0, SIZE, SIZE)
    low = SIZE // 4
    soft = Image.new("L", (low, low))
    if stands:
        left, right, ground = box[0] / 4, box[2] / 4, box[3] / 4
        height = max(2.5, (right - left) * 0.07)
        ImageDraw.Draw(soft).ellipse((left - 1, ground - height, right + 3, ground + height), fill=120)
        soft = soft.filter(ImageFilter.GaussianBlur(2.4))
    else:
        soft.paste(mask.resize((low, low)).point([value * 90 // 255 for value in range(256)]), (2, 3))
        soft = soft.filter(ImageFilter.GaussianBlur(2.8))
    picture.paste((58, 56, 70), mask=soft.resize((SIZE, SIZE), Image.Resampling.BICUBIC))


def _lit(image: Image.Image) -> Image.Image:
    """Brighter at the upper left, darker at the lower right."""
    light, shade = _light()
    return ImageChops.subtract(ImageChops.add(image, light), shade)


@cache
def _light() -> tuple[Image.Image, Image.Image]:
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    slope = 0.55 * x + 0.75 * y - 0.62
    light, shade = np.clip(-slope, 0, 1) * 44, np.clip(slope, 0, 1) * 62
    return tuple(Image.fromarray(plane.astype(np.uint8)).convert("RGB") for plane in (light, shade))  # type: ignore[return-value]


@cache
def _backdrop(tint: RGB, floor: bool) -> Image.Image:
    """A wall lit from above left, with the floor's soft edge at three quarters when something stands on it."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    glow = 1.035 - 0.16 * ((x - 0.42) ** 2 + (y - 0.36) ** 2)
    if floor:
        glow -= 0.045 / (1 + np.exp(-(y - 0.76) * 60))
    planes = np.clip(glow[..., None] * np.array(tint, dtype=float), 0, 255)
    return Image.fromarray(planes.astype(np.uint8))
