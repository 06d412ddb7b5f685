"""Reviews out of rows, read back from the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.importers import ImportReport, run
from store.reviews import Review
from store.store import Store
from tests.store.importers.files import write
from tests.store.samples import boots, plain

MAPPING = """
[reviews]
id = "review"
product = "sku"
rating = "stars"
title = "head"
text = "said"
customer = "who"
time = "when"
"""
HEADER = "review,sku,stars,head,said,who,when"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def stocked(store: Store) -> Store:
    store.products.upsert([plain("p1"), boots()])
    return store


def imported(store: Store, folder: Path, *lines: str, mapping: str = MAPPING) -> ImportReport:
    return run(write(folder / "reviews.csv.gz", HEADER, *lines), store, write(folder / "m.toml", mapping))


def test_reviews(stocked: Store, tmp_path: Path) -> None:
    report = imported(
        stocked, tmp_path, "r1,p1,4,Fine,<b>Warm</b> and dry,c1,2026-01-01", "r2,b1-m,5.0,,,,1767225600",
        "r1,p1,1,Again,No,c1,2026-01-01",
    )  # fmt: skip
    assert stocked.reviews.of("p1") == [Review("r1", "p1", 4, "Warm and dry", NEW_YEAR, "c1", "Fine")]
    assert stocked.reviews.of("b1") == [Review("r2", "b1", 5, "", NEW_YEAR)]
    noun = report.nouns["reviews"]
    assert (noun.read, noun.kept, noun.records, noun.duplicates) == (3, 2, 2, 1)
    assert noun.missing == {"text": 1, "customer_id": 1}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("r1,p9,4,,Warm,c1,2026-01-01", "sku", "a product that is not in the catalogue"),
        ("r1,,4,,Warm,c1,2026-01-01", "sku", "is missing"),
        ("r1,p1,,,Warm,c1,2026-01-01", "stars", "is missing"),
        ("r1,p1,good,,Warm,c1,2026-01-01", "stars", "not a whole number"),
        ("r1,p1,4.5,,Warm,c1,2026-01-01", "stars", "not a whole number"),
        ("r1,p1,0,,Warm,c1,2026-01-01", "stars", "a rating outside 1 to 5"),
        ("r1,p1,6,,Warm,c1,2026-01-01", "stars", "a rating outside 1 to 5"),
        ("r1,p1,4,,Warm,c1,", "when", "is missing"),
        ("r1,p1,4,,Warm,c1,2999-01-01", "when", "a time before 1970 or in the future"),
        ("r1,p1", "", "has 2 fields where the header has 7"),
    ],
)
def test_a_bad_review_is_refused_by_name(stocked: Store, tmp_path: Path, row: str, column: str, reason: str) -> None:
    report = imported(stocked, tmp_path, "r9,p1,3,,So so,,2026-01-01", row)
    assert [(one.line, one.column, one.reason) for one in report.nouns["reviews"].refusals] == [(3, column, reason)]
    assert [one.id for one in stocked.reviews.of("p1")] == ["r9"]


def test_without_ids_the_same_review_counts_once_at_every_import(stocked: Store, tmp_path: Path) -> None:
    mapping = MAPPING.replace('id = "review"\n', "")
    rows = [",p1,4,,Warm,c1,2026-01-01", ",p1,4,,Warm,c1,2026-01-01", ",p1,4,,Warm,c2,2026-01-01"]
    for _ in range(2):
        assert imported(stocked, tmp_path, *rows, mapping=mapping).nouns["reviews"].records == 2
        assert stocked.reviews.summary("p1") == (2, 4.0)


def test_a_default_time(stocked: Store, tmp_path: Path) -> None:
    imported(stocked, tmp_path, "r1,p1,4,,Warm,c1,", mapping=MAPPING + 'default_time = "2026-01-01"\n')
    assert [one.at for one in stocked.reviews.of("p1")] == [NEW_YEAR]
