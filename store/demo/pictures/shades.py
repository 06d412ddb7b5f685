"""Colour arithmetic for the pictures: the tints and shades one product colour is drawn with."""

from __future__ import annotations

RGB = tuple[int, int, int]

# Materials that do not follow the product's colour, by the letter the drawings use.
FIXED: dict[str, tuple[int, int, int, int]] = {
    "w": (250, 248, 244, 255),
    "k": (43, 45, 51, 255),
    "g": (143, 149, 156, 255),
    "G": (214, 218, 222, 255),
    "m": (202, 208, 214, 255),
    "M": (139, 146, 155, 255),
    "o": (203, 160, 108, 255),
    "O": (158, 116, 70, 255),
    "s": (239, 232, 219, 255),
    "S": (205, 195, 177, 255),
    "x": (108, 156, 92, 255),
    "X": (74, 120, 72, 255),
    "y": (255, 224, 140, 255),
    "r": (200, 69, 59, 255),
    "z": (138, 90, 58, 255),
    "Z": (99, 62, 40, 255),
    "n": (98, 150, 205, 255),
    "t": (255, 255, 255, 90),
    "T": (255, 255, 255, 150),
    "u": (40, 50, 70, 46),
    "U": (40, 50, 70, 90),
    "q": (176, 205, 220, 110),
    "f": (241, 200, 170, 255),
}


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` of the second colour in the first."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def luminance(colour: RGB) -> float:
    """0 for black to 255 for white (Rec. 601 weights)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def inks(main: RGB, accent: RGB) -> dict[str, tuple[int, int, int, int]]:
    """Letter → RGBA: the fixed materials, and c d D E l L from the main colour, a e from the accent, i
    the one that stands out most."""
    white, black = (255, 255, 255), (18, 20, 26)
    dark = luminance(main) < 62
    found = {
        "c": main,
        "d": mix(main, white, 0.09) if dark else mix(main, black, 0.14),
        "D": mix(main, white, 0.18) if dark else mix(main, black, 0.28),
        "E": mix(main, black, 0.45) if dark else mix(main, black, 0.5),
        "l": mix(main, white, 0.2 if dark else 0.22),
        "L": mix(main, white, 0.36 if dark else 0.48),
        "i": (226, 228, 230) if dark else (43, 45, 51),
        "a": accent,
        "e": mix(accent, black, 0.2),
    }
    return {**FIXED, **{letter: (*colour, 255) for letter, colour in found.items()}}


def accent_for(main: RGB) -> RGB:
    """A second colour that goes with the main one: warm beside cool, light beside dark."""
    red, _, blue = main
    if luminance(main) > 215:
        return (196, 148, 100)
    return (240, 190, 110) if blue >= red else (66, 96, 124)


def backdrop_tint(main: RGB) -> RGB:
    """The studio wall behind a product: pale, and of another lightness and hue than the product."""
    if luminance(main) > 205:
        return (186, 199, 208)
    pale = mix((243, 239, 233), (255 - main[0], 255 - main[1], 255 - main[2]), 0.07)
    return mix(pale, (246, 243, 238), 0.35)
