"""Inverted lists against a plain dictionary, under any order of changes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.terms import Terms

KEYS = [("a",), ("b",), ("c", "d"), ("c", "e")]
CHANGES = st.lists(st.tuples(st.integers(0, 7), st.sets(st.sampled_from(KEYS))), max_size=30)


def applied(changes: list[tuple[int, set[tuple[str, ...]]]]) -> tuple[Terms, list[set[tuple[str, ...]]]]:
    """The terms after the changes, and what each row then carries by plain sets."""
    terms, plain = Terms(), list[set[tuple[str, ...]]]()
    for wanted, keys in changes:
        row = min(wanted, len(plain))
        if row == len(plain):
            plain.append(set())
        plain[row] = keys
        terms.put(row, {key: key for key in sorted(keys)})
    return terms, plain


@settings(max_examples=200, deadline=None)
@given(CHANGES, st.integers(0, 2**8 - 1))
def test_rows_masks_and_counts_equal_plain_sets(changes: list[tuple[int, set[tuple[str, ...]]]], chosen: int) -> None:
    terms, plain = applied(changes)
    lengths, codes = terms.to_arrays()
    reloaded = Terms.from_arrays(terms.keys, terms.spellings, lengths, codes)
    allowed = np.array([bool(chosen >> row & 1) for row in range(len(plain))], np.bool_)
    for seen in (terms, reloaded):
        for key in [*KEYS, ("nobody",)]:
            assert sorted(seen.rows(key).tolist()) == [row for row, keys in enumerate(plain) if key in keys]
        any_of = seen.any_of([("a",), ("c", "d")], len(plain))
        assert any_of.tolist() == [bool(keys & {("a",), ("c", "d")}) for keys in plain]
        counts = {seen.keys[code]: count for code, count in seen.counts(allowed).items()}
        assert counts == Counter(key for row, keys in enumerate(plain) if allowed[row] for key in keys)


def test_few_rows_of_many_are_counted_alike() -> None:
    terms = Terms()
    for row in range(100):
        terms.put(row, {("a",): ("A",), (f"b{row % 3}",): ("B",)})
    allowed = np.zeros(100, np.bool_)
    allowed[[1, 4, 6]] = True
    counts = {terms.keys[code]: count for code, count in terms.counts(allowed).items()}
    assert counts == {("a",): 3, ("b1",): 2, ("b0",): 1}
    assert terms.spellings[terms.keys.index(("a",))] == ("A",)
