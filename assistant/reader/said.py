"""What a message says of the wanted variant, in the shopper's own words and whether or not the shop knows them.

By the trained tagger; how many to the pack also by rules, where it reads none. Nothing here is a
condition: the words may fit nothing the shop has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reader.packs import COUNT, number, read_pack
from assistant.reader.seen import Seen, look
from assistant.reader.tagger import Tagged, Tagger
from assistant.reader.text import lower, singular, words
from assistant.reading import Said
from retrieval.states import StateEncoder

_NEAR = 24  # characters between a number and the noun it counts
_SIDE = re.compile(
    r"(?<=\d)(?P<unit>[\s-]?(?:feet|foot|ft|inch(?:es)?|in|cm|mm|met(?:er|re)s?|yards?)\.?)\s+(?:in\s+)?(?:long|length|tall|high|height)$"
)
_COUNT = re.compile(COUNT)
_COLOURED = re.compile(r"[\s-]colou?r(?:ed|s)?$|(?<!multi)(?<!multi-)colou?red$")
_SEVERAL = re.compile(
    rf"\b(?:want|need|like|buy|get|order|find|me|for)\s+{COUNT}(?=\s+[a-z])(?!\s+(?:x|by|people|person|years?|year-olds?|way|in|inch|gb|tb|gig|of)\b)"
)


class SaidReader:
    """Reads what is said of the variant, with an encoder whose states the tagger was trained on."""

    def __init__(self, encoder: StateEncoder, tagger: Tagger) -> None:
        self._encoder = encoder
        self._tagger = tagger

    @classmethod
    def on(cls, encoder: object) -> SaidReader | None:
        """None for an encoder that shows no states, or none that the tagger knows."""
        if not isinstance(encoder, StateEncoder):
            return None
        tagger = Tagger.load()
        return cls(encoder, tagger) if tagger.encoder == encoder.name else None

    def look(self, text: str) -> Seen:
        """A cleaned message as the encoder sees it."""
        return look(text, self._encoder)

    def read(self, text: str, seen: Seen) -> Said:
        """What a cleaned message says; `seen` is what `look` gave for it."""
        low = lower(text)
        tagged = self._tagger.tag(seen.tokens, seen.states)
        said = [(found.tag, low[found.start : found.end]) for found in tagged]
        kinds = [singular(word) for tag, phrase in said if tag == "kind" for word in words(phrase)]
        return Said(
            colours=tuple(_COLOURED.sub("", colour) for colour in _each("colour", said)),
            sizes=tuple(_size(size) for size in _each("size", said)),
            pack=_pack(low, tagged),
            kind=tuple(dict.fromkeys(kinds)),
        )


def _pack(text: str, tagged: Sequence[Tagged]) -> int | None:
    """By the tagger where it reads a number of pieces, else by rules."""
    numbers = [number(match[1]) for each in _each("pack", [(t.tag, text[t.start : t.end]) for t in tagged])
               if (match := _COUNT.search(each))]  # fmt: skip
    by_rule = read_pack(text)
    if by_rule is not None and by_rule in numbers:
        return by_rule
    return (
        next((many for many in numbers if many), None)
        or by_rule
        or _several(text, [found for found in tagged if found.tag == "kind"])
    )


def _several(text: str, kinds: Sequence[Tagged]) -> int | None:
    """A number before what is wanted: "four green chairs", where the noun is in the plural."""
    match = _SEVERAL.search(text)
    if match is None or match[1] == "one":
        return None
    named = [kind for kind in kinds if 0 <= kind.start - match.end() <= _NEAR]
    noun = text[named[0].start : named[0].end] if named else ""
    return number(match[1]) if noun and singular(noun.split()[-1]) != noun.split()[-1] else None


def _each(tag: str, found: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for name, said in found if name == tag))


def _size(said: str) -> str:
    """A length without the word that says which side it is of."""
    return _SIDE.sub(r"\g<unit>", said)
