"""A shop's search index: built from products, kept in a folder, changed product by product, searched in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from retrieval import folder as folders
from retrieval.columns import Columns
from retrieval.completing.completion import Completion
from retrieval.completing.suggestion import Suggestion
from retrieval.counts import facet_counts
from retrieval.digests import Digests
from retrieval.encoder import Encoder
from retrieval.filters import NO_FILTERS, Filters
from retrieval.finding.finder import Finder
from retrieval.hybrid import Answer, DenseRetriever, HybridRetriever, Legs, LexicalRetriever
from retrieval.nearest.files import vectors_of
from retrieval.overview import Overview, overview_of
from retrieval.parts import HASHES_FILE, Parts
from retrieval.retriever import Hit
from retrieval.rewriting.synonyms import Pair
from retrieval.text import Fields, dense_text, digest, fields_of
from retrieval.understanding.understood import Understood
from retrieval.understood_search import UnderstoodRetriever
from retrieval.vocabulary import Vocabulary
from retrieval.words.analysis import language_of
from retrieval.words.lexical import LexicalIndex
from store.errors import SetupError
from store.fingerprint import content_hash, fingerprint
from store.products import Product
from store.progress import Progress, silent

Vectors = npt.NDArray[np.float32]


class Index:
    """Open one with `Index.build` or `Index.load`. Searches and updates may come from several threads."""

    def __init__(
        self, folder: Path, legs: Legs, completion: Completion, hashes: dict[str, str], digests: Digests
    ) -> None:
        self.folder = folder
        self._legs = legs
        self._completion = completion
        self._hashes = hashes  # product id → content hash
        self._digests = digests
        self._updating = Lock()
        self.lexical = LexicalRetriever(legs)
        self.dense = DenseRetriever(legs)
        self.hybrid = HybridRetriever(legs)
        self.finder = Finder(legs)  # pages, sorts, facets: see `retrieval.finding.finder`
        self.understood = UnderstoodRetriever(legs)

    # -- opening -------------------------------------------------------------------------------------------------

    @classmethod
    def build(cls, folder: Path, products: Iterable[Product], encoder: Encoder, progress: Progress = silent) -> Index:
        """Indexes the products into the folder, which is made, and returns the open index."""
        generation = folders.begin(folder)
        coming = {product.id: product for product in products}.values()
        words = LexicalIndex(language_of(f"{product.title} {product.description}" for product in coming))
        columns, hashes, texts = Columns(), dict[str, str](), list[str]()
        completion = Completion(columns)
        digests = Digests()
        for done, product in enumerate(coming, 1):
            row = columns.put(product)
            completion.put(row, product)
            hashes[product.id] = content_hash(product)
            fields = fields_of(product)
            words.put(row, fields)
            texts.append(dense_text(product))
            digests.put(row, words=fields.digest(), text=digest(texts[-1]))
            if done % 500 == 0:
                progress("indexing words", done, 0)
        words.commit()
        completion.settle()
        progress("indexing words", len(texts), len(texts))
        legs = Legs(columns, words, vectors_of(encoder.encode(texts, progress)), encoder)
        index = cls(folder, legs, completion, hashes, digests)
        index._write(generation)
        return index

    @classmethod
    def load(
        cls,
        folder: Path,
        encoder: Encoder,
        fingerprint: str | None = None,
        synonyms: Iterable[Pair] = (),
    ) -> Index:
        """Opens a saved index. `SetupError` when it is missing, damaged, or of another encoder or catalogue.

        `synonyms`: the shop's own, see `retrieval.rewriting.synonyms`.
        """
        manifest = folders.read(folder)
        mend = folders.mend(folder)
        if (manifest.encoder, manifest.dim) != (encoder.name, encoder.dim):
            raise SetupError(f"The index in {folder} was built by the encoder {manifest.encoder}.", mend)
        if fingerprint is not None and fingerprint != manifest.fingerprint:
            raise SetupError(f"The index in {folder} was built from another state of the catalogue.", mend)
        parts = Parts.load(folder, manifest)
        legs = Legs(parts.columns, parts.words, parts.vectors, encoder, synonyms)
        return cls(folder, legs, parts.completion, parts.hashes, parts.digests)

    def save(self, folder: Path | None = None) -> None:
        """Writes the index as it is now, into its own folder or another. Cut short, it leaves the folder as it was."""
        with self._updating, self._legs.lock:
            self.folder = folder or self.folder
            generation = folders.begin(self.folder)
            self._write(generation)

    def _write(self, generation: Path) -> None:
        """Every part, then the manifest."""
        self._legs.columns.save(generation)
        self._legs.words.save(generation)
        self._completion.save(generation)
        (generation / HASHES_FILE).write_text(json.dumps(self._hashes))
        self._legs.vectors.save(generation)
        self._digests.save(generation)
        folders.publish(
            generation,
            encoder=self._legs.encoder.name,
            dim=self._legs.encoder.dim,
            products=self.product_count,
            fingerprint=self.fingerprint,
        )

    # -- changing ------------------------------------------------------------------------------------------------

    def update(self, changed: Iterable[Product] = (), removed: Iterable[str] = ()) -> None:
        """Adds, changes and removes products in memory; the next search sees it. `save` keeps it.

        Only products whose encoded text changed are encoded, and only those whose words changed are indexed again: a
        new price or stock touches the columns alone.
        """
        with self._updating:
            coming = {product.id: product for product in changed}
            fresh = {known: text for known, text in self._texts(coming) if text is not None}
            vectors = dict(zip(fresh, self._legs.encoder.encode(list(fresh.values())), strict=True))
            with self._legs.lock:
                wrote = [self._remove(product_id) for product_id in removed if product_id not in coming]
                wrote += [self._put(product, vectors.get(product.id)) for product in coming.values()]
                if any(wrote):
                    self._legs.words.commit()
                    self._legs.words_changed()
                self._legs.changed()

    def _texts(self, coming: dict[str, Product]) -> Iterable[tuple[str, str | None]]:
        """Each product's encoded text, or None where the vector stays as it is."""
        for known, product in coming.items():
            text = dense_text(product)
            row = self._legs.columns.row_of.get(known)
            yield known, None if row is not None and self._digests.texts[row] == digest(text) else text

    def _remove(self, product_id: str) -> bool:
        """Whether the word index was written to."""
        row = self._legs.columns.remove(product_id)
        if row is None:
            return False
        self._completion.remove(row)
        self._hashes.pop(product_id)
        self._legs.words.remove(row)
        return True

    def _put(self, product: Product, vector: Vectors | None) -> bool:
        """Whether the word index was written to."""
        fields: Fields = fields_of(product)
        before = self._legs.columns.row_of.get(product.id)
        row = self._legs.columns.put(product)
        self._completion.put(row, product)
        self._hashes[product.id] = content_hash(product)
        self._digests.put(row)
        if vector is not None:
            self._legs.vectors.put(row, vector)
            self._digests.put(row, text=digest(dense_text(product)))
        if before is not None and self._digests.words[row] == fields.digest():
            return False
        self._legs.words.put(row, fields)
        self._digests.put(row, words=fields.digest())
        return True

    # -- asking --------------------------------------------------------------------------------------------------

    @property
    def product_count(self) -> int:
        return len(self._legs.columns)

    @property
    def fingerprint(self) -> str:
        """Of the catalogue as indexed now; equals `store.products.fingerprint()` of the same products."""
        return fingerprint(self._hashes)

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The hybrid search. A blank query finds nothing: ask `matching` for all that the filters leave."""
        return self.hybrid.search(query, k, filters)

    def complete(self, prefix: str, k: int = 8) -> list[Suggestion]:
        """At most `k` suggestions for what is typed so far, best first; none for a text without words.

        Every typed word is in what is suggested, in any order, the last one as the beginning of a word unless a blank
        follows it; Chinese and its like anywhere in a run of signs. Only where fewer than three suggestions are found
        so, words may be mistyped: by one edit from 4 letters on, by two from 8; they come behind the exact ones. Of
        `k` at most five eighths are products, three eighths queries, a quarter brands and a quarter categories.
        """
        with self._legs.lock:
            return self._completion.complete(prefix, k, self._legs.words.finds)

    def set_popularity(self, products: Mapping[str, float], queries: Mapping[str, int]) -> None:
        """What completion orders equals by, and a sort by popularity goes by: product id → any number; and the queries
        to suggest → how often asked."""
        with self._legs.lock:
            self._legs.columns.set_popularity(products)
            self._completion.set_popularity(products, queries)

    def answer(self, query: str, k: int, filters: Filters = NO_FILTERS) -> Answer:
        """`search`, and what was looked up instead of the query's own words."""
        return self.hybrid.answer(query, k, filters)

    def understand(self, query: str, filters: Filters = NO_FILTERS, currency: str = "") -> Understood:
        """What the query states, of the products that the filters leave. `currency`: the shop's, without which no price
        is read. `understood.answer` searches by it; its `filters` are the same as hard conditions."""
        with self._legs.lock:
            searched = self._legs.rewrite(query).searched
            return self._legs.understander.read(searched, currency, self._legs.allowed(filters))

    def similar(self, product_id: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """Products whose vectors are nearest to this product's, itself left out; none for an unknown product."""
        with self._legs.lock:
            row = self._legs.columns.row_of.get(product_id)
            if row is None:
                return []
            mask = self._legs.columns.mask(filters)
            mask[row] = False
            rows, scores = self._legs.vectors.top(self._legs.vectors.matrix[row].copy(), k, mask)
            return self._legs.hits(rows, scores, "similar")

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """float32 [n, dim] in the order of the ids; zeros for a product that is not indexed."""
        found = np.zeros((len(ids), self._legs.encoder.dim), np.float32)
        with self._legs.lock:
            places = [(i, self._legs.columns.row_of[known]) for i, known in enumerate(ids) if known in self]
            if places:
                targets, rows = zip(*places, strict=True)
                found[list(targets)] = self._legs.vectors.matrix[list(rows)]
        return found

    def __contains__(self, product_id: object) -> bool:
        return product_id in self._legs.columns.row_of

    def matching(self, filters: Filters = NO_FILTERS) -> list[str]:
        """Ids of all products the filters leave, in id order."""
        with self._legs.lock:
            ids = self._legs.columns.ids
            return sorted(ids[row] for row in np.flatnonzero(self._legs.columns.mask(filters)))

    def count(self, filters: Filters = NO_FILTERS) -> int:
        """How many products the filters leave."""
        with self._legs.lock:
            return int(np.count_nonzero(self._legs.columns.mask(filters)))

    def allowed(self, ids: Sequence[str], filters: Filters = NO_FILTERS) -> npt.NDArray[np.bool_]:
        """bool [n] in the order of the ids: whether the product is indexed and the filters leave it."""
        with self._legs.lock:
            columns = self._legs.columns
            rows = np.fromiter((columns.row_of.get(known, -1) for known in ids), np.int64, len(ids))
            return np.append(columns.mask(filters), False)[rows]  # row -1: the one appended

    def facets(self, of: Filters | Iterable[str] = NO_FILTERS) -> dict[str, dict[str, int]]:
        """facet → value → number of products, for what the filters leave or for the given ids.

        Facets are "brand", "category" (every level) and each attribute or option by name, most frequent value first.
        """
        with self._legs.lock:
            chosen = of if isinstance(of, Filters) else Filters(only_ids=frozenset(of))
            return facet_counts(self._legs.columns, self._legs.columns.mask(chosen))

    @property
    def vocabulary(self) -> Vocabulary:
        """The shop's brands, categories and attribute values."""
        with self._legs.lock:
            return self._legs.vocabulary()

    def overview(self, filters: Filters = NO_FILTERS) -> Overview:
        """Counts, price ranges, cheapest and dearest of what the filters leave."""
        with self._legs.lock:
            return overview_of(self._legs.columns, self._legs.columns.mask(filters))
