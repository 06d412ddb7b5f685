"""The pictures of the benchmarks: where points stand, by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from benchmarks.curves import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, curves, decades, svg

FOUND = [
    {"count": 1000, "flat": {"ms": 10.0}, "ivf": {"ms": 1.0}},
    {"count": 10, "flat": {"ms": 1.0}, "queries": 5},
]
SVG = "{http://www.w3.org/2000/svg}"


def test_curves_go_by_count_and_take_contenders_only() -> None:
    assert curves(FOUND, "ms") == {"flat": [(10, 1), (1000, 10)], "ivf": [(1000, 1)]}
    assert curves(FOUND, "nothing") == {}


def test_decades_hold_their_values() -> None:
    assert decades([0.3, 20]) == [-1, 0, 1, 2]
    assert decades([1]) == [0, 1]


def test_the_ends_of_the_scale_are_the_corners() -> None:
    drawn = ElementTree.fromstring(svg(curves(FOUND, "ms"), "a < b"))
    places = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in drawn.iter(f"{SVG}circle")]
    low, high = (LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)
    assert places == [low, high, (high[0], low[1])]
    assert "a < b" in [text.text for text in drawn.iter(f"{SVG}text")]
