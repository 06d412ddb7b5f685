"""`python -m ranker.baselines --data FOLDER [--model NAME]`: a JSON line a model."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ranker.baselines.measure import MODELS, Measured, measure
from ranker.packs import read_pack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with a pack of sequences")
    parser.add_argument("--model", choices=list(MODELS), action="append", help="default: all")
    parser.add_argument("--validation", action="store_true", help="hold out the last but one product instead")
    arguments = parser.parse_args()
    pack = read_pack(arguments.data)
    for name in arguments.model or MODELS:
        sys.stdout.write(json.dumps(line(measure(MODELS[name](), pack, arguments.validation))) + "\n")
        sys.stdout.flush()


def line(measured: Measured) -> dict[str, str | float]:
    found = measured.quality()
    return {
        "model": measured.model,
        "hr@10": round(found.hr, 4),
        "ndcg@10": round(found.ndcg, 4),
        "n": found.n,
        "fit_s": round(measured.fit_seconds, 1),
        "score_s": round(measured.score_seconds, 1),
        "peak_mb": round(measured.peak_mb),
    }


if __name__ == "__main__":
    main()
