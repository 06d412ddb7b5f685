"""The measuring data through the mappings we ship: the counts are those of the packs' own descriptions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.behaviour import EventKind
from store.importers import import_into
from store.money import Money
from store.store import Store
from tests.store.samples import pack

pytestmark = pytest.mark.data


def test_myntra(tmp_path: Path) -> None:
    report = import_into(tmp_path / "myntra", pack("myntra"))
    assert (report.mapping, report.added, report.refused) == ("myntra", 44_441, 0)
    assert report.photos == {"copied": 9_583}
    with Store.open(tmp_path / "myntra") as store:
        skirt = store.products.get("10000")
        photos = {path.name for path in store.images.iterdir()}
        named = {product.image for product in store.products.all() if product.image}
        assert store.products.count() == 44_441
        assert store.currency == "INR"
    assert skirt is not None
    assert (skirt.title, skirt.brand) == ("Palm Tree Girls Sp Jace Sko White Skirts", "Palm Tree")
    assert (skirt.price, skirt.list_price) == (Money(32_400, "INR"), Money(64_900, "INR"))
    assert skirt.category == ("Apparel", "Bottomwear", "Skirts")
    assert {"gender": ("Women",), "colour": ("White",), "Pattern": ("Printed",)}.items() <= dict(
        skirt.attributes
    ).items()
    assert skirt.image == "10000.jpg"
    assert named == photos
    assert len(photos) == 9_583


def test_icecat(tmp_path: Path) -> None:
    report = import_into(tmp_path / "icecat", pack("icecat"))
    assert (report.mapping, report.added, report.refused) == ("icecat", 19_406, 0)
    with Store.open(tmp_path / "icecat") as store:
        toner = store.products.get("3920564")
    assert toner is not None
    assert (toner.price, toner.brand) == (Money(4_995, "USD"), "Xerox")
    assert toner.category == ("Printing", "Toner and drums")
    assert toner.attributes["type"] == ("Original",) if "type" in toner.attributes else True
    assert report.nouns["products"].missing["category"] < 0.15 * 19_406


def test_online_retail(tmp_path: Path) -> None:
    report = import_into(tmp_path / "retail", pack("online_retail"))
    assert report.mapping == "online_retail"
    for noun in report.nouns.values():
        assert noun.read == 541_909
        assert noun.read == noun.kept + noun.refused + noun.duplicates + sum(noun.skipped.values())
    assert report.nouns["customers"].skipped["no customer: a guest"] == 135_080
    assert report.nouns["customers"].records == 4_372  # the UCI page's number of customers
    with Store.open(tmp_path / "retail") as store:
        kinds = Counter(one.kind for one in store.behaviour.all())
        holder = store.products.get("85123A")
        history = store.behaviour.history("17850", limit=1000)
        ids = set(store.products.ids())
        assert store.currency == "GBP"
    assert kinds.keys() == {EventKind.PURCHASE, EventKind.RETURN}
    assert kinds.total() == report.nouns["events"].records == report.nouns["events"].kept
    assert holder is not None
    assert holder.title == "White Hanging Heart T-Light Holder"
    assert holder.price.currency == "GBP"
    assert not ids & {"POST", "DOT", "M", "D", "S", "C2", "BANK CHARGES", "AMAZONFEE"}
    assert history[0].at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert {one.basket for one in history[:7]} == {"536365"}
