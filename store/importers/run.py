"""One import, all or nothing: read everything, build the index beside the old one, then write in one transaction."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace as replaced
from functools import partial
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from store.customers import Customer
from store.errors import SetupError
from store.fingerprint import content_hash, fingerprint
from store.importers.catalogue import Catalogue
from store.importers.errors import MappingError, NothingKeptError, ShopImportError
from store.importers.mapping import ImageColumns
from store.importers.people import CustomerReader
from store.importers.photos import Photos
from store.importers.plan import Plan, make_plan
from store.importers.products import ProductReader
from store.importers.references import References
from store.importers.report import ImportReport
from store.importers.rows import read_rows
from store.products import Product
from store.progress import Progress, silent
from store.store import Store

# (changed or new products, ids of removed ones) -> name of the folder below home/index that now counts
IndexBuilder = Callable[[list[Product], list[str]], str]
INDEX_SETTING = "index"


def run(
    source: Path,
    store: Store,
    mapping: Path | None = None,
    progress: Progress = silent,
    index: IndexBuilder | None = None,
    *,
    replace: bool = False,
    strict: bool = False,
) -> ImportReport:
    """Import a file or folder into an open shop. Raises ShopImportError, and then nothing was written.

    Without `mapping` a shipped one that fits is taken, else a guess. `replace` removes products the source lacks.
    `strict` writes nothing when any row is refused. `index` is called before anything is written, with what search must
    learn; `store` still shows the shop as it was (`catalogue_after` shows it as it will be). The folder name it returns
    goes into the setting "index" in the transaction that writes everything else.
    """
    with _only_import(store.home):
        _sweep(store)
        return _Import(make_plan(source, mapping), store, progress).run(index, replace=replace, strict=strict)


def catalogue_after(store: Store, changed: Iterable[Product], removed: Iterable[str]) -> Iterator[Product]:
    """Every product as it will be once the import is written: for an index that is built from scratch."""
    new = {product.id: product for product in changed}
    gone = set(removed)
    for product in store.products.all():
        if product.id not in gone:
            yield new.pop(product.id, product)
    yield from new.values()


def fingerprint_after(store: Store, changed: Iterable[Product], removed: Iterable[str]) -> str:
    """What `store.products.fingerprint()` will say once the import is written: for the index's manifest."""
    hashes = store.products.hashes() | {product.id: content_hash(product) for product in changed}
    for product_id in removed:
        hashes.pop(product_id, None)
    return fingerprint(hashes)


