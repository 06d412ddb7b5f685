"""What of a product is searched."""

from __future__ import annotations

from retrieval.text import asked_codes, codes_in, dense_text, fields_of, opening, spaced
from tests.retrieval.catalogue import product


def test_cjk_runs_become_signs_and_pairs_and_the_rest_stays() -> None:
    assert spaced("red 连衣裙 M").split() == ["red", "连", "衣", "裙", "连衣", "衣裙", "M"]
    assert spaced("裙").split() == ["裙"]
    assert spaced("plain words") == "plain words"


def test_codes_are_whole_without_signs_and_words_and_numbers_are_none() -> None:
    assert codes_in("Brother TN-2110 toner") == ["tn2110"]
    assert codes_in("Sony WH-1000XM4, 1.5L, 006R90321; size 42") == ["wh1000xm4", "15l", "006r90321"]
    assert codes_in("plain words, 2026 and a1") == []
    assert codes_in("B07-1 B07-1 b071") == ["b071"]


def test_the_opening_ends_with_a_whole_word() -> None:
    assert opening("one two three", 9) == "one two"
    assert opening("one", 9) == "one"
    assert opening("onetwothree", 5) == "onetw"


def test_the_brand_is_said_once_and_yes_no_facts_by_name_alone() -> None:
    named = product("1", "Acme Boots", brand="Acme", waterproof="Yes", lined="No", colour="Red")
    fields = fields_of(named)
    assert fields.head.split() == ["Acme", "Boots"]
    assert fields.everything.split() == ["Acme", "Boots", "Acme", "waterproof", "colour", "Red"]
    assert fields_of(product("1", "Boots", brand="Acme")).head.split() == ["Acme", "Boots"]


def test_everything_holds_the_head_and_options_and_the_long_tail_of_a_description() -> None:
    long = product("1", "Boots", description="word " * 100 + "lastword", sizes=("S", "XXL"))
    fields = fields_of(long)
    assert "lastword" not in fields.head
    assert {"lastword", "S", "XXL", "Boots"} <= set(fields.everything.split())


def test_the_encoded_text_puts_the_most_telling_first_and_stays_short() -> None:
    text = dense_text(
        product("1", "Trail Boots", brand="Acme", category=("Clothing", "Shoes"), description="For mud. " * 100,
                colour="Brown", waterproof="Yes", weight="900")
    )  # fmt: skip
    assert text.startswith("Acme Trail Boots. For mud.")
    assert text.endswith(". Shoes. Brown")
    assert "Brown" in text
    assert "Yes" not in text
    assert "900" not in text
    assert len(text) < 400


def test_a_digest_changes_with_any_field() -> None:
    plain = fields_of(product("1", "Boots", description="warm", colour="Red"))
    for other in (
        product("1", "Boot", description="warm", colour="Red"),
        product("1", "Boots", description="cold", colour="Red"),
        product("1", "Boots", description="warm", colour="Blue"),
    ):
        assert fields_of(other).digest() != plain.digest()
    assert fields_of(product("1", "Boots", 5, description="warm", colour="Red")).digest() == plain.digest()


def test_article_numbers_are_codes_of_the_product_and_plain_ones_only_when_asked_alone() -> None:
    sold = product("SKU-0042", "Kettle", 3900, sizes=("S", "M"))
    assert fields_of(sold).codes.split()[0] == "sku0042"
    assert {"".join(c for c in variant.id.lower() if c.isalnum()) for variant in sold.variants} <= {
        *fields_of(sold).codes.split()
    }
    assert [asked_codes(query) for query in ("4711", " #4711 ", "4711 pieces", "kettle sku-0042", "٤٧")] == [
        ["4711"],
        ["4711"],
        [],
        ["sku0042"],
        [],
    ]
