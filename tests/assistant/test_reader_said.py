"""What a message says of the variant, in the shopper's own words."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from assistant.evaluate.human import NoWords, said
from assistant.reader.context import ReadingContext
from assistant.reader.reader import Reader
from assistant.reading import Said
from retrieval.encoder import Encoder


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> Reader:
    return Reader(NoWords(), encoder)


def of(reader: Reader, text: str) -> Said:
    return reader.read(text, ReadingContext()).said


COLOURS = [
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
]


SIZES = [
    ("a rain jacket in size xl", ("xl",)),
    ("I wear size seven, find me sandals", ("seven",)),
    ("trousers, size 34", ("34",)),
    ("an extra large poncho", ("extra large",)),
    ("a 12 fl oz bottle of dish soap", ("12 fl oz",)),
    ("a monitor stand that is 20 inches tall", ("20 inches",)),
    ("blinds 30w by 64l", ("30w by 64l",)),
    ("a rug, 4 by 6 ft", ("4 by 6 ft",)),
    ("a watch strap, 22 millimeters", ("22 millimeters",)),
    ("a queen size blanket", ("queen",)),
    ("a twin bed frame", ("twin",)),
    ("three pounds of walnuts", ("three pounds",)),
    ("a phone with 5g and 128 gb", ("128 gb",)),
    ("a bar with 20 grams of protein", ()),
]


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("batteries, pack of 16", 16),
        ("tuna in five ounce cans, a pack of forty-eight", 48),
        ("a twenty four pack of crackers", 24),
        ("a three pack of one point five ounce seasoning", 3),
        ("hair braids in a pack of 6. the colour is brown", 6),
        ("a twin pack of body lotion", 2),
        ("two packs of 12 feet hdmi cables", 2),
        ("a 12 count (pack of 1) of crackers", 12),
        ("six pairs of wool socks", 6),
        ("a one piece swimsuit", None),
        ("a storage case for 20 bottles", None),
        ("half a dozen muffins", 6),
        ("linen curtains, find 52 x 84 please", None),
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
def test_pack(reader: Reader, text: str, pack: int | None) -> None:
    assert of(reader, text).pack == pack


KINDS = [
    ("I'm looking for a pair of women's running shoes with good grip", ("running", "shoe")),
    ("I need a stainless steel wall mount bracket", ("wall", "mount", "bracket")),
    ("find me an easy to clean shower curtain in blue", ("shower", "curtain")),
    ("I want a bottle of sulfate free shampoo", ("shampoo",)),
    ("a set of 2 linen throw pillows", ("throw", "pillow")),
    ("I would like some sugar free oatmeal cookies", ("oatmeal", "cookie")),
    ("I want knives for my kitchen", ("knife",)),
    ("I'm looking for a black, waterproof hiking jacket", ("hiking", "jacket")),
    ("I want something in pink", ()),
]


@pytest.mark.parametrize("name", ["colours", "sizes", "kind"])
def test_what_is_learnt_carries_over_to_phrases_of_our_own(reader: Reader, name: str) -> None:
    """A trained tagger errs now and then: 17 in 20 are what it must reach on these."""
    cases = {"colours": COLOURS, "sizes": SIZES, "kind": KINDS}[name]
    right = [getattr(of(reader, text), name) == wanted for text, wanted in cases]
    assert sum(right) >= 0.85 * len(right)


def test_all_at_once_and_part_of_the_reading(reader: Reader) -> None:
    text = "I need a pack of 3 navy blue socks in size large"
    assert of(reader, text) == Said(colours=("navy blue",), sizes=("large",), pack=3, kind=("sock",))


def test_nothing_said(reader: Reader) -> None:
    assert of(reader, "") == of(reader, "where is my order?") == Said()


def test_an_encoder_that_shows_no_states_tells_no_variant() -> None:
    assert Reader(NoWords(), None).read("a red kettle", ReadingContext()).said == Said()


def test_the_end_of_a_long_story_is_read_too(reader: Reader) -> None:
    story = "We moved house last week and it rained all day, and the van was late, and then the lift broke. " * 4
    assert of(reader, f"{story} Anyway, I need a teal kettle.").colours == ("teal",)


@pytest.mark.parametrize(
    "piece",
    ["a ", "red ", "12 x ", "size ", "color ", "9", "pack of ", "and, ", "x-", "free ", "1/", "¤ ", "light blue "],
)
def test_repeated_text_is_read(reader: Reader, piece: str) -> None:
    assert of(reader, piece * 800) is not None


def test_figures_of_labelled_requests(reader: Reader, tmp_path: Path) -> None:
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
    halves = [said(reader, tmp_path, dev, labels) for dev in (True, False)]
    assert sum(half["webshop_pack"].wanted for half in halves) == len(texts)
    for half in halves:
        assert half["webshop_color"].f1 == half["webshop_product"].f1 == half["webshop_pack"].f1 == 1
        assert half["webshop_size"].f1 == 0
    assert said(reader, tmp_path, dev=True, labels=tmp_path / "none.jsonl") == {}
