"""An import that is killed (SIGKILL, a real process) at any stage leaves the shop as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.importers import import_into, run
from store.store import Store
from tests.store.importers.files import GOOD, HEADER, MAPPING, write
from tests.store.importers.test_photos import archive, picture
from tests.store.samples import event, order, plain

EVENTS = '[events]\ncustomer = "who"\nproduct = "what"\ntime = "at"\nkind = "kind"\n'
IMAGE = '[products.image]\narchive = "photos.zip"\nfile = "{sku}.png"\n'
# Says when it is at the stage asked for, for the n-th time, and stays there until it is killed.
CHILD = """
import signal, sys
from pathlib import Path
from store.importers import import_into

home, source, mapping = map(Path, sys.argv[1:4])
wanted, times = sys.argv[4], int(sys.argv[5])
reached = 0

def stop(stage, done=0, total=0):
    global reached
    reached += stage.startswith(wanted)
    if reached == times:
        print("there", flush=True)
        signal.pause()

def builder(store):
    def build(changed, removed):
        folder = store.home / "index" / "half"
        folder.mkdir()
        stop("index")
        return folder.name
    return build

import_into(home, source, mapping, stop, builder, replace=True)
print("finished", flush=True)
"""
RECORDS = """
[orders]
id = "order"
customer = "buyer"
placed = "placed"
product = "bought"
[promotions]
title = "promotion"
percent = "off"
start = "from"
end = "until"
product = "for"
[reviews]
product = "reviewed"
rating = "stars"
text = "said"
time = "posted"
"""
STAGES = [
    ("reading", 1),
    ("photos", 1),
    ("index", 1),
    ("writing products", 1),
    ("writing products", 2),
    ("events", 7),
    ("orders", 1),
    ("reviews", 2),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    write(tmp_path / "m.toml", MAPPING + IMAGE + EVENTS + RECORDS)
    write(folder / "products.csv", HEADER, *(GOOD.replace("1,Boots", f"{number},Boots") for number in range(1, 1500)))
    rows = (f"c{number},{number % 1400 + 1},{1_700_000_000 + number},view" for number in range(7_500))
    write(folder / "events.csv", "who,what,at,kind", *rows)
    orders = (f"o{number},c{number},2026-01-01,{number % 1400 + 1}" for number in range(1_500))
    write(folder / "orders.csv", "order,buyer,placed,bought", *orders)
    write(folder / "promotions.csv", "promotion,off,from,until,for", "Spring,20,2026-03-01,2026-04-01,2")
    reviews = (f"{number % 1400 + 1},5,Warm {number},2026-01-01" for number in range(2_500))
    write(folder / "reviews.csv", "reviewed,stars,said,posted", *reviews)
    archive(folder, **{str(number): picture("red") for number in range(1, 5)})
    return folder


def state(shop: Store) -> tuple[object, ...]:
    """What the shop holds, as far as this import could change it."""
    orders = [shop.orders.of(f"c{number}") for number in range(3)]
    reviews = [shop.reviews.of(str(number)) for number in range(1, 4)]
    told = shop.orders.count(), orders, shop.promotions.all(), reviews
    return list(shop.products.all()), list(shop.behaviour.all()), shop.products.fingerprint(), told


def kill_at(stage: str, times: int, home: Path, source: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(home), str(source), str(source.parent / "m.toml"), stage, str(times)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as child:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        child.kill()
    assert said == "there"


@pytest.mark.parametrize(("stage", "times"), STAGES)
def test_the_shop_is_as_it_was_and_the_next_import_works(shop: Store, source: Path, stage: str, times: int) -> None:
    shop.products.upsert([plain("old"), plain("1")])
    shop.behaviour.record([event()])
    shop.settings.set("index", "first")
    (shop.home / "index" / "first").mkdir()
    (shop.images / "1.png").write_bytes(picture("blue"))
    shop.orders.upsert([order("o1", "c1")])
    before = state(shop)

    kill_at(stage, times, shop.home, source)

    assert state(shop) == before
    assert shop.settings.get("index") == "first"
    assert (shop.home / "index" / "first").is_dir()
    assert (shop.images / "1.png").read_bytes() == picture("blue")
    report = run(source, shop, source.parent / "m.toml", replace=True)
    assert (shop.products.count(), shop.behaviour.count(), report.removed) == (1499, 7_501, 1)
    assert (shop.orders.count(), len(shop.promotions.all()), shop.reviews.summary("2")) == (1_500, 1, (2, 5.0))
    assert [path.name for path in (shop.home / "index").iterdir()] == ["first"]


def test_a_new_shop_is_not_there_and_what_was_left_is_swept(source: Path, tmp_path: Path) -> None:
    home = tmp_path / "homes" / "new"
    kill_at("events", 7, home, source)
    assert not home.exists()
    assert len(list(home.parent.iterdir())) == 1
    import_into(home, source, source.parent / "m.toml")
    assert [path.name for path in home.parent.iterdir()] == ["new"]
    with Store.open(home) as store:
        assert (store.products.count(), store.behaviour.count()) == (1499, 7_500)
