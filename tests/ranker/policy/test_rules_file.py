"""`rules.toml` as a shop writes it, and every way of writing it wrong: the line, the key, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.policy.rules import Boost, Bury, Exposure, Margin, Rules, Target
from ranker.policy.rules_file import read_rules
from ranker.policy.unknown import unknown_names
from store.errors import SetupError
from tests.ranker.shop import PRODUCTS

WHOLE = """
max_per_brand = 2
exclude_seen = true

[[boost]]
brand = "Hearth"
factor = 1.2
why = "our own brand"

[[boost]]
product = ["mug", "cup"]
attribute = { colour = ["white", "navy"] }
points = -5

[[bury]]
category = "Spares"

[margin]
file = "margins.csv"
share = 0.1

[diversity]
strength = 0.25

[exposure]
share = 0.1
below = 20
days = 14
of = "seller"
"""


def test_every_rule_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(WHOLE)
    (tmp_path / "margins.csv").write_text("id,margin\nmug,0.4\ntea,12 %\n")
    assert read_rules(tmp_path) == Rules(
        2,
        (
            Boost(Target(brands=("Hearth",)), 1.2, why="our own brand"),
            Boost(Target(products=("mug", "cup"), attributes={"colour": ("white", "navy")}), points=-5.0),
        ),
        (Bury(Target(categories=("Spares",))),),
        Margin(0.1, of={"mug": 0.4, "tea": 12.0}),
        0.25,
        Exposure(0.1, 20, 14, "seller"),
        True,
    )


def test_a_shop_without_the_file_or_with_an_empty_one_has_the_default_rules(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == Rules()
    (tmp_path / "rules.toml").write_text("# nothing yet\n")
    assert read_rules(tmp_path) == Rules()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("max_per_brand = -1", 1, "max_per_brand: -1 is no whole number from 0 on; write max_per_brand = 3"),
        ("\nmax_per_brand = true", 2, "True is no whole number"),
        ("max_brand = 2", 1, "max_brand: no such key; write one of max_per_brand, exclude_seen, boost"),
        ("exclude_seen = 1", 1, "1 is neither; write exclude_seen = true or exclude_seen = false"),
        ('[[boost]]\nbrand = "A"\nfactor = "big"', 3, "'big' is not a number above 0, at most 100; write factor = 1.2"),
        ('[[boost]]\nbrand = "A"\nfactor = 0', 3, "0 is not a number above 0"),
        ('[[boost]]\nbrand = "A"\nfactor = nan', 3, "nan is not a number above 0"),
        ('[[boost]]\nbrand = "A"\npoints = 300', 3, "300 is not a number from -100 to 100; write points = 10"),
        ('[[boost]]\nbrand = "A"\nfactor = 2\n\n[[boost]]\nbrand = "B"', 5, "[[boost]], nothing says how much"),
        ('[[boost]]\nbrand = "A"\nfactor = 2\n[[boost]]\nbrend = "B"', 5, "brend: no such key; write one of product"),
        ("[[boost]]\nfactor = 2", 1, 'nothing says what it is about; write one of product, brand, category, attribute'),
        ("[[bury]]\nbrand = 7", 2, 'brand: 7 is no text and no list of texts; write "one" or ["one", "two"]'),
        ('[[bury]]\nbrand = ["A", ""]', 2, "is no text and no list of texts"),
        ('[[bury]]\nattribute = "oak"', 2, "'oak' names no value; write attribute = { material = \"oak\" }"),
        ('[bury]\nbrand = "A"', 1, "it is a table; write it as [[bury]] on a line of its own"),
        ("diversity = 0.2", 1, "it is a table; write it as [diversity] on a line of its own"),
        ("# a\n[diversity]\nstrength = 20", 3, "20 is not a number from 0 to 1; write strength = 0.2"),
        ("[diversity]", 1, "strength is missing; write strength = 0.2"),
        ('[margin]\nattribute = "margin"', 1, "share is missing; write share = 0.1"),
        ("[margin]\nshare = 0.1", 1, 'say where margins are: attribute = "margin", or file = "margins.csv"'),
        ("[exposure]\nshare = 0.1\nbelow = 0", 3, "below: 0 is no whole number from 1 on"),
        ("[exposures]\nshare = 0.1", 1, "exposures: no such key"),
        ('max_per_brand = 1\n\n[exposures]\nshare = 0.1', 3, "exposures: no such key"),
    ],
)  # fmt: skip
def test_a_wrong_file(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(SetupError) as raised:
        read_rules(tmp_path)
    assert raised.value.problem.startswith(f"{tmp_path / 'rules.toml'}, line {line}: ")
    assert said in raised.value.problem
    assert raised.value.mend.startswith(f"sed -n {line}p ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"max_per_brand = \n", "is not TOML: Invalid value (at line 1, column 17)"),
        (b"max_per_brand = 1\nmax_per_brand = 2\n", "is not TOML: Cannot overwrite a value (at line 2"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "rules.toml").write_bytes(content)
    with pytest.raises(SetupError, match=r"rules\.toml") as raised:
        read_rules(tmp_path)
    assert said in raised.value.problem


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("product,margin\nmug,1\n", "line 1: write the header id,margin"),
        ("id,margin\nmug,1\ntea,much\n", "line 3: 'much' is no margin of 'tea'"),
        ("id,margin\nmug\n", "line 2: None is no margin of 'mug'"),
        ("id,margin\n,3\n", "line 2: '3' is no margin of ''"),
        ("id,margin\nmug,inf\n", "line 2: 'inf' is no margin"),
    ],
)
def test_a_wrong_margin_file(tmp_path: Path, content: str | None, said: str) -> None:
    (tmp_path / "rules.toml").write_text('[margin]\nfile = "m.csv"\nshare = 0.1\n')
    if content is not None:
        (tmp_path / "m.csv").write_text(content)
    with pytest.raises(SetupError) as raised:
        read_rules(tmp_path)
    assert "m.csv" in raised.value.problem
    assert said in raised.value.problem


def test_names_that_the_shop_does_not_have() -> None:
    rules = Rules(
        boosts=(Boost(Target(brands=("hearth", "Hearht")), 2.0), Boost(Target(products=("MUG",)), 2.0)),
        buried=(Bury(Target(categories=("cups", "Cheese"), attributes={"Colour": ("navy", "navi"), "size": ("M",)})),),
        margin=Margin(0.1, of={"mug": 1.0, "ghost": 1.0, "spectre": 2.0}),
        exposure=Exposure(0.1, of="seller"),
    )
    assert unknown_names(rules, PRODUCTS) == [
        "boost 1: no brand 'Hearht'; 'Hearth' is near",
        "boost 2: no product 'MUG'; 'mug' is near",
        "bury 1: no category 'Cheese'",
        "bury 1: no Colour 'navi'; 'navy' is near",
        "bury 1: no attribute 'size'",
        "margin: no product 'ghost' and 1 more",
        "exposure: no attribute 'seller'",
    ]
    assert unknown_names(Rules(boosts=(Boost(Target(brands=("HEARTH",)), 2.0),)), PRODUCTS) == []
