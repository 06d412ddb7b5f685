"""The simulated shopper and the dialogues it has: what it may say, and how hits are counted."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.assistant import Assistant
from assistant.build import open_shop
from assistant.evaluate import shopper
from assistant.evaluate.attributes import Attribute, Facet, Titles, content
from assistant.evaluate.dialogue import Case, Dialogue, cases, converse, search_alone, summary
from assistant.evaluate.pack import chosen, half_of, read_pack, shop_of
from assistant.evaluate.shopper import Said, script
from assistant.events import TurnDone
from retrieval.encoder import Encoder
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.errors import SetupError

BRANDS = ("Fernhill", "Ostra", "North & Vale", "Lumo Lab")
SCENTS = ("Lavender", "Coconut", "Rose", "Mint")
KINDS = ("Shampoo", "Body Lotion", "Hand Cream", "Lip Balm")
TITLES = [
    f"{brand} {word} {kind} with {scent}, {ounces} Fluid Ounce{audience}"
    for number, brand in enumerate(BRANDS)
    for word in ("Gentle", "Daily", "Soothing", "Pure")
    for kind in KINDS
    for scent, ounces, audience in [
        (SCENTS[number], 8, " for Women"), (SCENTS[number - 1], 12.5, ""), (SCENTS[number - 2], 4, " (Pack of 2)"),
    ]
]  # fmt: skip
COUNTED = Titles(TITLES)


def scripts(count: int = 400) -> list[tuple[str, tuple[Attribute, ...], tuple[Said, ...]]]:
    made = []
    for seed in range(count):
        rng = random.Random(seed)
        title, other = rng.sample(TITLES, 2)
        known = COUNTED.describe(title)
        made.append((title, known, script(title, known, COUNTED.describe(other), rng)))
    return made


def test_a_title_is_taken_apart_by_counting() -> None:
    found = {attribute.facet: attribute.value for attribute in COUNTED.describe(TITLES[3])}
    assert TITLES[3] == "Fernhill Gentle Body Lotion with Lavender, 8 Fluid Ounce for Women"
    assert found == {
        Facet.KIND: "body lotion", Facet.BRAND: "fernhill", Facet.SIZE: "8 ounce", Facet.AUDIENCE: "women",
        Facet.INSIDE: "lavender", Facet.DETAIL: "gentle",
    }  # fmt: skip


@pytest.mark.parametrize("title", ["", "8 oz", "???", "A", "for women", "&amp; &#9733;", "12345"])
def test_any_title_is_taken_apart(title: str) -> None:
    assert script(title, COUNTED.describe(title), [], random.Random(0))


def test_the_shopper_opens_with_the_kind() -> None:
    for _, known, said in scripts():
        assert said[0].told == known[0]
        assert known[0].facet is Facet.KIND


def test_never_two_attributes_in_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopper, "MISTYPES", 0.0)
    for _, known, said in scripts():
        for one in said:
            words = set(content(one.text))
            told = [attribute for attribute in known if attribute.words and attribute.words <= words]
            assert told == ([one.told] if one.told in known else [])


def test_the_title_is_never_said_nor_most_of_it() -> None:
    for title, _, said in scripts():
        words = set(content(title))
        heard = {word for one in said for word in content(one.text)}
        assert len(words & heard) <= len(words) / 2
        assert all(title.casefold() not in one.text.casefold() for one in said)


def test_there_are_five_messages_and_none_names_a_price() -> None:
    for _, _, said in scripts():
        assert len(said) == shopper.TURNS
        assert not any(sign in one.text for one in said for sign in ("$", "dollar", "price", "cheap"))


def test_one_in_five_takes_a_value_back_a_turn_after_it_was_said() -> None:
    changed = 0
    for _, known, said in scripts():
        for before, after in pairwise(said):
            if after.wrong is not None:
                changed += 1
                assert before.told == after.wrong
                assert after.wrong not in known
                assert after.told in known
                assert after.told is not None
                assert after.told.facet is after.wrong.facet
    assert 0.08 < changed / len(scripts()) < 0.3


def test_the_same_seed_says_the_same() -> None:
    assert scripts(50) == scripts(50)
    assert len({said for _, _, said in scripts(50)}) > 45


# ---- dialogues


class Scripted:
    """Stands for an assistant that shows fixed products turn by turn."""

    def __init__(self, *shown: list[str]) -> None:
        self.shown = iter(shown)
        self.heard: list[str] = []

    def session(self, customer_id: str = "") -> str:
        return customer_id

    async def turn(self, session: str, message: str) -> AsyncIterator[TurnDone]:
        self.heard.append(message)
        cards = tuple(SimpleNamespace(product=SimpleNamespace(id=product)) for product in next(self.shown))
        done = TurnDone(
            "t", "", cast("Any", cards), (), cast("Any", None), cast("Any", SimpleNamespace(query="")),
            cast("Any", None), degraded="no model", tokens={"prompt": 100, "completion": 1, "calls": 2},
        )  # fmt: skip
        yield done


FIVE = tuple(Said(f"message {turn}") for turn in range(1, 6))


def talk(*shown: list[str]) -> tuple[Dialogue, Scripted]:
    assistant = Scripted(*shown)
    return asyncio.run(converse(cast("Assistant", assistant), Case("u", "x", "x", FIVE))), assistant


def test_a_dialogue_ends_with_the_turn_that_shows_the_target() -> None:
    had, assistant = talk(["a", "b"], [], ["c", "x"], ["never"])
    assert had.hit == 3
    assert assistant.heard == ["message 1", "message 2", "message 3"]


def test_at_5_and_h_5_by_hand() -> None:
    first, _ = talk(["x"])
    third, _ = talk(["a"], ["b", "c"], ["x"])
    never, _ = talk(["a"], ["a"], ["a"], ["a"], ["a"])
    figures = summary([first, third, never], began=0.0)
    assert figures["h@5"] == round(2 / 3, 4)
    assert figures["at@5"] == round((1 + 3 + 6) / 3, 4)
    assert (figures["n"], figures["turns"], figures["degraded"]) == (3, 9, 9)
    assert figures["shown"] == round(10 / 9, 2)
    assert figures["prompt_tokens"] == {"mean": 100.0, "max": 100}
    assert figures["model_calls"] == {"mean": 2.0, "max": 2}
    assert summary([], 0.0)["h@5"] == 0.0


class Words:
    """Stands for search: the products whose words hold all words of the query."""

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        shelf = {"a": "soap", "b": "soap ostra", "x": "soap ostra mint"}
        found = [product for product, text in shelf.items() if set(query.split()) <= set(text.split())]
        return [Hit(product, 1.0, "words") for product in found][:k]


def test_search_alone_sees_all_that_was_told_but_what_was_taken_back() -> None:
    soap, ostra = Attribute(Facet.KIND, "soap"), Attribute(Facet.BRAND, "ostra")
    lumo, mint = Attribute(Facet.BRAND, "lumo"), Attribute(Facet.INSIDE, "mint")
    straight = (Said("", soap), Said("", ostra), Said("", mint), Said("more"), Said("more"))
    corrected = (Said("", soap), Said("", lumo), Said("", ostra, lumo), Said("", mint), Said("more"))
    made = [Case("u", "x", "x", straight), Case("u", "x", "x", corrected), Case("u", "gone", "gone", straight)]
    assert search_alone(Words(), made, k=1) == {"h@5": round(2 / 3, 4), "at@5": round((3 + 4 + 6) / 3, 4)}


# ---- a pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of the authored titles: sixty shoppers of five products, and one product without a title."""
    rng = random.Random(1)
    ids = [f"id{number:03}" for number in range(len(TITLES))]
    with gzip.open(tmp_path / "items.jsonl.gz", "wt", encoding="utf-8") as lines:
        for product, title in zip(ids, TITLES, strict=True):
            lines.write(json.dumps({"id": product, "title": title}) + "\n")
        lines.write(json.dumps({"id": "nameless", "title": ""}) + "\n")
    with gzip.open(tmp_path / "sequences.txt.gz", "wt", encoding="utf-8") as lines:
        for number in range(60):
            lines.write(f"shopper{number} {' '.join(rng.sample(ids, 5))}\n")
        lines.write("blind id000 id001 id002 nameless\n")
    return tmp_path


