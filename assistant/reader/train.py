"""Trains the head: `python -m assistant.reader.train [--real ../shared/data/conversations]` (a minute on one core).

From the authored bank, and from messages people wrote where they are at hand: only the half of them that `evaluate`
calls dev; the other half is what is reported. Softmax regression with a ridge penalty by L-BFGS; an intent with many
utterances weighs as the root of their number. Prints the accuracy cross-validated over all of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from assistant.reader.conversations import BITEXT, is_dev, rows
from assistant.reader.head import VECTOR_WEIGHT, WEIGHTS, Floats, Head, lexical, shorten
from assistant.reader.text import clean, is_chinese
from assistant.reading import Intent
from retrieval.encoder import MiniLM

BANK = Path(__file__).parent / "bank"
RIDGE = 0.00001  # per example, on weights only; compared in docs/log.md
SEARCHES = 600  # of the real shopping requests: one intent, and thousands of them
FOLDS = 4

Labels = npt.NDArray[np.int64]
Examples = list[tuple[str, Intent]]


def read_bank(folder: Path = BANK) -> Examples:
    """Texts and intents of the bank's files, in their order."""
    files = sorted(folder.glob("*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [(clean(row["text"]) or row["text"], Intent(row["intent"])) for row in rows]


def read_real(folder: Path) -> Examples:
    """The dev half of the messages that people wrote, with the intent that should serve each."""
    service = [(row["utterance"], BITEXT[row["intent"]][0]) for row in rows(folder, "bitext_intents.jsonl.gz")]
    requests = [(row["text"], Intent.SEARCH) for row in rows(folder, "webshop_instructions.jsonl.gz")]
    queries = [(row["text"], Intent.SEARCH) for row in rows(folder, "wands_queries.jsonl.gz")]
    dev = [[pair for pair in pairs if is_dev(pair[0])] for pairs in (service, requests, queries)]
    kept = [*dev[0], *dev[1][:SEARCHES], *dev[2], *_dialogues(folder)]
    return [(clean(text), intent) for text, intent in kept]


def _dialogues(folder: Path) -> Examples:
    """Of search dialogues, the messages that say what is wanted; asking for a picture asks for details."""
    found = []
    for row in rows(folder, "pscon.jsonl.gz"):
        for message in row["conversation"] if is_dev(str(row["conv_id"])) else ():
            if message["role"] == "user" and message.get("keywords"):
                pictured = "picture" in message["content"] or "photo" in message["content"]
                found.append((message["content"], Intent.DETAILS if pictured else Intent.SEARCH))
    return found


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


def train(real: Path | None = None, path: Path = WEIGHTS) -> dict[str, float]:
    """Trains both heads and writes them; returns how many messages they saw and the cross-validated accuracies.

    The one over words alone learns from both languages; the encoder reads only English, and so does the other.
    """
    examples = read_bank() + (read_real(real) if real is not None else [])
    names = tuple(intent for intent in Intent if intent in {intent for _, intent in examples})
    english = [pair for pair in examples if not is_chinese(pair[0])]
    encoder = MiniLM()
    both, labels = features(english, encoder), numbers(english, names)
    words, all_labels = features(examples), numbers(examples, names)
    full, full_bias = fit(both, labels, len(names))
    alone, alone_bias = fit(words, all_labels, len(names))
    Head(names, full, full_bias, alone, alone_bias, encoder.name).save(path)
    return {
        "texts": float(len(examples)),
        "with_encoder": cross_validate(both, [text for text, _ in english], labels, len(names)),
        "words_alone": cross_validate(words, [text for text, _ in examples], all_labels, len(names)),
    }


def features(examples: Examples, encoder: MiniLM | None = None) -> csr_matrix:
    """One row a message: its hashed words, behind its vector where there is an encoder."""
    hashed = csr_matrix(np.stack([lexical(text) for text, _ in examples]))
    if encoder is None:
        return hashed
    vectors = encoder.encode([shorten(text) for text, _ in examples]) * np.float32(VECTOR_WEIGHT)
    return csr_matrix(hstack([csr_matrix(vectors), hashed]))


def numbers(examples: Examples, names: Sequence[Intent]) -> Labels:
    return np.array([names.index(intent) for _, intent in examples])


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the reader's head.")
    parser.add_argument("--real", type=Path, help="folder of the conversations pack, whose dev half is learnt from too")
    sys.stdout.write(json.dumps(train(parser.parse_args().real)) + "\n")


if __name__ == "__main__":
    main()
