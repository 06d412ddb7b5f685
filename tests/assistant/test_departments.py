"""What a found thing is called, and whether it is for children."""

from __future__ import annotations

import pytest

from assistant.tools.departments import is_called
from retrieval.audiences import for_children
from tests.retrieval.catalogue import product


@pytest.mark.parametrize(
    ("title", "category", "word", "called"),
    [
        ("Vagari 26 l Laptop Backpack, Navy", ("Bags", "Backpacks"), "laptop", False),
        ("Vagari 26 l Laptop Backpack, Navy", ("Bags", "Backpacks"), "backpack", True),
        ("Dell Latitude laptop 15 inch", ("Computers", "Notebooks"), "laptop", True),
        ("Acme Trail Runner 3", ("Shoes", "Running shoes"), "shoe", True),
        ("Gooseneck kettle for tea lovers", ("Kitchen", "Kettles"), "tea", True),
        ("Sofa cushion, 40 cm", ("Home", "Cushions"), "sofa", False),
        ("Sofa cushion", (), "sofa", True),  # a shop without categories tells nothing of the kind
    ],
)
def test_what_a_product_is_called(title: str, category: tuple[str, ...], word: str, called: bool) -> None:
    assert is_called(product("x", title, category=category), {word}) is called


@pytest.mark.parametrize(
    ("category", "audience", "children"),
    [
        (("Kids & Baby", "Rainwear"), "", True),
        (("Apparel", "Dresses"), "Girls", True),
        (("Apparel", "Dresses"), "Women", False),
        (("Apparel", "Socks"), "kids|men", False),
        (("Home", "Lamps"), "", False),
    ],
)
def test_who_a_product_is_for(category: tuple[str, ...], audience: str, children: bool) -> None:
    thing = (
        product("x", "Thing", category=category, audience=audience)
        if audience
        else product("x", "Thing", category=category)
    )
    assert for_children(thing) is children
