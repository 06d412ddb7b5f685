"""Words and cards never disagree: fills slots from records and drops sentences whose claims no record bears out.

A model's text is taken sentence by sentence as it streams. What it says outside slots is a claim; a claim that cannot
be checked, or is false, takes its whole sentence with it, and the trace keeps the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.claims import claims
from assistant.events import Audit
from assistant.facts import Facts, paired, true
from assistant.slots import SLOT, SlotValues, handles_in

# A sentence ends at its mark, with what closes a quotation or a bracket behind it. What follows must have arrived, so
# that it makes no difference in which pieces the text comes.
# A slot that stands for whole sentences ends one too.
_NAME = re.compile(r"\{(p\d+)\}")
_SENTENCES = (
    r"\{(?:difference [^{}]*|details|order|rule|reviews|overview|promotions|saved|changed|relaxed|needs|handoff)\}"
)
_END = re.compile(
    r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’）】]*(?=[^。！？”’）】])|\n+(?=[^\n])|" + _SENTENCES + r"(?=\s)"
)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|mr|mrs|dr|st)\.$", re.IGNORECASE)
_JUNK = re.compile(r"<[^<>\n]{0,60}>|</?\w*$|\bp\d{1,4}\b(?![^{]*\})")


def fill(text: str, values: SlotValues) -> str:
    """Code's own words with their slots filled; a sentence with a slot that has no value is left out."""
    kept = []
    for sentence in re.split(r"(?<=[.!?。！？]) ", text):
        filled = {match[0]: values.fill(match[1]) for match in SLOT.finditer(sentence)}
        if None not in filled.values():
            kept.append(_one_stop(SLOT.sub(lambda match, filled=filled: filled[match[0]] or "", sentence)))
    return " ".join(kept)


def _one_stop(text: str) -> str:
    """A slot that is a whole sentence brings its own mark: one of two is enough."""
    return re.sub(r"([.!?。！？])[.。](?=\s|$)", r"\1", text)


@dataclass(slots=True)
class GroundedSpeech:
    """Takes a model's text in pieces, gives rendered sentences back, and remembers what it dropped."""

    facts: Facts
    spoken: list[str] = field(default_factory=list)  # sentences as the model wrote them, kept ones only
    _pending: str = ""
    _slots: int = 0
    _claims: int = 0
    _dropped: list[str] = field(default_factory=list)
    _unknown: list[str] = field(default_factory=list)

    def feed(self, text: str) -> Iterator[str]:
        """The sentences that `text` completes, rendered, each with the space that follows it."""
        self._pending += text
        while (end := self._sentence_end()) is not None:
            sentence, self._pending = self._pending[:end], self._pending[end:]
            yield from self._judge(sentence)

    def finish(self) -> Iterator[str]:
        """The last sentence, which may lack its mark."""
        sentence, self._pending = self._pending, ""
        yield from self._judge(sentence)

    @property
    def hollow(self) -> bool:
        """Whether what was dropped took all substance along: what is left says nothing of any record."""
        return bool(self._dropped) and not any(SLOT.search(sentence) for sentence in self.spoken)

    def audit(self) -> Audit:
        return Audit(self._slots, self._claims, tuple(self._dropped), tuple(self._unknown))

    def _sentence_end(self) -> int | None:
        for match in _END.finditer(self._pending):
            if not _ABBREVIATION.search(self._pending[: match.end()]):
                return match.end()
        return None

    def _judge(self, sentence: str) -> Iterator[str]:
        if not sentence.strip():
            return
        rendered = self._render(sentence)
        if rendered is None:
            self._dropped.append(sentence.strip())
            return
        self.spoken.append(sentence.strip())
        yield rendered

    def _render(self, sentence: str) -> str | None:
        bare = SLOT.sub(" ", sentence)
        if "{" in bare or "}" in bare or _JUNK.search(bare) or not bare.strip(" .,;:!?。！？，"):
            only_slots = bool(SLOT.search(sentence)) and not bare.strip(" .,;:!?。！？，\n")
            if not only_slots:
                return None
        named = _NAME.findall(sentence)
        if len(named) > len(set(named)):
            return None  # "{p1} is fine, though {p1} comes closer": a product beside itself
        handles = handles_in(sentence)
        found = list(claims(bare))
        self._claims += len(found)
        if not (paired(sentence) and self.facts.may_name(handles)):
            return None
        if not all(true(claim, self.facts, handles) for claim in found):
            return None
        values: dict[str, str] = {}
        for match in SLOT.finditer(sentence):
            value = self.facts.values.fill(match[1])
            if value is None:
                self._unknown.append(match[1])
                return None
            values[match[0]] = value
        self._slots += len(values)
        return _one_stop(SLOT.sub(lambda match: values[match[0]], sentence))
