"""The reader: one message in its context becomes one `Reading`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.reader.chinese import Heads, read_chinese
from assistant.reader.context import ReadingContext
from assistant.reader.english import read_english
from assistant.reader.head import WEIGHTS, Floats, Head, shorten
from assistant.reader.joined import spaced
from assistant.reader.lexicon import Lexicon, Words
from assistant.reader.prices.head import CHINESE, ENGLISH, LimitHead
from assistant.reader.said import SaidReader
from assistant.reader.seen import Seen
from assistant.reader.text import clean, is_chinese, words
from assistant.reading import Intent, Reading
from assistant.shop_words import in_shop_words

if TYPE_CHECKING:  # the reader itself needs no torch
    from retrieval.encoder import Encoder


class Reader:
    """Reads messages against one shop's vocabulary. Safe to call from several threads; keeps no state of its own."""

    def __init__(self, vocabulary: Words, encoder: Encoder | None) -> None:
        self._lexicon = Lexicon(vocabulary)
        self._encoder = encoder
        self._head = Head.load() if WEIGHTS.exists() else None
        self._variants = SaidReader.on(encoder)
        self._limits = LimitHead.load(ENGLISH) if self._variants is not None else None
        self._chinese = Heads(self._head, LimitHead.load(CHINESE))

    def read(self, message: str, context: ReadingContext) -> Reading:
        """The reading of a message. Any text is read: never raises, and long ones are cut to about 1,600 characters."""
        text = clean(message)
        if not words(text):
            return Reading(text=text, language=context.language, intents=(Intent.UNCLEAR,), confidence=1.0)
        if is_chinese(text):
            return read_chinese(text, context, self._lexicon, self._chinese, lambda words: in_shop_words(words, ()))
        text = spaced(text, self._lexicon.knows)
        seen = self._variants.look(text) if self._variants is not None else None
        limits = partial(self._limits.read, seen=seen) if self._limits is not None and seen is not None else None
        reading = read_english(text, context, self._lexicon, self._probabilities(text, seen), limits)
        if self._variants is None or seen is None:
            return reading
        return replace(reading, said=self._variants.read(text, seen))

    def _probabilities(self, text: str, seen: Seen | None) -> dict[Intent, float]:
        if self._head is None:
            return {}
        return self._head.probabilities(text, self._vector(text, seen))

    def _vector(self, text: str, seen: Seen | None) -> Floats | None:
        if self._encoder is None or self._head is None or self._encoder.name != self._head.encoder:
            return None
        if seen is not None and shorten(text) == text:
            return seen.vector
        vector: Floats = self._encoder.encode([shorten(text)])[0]
        return vector
