from __future__ import annotations

from pathlib import Path

import pytest

from ranker.bundles.roles import GoalBook, Role, names
from ranker.catalogue import Catalogue
from ranker.words import head, singular, tokens
from tests.ranker.shop import WordEncoder, product

BOOK = GoalBook.read()


def goal_of(text: str) -> str:
    found = BOOK.find(text)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("everything for a weekend's camping under 300", "camping weekend"),
        ("I need a home office", "home office"),
        ("we are expecting a baby", "newborn"),
        ("I want to start running", "running start"),
        ("a dinner party for six", "dinner party"),
        ("picnic in the park", "picnic"),
        ("a day at the BEACH", "beach day"),
        ("set up a home gym", "gym at home"),
        ("my sister gets a puppy", "dog owner"),
        ("gift set for a tea lover", "tea lover"),
        ("BBQ on Sunday", "barbecue"),
        ("my son's dorm", "student room"),
        ("outfit as wedding guest", "wedding guest outfit"),
        ("ski trip in February", "ski trip"),
        ("movie night at home", "movie night"),
        ("五人火锅", "hotpot for friends"),
        ("周末露营", "camping weekend"),
        ("居家办公", "home office"),
        ("a category of scattered catalogue", ""),
        ("", ""),
        ("\x00\ufffd 🥾", ""),
    ],
)
def test_goals_by_their_words(text: str, goal: str) -> None:
    assert goal_of(text) == goal


def test_a_goal_without_its_words_is_found_by_meaning() -> None:
    book = GoalBook.read(embed=WordEncoder().encode)
    found = book.find("barbecue grill party grilling cookout bbq")
    assert found is not None
    near = book.find("charcoal party cookouts for grilling")
    assert near is not None
    assert near.name == "barbecue"
    assert book.find("quantum mechanics lecture") is None


def test_the_authored_goals_are_many_and_sound() -> None:
    assert len(BOOK.goals) >= 40
    assert len({goal.name for goal in BOOK.goals}) == len(BOOK.goals)
    for goal in BOOK.goals:
        assert sum(role.needed for role in goal.roles) >= 2, goal.name
        names = [role.name for role in goal.roles]
        assert len(set(names)) == len(names), goal.name
        assert all(word.strip() for role in goal.roles for word in role.words)
        assert goal_of(goal.name) == goal.name


def test_a_shop_adds_and_replaces_goals(tmp_path: Path) -> None:
    own = tmp_path / "goals.toml"
    own.write_text('[[goals]]\nname = "picnic"\nphrases = ["lunch outside"]\nroles = [["rug"], ["basket"]]\n')
    found = GoalBook.read(own).find("lunch outside")
    assert found is not None
    assert [role.name for role in found.roles] == ["rug", "basket"]


@pytest.mark.parametrize("text", ["[[goals", "goals = 3", '[[goals]]\nname = "x"\n', "[other]"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(text)
    with pytest.raises(ValueError, match=r"mine\.toml"):
        GoalBook.read(own)


@pytest.mark.parametrize(
    ("title", "category", "word", "is_one"),
    [
        ("Ridgeline 2 tent", "Shelter", "tent", True),
        ("Ridgeline 2 Tent, green", "", "Tents", True),
        ("Alpine Tents - 3 person", "", "tent", True),
        ("Tent pegs for camping", "Spares", "tent", False),
        ("Ridgeline 2", "Tents", "tent", True),
        ("Potent cleaner", "", "tent", False),
        ("Camping chair", "", "office chair", False),
        ("Low camping chair", "", "camping chair", True),
        ("Kettle & Leaf green tea", "", "kettle", False),
        ("Kettle & Leaf green tea", "", "tea", True),
        ("双人帐篷", "", "帐篷", True),
        ("帐篷地钉", "", "帐篷", False),
    ],
)
def test_what_a_product_is(title: str, category: str, word: str, is_one: bool) -> None:
    brand = "Kettle & Leaf" if title.startswith("Kettle") else ""
    catalogue = Catalogue([product("x", title, (category,) if category else (), 100, brand=brand)])
    assert catalogue.called(word) == (["x"] if is_one else [])
    catalogue.update([product("x", "Renamed thing", (), 100)])
    assert catalogue.called(word) == []
    catalogue.update([], ["x"])
    assert catalogue.called("thing") == []


def test_general_words_are_told_from_precise_ones() -> None:
    role = Role(("ski gloves", "winter gloves", "gloves", "mittens"))
    assert names(role) == (["ski gloves", "winter gloves", "mittens"], ["gloves"])


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("Boots", "boot"),
        ("dishes", "dish"),
        ("glasses", "glass"),
        ("glass", "glass"),
        ("berries", "berry"),
        ("boxes", "box"),
        ("gas", "gas"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_tokens_and_head() -> None:
    assert tokens("T-Shirts (2-pack), men's") == ("t", "shirt", "2", "pack", "men'")
    assert head("Waterproof Jacket with Hood") == ("waterproof", "jacket")
    assert head(", odd") == ("odd",)
