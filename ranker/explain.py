"""Reasons in words that a shopper understands. They speak of the shopper's own doings and of people in general only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from ranker.ranker import Reason
from store.products import Product

SAID = 2  # reasons in one sentence: more is noise
LONG_AGO = 30  # days after which the month is said: what is nearer the shopper still knows
THIS_YEAR = 330  # days after which the year is said too: the month alone would mean the one to come, or the last
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

Phrases = Mapping[str, str]

ENGLISH: Phrases = MappingProxyType(
    {
        "purchase": "because you bought {title}{when}",
        "cart": "because you put {title} in your cart{when}",
        "like": "because you liked {title}{when}",
        "click": "because you looked at {title}{when}",
        "view": "because you looked at {title}{when}",
        "similar_to": "close to what you chose lately",
        "sequence": "fits what you chose lately",
        "bought_together": "people who bought {title} also bought it",
        "viewed_together": "often looked at together with {title}",
        "together": "goes with what you chose lately",
        "brand": "from {value}, a brand you come back to",
        "category": "you often choose from {value}",
        "colour": "in your colour, {value}",
        "price": "in the price range you usually choose",
        "popular": "popular this month",
        "new": "new in the shop",
        "offer": "on offer now",
        "goal": "as the {value}",
        "photo": "it looks like your photo",
        "query": "it matches what you asked for",
        "month": " in {name}",
        "month_of": " in {name} {year}",
        "join": ", and ",
    }
)
CHINESE: Phrases = MappingProxyType(
    {
        "purchase": "因为您{when}买过「{title}」",
        "cart": "因为您{when}把「{title}」放进了购物车",
        "like": "因为您{when}喜欢「{title}」",
        "click": "因为您{when}看过「{title}」",
        "view": "因为您{when}看过「{title}」",
        "similar_to": "与您最近选的相近",
        "sequence": "适合您最近的选择",
        "bought_together": "买「{title}」的人也买了它",
        "viewed_together": "常与「{title}」一起被浏览",
        "together": "与您最近选的相配",
        "brand": "您常选的品牌 {value}",
        "category": "您常选{value}类",
        "colour": "您偏爱的颜色：{value}",
        "price": "在您常选的价位",
        "popular": "本月热门",
        "new": "新品上架",
        "offer": "正在优惠",
        "goal": "作为{value}",
        "photo": "和您的照片相像",
        "query": "符合您的要求",
        "month": "{number}月",
        "month_of": "{year}年{number}月",
        "join": "，",
    }
)
LANGUAGES: Mapping[str, Phrases] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})


def say(
    reasons: Sequence[Reason], products: Mapping[str, Product], language: str = "en", now: datetime | None = None
) -> str:
    """One short clause with the strongest reasons, "" when there are none; English for languages without phrases.

    `products` holds the history items that reasons rest on; one that is gone is spoken of without its name. That it
    matches the query is said only when there is nothing better to say. Seen from `now` (without it from this moment),
    what was done long ago is said with its month.
    """
    now = now or datetime.now(UTC)
    phrases = LANGUAGES.get(language.split("-")[0].casefold(), ENGLISH)
    told = [reason for reason in reasons if reason.kind != "query"] or list(reasons)
    clauses: dict[str, None] = {}
    named: set[str] = set()
    for reason in told:
        if reason.product_id and reason.product_id in named:
            continue  # one history item explains once
        clauses[_clause(reason, products, phrases, now)] = None
        named.add(reason.product_id)
    return phrases["join"].join(list(clauses)[:SAID])


def _clause(reason: Reason, products: Mapping[str, Product], phrases: Phrases, now: datetime) -> str:
    product = products.get(reason.product_id)
    if reason.kind in ("bought_together", "viewed_together"):
        return phrases[reason.kind].format(title=product.title) if product else phrases["together"]
    if reason.kind in ("similar_to", "sequence"):
        if product is None or reason.value not in phrases:
            return phrases[reason.kind]
        return phrases[reason.value].format(title=product.title, when=_when(reason.at, phrases, now))
    return phrases[reason.kind].format(value=reason.value)


def _when(at: datetime | None, phrases: Phrases, now: datetime) -> str:
    """The month of what was done long ago, in its year where that is not plain; "" otherwise."""
    days = (now - at).days if at is not None else 0
    if at is None or days < LONG_AGO:
        return ""
    phrase = phrases["month" if days < THIS_YEAR else "month_of"]
    return phrase.format(name=MONTHS[at.month - 1], number=at.month, year=at.year)
