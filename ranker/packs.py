"""Packs of shoppers' sequences, as published for research, read into one form whatever their layout."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

SEQUENCES, ITEMS = "sequences.txt.gz", "items.jsonl.gz"
SHORTEST = 3  # products a shopper must have: one to learn from, one to choose by, one to measure


class PackError(ValueError):
    """The folder holds no pack that can be read."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Sequences with the last product held out for the test and the last but one for validation.

    `train` holds each shopper's product rows in time order, at least one. `valid` and `test` [shoppers] are the rows
    that followed. A row is a place in `item_ids`; `texts` says in the same order what is known of each, "" for nothing.
    """

    item_ids: list[str]
    texts: list[str]
    train: list[IntArray]
    valid: IntArray
    test: IntArray

    def __len__(self) -> int:
        return len(self.train)

    def histories(self) -> list[IntArray]:
        """What is known of each shopper at the test: the training part and the validation product."""
        return [np.append(rows, last) for rows, last in zip(self.train, self.valid.tolist(), strict=True)]


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`, whole: nothing is cut. Raises `PackError` when it has neither layout.

    Either `sequences.txt.gz` (a line: shopper, then product ids in time order) with `items.jsonl.gz` (id, title), held
    out leave-one-out; or the files of RecBole and UniSRec (Hou et al. 2022), `NAME.train.inter.gz` and so on, with the
    split that they come with.
    """
    if (folder / SEQUENCES).is_file():
        return _read_sequences(folder)
    found = sorted(folder.glob("*.train.inter.gz"))
    if not found:
        raise PackError(f"{folder} has neither {SEQUENCES} nor a file *.train.inter.gz")
    return _read_inter(folder, found[0].name.removesuffix(".train.inter.gz"))


def _read_sequences(folder: Path) -> Pack:
    titles = {entry["id"]: entry["title"] for entry in map(json.loads, _lines(folder / ITEMS))}
    taken = [line.split()[1:] for line in _lines(folder / SEQUENCES)]
    taken = [products for products in taken if len(products) >= SHORTEST]
    ids = sorted({product for products in taken for product in products})
    rows = {product: row for row, product in enumerate(ids)}
    return _pack(ids, titles, [[rows[product] for product in products] for products in taken])


def _read_inter(folder: Path, name: str) -> Pack:
    """The training file has a line for each prefix of a shopper's sequence, the longest first, lists cut to the newest
    50: the products that followed, read backwards, are the whole sequence."""
    index = dict(line.split() for line in _lines(folder / f"{name}.item2index.gz"))
    texts = dict(line.rstrip("\n").split("\t", 1) for line in _lines(folder / f"{name}.text.gz"))
    wholes: dict[str, list[int]] = {}
    for shopper, before, after in reversed(list(_inter(folder / f"{name}.train.inter.gz"))):
        wholes.setdefault(shopper, before).append(after)
    for part in ("valid", "test"):
        for shopper, _, after in _inter(folder / f"{name}.{part}.inter.gz"):
            wholes[shopper].append(after)
    ids = sorted(index, key=lambda item: int(index[item]))
    return _pack(ids, texts, [wholes[shopper] for shopper in sorted(wholes, key=int)])


def _pack(ids: list[str], texts: dict[str, str], wholes: Sequence[Sequence[int]]) -> Pack:
    return Pack(
        ids,
        [texts.get(item, "") for item in ids],
        [np.array(rows[:-2], dtype=np.int64) for rows in wholes],
        np.array([rows[-2] for rows in wholes], dtype=np.int64),
        np.array([rows[-1] for rows in wholes], dtype=np.int64),
    )


def _inter(path: Path) -> Iterator[tuple[str, list[int], int]]:
    """Shopper, the products before, and the one that followed; the first line holds the columns' names."""
    lines = _lines(path)
    next(lines)
    for line in lines:
        shopper, before, after = line.rstrip("\n").split("\t")
        yield shopper, [int(row) for row in before.split()], int(after)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines
