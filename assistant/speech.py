"""What the assistant says without a model: an honest sentence or two from templates, in a model's own slots."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reading import Intent, Reading
from assistant.tools.registry import ToolResult


@dataclass(frozen=True, slots=True)
class Status:
    """The first line of a tool's text, in parts: `found 6 of 123` → ("found", 6, 123, "6 of 123")."""

    word: str
    shown: int = 0
    total: int = 0
    rest: str = ""
    relaxed: str = ""

    @classmethod
    def of(cls, text: str) -> Status:
        lines = text.splitlines() or [""]
        word, _, rest = lines[0].partition(" ")
        word = word.rstrip(":")
        given_up = next((line.partition(": ")[2] for line in lines if line.startswith("relaxed: ")), "")
        counts = [int(part) for part in rest.split() if part.isdigit()] if word == "found" else []
        shown, total = [*counts, 0, 0][:2]
        return cls(word, shown, total, rest, given_up)


_TOOL_SLOTS = ("order", "rule", "reviews", "overview", "promotions", "saved", "changed", "details")
_WHY = re.compile(r"\bwhy\b|为什么|为啥", re.IGNORECASE)
_WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "speech.toml").read_text(encoding="utf-8"))


def direct(reading: Reading, again: int = 0) -> str:
    """The reply when there is nothing to look up. `again` counts up to get another one of its kind, where there is."""
    table = _words(reading)["direct"]
    return _pick(table.get(reading.intent, table[Intent.UNCLEAR]), reading.text, again)


def _words(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = _WORDS.get(reading.language, _WORDS["en"])
    return found


def after(tool: str, result: ToolResult, reading: Reading, again: int = 0) -> str:
    """The reply to a tool's result, in slots; every slot in it can be filled from `result`. `again` as in `direct`."""
    words = _words(reading)
    status = Status.of(result.text)
    if "needs" in result.slots:
        return "{needs}"
    sentences = ["{relaxed}"] if "relaxed" in result.slots else []
    sentences.append(_sentence(tool, result, status, reading, words, again))
    return " ".join(sentences)


def _sentence(
    tool: str, result: ToolResult, status: Status, reading: Reading, words: dict[str, Any], again: int
) -> str:
    table = words["after"].get(tool, {})
    handles = result.handles or ()
    asked_why = ("why",) if tool == "show_product" and _WHY.search(reading.text) else ()
    for outcome in (*asked_why, *_outcomes(status, handles, result)):
        usable = [template for template in table.get(outcome, ()) if _fillable(template, handles, result)]
        if usable:
            return _with_handles(_pick(usable, reading.text, again), handles)
    if result.slots:
        return " ".join(f"{{{name}}}" for name in list(result.slots)[:1])
    return str(words["fixed"]["sorry" if status.word in {"error", "refused"} else "done"])


def _outcomes(status: Status, handles: Sequence[str], result: ToolResult) -> tuple[str, ...]:
    if status.word in {"refused", "error"}:
        return (status.word,) if status.word == "refused" else ("error", "none")
    if result.bundle is not None:
        return ("ok",)
    if result.cart is not None and not result.cart.lines:
        return ("empty", "none")
    if status.word == "found" and not handles:
        return ("none",)
    if handles and set(status.relaxed.split(", ")) - {"", "spelling"}:
        alone = ("gone",) if status.relaxed == "stock" and len(handles) == 1 else ()
        return (*alone, "near", "some", "some_plain", "ok")
    if len(handles) == 1:
        return ("one", "some", "some_plain", "ok")
    return ("some", "some_plain", "ok") if handles else ("ok", "none")


def _fillable(template: str, handles: Sequence[str], result: ToolResult) -> bool:
    """Whether everything the template names is there: enough products, their reasons, the tool's own slots."""
    if ("{b}" in template or "{b." in template or " b}" in template) and len(handles) < 2:
        return False
    if ("{a}" in template or "{a." in template) and not handles:
        return False
    if "{a.why}" in template and "why: " not in _line_of(handles[0], result.text):
        return False
    named = [name for name in _TOOL_SLOTS if f"{{{name}}}" in template]
    return all(name in result.slots for name in named)


def _line_of(handle: str, text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(f"{handle} |")), "")


def _with_handles(template: str, handles: Sequence[str]) -> str:
    for letter, handle in zip("ab", handles, strict=False):
        template = template.replace(f"{{{letter}}}", f"{{{handle}}}").replace(f"{{{letter}.", f"{{{handle}.")
    if len(handles) > 1:
        template = template.replace("{difference a b}", f"{{difference {handles[0]} {handles[1]}}}")
    return template


def _pick(choices: Sequence[str], seed: str, again: int) -> str:
    """One of the choices, the same for the same message: varied over a conversation, repeatable in a test."""
    return choices[(zlib.crc32(seed.encode("utf-8", "replace")) + again) % len(choices)]
