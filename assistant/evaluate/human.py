"""The reader on text people wrote, as figures.

Every set is split in two by hash before anyone looked: `dev` is for finding causes and for learning, `test` is what is
reported. The data is never committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.reader.context import ReadingContext
from assistant.reader.conversations import BITEXT, is_dev, rows
from assistant.reader.labels import LABELS, with_labels
from assistant.reader.reader import Reader
from assistant.reader.text import singular, words
from assistant.reading import Intent, Reading
from retrieval.encoder import MiniLM
from store.errors import SetupError, reason_of

FOLDER = "conversations"
_SEARCH = (Intent.SEARCH, Intent.BUNDLE)


def figures(data: Path, half: str, errors: int = 0) -> dict[str, Any]:
    """Score and n of each set of one half, CPU milliseconds a message, and some errors of each set on the dev half.

    `data` is the pack's folder or the one that holds it. Raises SetupError when the pack is not there.
    """
    folder = data / FOLDER if (data / FOLDER).is_dir() else data
    if not list(folder.glob("*.jsonl.gz")):
        raise SetupError(f"{data} holds no pack {FOLDER}.", f"daogou evaluate reader --data ../shared/data/{FOLDER}")
    reader = Reader(NoWords(), MiniLM(threads=1))
    dev = half == "dev"
    try:
        tallies = {**service(reader, folder, dev), **shopping(reader, folder, dev), **dialogues(reader, folder, dev)}
        variants = said(reader, folder, dev)
        spent = speed(reader, folder)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise SetupError(
            f"The pack in {folder} cannot be read: {reason_of(error)}.", "daogou evaluate --help"
        ) from None
    scores = {name: {"score": round(tally.share, 4), "n": tally.total} for name, tally in tallies.items()}
    matched = {name: {"f1": round(match.f1, 4), "n": match.wanted} for name, match in variants.items()}
    tallies_of_all = {**tallies, **{name: Tally(wrong=match.wrong) for name, match in variants.items()}}
    return {
        "half": half,
        **scores,
        **matched,
        **spent,
        **({"errors": _samples(tallies_of_all, errors)} if dev and errors else {}),
    }


def _samples(tallies: dict[str, Tally], count: int) -> list[str]:
    """Some of the errors of each set, evenly spread."""
    found = []
    for name, tally in tallies.items():
        step = max(1, len(tally.wrong) // count)
        found += [f"{name}: {note}" for note in tally.wrong[::step][:count]]
    return found


@dataclass(frozen=True)
class NoWords:
    """The vocabulary of a shop that knows no words: every word of a message stays a word."""

    brands: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    attributes: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass
class Tally:
    """Right ones among all, with the wrong ones kept to look at."""

    right: float = 0.0
    total: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, score: float, note: str) -> None:
        self.right += score
        self.total += 1
        if score < 1:
            self.wrong.append(note)

    @property
    def share(self) -> float:
        return self.right / self.total if self.total else 0.0


@dataclass
class Match:
    """Values found among those wanted, over all messages, with the messages that went wrong."""

    both: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, found: set[str], wanted: set[str], text: str) -> None:
        self.both += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)
        if found != wanted:
            self.wrong.append(f"{text!r} {sorted(wanted)} -> {sorted(found)}")

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.found + self.wanted) if self.found + self.wanted else 0.0


def service(reader: Reader, folder: Path, dev: bool) -> dict[str, Tally]:
    """Bitext: the first intent is the mapped one (strict), or one that also serves."""
    strict, served = Tally(), Tally()
    for row in rows(folder, "bitext_intents.jsonl.gz"):
        if is_dev(row["utterance"]) == dev:
            reading = reader.read(row["utterance"], ReadingContext())
            wanted = BITEXT[row["intent"]]
            note = f"{row['intent']}: {row['utterance']!r} -> {reading.intent} {reading.confidence:.2f}"
            strict.add(float(reading.intent is wanted[0]), note)
            served.add(float(reading.intent in wanted), note)
    return {"bitext_strict": strict, "bitext": served}


def shopping(reader: Reader, folder: Path, dev: bool, limit: int = 2000) -> dict[str, Tally]:
    """WebShop requests and WANDS queries are searches; a WANDS query keeps all its words."""
    webshop, wands, kept = Tally(), Tally(), Tally()
    texts = [row["text"] for row in rows(folder, "webshop_instructions.jsonl.gz")]
    for text in [text for text in texts if is_dev(text) == dev][:limit]:
        reading = reader.read(text, ReadingContext())
        webshop.add(float(reading.intent in _SEARCH), f"{text!r} -> {reading.intent} {reading.query!r}")
    for row in rows(folder, "wands_queries.jsonl.gz"):
        if is_dev(row["text"]) == dev:
            reading = reader.read(row["text"], ReadingContext())
            wands.add(float(reading.intent in _SEARCH), f"{row['text']!r} -> {reading.intent}")
            kept.add(_recall(words(row["text"].lower()), words(reading.query)), f"{row['text']!r} -> {reading.query!r}")
    return {"webshop": webshop, "wands": wands, "wands_words": kept}


def said(reader: Reader, folder: Path, dev: bool, labels: Path = LABELS) -> dict[str, Match]:
    """WebShop requests: colours, sizes, pack and words of the product as labelled; nothing without the labels."""
    requests = with_labels(folder, "dev" if dev else "test", labels)
    matches = {f"webshop_{name}": Match() for name in ("color", "size", "pack", "product")} if requests else {}
    for text, label in requests:
        got = reader.read(text, ReadingContext()).said
        pairs: dict[str, tuple[Iterable[Any], Iterable[Any]]] = {
            "webshop_color": (got.colours, label["color"]),
            "webshop_size": (got.sizes, label["size"]),
            "webshop_pack": ((got.pack,), (label["pack"],)),
            "webshop_product": (map(singular, got.kind), map(singular, label["product"])),
        }
        for name, (found, wanted) in pairs.items():
            matches[name].add(_values(found), _values(wanted), text)
    return matches


def _values(values: Iterable[Any]) -> set[str]:
    return {str(value).lower().replace("-", " ").strip() for value in values if value is not None}


def dialogues(reader: Reader, folder: Path, dev: bool) -> dict[str, Tally]:
    """PSCon: keyword recall of the merged reading, turn after turn, and whether a first request is a search."""
    keywords, opening = Tally(), Tally()
    for row in rows(folder, "pscon.jsonl.gz"):
        if is_dev(str(row["conv_id"])) != dev:
            continue
        last: Reading | None = None
        for message in row["conversation"]:
            if message["role"] != "user":
                continue
            reading = reader.read(message["content"], ReadingContext(last=last))
            if message.get("intent") == "Reveal":
                note = f"{message['content']!r} -> {reading.intent}"
                opening.add(float(reading.intent in (*_SEARCH, Intent.RECOMMEND, Intent.OVERVIEW)), note)
            said = [word for phrase in message.get("keywords") or () for word in words(phrase.lower())]
            spoken = _spoken(said, message["content"], last)
            if spoken:
                got = words(
                    reading.query
                )  # whatever is done with them: a recommendation asked for by name keeps the name
                keywords.add(
                    _recall(spoken, got), f"{message['content']!r} {said} -> {reading.intent} {reading.query!r}"
                )
            if reading.intent is Intent.SEARCH:
                last = reading
    return {"pscon_keywords": keywords, "pscon_opening": opening}


def _spoken(said: Iterable[str], message: str, last: Reading | None) -> list[str]:
    """The keywords that the shopper has said by now: annotators also noted brands that only the shop had named."""
    known = {singular(word) for word in words(message.lower())} | {
        singular(w) for w in words(last.query if last else "")
    }
    return [word for word in said if singular(word) in known]


def _recall(wanted: list[str], got: list[str]) -> float:
    have = {singular(word) for word in got}
    return sum(singular(word) in have for word in wanted) / len(wanted) if wanted else 1.0


def speed(reader: Reader, folder: Path, count: int = 200) -> dict[str, float]:
    """CPU milliseconds a message, encoding included: median and 95th percentile over `count` WebShop requests."""
    texts = [row["text"] for row, _ in zip(rows(folder, "webshop_instructions.jsonl.gz"), range(count), strict=False)]
    taken = []
    for text in texts:
        start = time.process_time()
        reader.read(text, ReadingContext())
        taken.append((time.process_time() - start) * 1000)
    taken.sort()
    return {"cpu_ms_p50": round(taken[len(taken) // 2], 2), "cpu_ms_p95": round(taken[int(len(taken) * 0.95)], 2)}
