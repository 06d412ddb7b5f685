"""The product's sequence model as a contender, from ids alone."""

from __future__ import annotations

import copy
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ranker.neural.experiment import peak_mb
from ranker.neural.measure import AT_ONCE
from ranker.neural.model import SequenceModel
from ranker.neural.recipes import RECIPES, prepared
from ranker.neural.sequences import IntArray, Sequences
from ranker.neural.train import RESUME, Epoch, Held, train

SHOWN = 10


@torch.no_grad()
def shown(model: SequenceModel, histories: Sequences) -> IntArray:
    """Rows int64 [shoppers, 10], best first, what was taken left out."""
    model.eval()
    products = model.tower()
    rows = np.zeros((len(histories), SHOWN), dtype=np.int64)
    for start in range(0, len(histories), AT_ONCE):
        shoppers = np.arange(start, min(start + AT_ONCE, len(histories)))
        scores = model.final(histories.last(shoppers, model.shape.sizes.longest), products).float()
        for at, shopper in enumerate(shoppers.tolist()):
            scores[at, torch.from_numpy(histories.of(shopper) - 1)] = -torch.inf
        rows[shoppers] = scores.topk(SHOWN).indices.numpy()
    return rows


def averaged(model: SequenceModel, folder: Path) -> SequenceModel:
    """A copy with the running average of the weights, which is what training keeps, from its folder."""
    kept = copy.deepcopy(model)
    kept.load_state_dict(torch.load(folder / RESUME, weights_only=True)["average"], strict=False)
    return kept


def run(pack: Path, answers: Path, seed: int, folder: Path) -> None:
    with np.load(pack) as given:
        learnt = Sequences(given["train"] + 1, given["train_starts"])
        histories = Sequences(given["histories"] + 1, given["histories_starts"])
        valid, items = given["valid"], int(given["items"])
    if not sys.stdin.readline():
        return
    recipe = RECIPES["ids"]
    began = time.process_time()
    model = prepared(recipe, learnt, items, seed=seed)
    before = time.process_time() - began

    def over(epoch: Epoch) -> bool:
        kept = averaged(model, folder)
        np.savez(answers, valid=shown(kept, learnt), test=shown(kept, histories))
        said = {"epoch": epoch.number, "seconds": before + epoch.seconds, "peak_mb": peak_mb()}
        print(json.dumps(said), flush=True)
        return not sys.stdin.readline()

    train(model, learnt, Held(learnt, valid), replace(recipe.schedule, seed=seed), folder, stop=over)


def main() -> None:
    pack, answers, seed = sys.argv[1:]
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(pack), Path(answers), int(seed), Path(folder))


if __name__ == "__main__":
    main()