class _Import:
    """The stages of one import, over what they share."""

    def __init__(self, plan: Plan, store: Store, progress: Progress) -> None:
        self._plan = plan
        self._store = store
        self._progress = progress
        self._report = ImportReport(str(plan.source), plan.mapping.name)
        columns = plan.mapping.products
        self._photos = Photos(plan.source, ImageColumns() if columns is None else columns.image)
        self._check_currency()

    def run(self, index: IndexBuilder | None, *, replace: bool, strict: bool) -> ImportReport:
        store, report = self._store, self._report
        with self._timed("read"):
            products, customers = self._read_records()
        before = store.products.hashes()
        changed, removed = self._difference(products, before, replace=replace)
        catalogue = Catalogue(store, products, before, removed)
        references = References(self._plan, store, catalogue, self._progress)
        self._check_kept(strict, references)
        with self._timed("photos"):
            products = self._with_photos(products)
        current = store.settings.get(INDEX_SETTING)
        folder = current
        if index is not None and (changed or removed or current is None):
            with self._timed("index"):
                folder = index(changed, removed)
        with self._timed("write"), store.transaction():
            if fingerprint(store.products.hashes()) != fingerprint(before):
                raise ShopImportError("The catalogue was changed meanwhile", "the same command again")
            self._write(products, removed, customers)
            references.write(report)
            self._check_anything()
            if folder is not None:
                store.settings.set(INDEX_SETTING, folder)
        report.index = folder or ""
        return report

    # --- reading ------------------------------------------------------------------------------------------------

    def _read_records(self) -> tuple[list[Product], list[Customer]]:
        """Products and customers, each file read once."""
        mapping, report = self._plan.mapping, self._report
        products = customers = None
        if mapping.products is not None:
            noun = report.noun("products")
            products = ProductReader(mapping, mapping.products, self._store.currency, self._photos, noun)
        if mapping.customers is not None:
            customers = CustomerReader(mapping, mapping.customers, report.noun("customers"))
        readers = [(name, reader) for name, reader in (("products", products), ("customers", customers)) if reader]
        for path in dict.fromkeys(path for name, _ in readers for path in self._plan.files[name]):
            takers = [reader for name, reader in readers if path in self._plan.files[name]]
            for row in read_rows(path, partial(self._progress, f"reading {path.name}")):
                for reader in takers:
                    reader.take(row)
        return products.finish() if products else [], customers.finish() if customers else []

    # --- checking -----------------------------------------------------------------------------------------------

    def _check_currency(self) -> None:
        mapping, currency = self._plan.mapping, self._store.currency
        if mapping.products is not None and mapping.currency and mapping.currency != currency:
            reason = f"currency: prices are in {mapping.currency}, the shop counts in {currency}"
            raise MappingError(reason, "daogou import with another --home", file=mapping.path)

    def _check_kept(self, strict: bool, references: References) -> None:
        """Raises NothingKeptError when no product is left of the products' rows, or a strict import refused a row."""
        noun = self._report.nouns.get("products")
        if noun is not None and noun.records == 0:
            raise self._nothing("No row became a product", self._report)
        if strict:
            rehearsal = ImportReport("", "", nouns=dict(self._report.nouns))
            references.rehearse(rehearsal)
            if rehearsal.refused:
                rows = "1 row was" if rehearsal.refused == 1 else f"{rehearsal.refused:,} rows were"
                raise self._nothing(f"{rows} refused", rehearsal)

    def _check_anything(self) -> None:
        """Raises NothingKeptError, while nothing is written for good, when every row of every noun was refused."""
        if self._report.refused and not any(noun.kept for noun in self._report.nouns.values()):
            raise self._nothing("No row could be taken", self._report)

    def _nothing(self, what: str, report: ImportReport) -> NothingKeptError:
        """The error with the first refused row as its place."""
        first = next((refused for noun in report.nouns.values() for refused in noun.refusals), None)
        if first is None:
            return NothingKeptError(what, "check the file", file=self._plan.source)
        value = f" ({first.value!r})" if first.value else ""
        reason = f"{what}; first: {first.reason}{value}"
        return NothingKeptError(reason, "mend the row", file=Path(first.file), line=first.line, column=first.column)

    def _difference(
        self, products: list[Product], before: dict[str, str], *, replace: bool
    ) -> tuple[list[Product], list[str]]:
        """What search must learn: products new or changed, and ids that are gone."""
        report = self._report
        changed = [product for product in products if before.get(product.id) != content_hash(product)]
        ids = {product.id for product in products}
        removed = sorted(before.keys() - ids) if replace and products else []
        report.added = len(ids - before.keys())
        report.changed = len(changed) - report.added
        report.unchanged = len(products) - len(changed)
        report.removed = len(removed)
        return changed, removed

    # --- writing ------------------------------------------------------------------------------------------------

    def _with_photos(self, products: list[Product]) -> list[Product]:
        """Copy the photos, and the products with the names these got."""
        names, self._report.photos = self._photos.copy(self._store.images, self._progress)
        return [
            replaced(product, image=names[product.image]) if names.get(product.image, product.image) != product.image
            else product
            for product in products
        ]  # fmt: skip

    def _write(self, products: list[Product], removed: list[str], customers: list[Customer]) -> None:
        self._progress("writing products", 0, len(products))
        try:
            self._store.products.remove(removed)
            self._store.products.upsert(products)
        except IntegrityError as error:
            reason = "A variant has the id of a variant of another product in the shop"
            raise ShopImportError(reason, "rename it", file=self._plan.source) from error
        self._store.customers.upsert(customers)
        self._progress("writing products", len(products), len(products))

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._report.seconds[stage] = time.perf_counter() - start


@contextmanager
def _only_import(home: Path) -> Iterator[None]:
    """One import into a shop at a time. The lock goes when the process does, however it ends."""
    with (home / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(f"Another import into {home} is running.", "the same command when it is done") from None
        yield


def _sweep(store: Store) -> None:
    """Remove what killed imports left: index folders nobody refers to and half-written photos."""
    current = store.settings.get(INDEX_SETTING)
    for folder in (store.home / "index").glob("*"):
        if folder.is_dir() and folder.name != current:
            shutil.rmtree(folder)
    for draft in store.images.glob(".draft-*"):
        draft.unlink()
