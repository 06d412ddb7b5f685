"""Everything that orders one shop's products, opened together and kept in step with the shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ranker.candidates.brand import BrandAffinity
from ranker.candidates.co_bought import CoBought
from ranker.candidates.cross_category import CrossCategory
from ranker.candidates.graph import GraphNeighbours
from ranker.candidates.new import NewArrivals
from ranker.candidates.pool import CandidatePool
from ranker.candidates.popular import Popular
from ranker.candidates.promoted import Promoted
from ranker.candidates.sequence import NextInSequence
from ranker.candidates.similar import Similar
from ranker.candidates.social import Follows, Histories, Social
from ranker.candidates.source import CandidateSource, ProductIndex
from ranker.catalogue import Catalogue
from ranker.history import HistoryRanker
from ranker.item_graph import ItemGraph
from ranker.item_graph_file import open_graph
from ranker.keeping import recall
from ranker.learned import LearnedSignals
from ranker.popularity import PopularityRanker
from ranker.statistics import Statistics
from ranker.statistics_file import EventLog, open_statistics
from store.behaviour import Event
from store.products import Product
from store.progress import Progress, silent


class ShopProducts(Protocol):
    def ids(self) -> Iterable[str]: ...

    def all(self) -> Iterator[Product]: ...


class ShopEvents(EventLog, Histories, Protocol):
    """Everybody's events, and one customer's."""


class ShopData(Protocol):
    """The part of a store that ranking reads."""

    @property
    def products(self) -> ShopProducts: ...

    @property
    def behaviour(self) -> ShopEvents: ...

    @property
    def customers(self) -> Follows: ...


@dataclass(frozen=True, slots=True)
class Serving:
    """Which trained ranker serves, and the name of the encoder behind the index."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """One shop's rankers and candidates over one catalogue and one set of statistics."""

    catalogue: Catalogue
    statistics: Statistics
    ranker: HistoryRanker
    popularity: PopularityRanker
    pool: CandidatePool

    @classmethod
    def open(
        cls,
        home: Path,
        store: ShopData,
        index: ProductIndex,
        progress: Progress = silent,
        serving: Serving | None = None,
    ) -> Ranking:
        """For the shop in `home`; its `ranker/` folder is made or mended where needed.

        Raises SetupError where the trained ranker cannot serve the shop as it is.
        """
        statistics = open_statistics(home / "ranker", store, progress)
        catalogue = Catalogue(store.products.all())
        graph = open_graph(home / "ranker", statistics)
        social = Social(store.customers, store.behaviour, statistics, catalogue)
        learned = recall(home, serving.name, catalogue, index, serving.content).learned if serving else None
        return cls.of(catalogue, statistics, index, graph, social, learned)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        statistics: Statistics,
        index: ProductIndex,
        graph: ItemGraph | None = None,
        social: Social | None = None,
        learned: LearnedSignals | None = None,
    ) -> Ranking:
        """Without a graph one is built from the statistics; without `social` nobody is listened to, and without
        `learned` the ranker is the one that needs no training."""
        sources: list[CandidateSource] = [
            Similar(index, catalogue),
            CoBought(statistics, catalogue),
            GraphNeighbours(graph or ItemGraph.build(statistics), statistics, catalogue),
            BrandAffinity(statistics, catalogue),
            CrossCategory(statistics, catalogue),
            Popular(statistics, index, catalogue),
            Promoted(statistics, catalogue),
            NewArrivals(catalogue),
        ]
        sources += [social] if social else []
        sources += [NextInSequence(learned.scorer, catalogue)] if learned else []
        return cls(
            catalogue,
            statistics,
            HistoryRanker(statistics, catalogue, index, learned=learned),
            PopularityRanker(statistics),
            CandidatePool(sources),
        )

    def observe(self, event: Event) -> None:
        """Lets an event count from the next ranking on."""
        self.statistics.observe(event)

    def refresh(self, changed: Iterable[Product], removed: Iterable[str] = ()) -> None:
        """Takes over new prices, stock and products without opening again."""
        coming = list(changed)
        self.catalogue.update(coming, removed)
        if self.ranker.learned is not None:
            self.ranker.learned.refresh(product.id for product in coming)
