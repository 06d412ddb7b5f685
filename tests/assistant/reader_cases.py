"""A small shop's vocabulary and three shown products, for the reader's tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.reader import Reader, ReadingContext, ShownItem


@dataclass(frozen=True)
class SmallShop:
    """A vocabulary with invented brands, one of them an ordinary word (Summit)."""

    brands: dict[str, int] = field(
        default_factory=lambda: {"Acme": 10, "Bolt": 5, "Summit": 9, "Trail Works": 3, "Northlight": 4}
    )
    categories: dict[str, int] = field(
        default_factory=lambda: {
            "Footwear": 9, "Running Shoes": 5, "Boots": 5, "Sandals": 3, "Outdoor": 9, "Tents": 5, "Jackets": 4,
        }
    )  # fmt: skip
    attributes: dict[str, dict[str, int]] = field(
        default_factory=lambda: {
            "colour": {"navy": 3, "sky blue": 2, "red": 4, "black": 9, "crimson": 1, "olive": 2},
            "colour family": {"Blue": 5, "Red": 5, "Black": 9, "Green": 3},
            "size": {"S": 3, "M": 4, "L": 4, "9": 1, "42": 4},
            "audience": {"Men": 4, "Women": 5, "Kids": 3, "Unisex": 2},
            "material": {"leather": 3, "wool": 4, "cotton": 4, "polyester": 5},
            "feature": {"waterproof": 4, "breathable": 5},
        }
    )


READER = Reader(SmallShop(), None)
FIRST = ShownItem("p1", "Acme Trail Boots", "Acme", ("Footwear", "Boots"), 8900, "black", 4.5)
SECOND = ShownItem("p2", "Bolt Ridge Boots", "Bolt", ("Footwear", "Boots"), 12900, "navy", 4.1)
THIRD = ShownItem("p3", "Summit Leather Boots", "Summit", ("Footwear", "Boots"), 6900, "red", 4.8)
TENT = ShownItem("p4", "Northlight Dome Tent", "Northlight", ("Outdoor", "Tents"), 19900, "olive", 4.2)
BOOTS = (FIRST, SECOND, THIRD)
FRESH = ReadingContext()
LAST = READER.read("waterproof hiking boots under 150", FRESH)
AFTER_BOOTS = ReadingContext(shown=BOOTS, known=BOOTS, last=LAST)
AFTER_TENT = ReadingContext(
    shown=(TENT,), known=(*BOOTS, TENT), lists=(("p1", "p2", "p3"),), last=READER.read("a dome tent", FRESH)
)
