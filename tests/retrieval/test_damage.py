"""What can happen to an index on disk: it is refused with the command that mends it, or answers as if nothing was."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import folder as folders
from retrieval.columns import Columns
from retrieval.index import Index
from retrieval.nearest import files as vector_files
from store.errors import SetupError
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.conftest import Remembering

QUERIES = ("warm boots", "TN-2110", "something for the kitchen", "coat")
Damage = Callable[["Shelf"], None]


class Shelf:
    """A copy of a saved index to be damaged, and the folder of another state of the same shop."""

    def __init__(self, folder: Path, other: Path) -> None:
        self.folder, self.other = folder, other / folders.read(other).generation

    @property
    def fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads((self.folder / folders.MANIFEST).read_text())
        return fields

    @property
    def generation(self) -> Path:
        return self.folder / str(self.fields["generation"])

    def write(self, fields: dict[str, Any], *, sealed: bool = True) -> None:
        """The manifest with these fields and, `sealed`, the checksum that belongs to them."""
        if sealed:
            fields = {name: value for name, value in fields.items() if name != "seal"}
            fields["seal"] = folders.seal(fields)
        (self.folder / folders.MANIFEST).write_text(json.dumps(fields))

    def vouch(self) -> None:
        """Makes every checksum match what is there now, as if it had been written so."""
        names = folders.names_in(self.generation)
        self.write({**self.fields, "files": {name: folders.checksum(self.generation / name) for name in names}})


@pytest.fixture(scope="module", params=["exact", "cells"])
def states(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, encoder: Remembering
) -> Iterator[tuple[Path, Path, object]]:
    """The folders of two states of a shop, and the answers of the first, which has a free row."""
    home = tmp_path_factory.mktemp("home") / "index"
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "cells":
            patched.setattr(vector_files, "EXACT_UP_TO", 5)
        index = Index.build(home / "a", SHOP, encoder)
        index.update(removed=[SHOP[2].id])
        index.save()
        other = Index.build(home / "b", [*SHOP, product("p13", "Tin Whistle", brand="Ely")], encoder)
        assert (other.product_count, index.product_count) == (13, 11)
        yield home / "a", home / "b", answers(Index.load(home / "a", encoder))


@pytest.fixture
def planted(states: tuple[Path, Path, object], tmp_path: Path, encoder: Remembering) -> Callable[[Damage], str | None]:
    """Plants a damage in a fresh copy and opens it: what it was refused for, or None for the very same answers."""
    folder, other, before = states
    copy = tmp_path / "my shop" / "index" / "a"

    def plant(damage: Damage) -> str | None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        damage(Shelf(copy, other))
        try:
            index = Index.load(copy, encoder)
        except SetupError as error:
            refused = error
        else:
            assert answers(index) == before
            return None
        assert refused.mend == f"daogou index --home '{tmp_path / 'my shop'}'"
        assert refused.mend in str(refused)
        return refused.problem

    return plant


def answers(index: Index) -> object:
    found = [
        [(hit.product_id, round(hit.score, 5)) for hit in leg.search(query, 5)]
        for query in QUERIES
        for leg in (index.lexical, index.dense, index.hybrid)
    ]
    return found, index.facets(), index.matching(), index.complete("bo"), index.fingerprint, index.similar("p01", 5)


# -- files -------------------------------------------------------------------------------------------------------


def flipped(name: str, at: float) -> Damage:
    def damage(shelf: Shelf) -> None:
        path = shelf.generation / name
        content = bytearray(path.read_bytes())
        content[min(len(content) - 1, int(at * len(content)))] ^= 1
        path.write_bytes(content)

    return damage


def cut(name: str, share: float) -> Damage:
    def damage(shelf: Shelf) -> None:
        path = shelf.generation / name
        content = path.read_bytes()
        path.write_bytes(content[: min(len(content) - 1, int(share * len(content)))])

    return damage


def gone(name: str) -> Damage:
    return lambda shelf: (shelf.generation / name).unlink()


def a_folder(name: str) -> Damage:
    def damage(shelf: Shelf) -> None:
        (shelf.generation / name).unlink()
        (shelf.generation / name).mkdir()

    return damage


def of_the_other(name: str) -> Damage:
    """The file as the other state has it; a file that the other state does not have is taken away."""

    def damage(shelf: Shelf) -> None:
        (shelf.generation / name).unlink()
        if (shelf.other / name).is_file():
            shutil.copyfile(shelf.other / name, shelf.generation / name)

    return damage


def test_no_file_that_was_changed_cut_lost_or_swapped_is_served(
    states: tuple[Path, Path, object], planted: Callable[[Damage], str | None]
) -> None:
    count = 0
    for name in folders.read(states[0]).files:
        content = (states[0] / folders.read(states[0]).generation / name).read_bytes()
        for damage in (gone(name), a_folder(name)):
            assert name in (planted(damage) or "")
            count += 1
        for damage in (*(flipped(name, at) for at in (0, 0.3, 0.7, 1)), *(cut(name, share) for share in (0, 0.5, 1))):
            if content:
                assert name in (planted(damage) or "")
                count += 1
        of_other = states[1] / folders.read(states[1]).generation / name
        if not of_other.is_file() or of_other.read_bytes() != content:
            assert name in (planted(of_the_other(name)) or "")
            count += 1
    assert count > 90


def test_a_file_of_nobody_is_not_served(planted: Callable[[Damage], str | None]) -> None:
    for name in ("cells.faiss", "more.npy"):

        def damage(shelf: Shelf, name: str = name) -> None:
            path = shelf.generation / name
            path.write_bytes(path.read_bytes() + b"x" if path.is_file() else b"x")

        assert name in (planted(damage) or "")


def test_what_lies_beside_the_index_is_not_read(planted: Callable[[Damage], str | None]) -> None:
    def damage(shelf: Shelf) -> None:
        shutil.copytree(shelf.generation, shelf.folder / "g-000000000000")  # a save that was cut short
        (shelf.folder / "g-000000000000" / "words.npz").unlink()
        (shelf.folder / "manifest.json.g-000000000000").write_text("{")

    assert planted(damage) is None


# -- the manifest ------------------------------------------------------------------------------------------------

WRONG: dict[str, list[Any]] = {
    "generation": ["g-000000000000", "../b", "..", "", ".", "/", "g-1/../g-2", None, 3, [], {}],
    "encoder": ["another", "", None, 5, [], {}],
    "dim": [383, 0, -384, 384.5, "384", None, [], {}],
    "products": [12, 0, -1, "11", None, [], {}],
    "fingerprint": ["0" * 32, "", None, 7, [], {}],
    "files": [{}, [], "", None, 3, {"vectors.npy": None}, {"../secret": "0" * 32}],
    "format": [1, 3, 2.5, "2", None, [], {}],
}


@pytest.mark.parametrize("sealed", [False, True])
def test_no_field_of_the_manifest_can_be_another(planted: Callable[[Damage], str | None], sealed: bool) -> None:
    for name, values in WRONG.items():
        changes: list[dict[str, Any]] = [{name: value} for value in values]
        for change in (*changes, {"more": 1}):

            def changed(shelf: Shelf, change: dict[str, Any] = change) -> None:
                shelf.write({**shelf.fields, **change}, sealed=sealed)

            assert planted(changed), change

        def left_out(shelf: Shelf, name: str = name) -> None:
            fields = shelf.fields
            del fields[name]
            shelf.write(fields, sealed=sealed)

        assert planted(left_out), name


def test_no_file_can_be_left_out_of_the_manifest(
    states: tuple[Path, Path, object], planted: Callable[[Damage], str | None]
) -> None:
    for name in folders.read(states[0]).files:
        for sealed in (False, True):

            def damage(shelf: Shelf, name: str = name, sealed: bool = sealed) -> None:
                files = {known: checksum for known, checksum in shelf.fields["files"].items() if known != name}
                shelf.write({**shelf.fields, "files": files}, sealed=sealed)

            assert planted(damage)


def test_a_manifest_that_is_none_is_refused(planted: Callable[[Damage], str | None]) -> None:
    texts = ("", "{", "[]", "{}", '"g"', "null", "7", "[" * 5000, "\x00", '{"format": 2}', '{"format": 2, "seal": 1}')
    for content in (*map(str.encode, texts), b"\xff\xfe"):

        def damage(shelf: Shelf, content: bytes = content) -> None:
            (shelf.folder / folders.MANIFEST).write_bytes(content)

        assert planted(damage)
    assert planted(lambda shelf: (shelf.folder / folders.MANIFEST).unlink())


def test_a_key_that_comes_twice_is_refused(planted: Callable[[Damage], str | None]) -> None:
    def damage(shelf: Shelf) -> None:
        path = shelf.folder / folders.MANIFEST
        path.write_text(path.read_text().replace('"dim": 384', '"dim": 1, "dim": 384'))

    assert planted(damage)


def test_the_manifest_of_another_state_is_refused(planted: Callable[[Damage], str | None]) -> None:
    def damage(shelf: Shelf) -> None:
        shutil.copyfile(shelf.other.parent / folders.MANIFEST, shelf.folder / folders.MANIFEST)

    assert planted(damage)


def test_bits_of_the_manifest_flipped_and_ends_cut(planted: Callable[[Damage], str | None]) -> None:
    chance = random.Random(5)
    for _ in range(150):

        def damage(shelf: Shelf) -> None:
            path = shelf.folder / folders.MANIFEST
            content = bytearray(path.read_bytes())
            if chance.random() < 0.3:
                del content[chance.randrange(len(content)) :]
            else:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)

        planted(damage)


# -- half-written, with checksums that match ---------------------------------------------------------------------


def array(name: str, change: Callable[[Any], Any]) -> Damage:
    """Rewrites a .npy file."""

    def damage(shelf: Shelf) -> None:
        path = shelf.generation / name
        np.save(path, change(np.load(path)))

    return damage


def arrays(name: str, key: str, change: Callable[[Any], Any]) -> Damage:
    """Rewrites one array of an .npz file."""

    def damage(shelf: Shelf) -> None:
        path = shelf.generation / name
        with np.load(path) as found:
            held = dict(found)
        np.savez(path, **{**held, key: change(held[key])})

    return damage


def text(name: str, change: Callable[[Any], Any]) -> Damage:
    """Rewrites a JSON file."""

    def damage(shelf: Shelf) -> None:
        path = shelf.generation / name
        path.write_text(json.dumps(change(json.loads(path.read_text()))))

    return damage


def part(name: str, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda fields: {**fields, name: change(fields[name])}


def broken(vectors: Any, value: float) -> Any:
    vectors[5, 7] = value
    return vectors


def other_words(shelf: Shelf) -> None:
    for name in ("words.npz", "words.json"):
        shutil.copyfile(shelf.other / name, shelf.generation / name)


def endless(shelf: Shelf) -> None:
    """An array whose header promises more rows than the file or any memory has."""
    path = shelf.generation / "vectors.npy"
    content = path.read_bytes()
    short, long = b"(12, 384), }", b"(99999999999, 384), }"
    assert short in content
    path.write_bytes(content.replace(short + b" " * (len(long) - len(short)), long))


def headless(shelf: Shelf) -> None:
    path = shelf.generation / "vectors.npy"
    path.write_bytes(path.read_bytes().replace(b"(12, 384), }", b"(12, 384   ]"))


HALF: dict[str, Damage] = {
    "a vector is not a number": array("vectors.npy", lambda vectors: broken(vectors, np.nan)),
    "a vector is endless": array("vectors.npy", lambda vectors: broken(vectors, np.inf)),
    "a vector too few": array("vectors.npy", lambda vectors: vectors[:-1]),
    "a vector too many": array("vectors.npy", lambda vectors: np.concatenate([vectors, vectors[:1]])),
    "a dimension too few": array("vectors.npy", lambda vectors: vectors[:, :-1]),
    "vectors of doubles": array("vectors.npy", lambda vectors: vectors.astype(np.float64)),
    "vectors in a row": array("vectors.npy", lambda vectors: vectors.ravel()),
    "no vectors": array("vectors.npy", lambda vectors: vectors[:0]),
    "vectors pickled": array("vectors.npy", lambda vectors: vectors.astype(object)),
    "vectors that never end": endless,
    "vectors without a header": headless,
    "digests too few": array("digests.npy", lambda digests: digests[:, :-1]),
    "digests of one kind": array("digests.npy", lambda digests: digests[0]),
    "digests pickled": array("digests.npy", lambda digests: digests.astype(object)),
    "prices too few": arrays("columns.npz", "price", lambda prices: prices[:-1]),
    "prices of doubles": arrays("columns.npz", "price", lambda prices: prices.astype(np.float64)),
    "a free row alive": arrays("columns.npz", "alive", np.ones_like),
    "facts too few": arrays("columns.npz", "fact_lengths", lambda lengths: lengths[:-1]),
    "facts of nobody": arrays("columns.npz", "fact_codes", lambda codes: codes[:-1]),
    "a fact unknown": arrays("columns.npz", "fact_codes", lambda codes: codes + 1),
    "a fact below none": arrays("columns.npz", "word_codes", lambda codes: codes - 1),
    "columns pickled": arrays("columns.npz", "rating", lambda ratings: ratings.astype(object)),
    "an id too few": text("columns.json", part("ids", lambda ids: ids[:-1])),
    "an id twice": text("columns.json", part("ids", lambda ids: [*ids[:-1], ids[0]])),
    "an id that is none": text("columns.json", part("ids", lambda ids: [*ids[:-1], []])),
    "no free rows": text("columns.json", part("free", lambda _: [])),
    "a row free twice": text("columns.json", part("free", lambda free: free * 2)),
    "a row free that is not there": text("columns.json", part("free", lambda _: [99])),
    "a fact without a spelling": text("columns.json", part("spellings", lambda spellings: spellings[:-1])),
    "facts that are none": text("columns.json", part("facts", lambda _: None)),
    "columns that are a list": text("columns.json", list),
    "a hash too few": text("hashes.json", lambda hashes: dict(list(hashes.items())[1:])),
    "a hash of another": text("hashes.json", lambda hashes: {**hashes, "p01": "0" * 32}),
    "hashes that are a list": text("hashes.json", list),
    "hashes that are none": text("hashes.json", lambda _: None),
    "a title too few": text("titles.json", lambda titles: [kind[:-1] for kind in titles]),
    "titles without brands": text("titles.json", lambda titles: titles[:1]),
    "titles of unequal number": text("titles.json", lambda titles: [titles[0][:-1], *titles[1:]]),
    "titles that are none": text("titles.json", lambda _: None),
    "a name too few": text("names.json", part("plain", lambda names: names[:-1])),
    "words of names too few": text("names.json", part("tokens", lambda tokens: tokens[:-1])),
    "names of another number": arrays("names.npz", "lengths", lambda lengths: lengths[:-1]),
    "words of another state": other_words,
    "rows of words too many": arrays("words.npz", "everything_rows", lambda rows: rows + 99),
    "rows of words below none": arrays("words.npz", "head_rows", lambda rows: rows - 1),
    "rows of words of doubles": arrays("words.npz", "head_rows", lambda rows: rows.astype(np.float64)),
    "words that begin later": arrays("words.npz", "head_starts", lambda starts: starts + 1),
    "words that go back": arrays("words.npz", "codes_starts", lambda starts: starts[::-1]),
    "times of words too few": arrays("words.npz", "everything_times", lambda times: times[:-1]),
    "lengths of words too few": arrays("words.npz", "everything_lengths", lambda lengths: lengths[:3]),
    "words pickled": arrays("words.npz", "codes_rows", lambda rows: rows.astype(object)),
    "a word too few": text("words.json", part("words", lambda words: words[:-1])),
    "a word twice": text("words.json", part("words", lambda words: [*words[:-1], words[0]])),
    "a language that is none": text("words.json", part("language", lambda _: "klingon")),
    "words that are none": text("words.json", lambda _: None),
}  # fmt: skip


@pytest.mark.parametrize("name", HALF)
def test_parts_that_do_not_fit_are_refused(planted: Callable[[Damage], str | None], name: str) -> None:
    def damage(shelf: Shelf) -> None:
        HALF[name](shelf)
        shelf.vouch()

    assert "damaged" in (planted(damage) or "")


def test_files_of_another_state_are_refused_whatever_the_checksums_say(
    states: tuple[Path, Path, object], planted: Callable[[Damage], str | None]
) -> None:
    for name in sorted(folders.read(states[0]).files):

        def damage(shelf: Shelf, name: str = name) -> None:
            of_the_other(name)(shelf)
            shelf.vouch()

        assert "damaged" in (planted(damage) or ""), name


def test_nothing_is_unpickled(states: tuple[Path, Path, object], planted: Callable[[Damage], str | None]) -> None:
    """A pickle that would leave a trace when it is read, in the place of every array."""
    trace = states[0].parent / "trace"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (trace,)

    for name in ("vectors.npy", "digests.npy", "columns.npz", "names.npz", "words.npz"):

        def damage(shelf: Shelf, name: str = name) -> None:
            trap = np.array([Trap()], object)
            path = shelf.generation / name
            if path.suffix == ".npy":
                np.save(path, trap)
            else:
                with np.load(path) as found:
                    np.savez(path, **dict.fromkeys(found.files, trap))  # type: ignore[arg-type]
            shelf.vouch()

        assert "damaged" in (planted(damage) or "")
    assert not trace.exists()


def test_columns_alone_say_what_is_wrong(tmp_path: Path) -> None:
    columns = Columns()
    for sold in SHOP:
        columns.put(sold)
    columns.save(tmp_path)
    names = json.loads((tmp_path / "columns.json").read_text())
    (tmp_path / "columns.json").write_text(json.dumps({**names, "ids": names["ids"][:-1]}))
    with pytest.raises(ValueError, match="another number of rows"):
        Columns.load(tmp_path)
