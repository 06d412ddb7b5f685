"""Trains shop_lm from scratch: `python -m assistant.shop_lm.train --out FOLDER`. CPU or GPU, the same command.

A run keeps its tokenizer, data and checkpoint in its folder, so that one which was killed goes on where it was. It
writes loss and speed to `train.log` and, at the end, a model folder that vLLM serves.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import os
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import GenerationConfig, Qwen3Config, Qwen3ForCausalLM

from assistant.shop_lm.data import Corpus, batches, build
from assistant.shop_lm.simulator import examples
from assistant.shop_lm.template import END, PAD, render
from assistant.shop_lm.tokenizer import HANDLES, VOCABULARY, load_tokenizer, save_tokenizer, token_id, train_tokenizer

log = logging.getLogger("shop_lm.train")
SAMPLE_SEED, TRAIN_SEED = 77, 1  # dialogues of the tokenizer and of training; evaluation has its own
HELD_OUT_SHARE = 2000  # examples at the end of the corpus that only the validation loss sees


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """One run. `tokens` counts those read, padding left out; `batch` is tokens a step, `warmup` tokens of rising rate.

    The shape is what two busy cores can train within half an hour; a GPU buys a larger one with the same command.
    """

    tokens: int = 10_000_000
    examples: int = 50_000
    batch: int = 2048
    rate: float = 3e-3
    warmup: int = 100_000
    cooldown: float = 0.3
    handle_weight: float = 4.0
    decay: float = 0.05
    seed: int = 0
    hidden: int = 256
    layers: int = 4
    heads: int = 4
    groups: int = 2
    inner: int = 512
    positions: int = 2048
    checkpoint_seconds: float = 120.0


def shape(settings: TrainSettings, end: int, pad: int) -> Qwen3Config:
    """A Qwen3 shape that vLLM serves: heads of 64, tied embeddings."""
    return Qwen3Config(
        vocab_size=VOCABULARY,
        hidden_size=settings.hidden,
        intermediate_size=settings.inner,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        num_key_value_heads=settings.groups,
        head_dim=64,
        tie_word_embeddings=True,
        max_position_embeddings=settings.positions,
        use_sliding_window=False,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=pad,
    )


class Training:
    """The state of one run and its loop."""

    def __init__(self, folder: Path, settings: TrainSettings, device: str) -> None:
        self.folder, self.settings, self.device = folder, settings, device
        tokenizer = load_tokenizer(folder)
        self.pad, self.end = token_id(tokenizer, PAD), token_id(tokenizer, END)
        self.weights = torch.ones(VOCABULARY, device=device)
        self.weights[[token_id(tokenizer, f"p{number}") for number in range(1, HANDLES + 1)]] = settings.handle_weight
        torch.manual_seed(settings.seed)
        self.model = Qwen3ForCausalLM(shape(settings, self.end, self.pad)).to(device)
        matrices = [weight for weight in self.model.parameters() if weight.ndim > 1]
        others = [weight for weight in self.model.parameters() if weight.ndim < 2]
        groups = [{"params": matrices, "weight_decay": settings.decay}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.95), fused=device == "cuda")
        self.seen = 0
        self.step = 0

    @property
    def parameters(self) -> int:
        return sum(weight.numel() for weight in self.model.parameters())

    def rate(self) -> float:
        """The learning rate now: a linear rise over `warmup` tokens, level, a linear fall over the last `cooldown`.

        A level middle lets a run that goes well be given more tokens when it is resumed.
        """
        settings = self.settings
        rise = self.seen / settings.warmup
        fall = (1 - self.seen / settings.tokens) / settings.cooldown
        return settings.rate * max(0.01, min(1.0, rise, fall))

    def loss(self, tokens: Any, learn: Any) -> torch.Tensor:
        """Mean cross-entropy over the tokens to learn, handles counting more: they are few, and copying is learnt last.

        Padding is on the right, so the causal mask is all it takes.
        """
        ids = torch.from_numpy(tokens).to(self.device, non_blocking=True)
        wanted = torch.from_numpy(learn).to(self.device, non_blocking=True)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            hidden = self.model.model(input_ids=ids[:, :-1], use_cache=False).last_hidden_state
            picked = hidden[wanted[:, 1:]]
            logits = picked @ self.model.lm_head.weight.T
        targets = ids[:, 1:][wanted[:, 1:]]
        losses = torch.nn.functional.cross_entropy(logits.float(), targets, reduction="none")
        weights = self.weights[targets]
        return (losses * weights).sum() / weights.sum()

    def run(self, corpus: Corpus) -> float:
        """Trains until the token budget is spent; returns the validation loss."""
        cut = len(corpus.ends) - min(HELD_OUT_SHARE, len(corpus.ends) // 10)
        border = int(corpus.ends[cut - 1])
        trained = Corpus(corpus.tokens[:border], corpus.learn[:border], corpus.ends[:cut])
        unseen = Corpus(corpus.tokens[border:], corpus.learn[border:], corpus.ends[cut:] - border)
        stream = batches(trained, self.settings.batch, random.Random(f"{self.settings.seed}-{self.step}"), self.pad)
        mark, mark_seen, saved = time.monotonic(), self.seen, time.monotonic()
        for tokens, learn in stream:
            if self.seen >= self.settings.tokens:
                break
            loss = self._update(tokens, learn)
            if self.step % 50 == 0:
                now = time.monotonic()
                speed = (self.seen - mark_seen) / (now - mark)
                mark, mark_seen = now, self.seen
                log.info("step %d tokens %d loss %.4f tokens/s %.0f", self.step, self.seen, float(loss), speed)
            if time.monotonic() - saved > self.settings.checkpoint_seconds:
                self.save()
                saved = time.monotonic()
        self.save()
        return self.validate(unseen)

    def _update(self, tokens: Any, learn: Any) -> torch.Tensor:
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        loss = self.loss(tokens, learn)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.seen += int((tokens != self.pad).sum())
        self.step += 1
        return loss.detach()

    @torch.no_grad()
    def validate(self, unseen: Corpus) -> float:
        total, count = 0.0, 0
        for tokens, learn in itertools.islice(batches(unseen, 4096, random.Random(0), self.pad), 10):
            number = int(learn.sum())
            total += float(self.loss(tokens, learn)) * number
            count += number
        return total / max(1, count)

    # ---- checkpoints and the finished folder

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        state |= {"seen": self.seen, "step": self.step, "settings": asdict(self.settings)}
        torch.save(state, self.folder / "checkpoint.new")
        (self.folder / "checkpoint.new").replace(self.folder / "checkpoint.pt")  # a killed save leaves the old one

    def resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.seen, self.step = state["seen"], state["step"]
        log.info("goes on from step %d", self.step)

    def export(self, facts: dict[str, Any]) -> Path:
        """The model folder: bf16 weights, config, tokenizer, template, generation settings and the facts of the run."""
        target = self.folder / "weights"
        self.model.to(torch.bfloat16).save_pretrained(target)
        save_tokenizer(load_tokenizer(self.folder), target, self.settings.positions)
        GenerationConfig(
            do_sample=True, temperature=1.0, top_p=1.0, min_p=0.05, eos_token_id=self.end, pad_token_id=self.pad
        ).save_pretrained(target)
        (target / "run.json").write_text(json.dumps(facts, indent=1))
        return target


def prepare(folder: Path, settings: TrainSettings, workers: int) -> Corpus:
    """The tokenizer and the corpus of a run, made once."""
    if not (folder / "tokenizer.json").exists():
        sample = itertools.islice(examples(SAMPLE_SEED), 6_000)
        texts = (render(example.messages[max(0, example.start - 1) :]) for example in sample)
        save_tokenizer(train_tokenizer(texts), folder, settings.positions)
        log.info("tokenizer trained")
    path = folder / "corpus.npz"
    if not path.exists():
        began = time.monotonic()
        build(folder, settings.examples, TRAIN_SEED + settings.seed, workers).save(path)
        log.info("%d examples simulated in %.0f s", settings.examples, time.monotonic() - began)
    return Corpus.load(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains shop_lm from scratch.")
    parser.add_argument("--out", type=Path, default=Path("var/shop_lm"))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    for name, default in asdict(TrainSettings()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    given = vars(parser.parse_args())
    folder, device, workers = given.pop("out"), given.pop("device"), given.pop("workers")
    settings = TrainSettings(**given)
    folder.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [logging.FileHandler(folder / "train.log"), logging.StreamHandler()]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    corpus = prepare(folder, settings, workers)
    training = Training(folder, settings, device)
    training.resume()
    log.info(
        "%d parameters, %d examples, %d tokens, %s", training.parameters, len(corpus.ends), len(corpus.tokens), device
    )
    began = time.monotonic()
    loss = training.run(corpus)
    facts = {"settings": asdict(settings), "device": device, "parameters": training.parameters, "steps": training.step}
    facts |= {"validation_loss": round(loss, 4), "seconds": round(time.monotonic() - began)}
    log.info("validation loss %.4f; weights in %s", loss, training.export(facts))


if __name__ == "__main__":
    main()
