"""Chinese messages, read as the English ones are: prices, references, conditions, intents."""

from assistant.reader.chinese.reading import Heads, read_chinese

__all__ = ["Heads", "read_chinese"]
