"""Learning the linear map: InfoNCE between queries and products, from vectors that were encoded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import faiss
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from retrieval.tuning.facts import Facts
from retrieval.tuning.pairs import Pair
from store.progress import Progress, silent

BATCH = 512
RUN = 32  # pairs of one topic that stand together in a batch
TOPIC, ROUNDS = 100, 8  # pairs a topic, on average; rounds of k-means
PASSES = 6
TEMPERATURE = 0.05
RATE = 1e-3
DECAY = 0.01  # of the map's squared length, in the loss
SHARE = np.float32(0.25)  # of the learnt map that is taken; compared in docs/log.md
NEVER = -1e4

Vectors = npt.NDArray[np.float32]


def train(
    pairs: Sequence[Pair],
    facts: Mapping[str, Facts],
    queries: Vectors,
    products: Vectors,
    seed: int = 0,
    progress: Progress = silent,
) -> Vectors:
    """The map, float32 [dim, dim], for `retrieval.tuning.adapted`; the same input gives the same map.

    `queries` and `products` [n, dim] are the original encoder's vectors of each pair; `facts` of every product named.
    A quarter of what was learnt is taken: on the way from the original to the learnt (weight averaging, WiSE-FT,
    Wortsman et al., 2022) much is gained early, and less of the general language is lost.
    """
    asked, answers = torch.from_numpy(queries), torch.from_numpy(products)
    matrix = torch.zeros(queries.shape[1], queries.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([matrix], lr=RATE)
    batches = batched(products, seed)
    known = [answered([pairs[place] for place in batch], facts) for batch in batches]
    for step in range(PASSES * len(batches)):
        batch = batches[step % len(batches)]
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / (PASSES * len(batches)))
        loss = contrast(through(asked[batch], matrix), through(answers[batch], matrix), known[step % len(batches)])
        optimiser.zero_grad()
        torch.autograd.backward(loss + DECAY * (matrix**2).sum())
        optimiser.step()
        progress("training", step + 1, PASSES * len(batches))
    learnt: Vectors = matrix.detach().numpy()
    return SHARE * learnt


def through(vectors: Tensor, matrix: Tensor) -> Tensor:
    """As `retrieval.tuning.adapted.adapt`, with a gradient."""
    return normalize(vectors + vectors @ matrix, dim=-1)


def contrast(queries: Tensor, answers: Tensor, right: Tensor) -> Tensor:
    """How badly each query [n, dim] picks its own answer among all [n, dim] (InfoNCE, van den Oord et al., 2018).

    `right` bool [n, n]: answers of others that are right as well, and so are no negatives.
    """
    scores = (queries @ answers.T / TEMPERATURE).masked_fill(right, NEVER)
    return cross_entropy(scores, torch.arange(len(scores)))


def answered(pairs: Sequence[Pair], facts: Mapping[str, Facts]) -> Tensor:
    """bool [n, n]: whether the product of another pair (column) answers the query of a pair (row) as well."""
    held = [facts[pair.product_id] for pair in pairs]
    return torch.tensor(
        [[row != column and pair.needs <= each for column, each in enumerate(held)] for row, pair in enumerate(pairs)]
    )


def batched(products: Vectors, seed: int) -> list[list[int]]:
    """Places of the pairs in batches of a few topics each, from their products' vectors [n, dim].

    What the encoder finds alike is each other's negatives, which are harder than chance brings together (topic-aware
    sampling, Hofstätter et al., 2021).
    """
    generator = np.random.default_rng(seed)
    topics: dict[int, list[int]] = {}
    topic_of = topics_of(products, seed)
    for place in generator.permutation(len(products)).tolist():
        topics.setdefault(topic_of[place], []).append(place)
    runs = [topic[start : start + RUN] for topic in topics.values() for start in range(0, len(topic), RUN)]
    flat = [place for chosen in generator.permutation(len(runs)).tolist() for place in runs[chosen]]
    return [batch.tolist() for batch in np.array_split(np.array(flat), max(1, round(len(flat) / BATCH)))]


def topics_of(vectors: Vectors, seed: int) -> list[int]:
    """The number of each vector's topic, by k-means."""
    if len(vectors) < 2 * TOPIC:
        return [0] * len(vectors)
    means = faiss.Kmeans(vectors.shape[1], len(vectors) // TOPIC, niter=ROUNDS, seed=seed, min_points_per_centroid=1)
    means.train(vectors)
    _, nearest = means.index.search(vectors, 1)
    numbers: list[int] = nearest[:, 0].tolist()
    return numbers
