"""What is true of a product, as keys: a query's needs are such keys, and a product that has them all is a right answer.

One rule then tells right from wrong for every sort of query: words of a title, properties, an opening, a logged query.
"""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.measuring.known_items import words_in
from retrieval.text import opening
from store.products import Product

OPENING = 120  # characters of a description that serve as a query
Facts = frozenset[str]


def facts_of(product: Product, queries: Iterable[str] = ()) -> Facts:
    """The keys of a product that was taken after the `queries`; values are casefolded: two spellings are one fact."""
    return frozenset(
        (
            *map(asked_fact, queries),
            *map(word_fact, words_in(product.title)),
            *map(category_fact, product.category),
            *(attribute_fact(name, value) for name, values in product.attributes.items() for value in values),
            opening_fact(first_sentence(product.description)),
        )
    )


def word_fact(word: str) -> str:
    """That the title has the word."""
    return f"word {word.casefold()}"


def category_fact(category: str) -> str:
    return f"category {category.casefold()}"


def attribute_fact(name: str, value: str) -> str:
    return f"attribute {name.casefold()}={value.casefold()}"


def opening_fact(sentence: str) -> str:
    """That the description begins so; many products of one maker share a sentence."""
    return f"opening {sentence.casefold()}"


def asked_fact(query: str) -> str:
    """That somebody who asked this took the product."""
    return f"asked {asked(query)}"


def asked(query: str) -> str:
    """A logged query as it is compared: lower case, blanks as one."""
    return " ".join(query.casefold().split())


def first_sentence(description: str) -> str:
    """How the description begins, up to its first full stop and at most `OPENING` characters."""
    return opening(description.strip(), OPENING).partition(". ")[0].strip()
