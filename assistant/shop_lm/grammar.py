"""A small grammar for authored sentences: `[a|b|]` is a choice, may be nested, and may hold an empty alternative."""

from __future__ import annotations

import random
from collections.abc import Iterator


def expand(pattern: str, rng: random.Random) -> str:
    """One sentence of the pattern. Raises ValueError when the brackets do not match."""
    text, rest = _sequence(pattern, rng)
    if rest:
        raise ValueError(f"unbalanced brackets in {pattern!r}")
    return text


def _sequence(pattern: str, rng: random.Random) -> tuple[str, str]:
    """Text up to an unopened `|` or `]`, and what is left from there."""
    out: list[str] = []
    while pattern and pattern[0] not in "|]":
        if pattern[0] == "[":
            chosen, pattern = _choice(pattern[1:], rng)
            out.append(chosen)
        else:
            out.append(pattern[0])
            pattern = pattern[1:]
    return "".join(out), pattern


def _choice(pattern: str, rng: random.Random) -> tuple[str, str]:
    options = []
    while True:
        text, pattern = _sequence(pattern, rng)
        options.append(text)
        if not pattern:
            raise ValueError("a bracket is not closed")
        mark, pattern = pattern[0], pattern[1:]
        if mark == "]":
            return rng.choice(options), pattern


def every(pattern: str) -> Iterator[str]:
    """Every sentence of the pattern: for tests that audit all of them."""
    for text, _ in _every(pattern):
        yield text


def _every(pattern: str) -> list[tuple[str, str]]:
    if not pattern or pattern[0] in "|]":
        return [("", pattern)]
    if pattern[0] != "[":
        return [(pattern[0] + text, rest) for text, rest in _every(pattern[1:])]
    options, rest = [], pattern[1:]
    while True:
        found = _every(rest)
        options += [text for text, _ in found]
        mark, rest = found[0][1][0], found[0][1][1:]
        if mark == "]":
            break
    return [(option + text, left) for option in options for text, left in _every(rest)]
