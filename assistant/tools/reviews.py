"""What other shoppers said of a product."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tools.arguments import Text, first_ref, product_of
from assistant.tools.lines import NOTE_LENGTH, compose, found, ok, plain
from assistant.tools.lines import slots as slots_line
from assistant.tools.registry import Access, ToolContext, ToolResult, define
from assistant.wording import count, say
from store.reviews import Review

QUOTED = 2  # the words of so many shoppers are repeated
EXCERPT = 90  # characters of a review that the model reads


@define(Access.READ, first_ref, ("product",))
def read_reviews(ctx: ToolContext, product: Text = "") -> ToolResult:
    """What shoppers say of a shown product. product: its handle. Say {reviews}."""
    handle, record = product_of(ctx, product)
    reviews = ctx.shop.store.reviews.of(record.id)
    number, mean = ctx.shop.store.reviews.summary(record.id)
    if not reviews or mean is None:
        return ToolResult(compose(found(0, 0), f"reviews of {handle}: none"))
    quoted = _telling(reviews)
    slots = {"reviews": _sentences(number, mean, quoted, ctx.session.language)}
    text = compose(
        ok(f"{count(number, 'review')} of {handle}, mean {mean:.1f}★"),
        *(f"review {review.rating}★: {plain(review.text, EXCERPT)}" for review in quoted),
        slots_line(slots),
    )
    return ToolResult(text, slots=slots, data={"product_id": record.id, "count": number, "mean": mean})


def _telling(reviews: Sequence[Review]) -> list[Review]:
    """The best and the worst word, the newest of each; one when everybody agrees on the stars."""
    best = max(reviews, key=lambda review: (review.rating, review.at))
    worst = min(reviews, key=lambda review: (review.rating, -review.at.timestamp()))
    return [best] if best.rating == worst.rating else [best, worst][:QUOTED]


def _sentences(number: int, mean: float, quoted: Sequence[Review], language: str) -> str:
    opening = say(
        language,
        f"{count(number, 'shopper')} rated it {mean:.1f} out of 5 on average.",
        f"{number} 位顾客评价，平均 {mean:.1f} 分（满分 5 分）。",
    )
    words = [
        say(language, f"{review.rating} stars: “{_quote(review)}”", f"{review.rating} 星：“{_quote(review)}”")
        for review in quoted
    ]
    return f"{opening} {' '.join(words)}"


def _quote(review: Review) -> str:
    return plain(review.text, NOTE_LENGTH)
