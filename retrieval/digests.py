"""By row, digests of what is indexed of a product: they tell which part of a changed one has to be indexed again."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

FILE = "digests.npy"


class Digests:
    """64 bits a row of the fields that the word index has (`words`) and of the text that the encoder read (`texts`)."""

    def __init__(self, words: bytes = b"", texts: bytes = b"") -> None:
        self.words, self.texts = array("Q", words), array("Q", texts)

    def put(self, row: int, *, words: int | None = None, text: int | None = None) -> None:
        """Writes what is given; a row that was not there is 0 in what is not."""
        while len(self.words) <= row:
            self.words.append(0)
            self.texts.append(0)
        if words is not None:
            self.words[row] = words
        if text is not None:
            self.texts[row] = text

    def save(self, folder: Path) -> None:
        np.save(folder / FILE, np.array([self.words, self.texts], np.uint64))

    @classmethod
    def load(cls, folder: Path) -> Digests:
        words, texts = np.load(folder / FILE)
        return cls(words.tobytes(), texts.tobytes())
