from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import SetupError
from store.importers import MappingError, NothingKeptError, import_into
from store.importers.run import IndexBuilder
from store.products import Product
from store.store import Store
from tests.store.importers.files import GOOD, HEADER, MAPPING, write


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write(tmp_path / "small.toml", MAPPING)
    return write(tmp_path / "products.csv", HEADER, GOOD)


def builder(store: Store) -> IndexBuilder:
    """An index of one file, in the folder of the shop it is given."""

    def build(changed: list[Product], removed: list[str]) -> str:
        folder = store.home / "index" / "first"
        folder.mkdir()
        (folder / "ids").write_text(" ".join(product.id for product in changed))
        return folder.name

    return build


def test_a_new_shop_appears_complete(source: Path, tmp_path: Path, url: str | None) -> None:
    home = tmp_path / "homes" / "new"
    import_into(home, source, tmp_path / "small.toml", index=builder, url=url)
    with Store.open(home) as store:
        assert (store.name, store.currency, store.products.ids()) == ("Small shop", "USD", ["1"])
        assert store.settings.get("index") == "first"
    assert (home / "index" / "first" / "ids").read_text() == "1"
    assert [path.name for path in home.parent.iterdir()] == ["new"]
    assert not (home / "draft.lock").exists()


def test_what_is_said_goes_before_the_mapping(source: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()  # an empty folder is as good as none
    import_into(tmp_path / "new", source, tmp_path / "small.toml", name="Boots & Co")
    with Store.open(tmp_path / "new") as store:
        assert store.name == "Boots & Co"


def test_into_a_shop_that_is_there(source: Path, tmp_path: Path, shop: Store) -> None:
    report = import_into(shop.home, source, tmp_path / "small.toml", index=builder)
    assert (report.added, shop.products.ids(), shop.settings.get("index")) == (1, ["1"], "first")


def failing(store: Store) -> IndexBuilder:
    def build(changed: list[Product], removed: list[str]) -> str:
        raise SetupError("no encoder", "make install")

    return build


@pytest.mark.parametrize(("price", "index"), [("-1", None), ("49.00", failing)])
def test_a_failed_import_leaves_no_folder(
    source: Path, tmp_path: Path, price: str, index: Callable[[Store], IndexBuilder] | None
) -> None:
    write(source, HEADER, GOOD.replace("49.00", price))
    before = set(tmp_path.iterdir())
    with pytest.raises((NothingKeptError, SetupError)):
        import_into(tmp_path / "new", source, tmp_path / "small.toml", index=index)
    assert set(tmp_path.iterdir()) == before


def test_a_folder_with_other_things_is_left_alone(source: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="not empty and holds no shop"):
        import_into(tmp_path, source, tmp_path / "small.toml")


def test_nobody_knows_the_currency(source: Path, tmp_path: Path) -> None:
    write(tmp_path / "small.toml", MAPPING.replace('currency = "USD"', ""))
    with pytest.raises(MappingError, match="which currency"):
        import_into(tmp_path / "new", source, tmp_path / "small.toml")
    import_into(tmp_path / "new", source, tmp_path / "small.toml", currency="USD")
    with Store.open(tmp_path / "new") as store:
        assert store.currency == "USD"
