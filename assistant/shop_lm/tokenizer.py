"""shop_lm's tokenizer: byte-level BPE, digits apart, and every handle one token so that it can be copied."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

from assistant.shop_lm.template import CALL, CALLED, END, PAD, SPECIAL, TEMPLATE

HANDLES = 120
VOCABULARY = 2560


def train_tokenizer(texts: Iterable[str], size: int = VOCABULARY) -> Tokenizer:
    """A tokenizer of exactly `size` tokens learnt from rendered dialogues. Deterministic."""
    tokenizer = Tokenizer(BPE())
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    marks = [token for token in SPECIAL if token not in (CALL, CALLED)]
    plain = [AddedToken(token, normalized=False) for token in (CALL, CALLED)]
    plain += [AddedToken(f"p{n}", single_word=True, normalized=False) for n in range(1, HANDLES + 1)]
    trainer = BpeTrainer(
        vocab_size=size - len(plain), special_tokens=marks, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator((_without_marks(text) for text in texts), trainer)
    tokenizer.add_tokens(plain)
    return tokenizer


def _without_marks(text: str) -> str:
    for mark in SPECIAL:
        text = text.replace(mark, "\n")
    return text


def save_tokenizer(tokenizer: Tokenizer, folder: Path, longest: int) -> None:
    """The files that transformers and vLLM read; the chat template goes with them."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": longest,
        "eos_token": END,
        "pad_token": PAD,
        "clean_up_tokenization_spaces": False,
        "chat_template": TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1, ensure_ascii=False), encoding="utf-8")


def load_tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """The number of a token that must be there. Raises ValueError when it is not."""
    number: int | None = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer has no token {token!r}: it is not one of shop_lm")
    return number
