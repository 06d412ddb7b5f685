"""The question the assistant left open, and the next message as its answer: "24 cm" after "which diameter?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.reading import Intent, Reading
from assistant.session import OpenChoice
from assistant.tools.choices import spellings
from assistant.tools.registry import ToolResult

SHORT = 60  # characters: a longer message is a wish of its own, whatever sizes it mentions


def open_choice(result: ToolResult, arguments: Mapping[str, object], reading: Reading) -> OpenChoice | None:
    """The question a cart tool asked; None when it asked nothing, or of more than one product."""
    handle = arguments.get("product") or next(iter(reading.refs), "")
    if "needs" not in result.data or not isinstance(handle, str) or len(reading.refs) > 1 or not handle:
        return None
    quantity = arguments.get("quantity")
    return OpenChoice(
        handle,
        result.data["needs"],
        tuple(result.data["values"]),
        quantity if isinstance(quantity, int) else 1,
        dict(reading.options),
    )


def answered(asked: OpenChoice, reading: Reading) -> Reading:
    """The reading as an answer to the question, where the message names one of the values; else as it was."""
    if len(reading.text) > SHORT:
        return reading
    text = reading.text.casefold()
    chosen = [value for value in asked.values if any(_says(text, words) for words in spellings(value))]
    if not chosen:
        return reading
    longest = max(chosen, key=len)  # "extra large" names "large" too
    return replace(
        reading,
        intents=(Intent.CART_ADD,),
        confidence=1.0,
        refs=(asked.handle,),
        quantity=asked.quantity,
        options={**asked.options, asked.option: longest},
    )


def _says(text: str, words: str) -> bool:
    """Whether the words stand in the text on their own."""
    if not words.isascii():
        return words in text
    return re.search(rf"(?<![\w'’.]){re.escape(words)}(?![\w'’]|\.\d)", text) is not None
