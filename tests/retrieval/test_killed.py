"""An index that is saved by a process that is killed (SIGKILL) is the old one or the new one, never a mix."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.index import Index
from store.fingerprint import catalogue_fingerprint
from store.progress import Progress, silent
from tests.retrieval.catalogue import SHOP, product

CHANGED = [product("p02", "Green Boots", brand="Bolt"), product("new", "Purple Boots", brand="Zorro")]
REMOVED = [SHOP[2].id, SHOP[7].id]
AFTER = [sold for sold in SHOP if sold.id not in {"p02", *REMOVED}] + CHANGED
MOST_STEPS, CHANCES = 400, 20

# One process that has imported everything forks for every attempt. A child kills itself right before the n-th time
# that it opens a file below the home for writing, or makes, links, renames or removes one; where n is negative, a timer
# does it after -n microseconds.
CHILD = """
import os, signal, sys, threading
from pathlib import Path
from retrieval.index import Index
from tests.retrieval.test_killed import Spelling, change
from tests.retrieval.catalogue import SHOP

home = Path(sys.argv[1])

def work(how, folder):
    if how == "build":
        Index.build(folder, SHOP, Spelling())
    else:
        change(folder)

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def writes(event, arguments):
    if event == "open":
        return arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "shutil.rmtree")

def arm(count):
    if count < 0:
        timer = threading.Timer(-count / 1e6, end)
        timer.daemon = True
        timer.start()
        return
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if writes(event, arguments) and str(home) in f"{arguments[0]}{arguments[1:2]}":
            seen += 1
            if seen == count:
                end()
    sys.addaudithook(hook)

for line in sys.stdin:
    how, name, count = line.split()
    pid = os.fork()
    if not pid:
        try:
            arm(int(count))
            work(how, home / "index" / name)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(3)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Spelling:
    """An encoder of letter triples: quick to start in a process that soon ends, and the same in every process."""

    name, dim = "spelling", 32

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for start in range(len(text) - 2):
                triple = hashlib.blake2b(text[start : start + 3].encode(), digest_size=2).digest()
                vectors[row, triple[0] % self.dim] += 1 if triple[1] % 2 else -1
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit


class Killed:
    """Runs work below a home in a process of its own that ends before it is done."""

    def __init__(self, home: Path, process: subprocess.Popen[str]) -> None:
        self.home = home
        self._process = process

    def __call__(self, how: str, name: str, count: int) -> bool:
        """Whether it was killed before the end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{how} {name} {count}\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        assert code in (0, -9)
        return code == -9


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    home = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-c", CHILD, str(home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        yield Killed(home, process)
        assert process.stdin is not None
        process.stdin.close()


def answers(index: Index) -> object:
    found = [
        sorted((hit.product_id, round(hit.score, 3)) for hit in leg.search(query, 50))
        for query in ("boots", "coat", "steel")
        for leg in (index.dense, index.hybrid)
    ]
    words = [hit.product_id for hit in index.lexical.search("purple", 50)]
    return found, words, index.facets(), index.matching(), index.complete("p"), index.fingerprint


def state(folder: Path) -> object:
    """The answers of the index that is there, which has to be all that one state has."""
    index = Index.load(folder, Spelling())
    assert index.fingerprint in {catalogue_fingerprint(SHOP), catalogue_fingerprint(AFTER)}
    return answers(index)


@pytest.fixture
def shop(killed: Killed) -> Iterator[Path]:
    folder = killed.home / "index" / "a"
    Index.build(folder, SHOP, Spelling())
    yield folder
    shutil.rmtree(killed.home / "index")


def change(folder: Path) -> None:
    index = Index.load(folder, Spelling())
    index.update(CHANGED, REMOVED)
    index.save()


def after(shop: Path) -> object:
    """What the index answers once it is changed and saved."""
    folder = shop.parent / "whole"
    shutil.copytree(shop, folder)
    change(folder)
    return state(folder)


def test_killed_at_every_step_of_an_update_and_a_save(killed: Killed, shop: Path) -> None:
    old, new = state(shop), after(shop)
    kept = shop.parent / "kept"
    shutil.copytree(shop, kept)
    seen = []
    for step in range(1, MOST_STEPS):
        shutil.rmtree(shop)
        shutil.copytree(kept, shop)
        if not killed("update", "a", step):
            break
        seen.append(state(shop))
    assert state(shop) == new
    changed = seen.index(new)
    assert len(seen) > 12
    assert seen == [old] * changed + [new] * (len(seen) - changed)
    assert 0 < changed < len(seen)  # killed once the manifest was there, with the old files still to be removed


def test_killed_at_every_step_of_a_first_build(killed: Killed, shop: Path) -> None:
    old = state(shop)
    for step in range(1, MOST_STEPS):
        done = not killed("build", f"b{step}", step)
        there = (shop.parent / f"b{step}" / "manifest.json").is_file()
        if there:
            assert state(shop.parent / f"b{step}") == old
        if done:
            break
    assert there
    assert step > 9


def test_killed_at_any_moment(killed: Killed, shop: Path) -> None:
    old, new = state(shop), after(shop)
    for number in range(CHANCES):
        killed("update", "a", -1000 * (1 + 6 * number))
        now = state(shop)
        assert now in (old, new)
        if now == new:
            index = Index.load(shop, Spelling())
            index.update([sold for sold in SHOP if sold.id in {"p02", *REMOVED}], ["new"])
            index.save()
            old = state(shop)


def test_a_save_sweeps_what_those_that_were_cut_short_left(killed: Killed, shop: Path) -> None:
    assert all(killed("update", "a", step) for step in (3, 6, 10))
    assert len(list(shop.iterdir())) > 3
    Index.load(shop, Spelling()).save()
    generation = json.loads((shop / "manifest.json").read_text())["generation"]
    assert sorted(path.name for path in shop.iterdir()) == sorted([generation, "manifest.json"])
