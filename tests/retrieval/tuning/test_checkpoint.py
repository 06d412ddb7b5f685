"""A tuned encoder on disk: it comes back as it was, or is refused with the command that mends it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import MiniLM
from retrieval.index import Index
from retrieval.tuning import checkpoint
from retrieval.tuning.adapted import AdaptedEncoder
from store.errors import SetupError
from tests.retrieval.catalogue import SHOP

MATRIX = np.random.default_rng(0).normal(0, 0.02, (384, 384)).astype(np.float32)
TEXTS = ["boots", "a kettle for two", ""]


@pytest.fixture
def written(minilm: MiniLM, tmp_path: Path) -> AdaptedEncoder:
    return checkpoint.write(tmp_path, minilm, MATRIX, fingerprint="f00", seed=7, metrics={"n": 40})


def test_it_comes_back_as_it_was(written: AdaptedEncoder, minilm: MiniLM, tmp_path: Path) -> None:
    about, read = checkpoint.read(tmp_path, written.name, minilm)
    np.testing.assert_array_equal(read.encode(TEXTS), written.encode(TEXTS))
    assert (about.base, about.fingerprint, about.seed, about.metrics) == (minilm.name, "f00", 7, {"n": 40})
    assert read.name == about.name == written.name


def test_the_name_is_of_the_weights(written: AdaptedEncoder, minilm: MiniLM) -> None:
    base, _, digits = written.name.partition("+")
    assert base == "all-MiniLM-L6-v2"
    assert len(digits) == 8
    assert int(digits, 16) >= 0
    assert checkpoint.name_of(minilm, MATRIX) == written.name
    assert checkpoint.name_of(minilm, MATRIX + 1) != written.name


def test_nothing_but_the_checkpoint_is_left(written: AdaptedEncoder, minilm: MiniLM, tmp_path: Path) -> None:
    checkpoint.write(tmp_path, minilm, MATRIX, fingerprint="f00", seed=8, metrics={})
    assert [path.name for path in (tmp_path / "encoder").iterdir()] == [written.name]
    assert checkpoint.read(tmp_path, written.name, minilm)[0].seed == 8


def test_all_but_the_current_one_are_swept(written: AdaptedEncoder, minilm: MiniLM, tmp_path: Path) -> None:
    other = checkpoint.write(tmp_path, minilm, MATRIX + 1, fingerprint="f00", seed=7, metrics={})
    checkpoint.sweep(tmp_path, other.name)
    assert [path.name for path in (tmp_path / "encoder").iterdir()] == [other.name]
    checkpoint.sweep(tmp_path / "a shop without any", "")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def scribble(path: Path) -> None:
    path.write_text("{")


def rename(path: Path) -> None:
    about = json.loads(path.read_text())
    path.write_text(json.dumps({"title": about["name"]}))


@pytest.mark.parametrize(
    ("file", "damage", "said"),
    [
        ("weights.safetensors", flip, "is damaged"),
        ("weights.safetensors", cut, "is damaged"),
        ("weights.safetensors", Path.unlink, "is not in"),
        ("encoder.json", scribble, "is damaged"),
        ("encoder.json", rename, "is damaged"),
        ("encoder.json", Path.unlink, "is not in"),
    ],
)
def test_a_damaged_one_is_refused(
    written: AdaptedEncoder, minilm: MiniLM, tmp_path: Path, file: str, damage: object, said: str
) -> None:
    assert callable(damage)
    damage(tmp_path / "encoder" / written.name / file)
    with pytest.raises(SetupError, match=said) as refused:
        checkpoint.read(tmp_path, written.name, minilm)
    assert refused.value.mend == f"daogou train encoder --home {tmp_path} --undo"


def test_one_of_another_base_is_refused(written: AdaptedEncoder, tmp_path: Path) -> None:
    class Other:
        name, dim = "another", 384

        def encode(self, texts: object, progress: object = None) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            raise AssertionError

    with pytest.raises(SetupError, match="was tuned from all-MiniLM-L6-v2, not another"):
        checkpoint.read(tmp_path, written.name, Other())


def test_an_index_of_another_encoder_is_refused(written: AdaptedEncoder, minilm: MiniLM, tmp_path: Path) -> None:
    folder = tmp_path / "index" / "a"
    Index.build(folder, SHOP, minilm)
    with pytest.raises(SetupError, match=r"was built by the encoder all-MiniLM-L6-v2\.") as refused:
        Index.load(folder, written)
    assert refused.value.mend == f"daogou index --home {tmp_path}"
    Index.build(folder, SHOP, written)
    assert Index.load(folder, written).product_count == len(SHOP)
    with pytest.raises(SetupError, match="was built by the encoder all-MiniLM"):
        Index.load(folder, minilm)
