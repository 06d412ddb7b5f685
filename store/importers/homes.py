"""Importing into a shop folder that may not be there yet: it appears complete, or not at all."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from store.errors import SetupError
from store.importers.errors import MappingError, ShopImportError
from store.importers.plan import Plan, make_plan
from store.importers.prices import PriceColumns
from store.importers.report import ImportReport
from store.importers.rows import Row, read_rows
from store.importers.run import IndexBuilder, run
from store.importers.values import read_price
from store.manifest import FILE
from store.money import EXPONENTS, UnknownCurrency
from store.progress import Progress, silent
from store.store import Store


def import_into(
    home: Path,
    source: Path,
    mapping: Path | None = None,
    progress: Progress = silent,
    index: Callable[[Store], IndexBuilder] | None = None,
    *,
    name: str = "",
    currency: str = "",
    url: str | None = None,
    replace: bool = False,
    strict: bool = False,
) -> ImportReport:
    """Import into the shop in `home`, made when there is none (by `name`, `currency`, `url`, else the mapping).

    `index` is given the open shop, whose folder may be a draft that is renamed afterwards, and gives what `run` calls.
    Raises SetupError (ShopImportError is one); then a shop that was there is as it was, and one that was not is not.
    """
    if (home / FILE).exists():
        with Store.open(home) as store:
            builder = None if index is None else index(store)
            return run(source, store, mapping, progress, builder, replace=replace, strict=strict)
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise SetupError(f"{home} is not empty and holds no shop.", "daogou import with another --home")
    plan = make_plan(source, mapping)
    currency = currency or plan.mapping.currency
    if not currency:
        raise _no_currency(plan)
    with _draft_of(home) as draft:
        title = name or plan.mapping.title or source.resolve().name
        with Store.create(draft, name=title, currency=currency, language=plan.mapping.language, url=url) as store:
            builder = None if index is None else index(store)
            report = run(source, store, mapping, progress, builder, replace=replace, strict=strict)
        draft.rename(home)
        return report


def _no_currency(plan: Plan) -> ShopImportError:
    """Nothing says the currency: because the first price's is no code we know, or because nobody wrote it."""
    columns = plan.mapping.products
    for path in plan.files["products"] if columns else ():
        for row in islice(read_rows(path), 1):
            column = _unknown_currency(row, columns.price) if columns else ""
            if column:
                reason = f"unknown currency ({row.values[column]!r})"
                mend = "mend the row, or daogou import --currency USD"
                return ShopImportError(reason, mend, file=path, line=row.line, column=column)
    reason = "nothing says which currency the prices are in"
    return MappingError(reason, "daogou import --currency USD", file=plan.source)


def _unknown_currency(row: Row, columns: PriceColumns) -> str:
    """The column that names a currency nobody knows, "" when none does."""
    code = row.values.get(columns.currency_column)
    if code and str(code).upper() not in EXPONENTS:
        return columns.currency_column
    try:
        read_price(row.values.get(columns.column), "USD", decimal_mark=columns.decimal_mark)
    except UnknownCurrency:
        return columns.column
    except ValueError:
        pass
    return ""


@contextmanager
def _draft_of(home: Path) -> Iterator[Path]:
    """A folder beside `home` that is removed unless it was renamed; those of killed imports are removed first."""
    beside, prefix = home.resolve().parent, f".{home.name}.draft-"
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(f"{prefix}*"):
        _remove_if_left(left)
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=beside))
    draft.chmod(0o755)
    with (draft / "draft.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield draft
        finally:
            if draft.exists():
                shutil.rmtree(draft)
            (home / "draft.lock").unlink(missing_ok=True)


def _remove_if_left(draft: Path) -> None:
    """Remove a draft whose process is gone (its lock went with it)."""
    try:
        with (draft / "draft.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(draft)
    except (BlockingIOError, FileNotFoundError, NotADirectoryError):
        return
