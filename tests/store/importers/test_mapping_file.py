from __future__ import annotations

from pathlib import Path

import pytest

from store.behaviour import EventKind
from store.importers.errors import MappingError
from store.importers.mapping_file import load_mapping
from store.importers.plan import SHIPPED
from tests.store.importers.files import MAPPING

EVENTS = '[events]\ncustomer = "c"\nproduct = "p"\ntime = "t"\n'
ORDERS = '[orders]\nid = "i"\ncustomer = "c"\nplaced = "t"\nproduct = "p"\n'
PROMOTIONS = '[promotions]\ntitle = "t"\npercent = "p"\nstart = "s"\nend = "e"\n'
REVIEWS = '[reviews]\nproduct = "p"\nrating = "r"\ntext = "t"\n'


def load(folder: Path, text: str) -> object:
    path = folder / "mapping.toml"
    path.write_text(text)
    return load_mapping(path)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_we_ship_are_right(path: Path) -> None:
    mapping = load_mapping(path)
    assert mapping.name == path.stem
    assert mapping.currency


def test_the_reference_in_the_docs_is_a_mapping(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "bring-your-own-shop.md").read_text("utf-8")
    path = tmp_path / "docs.toml"
    path.write_text(text.split("```toml\n")[1].split("```")[0], "utf-8")
    assert [name for name, _ in load_mapping(path).sections()] == [
        "products",
        "events",
        "customers",
        "orders",
        "promotions",
        "reviews",
    ]


def test_event_kinds_stay_in_the_files_order(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(EVENTS + "kind = 'k'\nkinds = { 'C.*' = 'return', '.*' = 'purchase' }\n")
    events = load_mapping(path).events
    assert events is not None
    assert [kind for _, kind in events.kinds] == [EventKind.RETURN, EventKind.PURCHASE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = ", "is not TOML"),
        ("name = 'x'", "products is missing"),
        (MAPPING.replace('title = "name"', ""), r"products\.title is missing"),
        (MAPPING.replace('maker"', 'maker"\ncolur = "x"'), r"products\.colur is not a key"),
        (MAPPING.replace("stock =", "stok ="), r"products\.stok is not a key.*did you mean 'stock'"),
        (MAPPING.replace('"USD"', '"USX"'), "currency is unknown: 'USX'"),
        (MAPPING.replace('"sku"', "5"), r"products\.id must be a text"),
        (MAPPING.replace('list = "was"', 'unit = "cents"'), r"products\.price\.unit must be one of major, minor"),
        (MAPPING.replace('left"', 'left"\nid_pattern = "["'), r"products\.id_pattern is no regular expression"),
        (MAPPING.replace('left"', 'left"\ndefault_stock = -1'), r"products\.default_stock must be a whole number"),
        (MAPPING.replace('left"', 'left"\nid_upper = "yes"'), r"products\.id_upper must be true or false"),
        (MAPPING.replace('{ column = "path", separator = ">" }', '"path"'), r"products\.category must be a table"),
        (MAPPING + '[products.image]\narchive = "a.zip"\n', r"products\.image\.file goes with"),
        (MAPPING + '[products.variants]\nlist = "v"\ngroup = "g"\n', "exclude each other"),
        (MAPPING + "[[products.category.rule]]\n", "is not TOML"),  # a table already given inline
        (ORDERS.replace('id = "i"\n', ""), r"orders\.id is missing"),
        (ORDERS + 'statuses = { sent = "gone" }', r"orders\.statuses has no status 'gone'; there are placed, paid"),
        (ORDERS + 'times = { placed = "x" }', r"orders\.times says when the order was placed"),
        (ORDERS + 'history = { lst = "x" }', r"orders\.history\.lst is not a key.*did you mean 'list'"),
        (ORDERS + 'price = { list = "x" }', r"orders\.price\.column is missing"),
        (PROMOTIONS, r"promotions\.product or category or brand is needed"),
        (PROMOTIONS + 'prodct = "x"', r"promotions\.product or category|promotions\.prodct is not a key"),
        (REVIEWS, r"reviews\.time or default_time is needed"),
        (REVIEWS + 'default_time = "soon"', r"reviews\.default_time is not a time"),
        (EVENTS, r"events\.kind or default_kind is needed"),
        (EVENTS + "default_kind = 'bought'", r"events\.default_kind has no kind 'bought'"),
        (EVENTS + "kind = 'k'\nkinds = { x = 'bought' }", r"events\.kinds has no kind"),
        (EVENTS + "kind = 'k'\nkinds = ['x']", r"events\.kinds must be a table of texts"),
    ],
)
def test_a_wrong_mapping_names_its_key(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(MappingError, match=reason):
        load(tmp_path, text)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be opened"):
        load_mapping(tmp_path / "none.toml")
