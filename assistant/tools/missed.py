"""Writes down searches that found nothing, or something only after they were changed, for the shop to learn from."""

from __future__ import annotations

from assistant.tools.found import Found
from assistant.tools.registry import ToolContext
from store.searches import Outcome


def record_missed(ctx: ToolContext, found: Found) -> None:
    """Counts the search in the shop's records when it did not find what was asked for as it was asked for."""
    done = [f"{change.kind.value} {change.said} → {change.searched}" for change in found.rewrite.respelt]
    done += [f"let go of {name}" for name in found.given_up]
    if found.query and (done or not found.hits):
        outcome = Outcome.RESCUED if found.hits else Outcome.NOTHING
        ctx.shop.store.searches.record(found.query, ctx.now, outcome, "; ".join(done))
