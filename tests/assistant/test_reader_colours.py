"""Which of a shop's colour attributes a colour is asked of."""

from __future__ import annotations

from assistant.reader import Reader
from tests.assistant.reader_cases import FRESH, SmallShop


def read(**attributes: dict[str, int]) -> dict[str, tuple[str, ...]]:
    shop = SmallShop(attributes={name.replace("_", " "): values for name, values in attributes.items()})
    return dict(Reader(shop, None).read("red boots", FRESH).constraints.attributes)


def test_a_family_that_few_products_tell_is_not_gone_by() -> None:
    assert read(colour={"Red": 50, "Blue": 60}, Colour_Family={"Red": 3, "Blue": 4}) == {"colour": ("Red",)}


def test_a_family_that_most_products_tell_is() -> None:
    found = read(colour={"crimson": 50, "navy": 60}, Colour_Family={"Red": 48, "Blue": 55})
    assert found == {"Colour Family": ("Red",)}


def test_a_family_alone_is_gone_by() -> None:
    assert read(Colour_Family={"Red": 3, "Blue": 4}) == {"Colour Family": ("Red",)}
