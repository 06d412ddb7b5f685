"""Reasons in words that a shopper understands. They speak of the shopper's own doings and of people in general only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ranker.ranker import Reason
from store.products import Product

SAID = 2  # reasons in one sentence: more is noise

Phrases = Mapping[str, str]

ENGLISH: Phrases = MappingProxyType(
    {
        "purchase": "because you bought {title}",
        "cart": "because you put {title} in your cart",
        "like": "because you liked {title}",
        "click": "because you looked at {title}",
        "view": "because you looked at {title}",
        "similar_to": "close to what you chose lately",
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
        "join": ", and ",
    }
)
CHINESE: Phrases = MappingProxyType(
    {
        "purchase": "因为您买过「{title}」",
        "cart": "因为您把「{title}」放进了购物车",
        "like": "因为您喜欢「{title}」",
        "click": "因为您看过「{title}」",
        "view": "因为您看过「{title}」",
        "similar_to": "与您最近选的相近",
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
        "join": "，",
    }
)
LANGUAGES: Mapping[str, Phrases] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})


def say(reasons: Sequence[Reason], products: Mapping[str, Product], language: str = "en") -> str:
    """One short clause with the strongest reasons, "" when there are none; English for languages without phrases.

    `products` holds the history items that reasons rest on; one that is gone is spoken of without its name. That it
    matches the query is said only when there is nothing better to say.
    """
    phrases = LANGUAGES.get(language.split("-")[0].casefold(), ENGLISH)
    told = [reason for reason in reasons if reason.kind != "query"] or list(reasons)
    clauses: dict[str, None] = {}
    named: set[str] = set()
    for reason in told:
        if reason.product_id and reason.product_id in named:
            continue  # one history item explains once
        clauses[_clause(reason, products, phrases)] = None
        named.add(reason.product_id)
    return phrases["join"].join(list(clauses)[:SAID])


def _clause(reason: Reason, products: Mapping[str, Product], phrases: Phrases) -> str:
    product = products.get(reason.product_id)
    if reason.kind in ("bought_together", "viewed_together"):
        return phrases[reason.kind].format(title=product.title) if product else phrases["together"]
    if reason.kind == "similar_to":
        known = product is not None and reason.value in phrases
        return phrases[reason.value].format(title=product.title) if known and product else phrases["similar_to"]
    return phrases[reason.kind].format(value=reason.value)
