"""Requests with what each part of them says: labels by the SHA-256 of texts that are never committed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reader.conversations import rows
from assistant.reader.packs import numeral
from assistant.reader.text import clean, lower

LABELS = Path(__file__).parents[2] / "benchmarks" / "reader" / "webshop_labels.jsonl"  # in a checkout only


@dataclass(frozen=True, slots=True)
class Marked:
    """A request and its stretches: (tag, start, end)."""

    text: str
    spans: tuple[tuple[str, int, int], ...]

    def tag_of(self, start: int, end: int) -> str:
        """What the characters from `start` to `end` say; "" for nothing."""
        return next((tag for tag, begins, ends in self.spans if begins < end and start < ends), "")


def with_labels(folder: Path, half: str, labels: Path = LABELS) -> list[tuple[str, Mapping[str, Any]]]:
    """Texts of the pack with their labels: "dev" or "test", by the parity of the hash's first half."""
    if not labels.is_file():
        return []
    lines = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = {line["sha"]: line for line in lines}
    texts = dict.fromkeys(row["text"] for row in rows(folder, "webshop_instructions.jsonl.gz"))
    by_sha = {hashlib.sha256(text.encode()).hexdigest()[:16]: text for text in texts}
    return [
        (text, known[sha])
        for sha, text in by_sha.items()
        if sha in known and (int(sha, 16) % 2 == 0) == (half == "dev")
    ]


def labelled(folder: Path, half: str) -> list[Marked]:
    """The labelled requests of the pack with the places of what is labelled."""
    return [marked(clean(text), label) for text, label in with_labels(folder, half)]


def marked(text: str, label: Mapping[str, Any]) -> Marked:
    """Sizes and colours where they first stand, longest first; words of the product wherever they stand."""
    spans: list[tuple[str, int, int]] = []
    for tag, name in (("size", "size"), ("colour", "color")):
        for said in sorted(label[name], key=len, reverse=True):
            _mark(spans, tag, re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", text, re.IGNORECASE), most=1)
    for said in label["product"]:
        _mark(spans, "kind", re.finditer(rf"(?<!\w){re.escape(said)}", text, re.IGNORECASE))
    place = numeral(lower(text), label["pack"]) if label["pack"] is not None else None
    if place is not None and not any(begins < place[1] and place[0] < ends for _, begins, ends in spans):
        spans.append(("pack", *place))
    return Marked(text, tuple(spans))


def _mark(spans: list[tuple[str, int, int]], tag: str, found: Any, most: int = 99) -> None:
    for match in found:
        start, end = match.span()
        if most and not any(begins < end and start < ends for _, begins, ends in spans):
            spans.append((tag, start, end))
            most -= 1
