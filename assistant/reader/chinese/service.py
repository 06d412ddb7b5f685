"""What the shop's service tools need of a Chinese message: topic, quantity, what to remember, earlier lists."""

from __future__ import annotations

import re

from assistant.reader.chinese.references import ordinal
from assistant.reader.chinese.words import NOUNS, TOPICS
from assistant.reader.context import ReadingContext
from assistant.reader.found import Found
from assistant.reader.text import Scan
from assistant.reading import Intent

_QUANTITY = re.compile(
    r"(?P<n>[一两二三四五六七八九十]|\d{1,2})\s{0,2}(?:个|件|双|台|套|条|把|份|只|瓶|盒|张|本|包|袋)(?!人|月|小时|星)"
)
_STATED = re.compile(
    r"数量\s?(?:要|是|为|改成|:)?\s?(?P<n>[一两二三四五六七八九十]|\d{1,2})|(?<![a-z])[x×*]\s?(?P<m>\d{1,2})(?!\d|[a-z])"
)
_DOZEN = re.compile(r"(?:(?P<half>半)|(?P<n>[一两二三四五]|\d))打(?![折开包扫印])")
_TOPICS = tuple((name, re.compile(pattern)) for name, pattern in TOPICS)
_BACK = re.compile(r"(?:回到|返回|回去看|再看看?)(?:刚才|之前|前面|上一?次)?的?(?P<what>[^,。!?,]{0,20})")
_ASKED = re.compile(r"^(?:请|麻烦)?(?:帮我)?(?:记住|记得|记一下|记下)[,,::]?")
_KINDS = (("size", re.compile("尺码|鞋码|码")), ("colour", re.compile("颜色")), ("brand", re.compile("牌")))


# 改成两个, 数量换成3件: another number of what was just put in the cart
RENUMBERS = re.compile(
    r"(?:请|帮我|那|还是|把|给我|算了|它|数量|,|\s){0,4}(?:改|换|变|调)(?:成|为|到)\s?"
    r"(?:[一两二三四五六七八九十]|\d{1,2})\s?(?:个|件|双|台|套|条|把|份|只|瓶|盒|张|本|包|袋)[吧呗哦啊了,.!。]*$"
)


def quantity(scan: Scan) -> int | None:
    """How many, for the cart; taken out. None when not said."""
    if match := scan.pull(_DOZEN):
        return 6 if match["half"] else 12 * ordinal(match["n"])
    if match := scan.pull(_STATED):
        return ordinal(match["n"] or match["m"])
    match = scan.pull(_QUANTITY)
    return ordinal(match["n"]) if match else None


def topic(text: str) -> str:
    """What a shop question is about; "" when it names nothing known."""
    return next((name for name, pattern in _TOPICS if pattern.search(text)), "")


def to_remember(text: str, found: Found, first: Intent) -> tuple[str, str] | None:
    """Kind and value of what to remember or to forget; None when the message asks for neither."""
    if first is Intent.FORGET:
        return next((kind for kind, pattern in _KINDS if pattern.search(text)), ""), ""
    if first is not Intent.REMEMBER:
        return None
    if found.sizes:
        return "size", found.sizes[0]
    if found.not_brands:
        return "not_brand", found.not_brands[0]
    if found.colours and "喜欢" in text and "不喜欢" not in text:
        return "colour", found.colours[0]
    return "note", _ASKED.sub("", text)


def earlier_list(text: str, context: ReadingContext) -> tuple[str, ...]:
    """Handles of the earlier list that 回到刚才的靴子 means; nothing when it means none."""
    match = _BACK.search(text)
    if not match or not context.lists:
        return ()
    for handles in context.lists:
        titles = " ".join(item.title for handle in handles if (item := context.item(handle)))
        if match["what"] and any(noun in titles for noun in NOUNS if noun in match["what"]):
            return handles
    return context.lists[0]
