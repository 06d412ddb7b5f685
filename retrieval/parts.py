"""The parts of an index as its files hold them: read together, and refused unless each fits the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from zipfile import BadZipFile

from retrieval import folder as folders
from retrieval.columns import Columns
from retrieval.completing.completion import Completion
from retrieval.digests import Digests
from retrieval.folder import Manifest
from retrieval.nearest.files import load_vectors
from retrieval.nearest.vectors import VectorIndex
from retrieval.words.lexical import LexicalIndex
from store.errors import SetupError
from store.fingerprint import fingerprint

HASHES_FILE = "hashes.json"
# What the readers of the files raise where a file is not what it should be.
UNREADABLE = (
    OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, RuntimeError,
    BadZipFile, SyntaxError, TokenError,  # NumPy reads a header as Python
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """`hashes`: product id → content hash."""

    columns: Columns
    words: LexicalIndex
    vectors: VectorIndex
    completion: Completion
    hashes: dict[str, str]
    digests: Digests

    @classmethod
    def load(cls, folder: Path, manifest: Manifest) -> Parts:
        """The parts of the generation that the manifest names. `SetupError` unless they are of one state."""
        generation = folder / manifest.generation
        try:
            columns = Columns.load(generation)
            parts = cls(
                columns,
                LexicalIndex.load(generation),
                load_vectors(generation),
                Completion.load(generation, columns),
                json.loads((generation / HASHES_FILE).read_text()),
                Digests.load(generation),
            )
            wrong = [part for part, fits in parts._compared(manifest) if not fits]
        except UNREADABLE as error:
            raise SetupError(f"The index in {folder} is damaged: {error}.", folders.mend(folder)) from error
        if wrong:
            problem = f"The index in {folder} is damaged: {', '.join(wrong)} of another state than the rest."
            raise SetupError(problem, folders.mend(folder))
        return parts

    def _compared(self, manifest: Manifest) -> Iterator[tuple[str, bool]]:
        """Each part, and whether it has the products and the rows that the columns have."""
        rows, products = self.columns.size, len(self.columns)
        yield "vectors", self.vectors.matrix.shape == (rows, manifest.dim)
        yield "digests", len(self.digests.words) == len(self.digests.texts) == rows
        yield "names", len(self.completion) == rows
        yield "words", len(self.words) == products
        yield "hashes", self.hashes.keys() == self.columns.row_of.keys()
        yield "manifest", (manifest.products, manifest.fingerprint) == (products, fingerprint(self.hashes))