def test_each_last_product_is_held_out_of_all_events(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    pack = read_pack(folder)
    assert "blind" not in pack.targets  # its target has no title
    assert len(pack.targets) == 60
    home = shop_of(pack, encoder, tmp_path / "shops")
    shop = open_shop(home, encoder)
    try:
        for customer, target in pack.targets.items():
            taken = [event.product_id for event in shop.store.behaviour.history(customer)]
            assert len(taken) == 4
            assert target not in taken
        assert shop.store.customers.get("shopper1") is not None
    finally:
        shop.store.close()
    before = (home / "shop.json").stat().st_mtime_ns
    assert shop_of(pack, encoder, tmp_path / "shops") == home
    assert (home / "shop.json").stat().st_mtime_ns == before


def test_halves_share_nobody_and_a_seed_draws_the_same(folder: Path) -> None:
    pack = read_pack(folder)
    dev, test = chosen(pack, "dev", 0, 0), chosen(pack, "test", 0, 0)
    assert set(dev) | set(test) == set(pack.targets)
    assert not set(dev) & set(test)
    assert all(half_of(one) == "dev" for one in dev)
    assert chosen(pack, "dev", 5, 3) == chosen(pack, "dev", 5, 3)
    assert cases(pack, dev, 7) == cases(pack, dev, 7)
    assert cases(pack, dev[:2], 7) == cases(pack, dev, 7)[:2]


def test_a_mismatched_shopper_describes_another_product(folder: Path) -> None:
    pack = read_pack(folder)
    for case in cases(pack, list(pack.targets), 0, mismatched=True):
        assert case.target == pack.targets[case.shopper]
        assert case.described != case.target


@pytest.mark.parametrize("broken", ["missing", "garbage"])
def test_a_pack_that_cannot_be_read_is_one_sentence(tmp_path: Path, broken: str) -> None:
    if broken == "garbage":
        (tmp_path / "items.jsonl.gz").write_bytes(b"no gzip")
        (tmp_path / "sequences.txt.gz").write_bytes(b"no gzip")
    with pytest.raises(SetupError) as caught:
        read_pack(tmp_path)
    assert str(tmp_path) in caught.value.problem
    assert caught.value.mend.startswith("daogou evaluate dialogue")
