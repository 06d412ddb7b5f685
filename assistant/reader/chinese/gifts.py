"""Gifts in Chinese: who is to have it, for which occasion, and what to search for when no product is named."""

from __future__ import annotations

import re

from assistant.reader.gifts import CHILD, Gift

_WOMEN = (
    "妈妈|母亲|老妈|妈|奶奶|外婆|姥姥|岳母|婆婆|丈母娘|老婆|妻子|媳妇|太太|女朋友|女友|"
    "姐姐|妹妹|姐|妹|阿姨|姑姑|闺蜜|女同事"
)
_MEN = "爸爸|父亲|老爸|爸|爷爷|外公|姥爷|岳父|公公|老丈人|老公|丈夫|先生|男朋友|男友|哥哥|弟弟|哥|弟|叔叔|舅舅|男同事"
_GIRLS, _BOYS = "女儿|闺女|孙女|外孙女|侄女|外甥女|女孩|小女孩|女童", "儿子|孙子|外孙|侄子|外甥|男孩|小男孩|男童"
_KIDS = "宝宝|小朋友|孩子|小孩|娃|娃娃|儿童"
_ANYONE = "朋友|同事|领导|老板|老师|客户|长辈|同学|室友|邻居|父母|爸妈|公婆|对象|情侣|新人"
_AUDIENCE = {
    word: audience
    for audience, words in (
        ("women", _WOMEN), ("men", _MEN), ("girls", _GIRLS), ("boys", _BOYS), ("kids", _KIDS), ("", _ANYONE)
    )
    for word in words.split("|")
}  # fmt: skip
_SAID = {"women": "女士", "men": "男士", "girls": "儿童", "boys": "儿童", "kids": "儿童", "": ""}
_WHO = "|".join(sorted(_AUDIENCE, key=len, reverse=True))
_AGED = re.compile(r"(?P<age>\d{1,2}|[一二三四五六七八九十]{1,3})(?:周?岁|个?月大)(?:半|多)?(?:的|了|大)?")
_RECIPIENT = re.compile(rf"(?P<who>{_WHO})")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_GIVEN = re.compile(
    rf"送(?:给)?(?:我|我们|他|她|咱)?(?:的|家|那)?(?:{_NUMBER}[个岁])?(?:的)?(?:{_WHO})|送礼|礼物|礼品|伴手礼"
)
_OCCASIONS = {
    "birthday": "生日|大寿|寿辰|过寿|满月|周岁生日",
    "wedding": "婚礼|结婚|新婚",
    "anniversary": "周年|纪念日",
    "christmas": "圣诞节?",
    "valentine's day": "情人节|七夕|520",
    "mother's day": "母亲节|三八|妇女节",
    "father's day": "父亲节",
    "housewarming": "乔迁|搬新家|入伙|暖房",
    "graduation": "毕业",
    "retirement": "退休",
    "new year": "过年|春节|新年|年货|拜年",
    "mid-autumn": "中秋",
}
_OCCASION = {name: re.compile(pattern) for name, pattern in _OCCASIONS.items()}
# What is said of a gift and names no thing.
_TALK = re.compile(
    rf"{_NUMBER}(?:周?岁|个?月大)[半多大的了]{{0,2}}|生日|礼物|礼品|伴手礼|送礼|送|给|什么|啥|好|合适|比较|推荐|有意义|特别|喜欢|爱|"
    rf"平时|一个|一份|个|份|件|点|些|他|她|的|我|想|要|买|过|快|到了|了|和|,|{'|'.join(_OCCASIONS.values())}|{_WHO}"
)


def read_gift(text: str) -> Gift | None:
    """The gift that a simplified message asks for; None for any other message."""
    if _GIVEN.search(text) is None:
        return None
    match, aged = _RECIPIENT.search(text), _AGED.search(text)
    recipient = match["who"] if match else ""
    age = int(aged["age"]) if aged and aged["age"].isdigit() else None
    occasion = next((name for name, pattern in _OCCASION.items() if pattern.search(text)), "")
    audience = _AUDIENCE.get(recipient, "")
    if age is not None and age < CHILD and audience not in ("girls", "boys"):
        audience = "kids"
    return Gift(recipient, occasion, audience, age)


def gift_query(gift: Gift, query: str) -> str:
    """What to search for when the message names no product: its interests, and a gift for such a person."""
    interests = _TALK.sub(" ", query).split()
    toy = ["玩具"] if gift.audience in ("girls", "boys", "kids") else []
    return " ".join(part for part in [*interests, _SAID[gift.audience], *toy, "礼物"] if part)
