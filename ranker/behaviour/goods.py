"""The products' columns as the net reads them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from ranker.behaviour.net import Goods
from ranker.behaviour.table import ProductTable
from ranker.catalogue import Catalogue


def goods_of(table: ProductTable, catalogue: Catalogue, numbers: Mapping[str, int]) -> Goods:
    """`numbers` of the ids that were learnt, from 1 on; other products have that of none, 0."""
    ids = np.array([0, *(numbers.get(key, 0) for key in catalogue.ids)], dtype=np.int64)
    return Goods(
        torch.from_numpy(table.vectors),
        torch.from_numpy(table.facts),
        torch.from_numpy(table.names[table.facts]),
        torch.from_numpy(ids),
    )
