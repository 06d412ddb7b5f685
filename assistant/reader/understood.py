"""What the words of a message were found to say, before it is decided what is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.reader.context import ReadingContext
from assistant.reader.prices.head import Limits
from assistant.reader.references import Mentions
from assistant.reading import Intent


@dataclass(frozen=True, slots=True)
class Understood:
    """`relative`: it says cheaper or dearer; `many`: how many are wanted; `query`: its product words; `continues`: it
    goes on with the last search; `rest`: the message without its prices alone."""

    order_id: str
    mentions: Mentions
    relative: bool
    many: int | None
    query: str
    continues: bool
    rest: str
    prices: Limits

    def quantity(self, intent: Intent) -> int:
        """How many to put in the cart or to take out."""
        return self.many if self.many is not None and intent in (Intent.CART_ADD, Intent.CART_REMOVE) else 1

    def budget(self) -> int | None:
        """The sum for a bundle, in minor units."""
        limits = self.prices.limits
        return limits.high if limits.high is not None else limits.low


def unnamed(
    intent: Intent, context: ReadingContext, said: Understood, first_of_many: frozenset[Intent]
) -> tuple[str, ...]:
    """What a message about products speaks of that names none: another number, of what was just put in the cart; the
    two first to compare; what was just spoken of; the only one shown, or the first of several for an intent that can
    do with it."""
    shown = context.shown
    if intent is Intent.CART_ADD and context.before is Intent.CART_ADD and said.many is not None and context.cart:
        return (context.cart[-1].handle,)
    if not shown:
        return ()
    if intent is Intent.COMPARE:
        return tuple(item.handle for item in shown[:2])
    if context.focus:
        return (context.focus,)
    return (shown[0].handle,) if len(shown) == 1 or intent in first_of_many else ()
