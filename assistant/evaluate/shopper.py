"""The simulated shopper: rule-based, tells one attribute a turn, and never the title nor most of it.

It opens with what it wants, then adds brand, size or a detail in any order, one a turn, each in one of several ways
people put it. One shopper in five changes its mind once: it names a value of another product and takes it back a turn
later. A few mistype a word. It never says a price, and once nothing is left to tell it asks for others.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluate.attributes import Attribute, Facet, content

TURNS = 5  # messages of a dialogue at most, as in InteRecAgent
MOST_TOLD = 0.5  # of the title's words: what all messages of a dialogue may tell together
CHANGES_MIND = 0.2  # share of shoppers
MISTYPES = 0.06  # share of messages
EARLY = 0.5  # share of shoppers that name the brand right after the kind
PHRASES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `told` is the one attribute in it; `wrong` the value of another product that it takes back."""

    text: str
    told: Attribute | None = None
    wrong: Attribute | None = None


def script(
    title: str, known: Sequence[Attribute], others: Sequence[Attribute], rng: random.Random, turns: int = TURNS
) -> tuple[Said, ...]:
    """What the shopper will say, message by message, until it is shown what it wants.

    `known` are the attributes of the product it has in mind, `others` those of a product that it may mix up with it.
    """
    told = _allowed(title, _order(known, rng))
    said = [_opening(told.pop(0) if told and told[0].facet is Facet.KIND else None, rng)]
    changes = rng.random() < CHANGES_MIND
    for attribute in told:
        wrong = _mistaken(attribute, known, others) if changes else None
        if wrong is None:
            said.append(_add(attribute, rng))
            continue
        said += [_add(wrong, rng), _correct(attribute, wrong, rng)]
        changes = False
    said += [Said(rng.choice(PHRASES["more"])) for _ in range(turns - len(said))]
    return tuple(_mistyped(one, rng) for one in said[:turns])


def _allowed(title: str, known: Sequence[Attribute]) -> list[Attribute]:
    """As many of the attributes, in the order given, as leave half of the title's words unsaid."""
    words = set(content(title))
    told: set[str] = set()
    kept = []
    for attribute in known:
        after = told | (words & attribute.words)
        if len(after) <= MOST_TOLD * len(words):
            kept.append(attribute)
            told = after
    return kept


def _order(known: Sequence[Attribute], rng: random.Random) -> list[Attribute]:
    """The kind first, the brand early in half of the dialogues, the rest as it comes to mind."""
    kind = [attribute for attribute in known if attribute.facet is Facet.KIND]
    rest = [attribute for attribute in known if attribute.facet is not Facet.KIND]
    rng.shuffle(rest)
    if rng.random() < EARLY:
        rest.sort(key=lambda attribute: attribute.facet is not Facet.BRAND)
    return kind + rest


def _mistaken(right: Attribute, known: Sequence[Attribute], others: Sequence[Attribute]) -> Attribute | None:
    """A value of the same sort that the other product has and this one has not."""
    own = {word for attribute in known for word in attribute.words}
    wrong = (other for other in others if other.facet is right.facet and not other.words & own)
    return next(wrong, None) if right.facet is not Facet.KIND else None


def _opening(kind: Attribute | None, rng: random.Random) -> Said:
    if kind is None:
        return Said(rng.choice(PHRASES["vague"]))
    return Said(_put(rng.choice(PHRASES["open"]), kind.value), kind)


def _add(attribute: Attribute, rng: random.Random) -> Said:
    return Said(_put(rng.choice(PHRASES[attribute.facet.value]), attribute.value), attribute)


def _correct(right: Attribute, wrong: Attribute, rng: random.Random) -> Said:
    return Said(_put(rng.choice(PHRASES["correct"]), right.value, wrong.value), right, wrong)


def _put(phrase: str, value: str, wrong: str = "") -> str:
    """The phrase with the values in it: "a wig", "an oil", "wipes", "a wipes one"."""
    article = "an" if value[:1] in "aeiou8" else "a"
    plural = value.endswith("s") and "{v} one" not in phrase
    return re.sub(r"\s+", " ", phrase.format(v=value, x=wrong, a="" if plural else article))


def _mistyped(said: Said, rng: random.Random) -> Said:
    """Now and then two letters of a longer word change places, never the first."""
    words = said.text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if rng.random() >= MISTYPES or not long:
        return said
    at = rng.choice(long)
    cut = rng.randrange(1, len(words[at]) - 2)
    word = words[at]
    words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return Said(" ".join(words), said.told, said.wrong)
