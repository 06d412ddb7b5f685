"""A pack of sequences as a shop: what it sells, what its shoppers did, and the product held out of each.

The pack knows titles and orders of taking only. Every product costs the same and has no brand and no category, times
are made up (see `ranker.evaluate.read_sequences`), and each shopper's last product is left out of all events.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.build import INDEX_SETTING, build_index
from ranker.evaluate import Split, leave_last_out, read_sequences
from ranker.statistics_file import open_statistics
from retrieval.encoder import Encoder
from retrieval.folder import FORMAT
from store.customers import Customer
from store.errors import SetupError, reason_of
from store.migrate import newest_revision
from store.products import Product
from store.progress import Progress, silent
from store.store import Store

FILES = ("sequences.txt.gz", "items.jsonl.gz")
SHOPS = Path("var/evaluate")  # where shops of packs are kept between runs
BUILD = "1"  # to be raised when the shop of a pack is built in another way; its tables count of themselves


@dataclass(frozen=True, slots=True)
class Pack:
    """Titles by product id, for those that have one, and the held-out product id by shopper."""

    titles: Mapping[str, str]
    targets: Mapping[str, str]
    products: Sequence[Product]
    split: Split
    fingerprint: str


def read_pack(folder: Path) -> Pack:
    """Raises SetupError when a file is not there or cannot be read."""
    try:
        digest = hashlib.sha256(f"{BUILD} {newest_revision()} {FORMAT}".encode())
        for name in FILES:
            digest.update((folder / name).read_bytes())
        products, events = read_sequences(folder)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        problem = f"{folder} is no pack with {' and '.join(FILES)}: {reason_of(error)}."
        raise SetupError(problem, "daogou evaluate dialogue --data ../shared/data/beauty") from None
    split = leave_last_out(events)
    titles = {product.id: product.title for product in products if product.title != product.id}
    targets = {shopper: event.product_id for shopper, event in split.held_out.items() if event.product_id in titles}
    return Pack(titles, targets, products, split, digest.hexdigest()[:16])


def half_of(shopper: str) -> str:
    """`dev`, for reading errors, where the SHA-256 of the id is even; else `test`, for reporting."""
    return "test" if hashlib.sha256(shopper.encode()).digest()[-1] % 2 else "dev"


def chosen(pack: Pack, half: str, count: int, seed: int) -> list[str]:
    """Shoppers of one half, drawn without replacement; the same for the same seed. `count` 0 takes all."""
    own = sorted(shopper for shopper in pack.targets if half_of(shopper) == half)
    return random.Random(seed).sample(own, min(count or len(own), len(own)))


def shop_of(pack: Pack, encoder: Encoder, shops: Path = SHOPS, progress: Progress = silent) -> Path:
    """The folder of the pack's shop, built the first time. A build that was killed leaves no shop behind."""
    home = shops / pack.fingerprint
    if not (home / "shop.json").is_file():
        draft = shops / f"{pack.fingerprint}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        _build(pack, draft, encoder, progress)
        draft.rename(home)
    return home


def _build(pack: Pack, home: Path, encoder: Encoder, progress: Progress) -> None:
    with Store.create(home, name="Beauty", currency="USD") as store:
        store.products.upsert(pack.products)
        store.customers.upsert(Customer(shopper) for shopper in pack.split.histories)
        store.behaviour.record(event for history in pack.split.histories.values() for event in history)
        store.settings.set(INDEX_SETTING, build_index(home, store.products.all(), encoder, progress))
        open_statistics(home / "ranker", store, progress)
