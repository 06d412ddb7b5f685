"""Processor time until nDCG@10 of .0424 on a pack's test products: the sequence model and RecTools' SASRec.

    python -m benchmarks.sasrec --data ../shared/data/beauty --rectools var/rectools/bin/python

RecTools wants another numpy, so it has an interpreter of its own: `python -m venv var/rectools` (3.11 to 3.13), then
`var/rectools/bin/pip install "rectools[torch]"`. Both learn from the same sequences, from ids alone, each in a process
of its own with one thread. They take turns of an epoch: whoever has used less processor time is next, while the other
waits, so that both feel the same machine. After each epoch both show ten products for every shopper, of all that they
know without what the shopper took, and the same code measures them. `seconds` is processor time of training, preparing
included, showing and measuring left out. A run is given up after `--minutes`; where RecTools' falls short, its
`seconds` is null and the ratio is to what it was given, an upper bound. Our model runs with three seeds, and the middle
one counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ranker.neural.measure import hits_and_gains
from ranker.neural.sequences import IntArray, Sequences
from ranker.packs import Pack, read_pack

GOAL = 0.0424
SEEDS = (0, 1, 2)
RECTOOLS = Path(__file__).parent / "contenders" / "rectools_sasrec.py"
ROOT = Path(__file__).parents[1]
MISSING = """{path} is no interpreter. RecTools needs one of its own, since it wants another numpy:
    python -m venv var/rectools
    var/rectools/bin/pip install "rectools[torch]"
and then --rectools var/rectools/bin/python"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an epoch came to; `valid` and `test` are nDCG@10."""

    epoch: int
    seconds: float
    peak_mb: float
    valid: float
    test: float


@dataclass(frozen=True, slots=True)
class Run:
    """The epochs with one seed, ended by the goal, by the time allowed or by the contender itself."""

    turns: tuple[Turn, ...]

    @property
    def seconds(self) -> float:
        return self.turns[-1].seconds if self.turns else 0.0

    def reached(self, goal: float) -> bool:
        return any(turn.test >= goal for turn in self.turns)


def given(pack: Pack) -> dict[str, npt.NDArray[np.int64]]:
    """What a contender may know: rows of products one shopper after the other, and where each shopper's begin."""
    learnt, histories = Sequences.of_rows(pack.train), Sequences.of_rows(pack.histories())
    return {
        "train": learnt.items - 1,
        "train_starts": learnt.starts,
        "histories": histories.items - 1,
        "histories_starts": histories.starts,
        "valid": pack.valid,
        "items": np.array(len(pack.item_ids)),
    }


def ndcg(shown: IntArray, targets: IntArray) -> float:
    """Mean nDCG@10 of rows shown [shoppers, 10], best first, when `targets` [shoppers] are what was taken."""
    right = shown == targets[:, None]
    ranks = np.where(right.any(axis=1), right.argmax(axis=1) + 1.0, np.inf)
    return float(hits_and_gains(ranks)[1].mean())


class Contender:
    """A process that trains an epoch when asked (see `benchmarks.contenders`). To be closed."""

    def __init__(self, command: Sequence[str], pack: Pack, folder: Path, seed: int) -> None:
        self.pack, self.answers = pack, folder / "answers.npz"
        folder.mkdir()
        np.savez(folder / "pack.npz", **given(pack))  # type: ignore[arg-type]
        self.log = (folder / "log.txt").open("w+")
        self.process = subprocess.Popen(
            [*command, str(folder / "pack.npz"), str(self.answers), str(seed)],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()
        self.log.close()

    def turn(self) -> Turn | None:
        """One more epoch; None when it has had its last. Raises RuntimeError with its complaint when it failed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            said = self.process.stdout.readline()
        except BrokenPipeError:
            said = ""
        if said:
            with np.load(self.answers) as shown:
                valid, test = ndcg(shown["valid"], self.pack.valid), ndcg(shown["test"], self.pack.test)
            return Turn(**json.loads(said), valid=valid, test=test)
        if self.process.wait():
            self.log.seek(0)
            raise RuntimeError((self.log.read().strip().splitlines() or ["it ended without a word"])[-1])
        return None


def runs(
    name: str, command: Sequence[str], pack: Pack, seeds: Sequence[int], allowed: float, found: list[Run]
) -> Iterator[float]:
    """Trains with each seed until the goal or for `allowed` seconds: the seconds of each epoch as it ends. Each run is
    put into `found` when it is over."""
    for seed in seeds:
        turns: list[Turn] = []
        with tempfile.TemporaryDirectory() as folder, Contender(command, pack, Path(folder) / name, seed) as contender:
            while (turn := contender.turn()) is not None:
                print(f"{name} seed {seed}: {turn}", file=sys.stderr, flush=True)
                before = turns[-1].seconds if turns else 0.0
                turns.append(turn)
                yield turn.seconds - before
                if turn.test >= GOAL or turn.seconds >= allowed:
                    break
        found.append(Run(tuple(turns)))


def in_turns(lanes: Mapping[str, Iterator[float]]) -> None:
    """Takes from the lane that has used least so far, until all are at their end."""
    used, left = dict.fromkeys(lanes, 0.0), dict(lanes)
    while left:
        name = min(left, key=lambda lane: used[lane])
        seconds = next(left[name], None)
        if seconds is None:
            del left[name]
        else:
            used[name] += seconds


def summary(own: Sequence[Run], other: Run, goal: float = GOAL) -> dict[str, Any]:
    """The figures; `ratio` is our seconds to the other's, or to what it had been given when it fell short."""
    middle = median(run.seconds if run.reached(goal) else np.inf for run in own)
    return {
        "goal": goal,
        "own": {"seconds": _rounded(middle), "seeds": [_described(run, goal) for run in own]},
        "rectools": _described(other, goal),
        "ratio": round(middle / other.seconds, 3) if np.isfinite(middle) and other.seconds else None,
    }


def _described(run: Run, goal: float) -> dict[str, Any]:
    return {
        "seconds": _rounded(run.seconds if run.reached(goal) else np.inf),
        "given_seconds": _rounded(run.seconds),
        "epochs": len(run.turns),
        "peak_mb": round(max((turn.peak_mb for turn in run.turns), default=0.0)),
        "ndcg": round(max((turn.test for turn in run.turns), default=0.0), 4),
        "valid_ndcg": round(max((turn.valid for turn in run.turns), default=0.0), 4),
    }


def _rounded(seconds: float) -> float | None:
    return round(seconds, 1) if np.isfinite(seconds) else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Time sequence models until they reach what they should.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rectools", type=Path, default=Path("var/rectools/bin/python"), help="its interpreter")
    parser.add_argument("--minutes", type=float, default=40, help="of processor time for each run")
    options = parser.parse_args()
    if not options.rectools.is_file():
        sys.exit(MISSING.format(path=options.rectools))
    pack, allowed = read_pack(options.data), 60 * options.minutes
    own, other = [sys.executable, "-m", "benchmarks.contenders.own"], [str(options.rectools.absolute()), str(RECTOOLS)]
    found: dict[str, list[Run]] = {"own": [], "rectools": []}
    in_turns(
        {
            "rectools": runs("rectools", other, pack, SEEDS[:1], allowed, found["rectools"]),
            "own": runs("own", own, pack, SEEDS, allowed, found["own"]),
        }
    )
    print(json.dumps({"shoppers": len(pack), **summary(found["own"], found["rectools"][0])}))


if __name__ == "__main__":
    main()
