"""Draws how cost grows with the catalogue, from what the benchmarks of search printed at several sizes.

    python -m benchmarks.curves --measure cpu_p95 --title "ms" --out docs/images/vectors.svg FILE …

Each file holds one JSON object with a `count` and an object for each contender. Both axes are logarithmic.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from math import ceil, floor, log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 64, 110, 40, 48
COLOURS = ("#1b6ca8", "#c44536", "#3c8d40", "#8d5a97", "#b8860b")

Curve = list[tuple[float, float]]


def curves(found: Sequence[Mapping[str, object]], measure: str) -> dict[str, Curve]:
    """contender → (count, value) by count, values above 0 only."""
    drawn: dict[str, Curve] = {}
    for one in sorted(found, key=lambda each: float(str(each["count"]))):
        for name, figures in one.items():
            if isinstance(figures, Mapping) and (value := float(figures.get(measure, 0))) > 0:
                drawn.setdefault(name, []).append((float(str(one["count"])), value))
    return drawn


def decades(values: Sequence[float]) -> list[int]:
    """The powers of ten that hold the values between them; at least two."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def svg(drawn: Mapping[str, Curve], title: str) -> str:
    """The picture, without scripts or fonts of its own."""
    points = [point for curve in drawn.values() for point in curve]
    across, up = decades([x for x, _ in points]), decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        right = (log10(x) - across[0]) / (across[-1] - across[0])
        above = (log10(y) - up[0]) / (up[-1] - up[0])
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + right * wide, 1), round(HEIGHT - BOTTOM - above * high, 1)

    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
    ]
    lines += [_line(place(10.0**x, 10.0 ** up[0]), place(10.0**x, 10.0 ** up[-1]), "#ddd") for x in across]
    lines += [_line(place(10.0 ** across[0], 10.0**y), place(10.0 ** across[-1], 10.0**y), "#ddd") for y in up]
    lines += [_text(place(10.0**x, 10.0 ** up[0]), f"{10**x:,}", "middle", 18) for x in across]
    lines += [_text(place(10.0 ** across[0], 10.0**y), f"{10.0**y:g}", "end", 4, -8) for y in up]
    for (name, curve), colour in zip(drawn.items(), COLOURS, strict=False):
        placed = [place(*point) for point in curve]
        lines += [_line(one, other, colour, 2) for one, other in pairwise(placed)]
        lines += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in placed]
        lines.append(_text(placed[-1], f"{name} {curve[-1][1]:g}", "start", 4, 8, colour))
    return "\n".join([*lines, "</svg>", ""])


def _line(one: tuple[float, float], other: tuple[float, float], colour: str, width: int = 1) -> str:
    ends = f'x1="{one[0]}" y1="{one[1]}" x2="{other[0]}" y2="{other[1]}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(at: tuple[float, float], text: str, anchor: str, down: float, right: float = 0, colour: str = "#333") -> str:
    place = f'x="{at[0] + right:g}" y="{at[1] + down:g}"'
    return f'<text {place} text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--measure", required=True)
    parser.add_argument("--title", required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    found = [json.loads(path.read_text()) for path in asked.files]
    asked.out.write_text(svg(curves(found, asked.measure), asked.title))


if __name__ == "__main__":
    main()
