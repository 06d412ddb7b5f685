from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.preparation.columns import columns_of
from ranker.preparation.split import leaks, split_by_time
from tests.ranker.preparation.logs import act

LOG = [act(f"c{at % 7}", "abcde"[at % 5], seconds=100 * at) for at in range(100)]


def test_the_newest_tenth_is_the_test_and_the_tenth_before_it_validates() -> None:
    whole = columns_of(LOG)
    split = split_by_time(whole)
    assert list(split.train.events()) == LOG[:80]
    assert list(split.validation.events()) == LOG[80:90]
    assert list(split.test.events()) == LOG[90:]
    assert leaks(split, whole).clean


def test_products_that_come_late_are_known_as_new() -> None:
    whole = columns_of([*LOG, act("c1", "late", seconds=9_999)])
    split = split_by_time(whole)
    assert [whole.products[row] for row in np.flatnonzero(split.new_in_test())] == ["late"]


def test_an_instant_is_never_cut() -> None:
    together = [act(f"c{at}", "a", seconds=500) for at in range(50)]
    whole = columns_of([*LOG, *together])
    split = split_by_time(whole, 0.3, 0.3)
    assert (
        len(np.unique(np.concatenate([np.unique(part.at) for part in (split.train, split.validation, split.test)])))
        == 100
    )
    assert sum(len(np.unique(part.at)) for part in (split.train, split.validation, split.test)) == 100


def test_each_kind_of_leak_is_seen() -> None:
    whole = columns_of(LOG)
    split = split_by_time(whole)
    everything = np.arange(len(whole))
    stolen = whole.take(np.append(everything[:80], 95))
    assert leaks(replace(split, train=stolen), whole).out_of_time == 1
    assert leaks(replace(split, train=stolen), whole).shared == 1
    shifted = replace(split.train, at=split.train.at + 10**12)
    assert leaks(replace(split, train=shifted), whole).out_of_time == 80
    assert leaks(replace(split, test=whole.take(everything[91:])), whole).lost == 1
    late = split.first_seen.copy()
    late[0] = split.test_from
    assert leaks(replace(split, first_seen=late), whole).early_products == 2


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=60), st.floats(0.05, 0.45), st.floats(0.05, 0.45))
def test_no_split_leaks(seconds: list[int], validation: float, test: float) -> None:
    whole = columns_of([act(f"c{at}", "abcde"[at % 5], seconds=second) for at, second in enumerate(seconds)])
    try:
        split = split_by_time(whole, validation, test)
    except ValueError:
        return  # too few different instants
    assert leaks(split, whole).clean
    assert split.train.at.max() < split.validation.at.min() <= split.validation.at.max() < split.test.at.min()


def test_parts_that_cannot_be_are_refused() -> None:
    for shares in ((0.0, 0.1), (0.5, 0.5)):
        with pytest.raises(ValueError, match="do not leave three parts"):
            split_by_time(columns_of(LOG), *shares)
    with pytest.raises(ValueError, match="too few"):
        split_by_time(columns_of(LOG[:2]))
    with pytest.raises(ValueError, match="one instant"):
        split_by_time(columns_of([act(f"c{at}", "a") for at in range(9)]))
