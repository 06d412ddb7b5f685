"""Reads a message in its context: intents, product words, constraints, references."""

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.reader import Reader

__all__ = ["Reader", "ReadingContext", "ShownItem"]
