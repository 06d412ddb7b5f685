"""Chinese messages: prices, references, conditions and intents, read as the English ones are, by patterns of their own."""

from assistant.reader.chinese.reading import read_chinese

__all__ = ["read_chinese"]
