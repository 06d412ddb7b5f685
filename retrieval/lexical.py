"""Word search: BM25 over weighted fields in a tantivy index, exact under a mask of rows that may answer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from retrieval.rewrite import NO_ALTERNATIVES, Alternatives
from retrieval.text import Fields, codes_in, spaced, whole

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

WEIGHTS = {"head": 1.0, "everything": 0.3, "codes": 1.0}
WORDS = "words"
LONGEST_WORD = 40  # characters; longer runs are noise
QUERY_TERMS = 64  # distinct words of a query that count; the rest of a pasted page does not
EXACT_COVERAGE = 4  # words up to which the share covered is exact
MOST = 0.6  # of the words of a longer query
STOP_WORDS = (  # how people ask, not what for; they count only in a query that has nothing else
    "a an and any are as at be but by can do find for from get give have i if in into is it its like looking me my "
    "need no not of on or please show some such that the their then there these they this to want was what which will "
    "with would you your"
)
WRITER_BYTES = 48_000_000
FEW, MANY = 2_000, 20  # up to FEW allowed rows, or fewer than one in MANY, are asked for by number
NOTHING = np.empty(0, np.int64), np.empty(0, np.float32)


def _analyzer() -> TextAnalyzerBuilder:
    """Words as they are spelt: runs of letters and digits, lower case and without accents."""
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )


class LexicalIndex:
    """Documents are product rows. Changes are seen by searches after `commit`."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in the folder, or begins an empty one there. The folder must exist."""
        self.folder = folder
        schema = tantivy.SchemaBuilder()
        for field in WEIGHTS:
            schema.add_text_field(field, tokenizer_name=WORDS, index_option="freq")
        schema.add_unsigned_field("row", indexed=True, fast=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._surfaces = _analyzer().build()
        self._words = _analyzer().filter(Filter.stemmer("english")).build()
        self._index.register_tokenizer(WORDS, self._words)
        self.stop_words = frozenset(self._words.analyze(STOP_WORDS))
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = self._index.searcher()
        self._finding: dict[str, bool] = {}  # query → whether it finds anything, until the next commit

    def put(self, row: int, fields: Fields, *, new: bool = False) -> None:
        """Writes the row's document, replacing an earlier one unless `new`."""
        if not new:
            self.remove(row)
        document = tantivy.Document()
        for field in WEIGHTS:
            document.add_text(field, getattr(fields, field))
        document.add_unsigned("row", row)
        self._write().add_document(document)

    def remove(self, row: int) -> None:
        self._write().delete_documents_by_query(Query.term_query(self._schema, "row", row))

    def commit(self) -> None:
        """Makes what was written durable and visible."""
        self._write().commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._finding.clear()

    def close(self) -> None:
        """Lets go of the writer, so that the folder may be copied or opened elsewhere."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _write(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(WRITER_BYTES, 1)
        return self._writer

    def surfaces(self, text: str) -> list[str]:
        """The words of the text as spelt, folded; as many as `stems` gives, in the same order."""
        return list(self._surfaces.analyze(whole(text)))

    def stems(self, text: str) -> list[str]:
        """The words of the text as they are indexed."""
        return list(self._words.analyze(whole(text)))

    def frequencies(self, field: str) -> dict[str, int]:
        """stem → number of documents that have it in the field."""
        return dict(self._searcher.terms_with_prefix(field, ""))

    def count(self, stems: Iterable[str]) -> int:
        """Number of documents with all the stems anywhere."""
        terms = [(Occur.Must, Query.term_query(self._schema, "everything", stem)) for stem in stems]
        return int(self._searcher.search(Query.boolean_query(terms), 1).count)

    def having(self, stem: str, most: int) -> Rows:
        """At most `most` rows of documents that have the stem anywhere, in no order."""
        return self._run(Query.const_score_query(Query.term_query(self._schema, "everything", stem), 0.0), most)[0]

    def top(
        self, query: str, k: int, allowed: Mask | None = None, alternatives: Alternatives = NO_ALTERNATIVES
    ) -> tuple[Rows, Scores]:
        """The `k` rows of highest BM25, best first, with their scores; only rows that match a word of the query.

        Any text is a query: it is cut into words here, and no sign in it means anything. A mask leaves word
        statistics as they are, so scores equal those of an unmasked search. A word scores as the best of itself and
        its alternatives.
        """
        parsed = self._query(query, alternatives)
        if parsed is None or k <= 0:
            return NOTHING
        if allowed is None:
            return self._run(parsed, k)
        count = int(np.count_nonzero(allowed))
        if count <= FEW or count * MANY < allowed.size:
            return self._run(self._within(parsed, np.flatnonzero(allowed)), min(k, count)) if count else NOTHING
        return self._run_and_drop(parsed, k, allowed)

    def finds(self, query: str) -> bool:
        """Whether any document matches. For a few queries that are asked for again and again: answers are kept."""
        if query not in self._finding:
            self._finding[query] = self.top(query, 1)[0].size > 0
        return self._finding[query]

    def _run_and_drop(self, query: Query, k: int, allowed: Mask) -> tuple[Rows, Scores]:
        """Fetches more until `k` allowed rows are among them or nothing is left: exact, and quick when many may."""
        fetch = 2 * k * allowed.size // int(np.count_nonzero(allowed))
        while True:
            rows, scores = self._run(query, fetch)
            kept = allowed[rows]
            if rows.size < fetch or np.count_nonzero(kept) >= k:
                return rows[kept][:k], scores[kept][:k]
            fetch *= 8

    def _within(self, query: Query, rows: Rows) -> Query:
        chosen = Query.const_score_query(Query.term_set_query(self._schema, "row", rows.tolist()), 0.0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, chosen)])

    def _run(self, query: Query, k: int) -> tuple[Rows, Scores]:
        hits = self._searcher.search(query, k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return np.array(rows, np.int64), np.array([score for score, _ in hits], np.float32)

    def _query(self, text: str, alternatives: Alternatives) -> Query | None:
        words = list(dict.fromkeys(self._words.analyze(spaced(text))))[:QUERY_TERMS]
        telling = [word for word in words if word not in self.stop_words] or words
        parts = [
            (Occur.Should, Query.boost_query(self._covered(field, telling, alternatives), weight))
            for field, weight in WEIGHTS.items()
            if field != "codes" and telling
        ]
        parts += [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, "codes", code), WEIGHTS["codes"]))
            for code in codes_in(text)[:QUERY_TERMS]
        ]
        return Query.boolean_query(parts) if parts else None

    def _covered(self, field: str, words: list[str], alternatives: Alternatives) -> Query:
        """BM25 of the words in the field, times the share of the words that the field has.

        A sum over m = 1 … n of "at least m words match" gives a document with j of n words j times its BM25: divided
        by n, that is the product. A query of many words costs too much so: there, having most of them counts double.
        """
        terms = [(Occur.Should, self._word(field, word, alternatives)) for word in words]
        least = range(1, len(terms) + 1) if len(terms) <= EXACT_COVERAGE else (1, math.ceil(len(terms) * MOST))
        parts = [(Occur.Should, Query.boost_query(Query.boolean_query(terms, m), 1 / len(least))) for m in least]
        return Query.boolean_query(parts)

    def _word(self, field: str, word: str, alternatives: Alternatives) -> Query:
        """The word, or the best of it and what may stand for it."""
        itself = Query.term_query(self._schema, field, word)
        others = [(self._all(field, other.stems), other.weight) for other in alternatives.get(word, ())]
        if not others:
            return itself
        # A plain word is looked up faster than the best of several, and most words with alternatives are misspelt.
        parts = [itself] if self._searcher.doc_freq(field, word) else []
        parts += [query if weight == 1 else Query.boost_query(query, weight) for query, weight in others]
        return parts[0] if len(parts) == 1 else Query.disjunction_max_query(parts, 0.0)

    def _all(self, field: str, stems: tuple[str, ...]) -> Query:
        terms = [Query.term_query(self._schema, field, stem) for stem in stems]
        return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])
