"""What a shopper may want to say next: openers before the first message, suggestions after each answer."""

from __future__ import annotations

from collections.abc import Sequence

_AFTER: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "list": ("Cheaper ones", "Compare the first two", "Add the first one to my cart"),
        "one": ("Show me similar ones", "What do reviews say?", "Add it to my cart"),
        "bundle": ("Make it cheaper", "Swap the first one", "Add all of it to my cart"),
        "cart": ("What's in my cart?", "What goes well with it?", "How long does delivery take?"),
        "none": ("What is on offer?", "What do you recommend for me?", "Which departments do you have?"),
        "service": ("Talk to a person", "What is your return policy?", "Where is my order?"),
    },
    "zh": {
        "list": ("便宜一点的", "比较前两个", "把第一个加入购物车"),
        "one": ("看看类似的", "评价怎么样？", "加入购物车"),
        "bundle": ("便宜一点", "第一个换一个", "全部加入购物车"),
        "cart": ("看看购物车", "还有什么可以搭配？", "多久能送到？"),
        "none": ("有什么促销？", "给我推荐几款", "有哪些品类？"),
        "service": ("转人工", "退货规则是什么？", "我的订单到哪了？"),
    },
}
_SERVICE = frozenset({"order_status", "start_return", "shop_policy", "hand_off"})
_BUNDLE = frozenset({"build_bundle", "change_bundle"})
_CART = frozenset({"update_cart", "show_cart"})


def suggestions(tools: Sequence[str], handles: Sequence[str], language: str) -> tuple[str, ...]:
    """Three messages that make sense after these tools ran and these products were shown."""
    table = _AFTER.get(language, _AFTER["en"])
    if tools and tools[-1] in _BUNDLE and handles:
        return table["bundle"]
    if tools and tools[-1] in _CART:
        return table["cart"]
    if tools and tools[-1] in _SERVICE:
        return table["service"]
    if len(handles) > 1:
        return table["list"]
    return table["one"] if handles else table["none"]
