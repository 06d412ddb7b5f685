"""Which of the shop's own topics a question is about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tools.lines import plain
from assistant.wording import join, say

# Words that shoppers use for the same matter, in both languages.
_SAME = (
    {"return", "returns", "refund", "refunds", "money", "退货", "退款"},
    {"exchange", "exchanges", "swap", "换货", "退换"},
    {"shipping", "delivery", "deliver", "ship", "postage", "customs", "配送", "发货", "运费", "快递", "物流"},
    {"payment", "pay", "payments", "card", "invoice", "billing", "支付", "付款", "发票"},
    {"warranty", "guarantee", "repair", "repairs", "defect", "保修", "质保", "维修"},
    {"privacy", "data", "personal", "隐私", "个人信息"},
    {"cancellation", "cancel", "cancelling", "取消"},
    {"sizing", "size", "fit", "尺码"},
    {"stores", "store", "hours", "branch", "contact", "phone", "address", "门店", "营业时间", "联系"},
    {"account", "password", "login", "账户", "密码"},
    {"gift", "gifts", "wrap", "voucher", "vouchers", "礼品", "包装"},
    {"match", "cheaper", "价保"},
)


def closest_topic(asked: str, message: str, topics: Sequence[str]) -> str:
    """The shop's topic nearest to the one asked for and to the message; "" when none is near.

    A topic of several words that the message names is meant, whatever the question was sorted under: "do gift cards
    expire" is about gift cards more than about payment.
    """
    said = _named(message, topics)
    wanted = _named(asked, topics)
    phrases = [topic for topic in said if " " in topic]
    for found in (phrases, wanted, said):
        if found:
            return max(found, key=len)
    for text in (asked, message):
        for group in _SAME:
            near = [topic for topic in topics if _mentions(topic, group)] if _mentions(text, group) else []
            if near:
                return near[0]
    return ""


def _named(text: str, topics: Sequence[str]) -> list[str]:
    """The topics that the text names outright, in singular or plural."""
    folded = text.casefold()
    return [topic for topic in topics if topic.casefold().rstrip("s") in folded] if folded else []


def _mentions(text: str, group: set[str]) -> bool:
    folded = text.casefold()
    words = {word.strip("?!.,;:'\"") for word in folded.replace("-", " ").replace("_", " ").split()}
    return bool(words & group) or any(not word.isascii() and word in folded for word in group)


def topics_sentence(topics: Sequence[str], language: str) -> str:
    """What the shop has rules on, for a question that none of them answers."""
    if not topics:
        english = "The shop has left me no written rules; a colleague can help."
        return say(language, english, "暂无相关规则，可以转接人工客服。")
    listed = join([plain(topic.replace("_", " "), 30) for topic in topics], language)
    english = f"I have no rule on that. I can tell you about {listed}."
    return say(language, english, f"没有这方面的规则。我可以介绍：{listed}。")
