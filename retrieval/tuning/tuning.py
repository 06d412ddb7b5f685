"""Learning from a shop, and the verdict on what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Encoder
from retrieval.text import dense_text
from retrieval.tuning.adapted import AdaptedEncoder
from retrieval.tuning.checkpoint import name_of
from retrieval.tuning.facts import Facts, facts_of
from retrieval.tuning.logged import Logged, by_day
from retrieval.tuning.pairs import Pair, pairs_of
from retrieval.tuning.training import train
from retrieval.tuning.trial import Check, Verdict, checks_of, is_held, judge, same_words
from store.behaviour import Taken
from store.products import Product
from store.progress import Progress, silent

PAIRS, EACH = 24_000, 6  # pairs at most, and of a product on average in a shop too small for so many
STAGE = "reading what was asked"
CHUNK = 512  # texts between two reports of progress

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tuned:
    """The map learnt, how many pairs it was learnt from, and whether it is better than what is in service."""

    matrix: Vectors
    pairs: int
    verdict: Verdict


def tune(
    products: Sequence[Product],
    taken: Sequence[Taken],
    base: Encoder,
    serving: Encoder,
    seed: int = 0,
    progress: Progress = silent,
) -> Tuned:
    """Learns a map from the products and from what was `taken` after queries.

    `base` is the encoder that is adapted, `serving` what the outcome is compared with: `base`, or an earlier map over
    it. The products' texts are encoded several times: `base` had better remember them.
    """
    earlier, later = by_day(taken)
    facts = _facts(products, earlier)
    checks = checks_of(products, facts, later, seed)
    learnt_from = [product for product in products if not is_held(product)]
    made = pairs_of(learnt_from, min(PAIRS, EACH * len(learnt_from)), seed, earlier)
    pairs = _untold(made, checks, later)
    rows = {product.id: row for row, product in enumerate(products)}
    queries = _encoded([pair.query for pair in pairs], base, progress)
    answers = base.encode([dense_text(product) for product in products])[[rows[pair.product_id] for pair in pairs]]
    matrix = train(pairs, facts, queries, answers, seed, progress)
    tuned = AdaptedEncoder(base, matrix, name_of(base, matrix))
    return Tuned(matrix, len(pairs), judge(checks, products, serving, tuned))


def _facts(products: Sequence[Product], logged: Logged) -> dict[str, Facts]:
    queries: dict[str, list[str]] = {}
    for query, taken in logged.items():
        for known in taken:
            queries.setdefault(known, []).append(query)
    return {product.id: facts_of(product, queries.get(product.id, ())) for product in products}


def _untold(pairs: Sequence[Pair], checks: Sequence[Check], later: Logged) -> list[Pair]:
    """The pairs without the queries of the checks, in whatever order of words; logged ones may be asked again."""
    told = {same_words(check.query) for check in checks if check.query not in later}
    return [pair for pair in pairs if same_words(pair.query) not in told]


def _encoded(texts: Sequence[str], encoder: Encoder, progress: Progress) -> Vectors:
    """One vector a text; each different text is encoded once."""
    different = list(dict.fromkeys(texts))
    found: dict[str, Vectors] = {}
    for start in range(0, len(different), CHUNK):
        chunk = different[start : start + CHUNK]
        found |= dict(zip(chunk, encoder.encode(chunk), strict=True))
        progress(STAGE, start + len(chunk), len(different))
    return np.array([found[text] for text in texts], np.float32).reshape(len(texts), encoder.dim)
