from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from store.importers import ImportReport, MappingError, UnreadableFileError, run
from store.store import Store
from tests.store.importers.files import write, write_jsonl

PRODUCTS = '[products]\nid = "id"\ntitle = "t"\nprice = { column = "p" }\n'
ROWS = [{"id": "1", "t": "a", "p": 1}, {"id": "2", "t": "b", "p": 1}, {"id": "../3", "t": "c", "p": 1}]


def picture(colour: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (4, 4), colour).save(content, "PNG")
    return content.getvalue()


def archive(source: Path, **photos: bytes) -> None:
    with zipfile.ZipFile(source / "photos.zip", "w") as packed:
        for name, content in photos.items():
            packed.writestr(f"{name}.png", content)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    write_jsonl(folder / "p.jsonl", *ROWS)
    return folder


def imported(shop: Store, source: Path, image: str) -> ImportReport:
    return run(source, shop, write(source.parent / "m.toml", f"{PRODUCTS}[products.image]\n{image}\n"))


def images(shop: Store) -> dict[str, str]:
    return {product.id: product.image for product in shop.products.all()}


def test_photos_out_of_a_zip(shop: Store, source: Path) -> None:
    archive(source, **{"1": picture("red"), "2": b"no picture", "9": picture("blue")})
    report = imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    assert images(shop) == {"1": "1.png", "2": "", "../3": ""}
    assert (shop.images / "1.png").read_bytes() == picture("red")
    assert {path.name for path in shop.images.iterdir()} == {"1.png"}
    assert report.photos == {"copied": 1, "not readable as JPEG, PNG, GIF or WebP": 1}


def test_no_photo_leaves_the_folder(shop: Store, source: Path) -> None:
    archive(source, **{"../3": picture("red"), "/etc/1": picture("red")})
    imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    assert images(shop) == {"1": "", "2": "", "../3": "3.png"}
    assert {path.name for path in shop.images.iterdir()} == {"3.png"}
    assert not (shop.home / "3.png").exists()


def test_a_photo_of_the_shop_is_never_overwritten(shop: Store, source: Path) -> None:
    archive(source, **{"1": picture("red")})
    imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    again = imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    assert again.photos == {"already there": 1}
    archive(source, **{"1": picture("blue")})
    imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    name = images(shop)["1"]
    assert name != "1.png"
    assert (shop.images / name).read_bytes() == picture("blue")
    assert (shop.images / "1.png").read_bytes() == picture("red")


def test_photos_out_of_a_folder(shop: Store, source: Path) -> None:
    (source / "photos" / "big").mkdir(parents=True)
    (source / "photos" / "big" / "2.png").write_bytes(picture("green"))
    imported(shop, source, 'folder = "photos"\nfile = "big/{id}.png"')
    assert images(shop) == {"1": "", "2": "2.png", "../3": ""}
    with pytest.raises(MappingError, match=r"products\.image\.folder: there is no folder"):
        imported(shop, source, 'folder = "pictures"\nfile = "{id}.png"')


def test_an_archive_that_is_not_there_or_none(shop: Store, source: Path) -> None:
    imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')
    assert images(shop) == {"1": "", "2": "", "../3": ""}
    (source / "photos.zip").write_bytes(b"PK no zip")
    with pytest.raises(UnreadableFileError, match="is no zip archive"):
        imported(shop, source, 'archive = "photos.zip"\nfile = "{id}.png"')


def test_addresses(shop: Store, source: Path) -> None:
    write_jsonl(
        source / "p.jsonl",
        {"id": "1", "t": "a", "p": 1, "i": "https://shop.example/1.jpg"},
        {"id": "2", "t": "b", "p": 1, "i": "javascript:alert(1)"},
    )
    report = imported(shop, source, 'url = "i"')
    assert images(shop) == {"1": "https://shop.example/1.jpg", "2": ""}
    assert report.nouns["products"].repaired == {"i: an address that is not http(s) left out": 1}


def test_a_photo_is_named_by_a_column_with_a_blank_in_its_name(shop: Store, source: Path) -> None:
    write_jsonl(source / "p.jsonl", *({**row, "Item No": f"no{row['id']}"} for row in ROWS[:2]))
    archive(source, no1=picture("red"))
    imported(shop, source, 'archive = "photos.zip"\nfile = "{Item No}.png"')
    assert images(shop)["1"] == "no1.png"
    with pytest.raises(MappingError, match="Nope"):
        imported(shop, source, 'archive = "photos.zip"\nfile = "{Nope}.png"')
