"""What the assistant finds for a message: the reader's conditions and words, through the tool that searches."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.assistant import Assistant
from assistant.shop import Shop
from assistant.tools.conditions import read_conditions, understood, with_reading
from assistant.tools.registry import ToolContext
from assistant.tools.search import search
from retrieval.measuring.built_queries import Search


def through_reader(shop: Shop) -> Search:
    """Search of a first message by a guest nobody knows, in the order of retrieval: no history reorders it."""
    assistant = Assistant(shop, None)

    def found(message: str, k: int) -> list[str]:
        session = assistant.session()
        ctx = ToolContext(shop, session, assistant.read(session, message), datetime.now(UTC))
        given = read_conditions(ctx)
        wish = understood(
            shop.index.vocabulary,
            given["query"],
            with_reading(ctx, ctx.reading.constraints),
            colours=given["colour"],
            attributes=given["attributes"],
        )
        return [hit.product_id for hit in search(ctx, wish).hits[:k]]

    return found
