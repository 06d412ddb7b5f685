"""A network loads from its folder alone, and never from a damaged one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.encoder import Encoder, Vectors
from retrieval.photos.checkpoint import Record, load_network, save_network
from retrieval.photos.compact import CompactImages
from retrieval.photos.home import load_encoder
from retrieval.photos.network import PhotoNetwork, Shape
from store.errors import SetupError
from store.progress import Progress, silent
from tests.retrieval.photos.conftest import DrawnShop

SHAPE = Shape(side=32, width=8, dim=16, texts=12, hidden=8)
COMMAND = "daogou train photos --home here"


class Twelve:
    """A text encoder of another kind: twelve numbers."""

    name, dim = "twelve", 12

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        return np.eye(12, dtype=np.float32)[[len(text) % 12 for text in texts]]


def saved(folder: Path) -> PhotoNetwork:
    torch.manual_seed(4)
    network = PhotoNetwork(SHAPE).eval()
    save_network(folder, network, Record("compact-1", SHAPE, "twelve", "data", 4, {"passes": 3}, {"network": {"n": 9}}))
    return network


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    network = saved(tmp_path)
    loaded, record = load_network(tmp_path, COMMAND)
    assert (record.seed, record.data, record.settings, record.held) == (4, "data", {"passes": 3}, {"network": {"n": 9}})
    pixels = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), np.uint8)
    before, after = (CompactImages("x", each, Twelve()) for each in (network, loaded))
    np.testing.assert_array_equal(before.encode_pixels(pixels), after.encode_pixels(pixels))
    np.testing.assert_array_equal(before.encode_words(["a", "bc"]), after.encode_words(["a", "bc"]))


def test_saving_again_replaces_the_first(tmp_path: Path) -> None:
    saved(tmp_path)
    saved(tmp_path)
    assert len(list(tmp_path.glob("g-*"))) == 1
    load_network(tmp_path, COMMAND)


def one(folder: Path, name: str) -> Path:
    (path,) = folder.glob(f"g-*/{name}")
    return path


@pytest.mark.parametrize("name", ["network.safetensors", "network.json"])
def test_a_damaged_or_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    saved(tmp_path)
    path = one(tmp_path, name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SetupError, match="damaged") as refused:
        load_network(tmp_path, COMMAND)
    assert refused.value.mend == COMMAND
    path.unlink()
    with pytest.raises(SetupError, match="damaged"):
        load_network(tmp_path, COMMAND)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 99, "generation": "g"}', "null"])
def test_a_broken_manifest_is_refused(tmp_path: Path, content: str) -> None:
    saved(tmp_path)
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(SetupError) as refused:
        load_network(tmp_path, COMMAND)
    assert refused.value.mend == COMMAND


def test_a_network_of_another_version_is_refused(tmp_path: Path) -> None:
    """Whole files, whose checksums are right, and which say something else than this program understands."""
    saved(tmp_path)
    path = one(tmp_path, "network.json")
    record = json.loads(path.read_text())
    record["shape"]["width"] = 16
    for fields in (record, {**record, "shape": {"legs": 4}}, {"name": "x"}):
        torch.manual_seed(4)
        network = PhotoNetwork(SHAPE)
        save_network(tmp_path, network, Record("compact-1", SHAPE, "twelve", "data", 4, {}, {}))
        path = one(tmp_path, "network.json")
        path.write_text(json.dumps(fields))
        manifest = json.loads((tmp_path / "manifest.json").read_text())
        del manifest["files"]["network.json"]
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(SetupError, match="another version"):
            load_network(tmp_path, COMMAND)


def test_no_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="missing") as refused:
        load_encoder(tmp_path, Twelve())
    assert refused.value.mend == f"daogou train photos --home {tmp_path}"


def test_another_text_encoder_is_refused(drawn: DrawnShop, encoder: Encoder, tmp_path: Path) -> None:
    shutil.copytree(drawn.home / "photos", tmp_path / "photos")
    load_encoder(tmp_path, encoder)
    with pytest.raises(SetupError, match="trained beside"):
        load_encoder(tmp_path, Twelve())
