"""A shop that is ready to talk: everything a tool or a turn may use, composed once by `assistant.build`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.reader import Reader
from ranker.policy import Policy
from ranker.ranking import Ranking
from retrieval.index import Index
from retrieval.photos.index import PhotoIndex
from store.store import Store


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop, loaded. `currency` is ISO 4217, `language` the default for replies.

    `photos` is None where the shop never learnt to search by look.
    """

    home: Path
    name: str
    currency: str
    language: str
    store: Store
    index: Index
    ranking: Ranking
    policy: Policy
    reader: Reader
    photos: PhotoIndex | None = None
