"""Training on a tiny shape: it learns, goes on where it was killed, and exports a folder that loads by itself."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForCausalLM

from assistant.messages import Role
from assistant.shop_lm.data import Corpus, batches, build, encode
from assistant.shop_lm.simulator import examples
from assistant.shop_lm.template import BOT, END, render
from assistant.shop_lm.tokenizer import load_tokenizer, save_tokenizer, train_tokenizer
from assistant.shop_lm.train import Training, TrainSettings

TINY = TrainSettings(
    tokens=20_000, batch=1024, warmup=2_000, hidden=64, layers=1, heads=1, groups=1, inner=64, checkpoint_seconds=1e9
)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Threads of a small matrix wait for each other as soon as anything else runs."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shop_lm")
    texts = [render(example.messages) for example in itertools.islice(examples(1), 300)]
    save_tokenizer(train_tokenizer(texts), made, 512)
    return made


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    tokenizer = load_tokenizer(folder)
    tokens: list[int] = []
    learn: list[bool] = []
    ends: list[int] = []
    for example in itertools.islice(examples(2), 400):
        ids, mask = encode(example, tokenizer)
        tokens += ids
        learn += mask
        ends.append(len(tokens))
    return Corpus(*map(_array, (tokens, learn, ends)))  # type: ignore[arg-type]


def _array(values: list[int] | list[bool]) -> object:
    kinds = {bool: torch.bool, int: torch.int64}
    return torch.tensor(values, dtype=kinds[type(values[0])]).numpy()


@pytest.fixture
def tokenizer(folder: Path) -> Tokenizer:
    return load_tokenizer(folder)


def test_loss_is_on_what_the_model_says_in_this_turn_only(tokenizer: Tokenizer) -> None:
    for example in itertools.islice(examples(4), 80):
        ids, learn = encode(example, tokenizer)
        learnt = tokenizer.decode(
            [i for i, wanted in zip(ids, learn, strict=True) if wanted], skip_special_tokens=False
        )
        said = [m for m in example.messages[example.start :] if m.role is Role.ASSISTANT]
        assert learnt == "".join(render([message]).removeprefix(BOT) for message in said)
        assert learnt.count(END) == len(said)


def test_batches_hold_every_example_once_and_pad_on_the_right(corpus: Corpus) -> None:
    seen = 0
    for tokens, learn in itertools.islice(batches(corpus, 2048, random.Random(0), pad=0), 1000):
        assert tokens.size <= 2 * 2048  # about 2048: rows are counted by their shortest
        assert not learn[tokens == 0].any()
        seen += len(tokens)
        if seen >= len(corpus.ends):
            break
    assert seen == len(corpus.ends)


def test_several_processes_build_the_same_corpus_as_one(folder: Path) -> None:
    one, two = (build(folder, 120, 7, workers, shard=40) for workers in (1, 2))
    assert (one.tokens == two.tokens).all()
    assert (one.learn == two.learn).all()
    assert one.ends[-1] == len(one.tokens)


def test_it_learns_resumes_and_exports(folder: Path, corpus: Corpus) -> None:
    training = Training(folder, TINY, "cpu")
    first = training.validate(corpus)
    assert training.run(corpus) < first - 2  # from about log(2560) = 7.8
    resumed = Training(folder, dataclasses.replace(TINY, tokens=22_000), "cpu")
    resumed.resume()
    assert resumed.step == training.step
    before = resumed.seen
    resumed.run(corpus)
    assert before < resumed.seen < before + 5_000
    target = resumed.export({"seed": 0})
    assert AutoConfig.from_pretrained(target).architectures == ["Qwen3ForCausalLM"]
    loaded = AutoModelForCausalLM.from_pretrained(target)
    assert loaded.dtype is torch.bfloat16
    assert {path.name for path in target.iterdir()} >= {"tokenizer.json", "chat_template.jinja", "run.json"}


def test_the_learning_rate_rises_stays_and_falls(folder: Path) -> None:
    training = Training(folder, TINY, "cpu")
    rates = []
    for seen in (0, 1_000, 2_000, 10_000, 14_000, 17_000, 20_000):
        training.seen = seen
        rates.append(round(training.rate() / TINY.rate, 3))
    assert rates == [0.01, 0.5, 1.0, 1.0, 1.0, 0.5, 0.01]
