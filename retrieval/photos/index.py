"""The photos' index: which products look like this one, like this photo, or like these words say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Vectors
from retrieval.filters import NO_FILTERS, Filters
from retrieval.nearest.exact import ExactVectors
from retrieval.photos.album import file_of, stamp_of
from retrieval.photos.captions import without_brand
from retrieval.photos.encoder import ImageEncoder
from retrieval.photos.kept import keep, kept
from retrieval.photos.looks import asked_by_photos, asked_by_products, asked_by_words, looks
from retrieval.photos.picture import Photo, PhotoError, read_photo
from retrieval.retriever import Hit
from retrieval.text import digest
from store.errors import SetupError
from store.products import Pictured
from store.progress import Progress, silent

VECTORS, STAMPS = "vectors.npy", "stamps.json"
WHAT = "The index of photos"
BATCH = 64
FREE = ""  # the id of a row that no product has

Mask = npt.NDArray[np.bool_]


class Catalogue(Protocol):
    """What the shop's search index knows of filters."""

    def allowed(self, ids: Sequence[str], filters: Filters = NO_FILTERS) -> Mask: ...


class Stale(NamedTuple):
    """A product whose vector is missing or of another photo or title."""

    product_id: str
    stamp: str
    path: Path
    words: str


class PhotoIndex:
    """A vector for each product whose photo can be read. Exact search; filters are honoured before anything is scored.

    Searches and updates may come from several threads. Products that the catalogue no longer has are not found, even
    before `update` is told.
    """

    def __init__(
        self, encoder: ImageEncoder, catalogue: Catalogue, stamps: dict[str, str] | None = None,
        vectors: Vectors | None = None,
    ) -> None:  # fmt: skip
        self.encoder = encoder
        self._catalogue = catalogue
        self._stamps = stamps or {}  # product id → of which words and which state of which file its vector is
        self._ids = list(self._stamps)
        self._row_of = {known: row for row, known in enumerate(self._ids)}
        self._free: list[int] = []
        self._vectors = ExactVectors(np.empty((0, 2 * encoder.dim), np.float32) if vectors is None else vectors)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, product_id: object) -> bool:
        return product_id in self._row_of

    # -- keeping -------------------------------------------------------------------------------------------------

    @classmethod
    def load(cls, folder: Path, encoder: ImageEncoder, catalogue: Catalogue, command: str) -> PhotoIndex:
        """What `save` wrote. `SetupError` with `command` where it is missing, damaged or of another encoder."""
        facts, generation = kept(folder, WHAT, command)
        if (facts.get("encoder"), facts.get("dim")) != (encoder.name, 2 * encoder.dim):
            raise SetupError(f"{WHAT} in {folder} was built by another image network.", command)
        stamps = json.loads((generation / STAMPS).read_text(encoding="utf-8"))
        return cls(encoder, catalogue, stamps, np.load(generation / VECTORS))

    def save(self, folder: Path) -> None:
        """Writes the index as it is now, in one step."""
        with self._lock:
            ids = list(self._row_of)
            matrix = self._vectors.matrix[[self._row_of[known] for known in ids]]
            stamps = {known: self._stamps[known] for known in ids}

        def write(generation: Path) -> None:
            np.save(generation / VECTORS, matrix)
            (generation / STAMPS).write_text(json.dumps(stamps, ensure_ascii=False), encoding="utf-8")

        keep(folder, {"encoder": self.encoder.name, "dim": matrix.shape[1], "photos": len(ids)}, write)

    def refresh(self, photos: Mapping[str, Pictured], images: Path, progress: Progress = silent) -> bool:
        """`update` with all there is: what `photos` does not name leaves the index."""
        return self.update(photos, [known for known in list(self._row_of) if known not in photos], images, progress)

    def update(
        self, changed: Mapping[str, Pictured], removed: Iterable[str], images: Path, progress: Progress = silent
    ) -> bool:
        """Takes in new and changed products, whose photos are files of the folder `images`.

        Only photos that are new, were written anew or are titled anew are read. A product whose photo is gone or
        broken leaves the index. Returns whether the index is another one now.
        """
        gone = [self._remove(product_id) for product_id in removed]
        stale: list[Stale] = []
        for product_id, pictured in changed.items():
            path = file_of(pictured.image, images)
            words = without_brand(pictured)
            if path is None:
                gone.append(self._remove(product_id))
            elif self._stamps.get(product_id) != (stamp := f"{digest(words):x} {stamp_of(path)}"):
                stale.append(Stale(product_id, stamp, path, words))
        taken = 0
        for start in range(0, len(stale), BATCH):
            taken += self._take(stale[start : start + BATCH])
            progress("looking at photos", min(start + BATCH, len(stale)), len(stale))
        return any(gone) or taken > 0

    def _take(self, stale: Sequence[Stale]) -> int:
        """How many photos were read, and are in the index now."""
        read: list[Stale] = []
        photos: list[Photo] = []
        for one in stale:
            try:
                photos.append(read_photo(one.path))
                read.append(one)
            except PhotoError:
                self._remove(one.product_id)
        words = self.encoder.encode_words([one.words for one in read])
        rows = looks(self.encoder.encode_photos(photos), words)
        with self._lock:
            for one, vector in zip(read, rows, strict=True):
                row = self._row_of.get(one.product_id)
                if row is None:
                    row = self._free.pop() if self._free else len(self._ids)
                    self._ids[row : row + 1] = [one.product_id]
                    self._row_of[one.product_id] = row
                self._stamps[one.product_id] = one.stamp
                self._vectors.put(row, vector)
        return len(read)

    def _remove(self, product_id: str) -> bool:
        """Whether it was there."""
        with self._lock:
            row = self._row_of.pop(product_id, None)
            if row is None:
                return False
            self._stamps.pop(product_id)
            self._ids[row] = FREE
            self._free.append(row)
            return True

    # -- asking --------------------------------------------------------------------------------------------------

    def similar_look(self, product_id: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """At most `k` others that look most like this product, as photos show and titles say; none without a photo."""
        with self._lock:
            row = self._row_of.get(product_id)
            if row is None:
                return []
            return self._top(asked_by_products(self._vectors.matrix[row]), k, filters, "similar look", row)

    def by_photo(self, photo: Photo, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """At most `k` products that look like the photo. Raises PhotoError for a photo that cannot be used."""
        vector = asked_by_photos(self.encoder.encode_photos([photo])[0])
        with self._lock:
            return self._top(vector, k, filters, "photo")

    def by_words(self, text: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """At most `k` products that look as the words say; none for a blank text."""
        if not text.strip():
            return []
        vector = asked_by_words(self.encoder.encode_words([text])[0])
        with self._lock:
            return self._top(vector, k, filters, "look in words")

    def _top(self, vector: Vectors, k: int, filters: Filters, source: str, without: int | None = None) -> list[Hit]:
        # A row of the catalogue may have another product since, so rows are matched by id each time: .1 µs a photo.
        allowed = self._catalogue.allowed(self._ids, filters)
        if without is not None:
            allowed[without] = False
        rows, scores = self._vectors.top(vector, k, allowed)
        found = zip(rows.tolist(), scores.tolist(), strict=True)
        return [Hit(self._ids[row], score, source) for row, score in found]
