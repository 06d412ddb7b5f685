"""The product words of a Chinese message: what is left when conditions, references and talk are taken away."""

from __future__ import annotations

import re

from assistant.reader.chinese.words import FILLER, MEASURE, NOUNS
from assistant.reader.text import Scan
from assistant.reading import Reading

_TALK = re.compile("|".join(map(re.escape, FILLER)))
_BREAKS = re.compile(r"[的了吗呢吧啊呀嘛哦么,。!?、;:,.!?;:()()~\"'“”…]+")
_LOOSE = frozenset(
    [
        "我",
        "你",
        "有",
        "要",
        "想",
        "个",
        "和",
        "在",
        "给",
        "把",
        "是",
        "也",
        "就",
        "都",
        "不",
        "再",
        "那",
        "这",
        "一",
        "好",
    ]
)
_COUNTER = re.compile(rf"^{MEASURE}(?=..)")
_OPENER = re.compile(
    r"想(?:买|要|找|给|弄|整|入|换)|有得?卖|求|找|搜|[来买整弄要](?:一?[个件双条台把张套款只支瓶盏份副]|[点些])|需要"
)
# 刚才说错了, 多打了个零, 我改主意了: what is said of the message before and names no product
_CORRECTS = re.compile(
    r"(?:不好意思|抱歉|对不起|哎呀|刚才|刚刚|上面|之前|前面|上一[条句]|那个|价格|价钱|预算|我|好像|是|都|的|[啊,]){0,6}"
    r"(?:(?:说|打|写|搞|记|看|弄|输|算|讲)(?:错|反|少|多)(?:字|数|价格?|预算|[个一]零|了|啦){0,3}|[多少](?:打|写|输|按)了?[个一]{0,2}[零0]|"
    r"口误|手误|手滑|更正(?:一下)?|改(?:了)?主意|我(?:是说|的意思是)|应该是|不对)了?"
)
_LONGEST_WISH = 4  # a short wish without a product refines what was searched for


def product_words(scan: Scan) -> str:
    """What is left when talk is taken away, split at what was taken out."""
    left = _BREAKS.sub(" ", _TALK.sub(" ", _CORRECTS.sub(" ", scan.low)))
    return _COUNTER.sub("", " ".join(part for part in left.split() if part not in _LOOSE))


def nouns(query: str) -> list[str]:
    """The words for kinds of products in a query."""
    return [noun for noun in NOUNS if noun in query]


def opens_topic(text: str) -> bool:
    """Whether a message speaks like the start of a search (想买…, 有没有…)."""
    return _OPENER.search(text) is not None


def continues_last(query: str, last: Reading | None) -> bool:
    """Whether a message refines the last search. A product that the last search lacks opens a new topic."""
    if last is None:
        return False
    named = nouns(query)
    if any(noun not in last.query for noun in named):
        return False
    return not query or bool(named) or len(query) <= _LONGEST_WISH or not last.query
