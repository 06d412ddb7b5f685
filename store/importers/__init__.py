"""A merchant's files into a shop: `run` into an open one, `import_into` a folder, `make_plan` to look before."""

from store.importers.errors import MappingError, NothingKeptError, ShopImportError, UnreadableFileError
from store.importers.homes import import_into
from store.importers.plan import Plan, make_plan, recognise
from store.importers.report import ImportReport
from store.importers.run import IndexBuilder, catalogue_after, fingerprint_after, run

__all__ = [
    "ImportReport",
    "IndexBuilder",
    "MappingError",
    "NothingKeptError",
    "Plan",
    "ShopImportError",
    "UnreadableFileError",
    "catalogue_after",
    "fingerprint_after",
    "import_into",
    "make_plan",
    "recognise",
    "run",
]
