"""Products with drawn photos: what the picture shows is known, because it was drawn so."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image, ImageDraw

from store.money import Money
from store.products import Product, Variant

COLOURS = {"red": (210, 30, 30), "blue": (30, 50, 210), "green": (20, 150, 40), "yellow": (240, 210, 30)}
SHAPES = ("square", "circle", "triangle")
MAKERS = (
    "Acme",
    "Bolt",
    "Cora",
    "Dorn",
    "Ezra",
    "Fink",
    "Gant",
    "Hahn",
    "Ives",
    "Jost",
    "Kent",
    "Lund",
    "Mohn",
    "Nord",
    "Otto",
    "Pask",
    "Quin",
    "Rudd",
    "Stim",
    "Tarn",
)


def draw(shape: str, colour: str, lots: random.Random, spread: int = 20, side: int = 96) -> Image.Image:
    """One thing on white, of any size and place, its shade within `spread` of the colour."""
    picture = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(picture)
    size = lots.randint(side * 2 // 5, side * 3 // 5)
    left, top = (lots.randint(5, side - size - 5) for _ in range(2))
    box = (left, top, left + size, top + size)
    shade = tuple(max(0, min(255, value + lots.randint(-spread, spread))) for value in COLOURS[colour])
    if shape == "square":
        pen.rectangle(box, fill=shade)
    elif shape == "circle":
        pen.ellipse(box, fill=shade)
    else:
        pen.polygon([(left, top + size), (left + size, top + size), (left + size // 2, top)], fill=shade)
    return picture


def thing(number: int, shape: str, colour: str, maker: str) -> Product:
    """A product whose title, kind and colour say what its photo shows; its price in cents is 1000 + number."""
    product_id = f"{number:03}-{colour}-{shape}"
    return Product(
        product_id,
        f"{maker} {number} {colour} {shape}",
        (Variant(product_id, Money(1000 + number, "USD"), 5),),
        brand=maker,
        category=("Shapes", shape),
        attributes={"colour": (colour,)},
        image=f"{product_id}.png",
    )


def drawn_shop(images: Path, seed: int = 0) -> list[Product]:
    """240 products, one of each shape, colour and maker, with their photos in `images`."""
    images.mkdir(parents=True, exist_ok=True)
    lots = random.Random(seed)
    made: list[Product] = []
    for maker in MAKERS:
        for shape in SHAPES:
            for colour in COLOURS:
                product = thing(len(made), shape, colour, maker)
                draw(shape, colour, lots).save(images / product.image)
                made.append(product)
    return made
