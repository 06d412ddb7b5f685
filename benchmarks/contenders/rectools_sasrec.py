"""SASRec of RecTools as a contender; run by an interpreter that has `rectools[torch]`, never imported here.

The settings are those with which it is reported to reach .0531 on Amazon Beauty: 64 wide, one block, one head, dropout
.2, sessions of 50, a softmax over 256 sampled products, rate 1e-3, batches of 128.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.callbacks import LambdaCallback
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import SASRecModel

EPOCHS = 1000  # more than it is ever given time for
SHOWN = 10
IntArray = npt.NDArray[np.int64]


def dataset(rows: IntArray, starts: IntArray) -> Dataset:
    """Histories as interactions, a second apart."""
    shoppers = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    times = pd.Timestamp("2000-01-01") + pd.to_timedelta(np.arange(len(rows)), unit="s")
    table = {Columns.User: shoppers, Columns.Item: rows, Columns.Weight: 1.0, Columns.Datetime: times}
    return Dataset.construct(pd.DataFrame(table))


def shown(model: SASRecModel, histories: Dataset, shoppers: int) -> IntArray:
    """Rows [shoppers, 10], what was taken left out; -1 where it has no more."""
    found = model.recommend(
        np.arange(shoppers), histories, k=SHOWN, filter_viewed=True, on_unsupported_targets="ignore"
    )
    rows = np.full((shoppers, SHOWN), -1, dtype=np.int64)
    rows[found[Columns.User].to_numpy(), found[Columns.Rank].to_numpy() - 1] = found[Columns.Item].to_numpy()
    return rows


def train(model: SASRecModel, learnt: Dataset, after: Callable[[int, float], bool]) -> None:
    """`after` is asked at the end of each epoch, with its number and the processor seconds of training, to go on."""
    clock = {"spent": 0.0, "since": time.process_time()}

    def over(trainer: Trainer, module: torch.nn.Module) -> None:
        clock["spent"] += time.process_time() - clock["since"]
        model.is_fitted = True  # it recommends only when told that it may
        trainer.should_stop = not after(trainer.current_epoch + 1, clock["spent"])
        module.train()
        clock["since"] = time.process_time()

    # The trainer is copied deeply by the model, which leaves functions as they are.
    model._trainer = Trainer(
        max_epochs=EPOCHS,
        callbacks=[LambdaCallback(on_train_epoch_end=over)],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        accelerator="cpu",
        devices=1,
    )
    model.fit(learnt)


def main() -> None:
    pack, answers, seed = sys.argv[1:]
    torch.set_num_threads(1)
    seed_everything(int(seed))
    with np.load(pack) as given:
        learnt = dataset(given["train"], given["train_starts"])
        histories = dataset(given["histories"], given["histories_starts"])
        shoppers = len(given["train_starts"]) - 1
    model = SASRecModel(
        n_factors=64,
        n_blocks=1,
        n_heads=1,
        dropout_rate=0.2,
        session_max_len=50,
        loss="sampled_softmax",
        n_negatives=256,
        lr=1e-3,
        batch_size=128,
    )

    def after(epoch: int, seconds: float) -> bool:
        np.savez(answers, valid=shown(model, learnt, shoppers), test=shown(model, histories, shoppers))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(json.dumps({"epoch": epoch, "seconds": seconds, "peak_mb": peak}), file=sys.__stdout__, flush=True)
        return bool(sys.stdin.readline())

    with contextlib.redirect_stdout(sys.stderr):
        if sys.stdin.readline():
            train(model, learnt, after)


if __name__ == "__main__":
    main()
