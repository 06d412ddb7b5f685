"""Drawings as data: the little language of data/drawings/*.txt, read into shapes on a 100 by 100 sheet.

A drawing is `= name [stand|flat]` followed by one shape a line: an operation, an ink letter (`shades.inks`; `p` is the
main colour with the product's pattern) and numbers. Prefix `+` draws the shape and its mirror image about x = 50.

    poly  ink  x,y x,y …         straight polygon
    soft  ink radius  x,y …      polygon with rounded corners
    blob  ink  x,y …             closed smooth curve through the points
    rect  ink  x y w h r         rectangle with rounded corners
    oval  ink  cx cy rx ry
    line  ink width  x,y …       polyline with round ends
    wire  ink width  x,y …       smooth line through the points
    arc   ink width  cx cy rx ry start end     degrees, 0 to the right, clockwise
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from store.demo.words import DATA

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon, or a stroke when `width` is above 0; coordinates in sheet units."""

    ink: str
    points: tuple[Point, ...]
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Sketch:
    name: str
    stands: bool  # on the floor, with a contact shadow; else it lies flat
    shapes: tuple[Shape, ...]


@cache
def sketches() -> Mapping[str, Sketch]:
    """Every drawing by its name."""
    found: dict[str, Sketch] = {}
    for file in sorted((DATA / "drawings").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".txt"):
            for block in file.read_text(encoding="utf-8").split("\n= ")[1:]:
                sketch = _sketch(block)
                found[sketch.name] = sketch
    return found


def _sketch(block: str) -> Sketch:
    head, *rows = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
    name, *flags = head.split()
    shapes: list[Shape] = []
    for row in rows:
        shape = _shape(row.lstrip("+ "))
        shapes.append(shape)
        if row.startswith("+"):
            shapes.append(Shape(shape.ink, tuple((100 - x, y) for x, y in shape.points), shape.width))
    return Sketch(name, "flat" not in flags, tuple(shapes))


def _shape(row: str) -> Shape:
    operation, ink, *rest = row.split()
    points = [(float(x), float(y)) for x, y in (part.split(",") for part in rest if "," in part)]
    numbers = [float(part) for part in rest if "," not in part]
    match operation:
        case "poly":
            return Shape(ink, tuple(points))
        case "soft":
            return Shape(ink, rounded(points, numbers[0]))
        case "blob":
            return Shape(ink, smooth(points, closed=True))
        case "rect":
            x, y, w, h, radius = numbers
            return Shape(ink, rounded([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], radius))
        case "oval":
            cx, cy, rx, ry = numbers
            return Shape(ink, _ellipse(cx, cy, rx, ry, 0, 360))
        case "line":
            return Shape(ink, tuple(points), numbers[0])
        case "wire":
            return Shape(ink, smooth(points, closed=False), numbers[0])
        case "arc":
            width, cx, cy, rx, ry, start, end = numbers
            return Shape(ink, _band(width, cx, cy, rx, ry, start, end))
    raise ValueError(f"unknown operation in a drawing: {row!r}")


def _ellipse(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
    steps = max(8, int(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return tuple((cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles)


def _band(width: float, cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
    """A part of an elliptic ring as a polygon."""
    half = width / 2
    outer = _ellipse(cx, cy, rx + half, ry + half, start, end)
    return (*outer, *_ellipse(cx, cy, rx - half, ry - half, start, end)[::-1])


def rounded(points: Sequence[Point], radius: float) -> tuple[Point, ...]:
    """The polygon with every corner replaced by a quadratic curve that starts `radius` before it."""
    found: list[Point] = []
    for at, corner in enumerate(points):
        before, after = points[at - 1], points[(at + 1) % len(points)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(7):
            share = step / 6
            found.append(
                (
                    (1 - share) ** 2 * start[0] + 2 * share * (1 - share) * corner[0] + share**2 * end[0],
                    (1 - share) ** 2 * start[1] + 2 * share * (1 - share) * corner[1] + share**2 * end[1],
                )
            )
    return tuple(found)


def _towards(origin: Point, target: Point, distance: float) -> Point:
    length = math.dist(origin, target) or 1.0
    share = min(distance, length / 2) / length
    return (origin[0] + (target[0] - origin[0]) * share, origin[1] + (target[1] - origin[1]) * share)


def smooth(points: Sequence[Point], *, closed: bool) -> tuple[Point, ...]:
    """A Catmull-Rom spline through the points."""
    count = len(points)
    found: list[Point] = []
    for at in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(at + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(at + shift, 0), count - 1)] for shift in (-1, 0, 1, 2))
        for step in range(8):
            t = step / 8
            found.append((_catmull(p0[0], p1[0], p2[0], p3[0], t), _catmull(p0[1], p1[1], p2[1], p3[1], t)))
    return tuple(found) if closed else (*found, points[-1])


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
