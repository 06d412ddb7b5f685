"""What a message says of the variant, in the shopper's own words."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from pathlib import Path

import pytest

from assistant.evaluate.human import NoWords, said
from assistant.reader.context import ReadingContext
from assistant.reader.reader import Reader
from assistant.reader.said import read_said
from assistant.reader.text import clean
from assistant.reading import Said


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("I need a teal raincoat", ("teal",)),
        ("looking for a dark green parka", ("dark green",)),
        ("a hot pink yoga mat please", ("hot pink",)),
        ("a backpack in red and black", ("red", "black")),
        ("find a notebook in the color saltmarsh", ("saltmarsh",)),
        ("I want a kettle. The colour should be frosted lilac", ("frosted lilac",)),
        ("a lunch box, type b color", ("b",)),
        ("curtains in color type a", ("type a",)),
        ("a bookcase that is dark weathered oak in color", ("dark weathered oak",)),
        ("I want a brushed nickel towel rack", ("brushed nickel",)),
        ("a coffee colored scarf", ("coffee",)),
        ("a gold plated audio cable", ()),
        ("green tea with a peach flavor", ()),
        ("I want a bag of dark chocolate almonds", ()),
        ("hair color that lasts", ()),
        ("a desk lamp", ()),
    ],
)
def test_colours(text: str, colours: tuple[str, ...]) -> None:
    assert read_said(clean(text)).colours == colours


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("a rain jacket in size xl", ("xl",)),
        ("I wear size seven, find me sandals", ("seven",)),
        ("trousers, size 34", ("34",)),
        ("an extra large poncho", ("extra large",)),
        ("a 12 fl oz bottle of dish soap", ("12 fl oz",)),
        ("a monitor stand that is 20 inches wide", ("20 inches wide",)),
        ("blinds 30w by 64l", ("30w by 64l",)),
        ("a rug, 4 by 6 ft", ("4 by 6 ft",)),
        ("a watch strap, 22 millimeters", ("22 millimeters",)),
        ("a queen size blanket", ("queen",)),
        ("a twin bed frame", ("twin",)),
        ("three pounds of walnuts", ("three pounds",)),
        ("a phone with 5g and 128 gb", ()),
        ("a bar with 20 grams of protein", ()),
    ],
)
def test_sizes(text: str, sizes: tuple[str, ...]) -> None:
    found = read_said(clean(text)).sizes
    assert found in (sizes, tuple(size.removesuffix(" wide") for size in sizes))


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("batteries, pack of 16", 16),
        ("8 packs of 2 oz trail mix", 8),
        ("a set of 5 mixing bowls", 5),
        ("a six pack of ginger ale", 6),
        ("vitamins, 90 count", 90),
        ("I need three velvet cushions", 3),
        ("I would like lip balms and I want 4 of them", 4),
        ("a chandelier with 6 lights", None),
        ("I want a 2 person tent", None),
        ("a pair of gloves", None),
    ],
)
def test_pack(text: str, pack: int | None) -> None:
    assert read_said(clean(text)).pack == pack


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm looking for a pair of women's running shoes with good grip", ("running", "shoe")),
        ("I need a stainless steel wall mount bracket", ("wall", "mount", "bracket")),
        ("find me an easy to clean shower curtain in blue", ("shower", "curtain")),
        ("I want a bottle of sulfate free shampoo", ("shampoo",)),
        ("a set of 2 linen throw pillows", ("throw", "pillow")),
        ("I would like some sugar free oatmeal cookies", ("oatmeal", "cookie")),
        ("I want knives for my kitchen", ("knife",)),
        ("I'm looking for a black, waterproof hiking jacket", ("hiking", "jacket")),
        ("I want something in pink", ()),
    ],
)
def test_kind(text: str, kind: tuple[str, ...]) -> None:
    assert read_said(clean(text)).kind == kind


def test_known_words_name_products() -> None:
    assert read_said("i want a red zorbel with straps", {"zorbel"}).kind == ("zorbel",)


def test_all_at_once_and_part_of_the_reading() -> None:
    text = "I need a pack of 3 navy blue crew socks in size large"
    reading = Reader(NoWords(), None).read(text, ReadingContext())
    assert reading.said == Said(colours=("navy blue",), sizes=("large",), pack=3, kind=("sock",))


def test_nothing_said() -> None:
    assert read_said("") == Said()
    assert read_said("where is my order?").colours == ()


@pytest.mark.parametrize(
    "piece",
    ["a ", "red ", "12 x ", "size ", "color ", "9", "pack of ", "and, ", "x-", "free ", "1/", "¤ ", "light blue "],
)
def test_repeated_text_is_read_in_linear_time(piece: str) -> None:
    text = clean(piece * 800)
    start = time.process_time()
    read_said(text)
    assert time.process_time() - start < 0.5


def test_figures_of_labelled_requests(tmp_path: Path) -> None:
    texts = [f"i want a red lunch box, pack of {many}" for many in range(2, 12)]
    with gzip.open(tmp_path / "webshop_instructions.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    shas = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        "".join(
            json.dumps({"sha": sha, "color": ["red"], "size": ["s"], "pack": many, "product": ["lunch", "boxes"]})
            + "\n"
            for many, sha in enumerate(shas, start=2)
        )
    )
    halves = [said(tmp_path, dev, labels) for dev in (True, False)]
    assert sum(half["webshop_pack"].wanted for half in halves) == len(texts)
    for half in halves:
        assert half["webshop_color"].f1 == half["webshop_product"].f1 == half["webshop_pack"].f1 == 1
        assert half["webshop_size"].f1 == 0
    assert said(tmp_path, dev=True, labels=tmp_path / "none.jsonl") == {}
