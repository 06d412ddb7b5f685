"""The composition root: from a shop's folder and the settings to an assistant that is ready to talk."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assistant.assistant import Assistant
from assistant.chat_model import ChatModel
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.reader import Reader
from assistant.resilient_model import Patience, ResilientModel
from assistant.settings import Settings
from assistant.shop import Shop
from ranker.in_service import RANKER_SETTING
from ranker.policy import Policy
from ranker.policy.rules_file import read_rules
from ranker.ranking import Ranking, Serving
from ranker.statistics_file import open_statistics
from retrieval.encoder import Encoder, MiniLM
from retrieval.index import Index
from retrieval.photos.home import has_network, open_photos
from retrieval.photos.index import PhotoIndex
from retrieval.rewriting.synonyms import shop_synonyms
from retrieval.tuning import checkpoint
from store import demo
from store.errors import SetupError
from store.importers import ImportReport, IndexBuilder, catalogue_after, import_into
from store.products import Product
from store.progress import Progress, silent
from store.store import Store

NO_KEY = "none"  # a server of one's own wants none, but the client will not start without a word
INDEX_SETTING = "index"  # the name of the index folder that belongs to the catalogue as it is
ENCODER_SETTING = "encoder"  # the name of the shop's own encoder; none, or nothing, is the original


def open_shop(home: Path, encoder: Encoder | None = None, progress: Progress = silent) -> Shop:
    """Everything of the shop in `home`, loaded. Raises SetupError with the command that mends what is wrong.

    The reader was trained on the original encoder and reads with it; search reads with the shop's own where it has one.
    """
    store = Store.open(home)
    try:
        encoder = encoder or MiniLM()
        index = load_index(store, search_encoder(store, encoder))
        rules = read_rules(home)
        ranking = Ranking.open(home, store, index, progress, serving_ranker(store, search_encoder(store, encoder)))
        ids = index.matching()
        popularity = dict(zip(ids, ranking.statistics.of(ids).tolist(), strict=True))
        index.set_popularity(popularity, store.behaviour.popular_queries())
        photos = load_photos(store, encoder, index, progress)
    except BaseException:
        store.close()
        raise
    return Shop(
        home=home,
        name=store.name,
        currency=store.currency,
        language=store.language,
        store=store,
        index=index,
        ranking=ranking,
        policy=Policy(ranking.catalogue, rules, index.vectors, store.behaviour.places),
        reader=Reader(index.vocabulary, encoder),
        photos=photos,
    )


def serving_ranker(store: Store, encoder: Encoder) -> Serving | None:
    """The shop's trained ranker over the index of this encoder; None where there is none."""
    name = store.settings.get(RANKER_SETTING)
    return Serving(name, encoder.name) if name else None


def load_photos(store: Store, base: Encoder, index: Index, progress: Progress = silent) -> PhotoIndex | None:
    """The index of the shop's photos, brought up to date; None where no image network was trained beside `base`."""
    if not has_network(store.home):
        return None
    return open_photos(store.home, store.products.pictured(), base, index, progress)


def search_encoder(store: Store, base: Encoder) -> Encoder:
    """What the shop's search reads texts with: its own encoder over `base` where it was trained, else `base`."""
    name = store.settings.get(ENCODER_SETTING)
    return checkpoint.read(store.home, name, base)[1] if name else base


def load_index(store: Store, encoder: Encoder) -> Index:
    """The shop's index. Raises SetupError where it is missing, damaged, or of another encoder or catalogue."""
    name = store.settings.get(INDEX_SETTING)
    folder = store.home / "index" / name if name else None
    if folder is None or not folder.is_dir():
        raise SetupError(f"The shop in {store.home} has no search index.", f"daogou index --home {store.home}")
    return Index.load(folder, encoder, store.products.fingerprint(), shop_synonyms(store.home))


def build_index(home: Path, products: Iterable[Product], encoder: Encoder, progress: Progress = silent) -> str:
    """Indexes the products into a new folder of `home` and returns its name; nothing refers to it yet."""
    name = f"index-{uuid.uuid4().hex[:12]}"
    Index.build(home / "index" / name, products, encoder, progress)
    return name


def reindex(home: Path, encoder: Encoder | None = None, progress: Progress = silent) -> int:
    """Builds the index again from the records and switches to it; returns how many products it holds."""
    with Store.open(home) as store:
        name = build_index(home, store.products.all(), search_encoder(store, encoder or MiniLM()), progress)
        store.settings.set(INDEX_SETTING, name)
        sweep_indexes(home, name)
        return store.products.count()


def sweep_indexes(home: Path, current: str) -> None:
    """Removes all indexes of the shop but the current one."""
    for folder in (home / "index").iterdir():
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)


def import_shop(
    source: Path,
    home: Path,
    mapping: Path | None = None,
    progress: Progress = silent,
    *,
    name: str = "",
    currency: str = "",
    url: str | None = None,
    replace: bool = False,
    strict: bool = False,
) -> ImportReport:
    """Imports a file or folder into the shop in `home`, index and statistics included.

    Raises SetupError with the row, the column and the reason; then the shop is as it was.
    """
    encoder = MiniLM()
    report = import_into(
        home,
        source,
        mapping,
        progress,
        lambda store: _index_builder(store, encoder, progress),
        name=name,
        currency=currency,
        url=url,
        replace=replace,
        strict=strict,
    )
    with Store.open(home) as store:
        open_statistics(home / "ranker", store, progress)
    return report


def _index_builder(store: Store, base: Encoder, progress: Progress) -> IndexBuilder:
    """Makes the index that an import switches to: the present one moved on where it can be, else a new one."""

    def build(changed: list[Product], removed: list[str]) -> str:
        current, encoder = store.settings.get(INDEX_SETTING), search_encoder(store, base)
        if current is None or len(changed) > store.products.count():
            return build_index(store.home, catalogue_after(store, changed, removed), encoder, progress)
        index = load_index(store, encoder)
        index.update(changed, removed)
        name = f"index-{uuid.uuid4().hex[:12]}"
        index.save(store.home / "index" / name)
        return name

    return build


def build_demo(home: Path, progress: Progress = silent, today: date | None = None) -> None:
    """Builds the demo shop in `home` with its index and statistics. Raises SetupError where a shop is already."""
    encoder = MiniLM()
    store = demo.build(
        home, today=today, progress=progress, index=lambda products: build_index(home, products, encoder, progress)
    )
    open_statistics(home / "ranker", store, progress)
    store.close()


def connect(settings: Settings, base_url: str, name: str) -> ChatModel:
    """The model at an OpenAI-compatible address, bounded in time and behind a breaker."""
    inner = OpenAIModel(OpenAISettings(base_url=base_url, model=name, api_key=settings.api_key or NO_KEY))
    patience = Patience(
        first_token=settings.first_token_seconds,
        total=settings.turn_seconds,
        failures=settings.breaker_failures,
        rest=settings.breaker_seconds,
    )
    return ResilientModel(inner, patience)


def open_assistant(home: Path, model: ChatModel | None, progress: Progress = silent) -> Assistant:
    """The assistant of the shop in `home`; with no model it answers from the reader and its templates."""
    return Assistant(open_shop(home, progress=progress), model)
