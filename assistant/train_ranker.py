"""A shop's ranker is trained on the shop's own events, and taken into service where it is better than what serves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.build import load_index, search_encoder
from ranker.catalogue import Catalogue
from ranker.held_out import Taken, cut_at
from ranker.history import HistoryRanker
from ranker.in_service import RANKER_BEFORE, RANKER_SETTING, UNTRAINED
from ranker.keeping import Kept, keep, recall, sweep
from ranker.learned import LearnedSignals
from ranker.neural.recipes import FRESH
from ranker.neural.serving import SequenceScorer
from ranker.popularity import PopularityRanker
from ranker.preparation.shop import prepare_shop
from ranker.statistics import Statistics
from ranker.training import CHOSEN, FEWEST, Shop, TooFew, Trained, last_cases, measure, train_ranker
from ranker.trial import Verdict, judge
from retrieval.encoder import Encoder, MiniLM
from store.errors import SetupError
from store.progress import Progress, silent
from store.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is of the ranker in service now. `seconds` is processor time of the training."""

    name: str
    verdict: Verdict
    epochs: int
    seconds: float
    events: int
    left_out: int

    def figures(self) -> dict[str, Any]:
        return {
            "adopted": self.verdict.adopted,
            "ranker": self.name,
            "reason": self.verdict.reason,
            "epochs": self.epochs,
            "seconds": round(self.seconds, 1),
            "events": self.events,
            "left out": self.left_out,
            **self.verdict.figures(),
        }


def train_shop_ranker(
    home: Path, seed: int = 0, progress: Progress = silent, encoder: Encoder | None = None
) -> Outcome:
    """Trains on the shop in `home`. The shop is changed only where the verdict says so: in one step, and whole.

    Raises SetupError where the shop or its index is not as it should be, or there is too little behaviour.
    """
    with Store.open(home) as store:
        shop, left_out = _shop(store, encoder or MiniLM(), progress)
        serving = _serving(store, shop)
        cases = last_cases(shop, serving.until if serving else None)
        if len(cases) < FEWEST:
            problem = f"Shoppers took {len(cases)} new products in the time to measure on; {FEWEST} are needed."
            raise SetupError(problem, f"daogou prepare --home {home}")
        try:
            trained = train_ranker(shop, FRESH, seed, progress)
        except TooFew as error:
            raise SetupError(f"{error}.".capitalize(), f"daogou prepare --home {home}") from error
        verdict = _verdict(shop, trained, serving, cases, progress)
        name = _adopt(store, trained, verdict) if verdict.adopted else (serving.name if serving else UNTRAINED)
    return Outcome(name, verdict, len(trained.epochs), trained.seconds, len(shop.events), left_out)


def undo_training(home: Path) -> str:
    """Goes back to the ranker before the present one; without one, to the ranker without training. Returns its name."""
    with Store.open(home) as store:
        before = store.settings.get(RANKER_BEFORE) or ""
        if before and not (home / "ranker" / before).is_dir():
            before = ""
        with store.transaction():
            store.settings.set(RANKER_SETTING, before)
            store.settings.set(RANKER_BEFORE, "")
        sweep(home, {before})
    return before or UNTRAINED


def _shop(store: Store, base: Encoder, progress: Progress) -> tuple[Shop, int]:
    """What training reads, and how many events preparation left out."""
    encoder = search_encoder(store, base)
    index = load_index(store, encoder)
    prepared = prepare_shop(store, datetime.now(UTC), progress=progress)
    events = list(prepared.events.events())
    if not events:
        raise SetupError("The shop has no events to learn from.", f"daogou prepare --home {store.home}")
    catalogue = Catalogue(store.products.all())
    shop = Shop(catalogue, index, events, encoder.name, store.products.fingerprint())
    return shop, prepared.report.read - prepared.report.kept


def _serving(store: Store, shop: Shop) -> Kept | None:
    """The ranker in service; None where there is none, or where it no longer fits the shop and is to be replaced."""
    name = store.settings.get(RANKER_SETTING)
    if not name:
        return None
    try:
        return recall(store.home, name, shop.catalogue, shop.index, shop.content)
    except SetupError:
        return None


def _verdict(shop: Shop, trained: Trained, serving: Kept | None, cases: list[Taken], progress: Progress) -> Verdict:
    """Every ranker over the same statistics, of what happened before the first case."""
    start = max(cut_at(shop.events, CHOSEN), serving.until) if serving else cut_at(shop.events, CHOSEN)
    before = (event for event in shop.events if event.at < start)
    statistics = Statistics.build(before, shop.catalogue.ids, progress)
    scorer = SequenceScorer(trained.found, shop.catalogue, shop.index)
    new = LearnedSignals(scorer, trained.weights)
    old = serving.learned if serving else None
    progress("measuring", 0, 2)
    found = measure(HistoryRanker(statistics, shop.catalogue, shop.index, learned=new), shop.catalogue, cases)
    progress("measuring", 1, 2)
    rival = measure(HistoryRanker(statistics, shop.catalogue, shop.index, learned=old), shop.catalogue, cases)
    popular = measure(PopularityRanker(statistics), shop.catalogue, cases)
    return judge(found, rival, popular, "serving" if serving else UNTRAINED)


def _adopt(store: Store, trained: Trained, verdict: Verdict) -> str:
    """The ranker is written whole, then the shop is switched to it; the one before it is kept to go back to."""
    name = keep(store.home, trained, verdict.figures(), store.behaviour.count())
    before = store.settings.get(RANKER_SETTING) or ""
    with store.transaction():
        store.settings.set(RANKER_SETTING, name)
        store.settings.set(RANKER_BEFORE, before)
    sweep(store.home, {name, before})
    return name
