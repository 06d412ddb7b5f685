"""Chinese messages, read as the English ones are: prices, references, conditions, intents."""

from assistant.reader.chinese.reading import read_chinese

__all__ = ["read_chinese"]
