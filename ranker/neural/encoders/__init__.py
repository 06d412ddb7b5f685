"""Sequence encoders: each turns a shopper's items into one query a place, from that place's items and earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ranker.neural.encoders.encoder import EncoderShape, SequenceEncoder
from ranker.neural.encoders.modern import Modern
from ranker.neural.encoders.recurrent import Recurrent
from ranker.neural.encoders.target_attention import TargetAttention
from ranker.neural.encoders.transformer import Transformer

ENCODERS: Mapping[str, Callable[[EncoderShape], SequenceEncoder]] = MappingProxyType(
    {
        "gru": Recurrent,
        "transformer": Transformer,
        "modern": Modern,
        "target_attention": TargetAttention,
    }
)

__all__ = ["ENCODERS", "EncoderShape", "Modern", "Recurrent", "SequenceEncoder", "TargetAttention", "Transformer"]
