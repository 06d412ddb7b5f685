"""A small grammar for authored sentences: `[a|b|]` is a choice, may be nested, and may hold an empty alternative."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from math import prod

Part = str | tuple["Parts", ...]  # text, or a choice
Parts = tuple[Part, ...]


def expand(pattern: str, rng: random.Random) -> str:
    """One sentence of the pattern. Raises ValueError when the brackets do not match."""
    return _spoken(_parsed(pattern), rng)


def every(pattern: str) -> Iterator[str]:
    """Every sentence of the pattern: for tests that audit all of them."""
    yield from _all(_parsed(pattern))


@cache
def variety(pattern: str) -> int:
    """How many sentences `every` gives."""
    return _count(_parsed(pattern))


@cache
def _parsed(pattern: str) -> Parts:
    parts, end = _sequence(pattern, 0)
    if end < len(pattern):
        raise ValueError(f"unbalanced brackets in {pattern!r}")
    return parts


def _sequence(pattern: str, at: int) -> tuple[Parts, int]:
    """The parts up to an unopened `|` or `]`, and where that is."""
    parts: list[Part] = []
    start = at
    while at < len(pattern) and pattern[at] not in "|]":
        if pattern[at] != "[":
            at += 1
            continue
        if at > start:
            parts.append(pattern[start:at])
        choice, at = _choice(pattern, at + 1)
        parts.append(choice)
        start = at
    if at > start:
        parts.append(pattern[start:at])
    return tuple(parts), at


def _choice(pattern: str, at: int) -> tuple[tuple[Parts, ...], int]:
    options = []
    while True:
        parts, at = _sequence(pattern, at)
        options.append(parts)
        if at == len(pattern):
            raise ValueError("a bracket is not closed")
        if pattern[at] == "]":
            return tuple(options), at + 1
        at += 1


def _spoken(parts: Parts, rng: random.Random) -> str:
    return "".join(part if isinstance(part, str) else _spoken(rng.choice(part), rng) for part in parts)


def _count(parts: Parts) -> int:
    return prod(1 if isinstance(part, str) else sum(map(_count, part)) for part in parts)


def _all(parts: Parts) -> Iterator[str]:
    if not parts:
        yield ""
        return
    first, rest = parts[0], parts[1:]
    for begun in (first,) if isinstance(first, str) else (text for option in first for text in _all(option)):
        for ending in _all(rest):
            yield begun + ending
