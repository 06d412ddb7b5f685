"""Trains the head from the authored bank: `python -m assistant.reader.train` (under a minute on one core).

Softmax regression with a ridge penalty by L-BFGS; an intent with many utterances weighs as the root of their number.
The penalty was set by hand. The command prints the accuracy cross-validated over the bank.
"""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from assistant.reader.head import VECTOR_WEIGHT, WEIGHTS, Floats, Head, lexical, shorten
from assistant.reader.text import clean
from assistant.reading import Intent
from retrieval.encoder import MiniLM

BANK = Path(__file__).parent / "bank.jsonl"
RIDGE = 0.00005  # per example, on weights only
FOLDS = 4

Labels = npt.NDArray[np.int64]


def read_bank(path: Path = BANK) -> tuple[list[str], list[Intent]]:
    """Texts and intents of the bank, in file order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [clean(row["text"]) or row["text"] for row in rows], [Intent(row["intent"]) for row in rows]


def fit(features: csr_matrix, labels: Labels, classes: int, ridge: float = RIDGE) -> tuple[Floats, Floats]:
    """Weights [classes, features] and biases [classes] of the penalised, class-weighted softmax regression."""
    rows, width = features.shape
    counts = np.bincount(labels, minlength=classes)
    share = (1.0 / np.maximum(counts, 1) ** 0.5)[labels]
    share /= share.sum()
    target = np.zeros((rows, classes))
    target[np.arange(rows), labels] = 1.0

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, bias = flat[: classes * width].reshape(classes, width), flat[classes * width :]
        scores = features @ weights.T + bias
        scores -= scores.max(1, keepdims=True)
        log = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        error = (np.exp(log) - target) * share[:, None]
        value = -float((share[:, None] * target * log).sum()) + ridge * float((weights**2).sum()) / 2
        gradient = np.concatenate([((features.T @ error).T + ridge * weights).ravel(), error.sum(0)])
        return value, gradient

    start = np.zeros(classes * width + classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return found[: classes * width].reshape(classes, width).astype(np.float32), found[classes * width :].astype(
        np.float32
    )


def cross_validate(features: csr_matrix, texts: list[str], labels: Labels, classes: int) -> float:
    """Share of texts whose intent is right when their fold was left out; folds by hash of the text."""
    fold = np.array([zlib.crc32(text.encode()) % FOLDS for text in texts])
    right = 0
    for held in range(FOLDS):
        weights, bias = fit(features[fold != held], labels[fold != held], classes)
        scores = features[fold == held] @ weights.T + bias
        right += int((scores.argmax(1) == labels[fold == held]).sum())
    return right / len(texts)


def train(path: Path = WEIGHTS) -> dict[str, float]:
    """Trains both heads and writes them; returns the bank's size and the cross-validated accuracy with the encoder."""
    texts, intents = read_bank()
    names = tuple(intent for intent in Intent if intent in set(intents))
    labels = np.array([names.index(intent) for intent in intents])
    encoder = MiniLM()
    words = csr_matrix(np.stack([lexical(text) for text in texts]))
    vectors = encoder.encode([shorten(text) for text in texts]) * np.float32(VECTOR_WEIGHT)
    both = csr_matrix(hstack([csr_matrix(vectors), words]))
    measured = {
        "texts": float(len(texts)),
        "with_encoder": cross_validate(both, texts, labels, len(names)),
    }
    full, full_bias = fit(both, labels, len(names))
    alone, alone_bias = fit(words, labels, len(names))
    Head(names, full, full_bias, alone, alone_bias, encoder.name).save(path)
    return measured


if __name__ == "__main__":
    sys.stdout.write(json.dumps(train()) + "\n")
