"""A shop's encoder is trained on the shop, and taken into service with an index of its own where it finds more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.build import ENCODER_SETTING, INDEX_SETTING, build_index, load_index, search_encoder, sweep_indexes
from ranker.in_service import RANKER_BEFORE, RANKER_SETTING
from ranker.keeping import sweep
from retrieval.encoder import Encoder, MiniLM
from retrieval.text import dense_text
from retrieval.tuning import checkpoint
from retrieval.tuning.adapted import RememberingEncoder
from retrieval.tuning.trial import Verdict
from retrieval.tuning.tuning import Tuned, tune
from store.products import Product
from store.progress import Progress, silent
from store.store import Store


@dataclass(frozen=True, slots=True)
class Trained:
    """`name` is of the encoder that is in service now, `pairs` how many the new one learnt from.

    `ranker_gone`: the shop had a trained ranker, which read products with the encoder before and serves no more.
    """

    name: str
    pairs: int
    verdict: Verdict
    ranker_gone: bool = False

    def figures(self) -> dict[str, Any]:
        return {
            "adopted": self.verdict.adopted,
            "encoder": self.name,
            "reason": self.verdict.reason,
            "pairs": self.pairs,
            "ranker gone": self.ranker_gone,
            **self.verdict.figures(),
        }


def train_encoder(home: Path, encoder: Encoder | None = None, seed: int = 0, progress: Progress = silent) -> Trained:
    """Trains on the shop in `home`. The shop is changed only if the verdict says that it pays: in one step, and whole.

    A shop that has been trained is trained anew from the original encoder, and compared with the one in service.
    Raises SetupError where the shop or its index is not as it should be.
    """
    with Store.open(home) as store:
        products = list(store.products.all())
        base = _remembering(store, products, encoder or MiniLM(), progress)
        serving = search_encoder(store, base)
        tuned = tune(products, store.behaviour.taken(), base, serving, seed, progress)
        if not tuned.verdict.adopted:
            return Trained(serving.name, tuned.pairs, tuned.verdict)
        name, ranker_gone = _adopt(store, products, base, tuned, seed, progress)
    return Trained(name, tuned.pairs, tuned.verdict, ranker_gone)


def forget_training(home: Path, encoder: Encoder | None = None, progress: Progress = silent) -> tuple[str, bool]:
    """Goes back to the original encoder, with an index of its own.

    Returns its name, and whether the shop's trained ranker serves no more.
    """
    base = encoder or MiniLM()
    with Store.open(home) as store:
        name = build_index(home, store.products.all(), base, progress)
        return base.name, _switch(store, "", name)


def _remembering(store: Store, products: list[Product], base: Encoder, progress: Progress) -> RememberingEncoder:
    """The base with the products' vectors, taken from the index where that is the base's own."""
    texts = list(map(dense_text, products))
    if search_encoder(store, base) is base:
        vectors = load_index(store, base).vectors([product.id for product in products])
    else:
        vectors = base.encode(texts, progress)
    return RememberingEncoder(base, dict(zip(texts, vectors, strict=True)))


def _adopt(
    store: Store, products: list[Product], base: Encoder, tuned: Tuned, seed: int, progress: Progress
) -> tuple[str, bool]:
    """The checkpoint and the index are written whole, then the shop is switched to both: the name, as `_switch`."""
    about = {"pairs": tuned.pairs, **tuned.verdict.figures()}
    encoder = checkpoint.write(
        store.home, base, tuned.matrix, fingerprint=store.products.fingerprint(), seed=seed, metrics=about
    )
    index = build_index(store.home, products, encoder, progress)
    return encoder.name, _switch(store, encoder.name, index)


def _switch(store: Store, encoder: str, index: str) -> bool:
    """To the encoder and its index; away from rankers that were trained over another. Returns whether one served."""
    other = (store.settings.get(ENCODER_SETTING) or "") != encoder
    served = other and bool(store.settings.get(RANKER_SETTING))
    with store.transaction():
        if other:
            store.settings.set(RANKER_SETTING, "")
            store.settings.set(RANKER_BEFORE, "")
        store.settings.set(ENCODER_SETTING, encoder)
        store.settings.set(INDEX_SETTING, index)
    sweep_indexes(store.home, index)
    checkpoint.sweep(store.home, encoder)
    if other:
        sweep(store.home, set())
    return served
