from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ranker import statistics_file
from ranker.statistics import Statistics
from ranker.statistics_file import load, open_statistics, save
from store.behaviour import Event
from tests.ranker.shop import crowd, event


class Ids:
    def __init__(self, ids: list[str]) -> None:
        self._ids = ids

    def ids(self) -> list[str]:
        return self._ids


class Log:
    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.read_all = 0

    def all(self, since: datetime | None = None) -> Iterator[Event]:
        self.read_all += since is None
        return iter([one for one in self.events if since is None or one.at >= since])

    def count(self) -> int:
        return len(self.events)


class Shop:
    """The part of a store that statistics read, in memory."""

    def __init__(self) -> None:
        self.products = Ids(["tent1", "bag1", "mat2", "tea", "teapot", "mug"])
        self.behaviour = Log(crowd())


def assert_same(one: Statistics, other: Statistics) -> None:
    assert one.ids == other.ids
    assert one.manifest == other.manifest
    assert one.popularity() == pytest.approx(other.popularity())
    for key in one.ids:
        for name in ("bought_with", "visited_with"):
            found, expected = getattr(one, name)(key), getattr(other, name)(key)
            assert dict(zip(found[0], found[1], strict=True)) == pytest.approx(
                dict(zip(expected[0], expected[1], strict=True)), rel=1e-6
            )


def test_saved_and_loaded_is_the_same_and_one_data_file_remains(tmp_path: Path) -> None:
    statistics = Statistics.build(crowd(), ["tent1", "bag1", "mat2", "茶", "mug"])
    save(tmp_path, statistics)
    save(tmp_path, statistics)
    loaded = load(tmp_path)
    assert loaded is not None
    assert_same(loaded, statistics)
    assert len(list(tmp_path.glob("*.npz"))) == 1


def test_open_builds_once_and_then_loads(tmp_path: Path) -> None:
    shop = Shop()
    built = open_statistics(tmp_path, shop)
    assert shop.behaviour.read_all == 1
    assert_same(open_statistics(tmp_path, shop), built)
    assert shop.behaviour.read_all == 1


def test_open_catches_up_with_a_few_new_events_without_building(tmp_path: Path) -> None:
    shop = Shop()
    open_statistics(tmp_path, shop)
    shop.behaviour.events += [event("new", "tea", hours_ago=1)]
    caught_up = open_statistics(tmp_path, shop)
    assert shop.behaviour.read_all == 1
    assert caught_up.manifest.events == len(shop.behaviour.events)
    assert caught_up.of(["tea"])[0] == pytest.approx(
        Statistics.build(shop.behaviour.events, shop.products.ids()).of(["tea"])[0]
    )


@pytest.mark.parametrize("change", ["older", "many", "fewer", "catalogue"])
def test_open_builds_again_when_what_it_was_built_from_is_gone(tmp_path: Path, change: str) -> None:
    shop = Shop()
    open_statistics(tmp_path, shop)
    if change == "older":
        shop.behaviour.events += [event("late", "tea", hours_ago=9_000)]
    elif change == "many":
        shop.behaviour.events += [event("new", "tea", hours_ago=1)] * 40
    elif change == "fewer":
        shop.behaviour.events = shop.behaviour.events[5:]
    else:
        shop.products = Ids([*shop.products.ids(), "fresh"])
    again = open_statistics(tmp_path, shop)
    assert shop.behaviour.read_all == 2
    assert_same(again, Statistics.build(shop.behaviour.events, shop.products.ids()))


@pytest.mark.parametrize("damage", ["manifest", "data", "no data", "format"])
def test_a_damaged_folder_is_built_again(tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    built = open_statistics(tmp_path, shop)
    (data,) = tmp_path.glob("*.npz")
    if damage == "manifest":
        (tmp_path / statistics_file.MANIFEST).write_text("{half a mani")
    elif damage == "data":
        data.write_bytes(data.read_bytes()[:100])
    elif damage == "no data":
        data.unlink()
    else:
        monkeypatch.setattr(statistics_file, "FORMAT", 99)
    assert_same(open_statistics(tmp_path, shop), built)


def test_a_write_that_dies_halfway_leaves_the_old_statistics(tmp_path: Path) -> None:
    """The manifest is replaced last: a new data file without it is not seen."""
    statistics = Statistics.build(crowd(), ["tent1", "mug"])
    save(tmp_path, statistics)
    (tmp_path / "statistics-99999999T000000000000.npz").write_bytes(b"half")
    loaded = load(tmp_path)
    assert loaded is not None
    assert_same(loaded, statistics)
