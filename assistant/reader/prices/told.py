"""Sums a message tells of without asking for them: what another paid, what the last one cost, what one would do if."""

from __future__ import annotations

import re

# What a sum is told of ends with its clause; a wish may follow in the next.
_CLAUSE = re.compile(
    r"[.!?;,]|\b(?:but|so|now|anyway|anyhow|and|need(?:s|ing)?|want(?:s|ing)?|looking|hence|therefore)\b"
)
_SENTENCE = re.compile(r"[.!?;]|\b(?:but|so|anyway|anyhow|still|until\s+then)\b")
_PAST = re.compile(
    r"\b(?:paid|bought|spent|sold\b(?:\s+\w+){0,3}\s+for|went\s+for|got\s+(?:his|hers|theirs|one|it|them|mine)|saw|(?<!n't\s)(?<!not\s)(?<!never\s)(?<!yet\s)seen|spotted|quoted"
    r"|(?<!budget\s)(?<!limit\s)(?<!max\s)(?<!price\s)was(?!\s+(?:hoping|thinking|going|looking|planning|aiming|wondering|wanting))|were\s+(?!to\b)|used\s+to|costed|splurged|forked\s+out"
    r"|(?:last|old|previous)\s+(?:one|pair|\w+)\s+(?:was|cost|were)|earn(?:s|ed)?|won(?!['\w])|sells?\s+(?:it|them|one|the|that|those)"
    r"|charge[sd]?|wants?\s+\w+\s+for|retails?|normally|elsewhere)\b"
)
_COST = re.compile(
    r"(?<!n't)(?<!\bto)(?<!\bnot)(?<!\bcan)(?<!could)(?<!will)(?<!would)(?<!should)(?<!must)(?<!may)(?<!cannot)(?<!\bcant)\s+cost\s+(?:me|him|her|us|them|my|a)\b"
)
_UNREAL = re.compile(
    r"\bif\s+(?:only\s+)?(?:i|we|money|it|she|he|they)\b(?:'d)?(?:\s+\w+)?\s*(?:\b(?:were|was|grew|could|won|had\b(?!\s+to))|(?<='d)\s+won)"
    r"|\b(?:wish\s+(?:i|we)|in\s+(?:my\s+dreams|a\s+perfect\s+world|another\s+life))\b"
)


def told(before: str) -> bool:
    """Whether the words before an amount tell a story that it belongs to."""
    sentence = _SENTENCE.split(before)[-1]
    clause = _CLAUSE.split(sentence)[-1]
    return any(pattern.search(clause) for pattern in (_PAST, _COST)) or _UNREAL.search(sentence) is not None
