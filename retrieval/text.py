"""What of a product is searched: the fields the lexical leg indexes and the one text the encoder reads."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from store.products import Product

# A run of Chinese, Japanese or Korean signs: written without spaces, so words cannot be cut at them.
CJK_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
CJK = re.compile(f"[{CJK_SIGNS}]+")
# A model number or part code: letters and digits joined by the signs makers use, such as TN-2110, WH-1000XM4, 1.5L.
CODE = re.compile(r"[A-Za-z0-9]+(?:[-/._+][A-Za-z0-9]+)*")
CODE_SIGNS = re.compile(r"[-/._+]")

NUMBER = re.compile(r"[\d.,\s]+")
YES = frozenset({"yes", "true", "y"})
NO = frozenset({"no", "false", "n", "none", "n/a", "na"})

HEAD_CHARACTERS = 300  # of the description: what it is, before the prose of how to wash it
DENSE_OPENING = 160  # characters of the description that the encoder reads
DENSE_CHARACTERS = 360  # the encoder cuts at its own limit of word pieces, a little before
LONGEST_VALUE = 60  # attribute values beyond this are prose, not facts


@dataclass(frozen=True, slots=True)
class Fields:
    """The searched text of one product, by lexical field.

    `head` is what the product is in few words; `everything` is all its words, the head's included; `codes` are model,
    part and article numbers kept whole. Measured (docs/log.md, "Search"): one head field beats title, brand and
    description scored apart, because BM25's saturation and length then see the words together.
    """

    head: str
    everything: str
    codes: str

    def digest(self) -> int:
        """64 bits that change when any field does."""
        return digest(f"{self.head}\x1f{self.everything}\x1f{self.codes}")


def fields_of(product: Product) -> Fields:
    """The lexical fields of a product, ready for the tokeniser."""
    facts = " ".join(
        name if value.casefold() in YES else f"{name} {value}"
        for name, values in product.attributes.items()
        for value in values
        if value.casefold() not in NO
    )
    options = " ".join(value for values in product.options().values() for value in values)
    head = f"{named(product)} {' '.join(product.category)} {opening(product.description, HEAD_CHARACTERS)}"
    return Fields(
        head=spaced(head),
        everything=spaced(f"{head} {product.brand} {product.description[HEAD_CHARACTERS:]} {facts} {options}"),
        codes=" ".join(dict.fromkeys([*codes_in(f"{product.title} {product.description}"), *numbers_of(product)])),
    )


def named(product: Product) -> str:
    """The title, with the brand before it where the title does not say it."""
    title = product.title.strip()
    return title if product.brand.casefold() in title.casefold() else f"{product.brand} {title}"


def opening(text: str, characters: int) -> str:
    """The beginning of the text, cut after a whole word."""
    return text if len(text) <= characters else text[:characters].rpartition(" ")[0] or text[:characters]


def dense_text(product: Product) -> str:
    """The text the encoder reads: title, how the description begins, the narrowest category, what short facts say.

    Most telling first, because the encoder reads only the beginning. Yes/no facts, bare numbers and long values are
    left to the lexical leg.
    """
    parts = [named(product), opening(product.description, DENSE_OPENING), *product.category[-1:]]
    parts.append(", ".join(value for _, value in short_facts(product)))
    return ". ".join(part for part in parts if part)[:DENSE_CHARACTERS]


def short_facts(product: Product) -> list[tuple[str, str]]:
    """Attributes that say something in few words: no yes or no, no bare number, nothing long."""
    facts = [(name, " ".join(values)) for name, values in product.attributes.items()]
    return [
        (name, value)
        for name, value in facts
        if len(value) <= LONGEST_VALUE and value.casefold() not in YES | NO and not NUMBER.fullmatch(value)
    ]


def spaced(text: str) -> str:
    """The text with each CJK run written as its signs and overlapping pairs, apart: 连衣裙 → 连 衣 裙 连衣 衣裙."""
    text = whole(text)
    return CJK.sub(
        lambda run: " " + " ".join([*run[0], *map("".join, zip(run[0], run[0][1:], strict=False))]) + " ", text
    )


def whole(text: str) -> str:
    """The text without the halves of surrogate pairs that broken input carries; the engines below take none."""
    return text.encode("utf-8", "replace").decode()


def codes_in(text: str) -> list[str]:
    """Codes in the text, lower case and without signs: `Brother TN-2110` → `["tn2110"]`.

    A code has a digit, and a letter or a joining sign; plain words and plain numbers are not codes.
    """
    found: dict[str, None] = {}
    for match in CODE.finditer(text):
        word = match[0]
        if len(word) > 2 and any(c.isdigit() for c in word) and not word.isdigit():
            found[CODE_SIGNS.sub("", word).lower()] = None
    return list(found)


def numbers_of(product: Product) -> list[str]:
    """The product's article numbers, its own and its variants', as a query writes them: small and without signs.

    Short ones with letters are left out: 12-M is no reason to show the product to who looks for a 12m cable.
    """
    ids = (CODE_SIGNS.sub("", known).lower() for known in (product.id, *(variant.id for variant in product.variants)))
    return [known for known in ids if known.isdigit() or (len(known) >= 5 and any(c.isdigit() for c in known))]


def asked_codes(query: str) -> list[str]:
    """`codes_in` of a query; a plain number is one only where the query is nothing else: 4711, #4711."""
    alone = query.strip(" #")
    return [alone] if alone.isascii() and alone.isdigit() else codes_in(query)


def digest(text: str) -> int:
    """64 bits of BLAKE2b over the text."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "little")
