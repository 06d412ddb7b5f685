"""The fold-out that shows how an answer came about: reading, tools, candidates, times, tokens, audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum

from assistant.events import Card, ToolTrace, TurnDone
from assistant.reading import Constraints, Reading
from ui.labels import label, source_words
from ui.markup import tag, words


def trace(done: TurnDone, language: str) -> str:
    """The whole trace of a finished turn, folded."""
    parts = [
        section("trace_reading", pairs(reading_facts(done.reading)), language),
        section("trace_tools", tools(done.tools, language), language),
        section("trace_candidates", candidates(done.cards, language), language) if done.cards else "",
        section("trace_time", pairs({stage: f"{ms:,.0f} ms" for stage, ms in done.timings.items()}), language),
        section("trace_tokens", pairs({name: f"{count:,}" for name, count in done.tokens.items()}), language),
        section("trace_audit", audit(done, language), language),
        section("trace_model", pairs(model_facts(done, language)), language),
    ]
    return tag("details", words("summary", label("trace", language)) + "".join(parts), class_="dg-trace")


def section(key: str, content: str, language: str) -> str:
    if not content:
        content = words("p", label("trace_none", language), class_="dg-soft")
    return tag("section", words("h4", label(key, language)) + content, data_trace=key.removeprefix("trace_"))


def pairs(facts: Mapping[str, str]) -> str:
    return tag("dl", "".join(words("dt", name) + words("dd", value) for name, value in facts.items())) if facts else ""


def reading_facts(reading: Reading) -> dict[str, str]:
    """What the reading set, by field name; what it left at its default is not said."""
    plain = Reading(text=reading.text)
    facts: dict[str, str] = {}
    for one in fields(Reading):
        value = getattr(reading, one.name)
        if one.name in ("text", "constraints") or value == getattr(plain, one.name):
            continue
        facts[one.name] = f"{value:.2f}" if isinstance(value, float) else plain_words(value)
    nothing = Constraints()
    for one in fields(Constraints):
        value = getattr(reading.constraints, one.name)
        if value != getattr(nothing, one.name):
            facts[one.name] = plain_words(value)
    return facts


def plain_words(value: object) -> str:
    """A reading's value as one short line."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={plain_words(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(plain_words(one) for one in value)
    return str(value)


def tools(ran: tuple[ToolTrace, ...], language: str) -> str:
    rows = "".join(
        tag(
            "li",
            words("code", f"{tool.name}({arguments(tool.arguments)})")
            + words("span", f"{tool.ms:,.0f} ms")
            + words("span", "✓" if tool.ok else "✗", class_="is-ok" if tool.ok else "is-failed"),
        )
        for tool in ran
    )
    return tag("ol", rows, aria_label=label("trace_tools", language)) if rows else ""


def arguments(given: Mapping[str, object]) -> str:
    """`query="boots", price_max=80`: what a tool ran with, empty arguments left out."""
    said = {name: value for name, value in given.items() if value not in (None, "", [], {}, ())}
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False, default=str)}" for name, value in said.items())


def candidates(cards: tuple[Card, ...], language: str) -> str:
    """Where each product came from, its score, and each reason's share of it."""
    rows = "".join(
        tag(
            "tr",
            words("th", card.handle, scope="row")
            + words("td", card.product.title)
            + words("td", f"{card.score:.3f}")
            + words("td", source_words(card.source, language))
            + words("td", ", ".join(f"{reason.kind} {reason.weight:.0%}" for reason in card.reasons)),
        )
        for card in cards
    )
    return tag("div", tag("table", tag("tbody", rows)), class_="dg-scroll")


def audit(done: TurnDone, language: str) -> str:
    found = done.audit
    summary = label(
        "trace_audit_text", language, slots=found.slots, claims=found.claims, dropped=len(found.dropped)
    )  # fmt: skip
    said = words("p", summary)
    for key, values in (("trace_dropped", found.dropped), ("trace_unknown", found.unknown_slots)):
        if values:
            said += pairs({label(key, language): " · ".join(values)})
    if done.guards:
        counted = " · ".join(f"{what} {count}" for what, count in done.guards.items())
        said += pairs({label("trace_guards", language): counted})
    return said


def model_facts(done: TurnDone, language: str) -> dict[str, str]:
    facts = {"": done.model or label("trace_none", language), label("trace_id", language): done.trace_id}
    if done.degraded:
        facts[label("degraded", language)] = done.degraded
    return facts
