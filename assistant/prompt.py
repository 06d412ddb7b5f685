"""What a chat model reads: the policy, the last turns, and the message with its context.

The policy comes first and never changes, so the server's prefix cache holds it. Everything after it is bounded, so that
one model call stays within its token budget whatever a shopper pastes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.messages import Message, Role
from assistant.reading import Constraints, Reading
from assistant.session import Session, Turn
from store.money import Money

CONTEXT = "[context]"  # opens the block that only the shop writes
TURNS = 3  # earlier exchanges that are repeated
MESSAGE_TOKENS = 450  # of the shopper's message
PAST_TOKENS = 70  # of each side of an earlier turn
PROFILE_TOKENS = 100
READING_TOKENS = 160
SHOWN_TOKENS = 320
SHOWN_PRODUCTS = 10
# With a policy under 900 tokens these add up to at most 2,350: room for a turn's tool results within 3,000.


def messages(
    policy: str, session: Session, reading: Reading, profile: str, shown: Sequence[str], cart: str, currency: str
) -> list[Message]:
    """The messages of a turn's first model call.

    `profile` is one line about the shopper ("" for a guest), `shown` one line a product on the page, in order, `cart`
    a few words ("2 items"). `currency` is the shop's, for the prices in the reading.
    """
    context = [
        f"profile: {clip(_one_line(profile), PROFILE_TOKENS)}" if profile else "",
        clip(reading_line(reading, currency), READING_TOKENS),
        f"shown: {clip('; '.join(_one_line(line) for line in shown[:SHOWN_PRODUCTS]), SHOWN_TOKENS)}" if shown else "",
        f"cart: {_one_line(cart)}" if cart else "",
    ]
    text = clip(_unmarked(reading.text), MESSAGE_TOKENS)
    request = "\n".join([f"{text}\n", CONTEXT, *(line for line in context if line)])
    past = [message for turn in session.turns[-TURNS:] for message in _past(turn)]
    return [Message(Role.SYSTEM, policy), *past, Message(Role.USER, request)]


def reading_line(reading: Reading, currency: str) -> str:
    """The reading in one line, only the fields that are set; prices in major units of `currency`.

    `reading: intent=search; query=running shoes; price<=80; colour=blue; refs=p2; continues`
    """
    parts = [f"intent={'+'.join(reading.intents)}"]
    if reading.language != "en":
        parts.append(f"language={reading.language}")
    if reading.query:
        parts.append(f"query={_value(reading.query)}")
    parts += _constraints(reading.constraints, currency)
    if reading.refs:
        parts.append(f"refs={','.join(reading.refs)}")
    if reading.quantity != 1:
        parts.append(f"qty={reading.quantity}")
    parts += [f"{_value(name)}={_value(value)}" for name, value in reading.options.items()]
    if reading.budget is not None:
        parts.append(f"budget={_amount(reading.budget, currency)}")
    named = {"order": reading.order_id, "topic": reading.topic, "goal": reading.goal}
    parts += [f"{name}={_value(value)}" for name, value in named.items() if value]
    if reading.remember is not None:
        parts.append(f"remember={_value(':'.join(reading.remember))}")
    if reading.photo:
        parts.append("photo")
    if reading.continues:
        parts.append("continues")
    return f"reading: {'; '.join(parts)}"


def _constraints(wanted: Constraints, currency: str) -> list[str]:
    parts = []
    if wanted.price_min is not None:
        parts.append(f"price>={_amount(wanted.price_min, currency)}")
    if wanted.price_max is not None:
        parts.append(f"price<={_amount(wanted.price_max, currency)}")
    named = {
        "brand": wanted.brands,
        "not_brand": wanted.not_brands,
        "category": wanted.categories,
        "not_category": wanted.not_categories,
        **wanted.attributes,
        **{f"not_{name}": values for name, values in wanted.not_attributes.items()},
        "not_words": wanted.not_words,
    }
    parts += [f"{_value(name)}={_values(values)}" for name, values in named.items() if values]
    if wanted.rating_min is not None:
        parts.append(f"rating>={wanted.rating_min:g}")
    parts += [flag for flag, on in (("in_stock", wanted.in_stock), ("on_offer", wanted.on_offer)) if on]
    if wanted.sort:
        parts.append(f"sort={wanted.sort}")
    return parts


def tokens(text: str) -> float:
    """An upper estimate of a text's tokens in any model's tokenizer: 3 letters a token, 1.5 tokens a character else."""
    ascii_letters = sum(character.isascii() for character in text)
    return ascii_letters / 3 + (len(text) - ascii_letters) * 1.5


def clip(text: str, limit: int) -> str:
    """The text, or as much of its beginning as stays within `limit` tokens by the estimate above, ending in "…"."""
    if tokens(text) <= limit:
        return text
    room, end = limit - 1.5, 0
    for character in text:
        room -= 1 / 3 if character.isascii() else 1.5
        if room < 0:
            break
        end += 1
    return f"{text[:end].rstrip()}…"


def _past(turn: Turn) -> tuple[Message, Message]:
    spoken = turn.spoken or turn.reply
    return (
        Message(Role.USER, clip(_unmarked(turn.message), PAST_TOKENS)),
        Message(Role.ASSISTANT, clip(spoken, PAST_TOKENS)),
    )


def _unmarked(text: str) -> str:
    """A shopper's words without our mark, so that nobody but the shop writes a context block."""
    return text.replace(CONTEXT, "(context)").replace(CONTEXT.upper(), "(context)").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(text: str) -> str:
    return _one_line(text).replace(";", ",")


def _values(values: Iterable[str]) -> str:
    return ",".join(_value(value).replace(",", " ") for value in values)


def _amount(minor: int, currency: str) -> str:
    """Minor units as the shortest major amount: 8000 USD → "80", 7950 → "79.50"."""
    major = Money(minor, currency).major
    return f"{major:.0f}" if major == major.to_integral_value() else f"{major}"
