"""Amounts of money in a Chinese message: 一千二, 两百五, 1.5千, 2万, 两三百, 九块九. Not 42码."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000, "k": 1000, "w": 10000}
_DIGIT = "一二三四五六七八九两俩"
# A comma parts thousands, but in "EU38,480" it ends a size.
_FIGURES = (
    r"(?<![\d.])(?:(?:(?<=rmb)|(?<=cny)|(?<=usd)|(?<=hkd)|(?<![a-z]))"
    r"\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,2}(?!\d))?"
)
_NUMBER = (
    rf"(?:(?P<figures>{_FIGURES})(?:\s{{0,2}}(?P<scale>[百千万]|[kw](?![a-z]))(?P<rest>\d(?!\d))?)?"
    rf"|(?P<few>几)(?P<fewscale>[十百千万])"
    rf"|(?P<chars>[零〇十百千万{_DIGIT}]{{1,14}}))"
)
UNIT = (
    r"(?:元钱?|块(?:钱|人民币|大洋|港币|台币)?|圆|人民币|软妹币|大洋|毛爷爷|蚊(?![帐香子])|rmb|cny|yuan|美元|美金|"
    r"美刀|刀(?!具|片|叉|架)|欧元?|"
    r"英镑|日[元币]|卢比|(?:新?台|港|澳|新|加)[币元纸]|hkd|twd|ntd?(?![a-z])|usd|eur|euros?|dollars?|bucks|kuai|韩元|"
    r"泰铢|[€£])"
)
_SIGN = (
    r"(?:(?:nt|hk|us|au?|ca?|nz|s|mop)?\$|[¥￥€£₩]|(?<![a-z])(?:rmb|cny|usd|eur|hkd|twd|ntd?|gbp|jpy|aud|cad|sgd)|"
    r"(?:新?台|港|澳|新|加)[币元]|"
    r"人民币|美[元金刀]|欧元|英镑|日[元币])"
)
# What follows a number that counts or measures something else.
_MEASURE = (
    r"(?:[码号寸英厘毫公平米克斤两升人个位名件双只隻台部条根支枝把张套款层代节颗粒包袋瓶盒箱罐本页份幅扇盏辆排档种次遍倍"
    r"天日年月周星岁度卡匹克丝旦丹目支股拍帧尺里瓦伏安赫核格孔口门座杯片步折%点秒分]|顶(?![天破到了多])|小时|像素|毫安|[大千]卡|卡路里|"
    r"毫克|流明|分贝|加仑|公里|海里|平方|立方|盎司|mah|ml|kg|km|cm|mm|gb|tb|mb|"
    r"hz|[glmxt](?![a-z]))"
)
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN}\s{{0,2}})?{_NUMBER}(?P<vague>来|多|把|出头|几)?"
    rf"(?:\s{{0,2}}(?P<unit>{UNIT})(?P<dime>\d(?!\d)|[{_DIGIT}](?![十百千万内类里]|[{_DIGIT}][十百千万]|"
    rf"{_MEASURE}(?!邮)))?)?",
)
_NOT_BEFORE = re.compile(
    r"(?:第|尺码|鞋码|码数|身高|体重|型号|(?<![不未])满|立?减|省|评分)\s{0,2}$|"
    r"(?<![\dkw])[a-z]-?$|(?<!\d)[kw]-?$"
)
_COUNTED = re.compile(rf"\s{{0,2}}{_MEASURE}")
_SPOILT = re.compile(r"\s{0,2}(?:的?(?:优惠|代金|抵扣|满减|折扣)?券|的?优惠|红包|off)|[a-z]")
_IDIOM = re.compile(
    r"一(?:些|点|下|样|般|直|定|起|次|共|律|会|边|家|路|身|切|流|体|模|整|手|线|万个)|万(?:一|能|用)|"
    r"十(?:分|足)|千(?:万别|万不|层)|百(?:搭|货|合|叶|科|变)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at its place. `low` and `high` differ where two were said at once (两三百)."""

    low: Decimal
    high: Decimal
    start: int
    end: int
    money: bool  # has a currency beside it
    rough: bool = False  # 一百来块, 一千多

    @property
    def several(self) -> bool:
        return self.low != self.high


def number(text: str) -> Decimal:
    """三百五 is 350, 两千零五 2005, 一百零八 108, 百 100."""
    total, section, digit, scale, zero = 0, 0, 0, 1, False
    for char in text:
        if char in "零〇":
            zero = True
        elif char in DIGITS:
            digit = digit * 10 + DIGITS[char] if digit else DIGITS[char]
        elif char == "万":
            total, section, digit, scale, zero = (section + digit or 1) * 10000, 0, 0, 10000, False
        else:
            scale, zero = _SCALES[char], False
            section, digit = section + (digit or 1) * scale, 0
    colloquial = scale // 10 if 0 < digit < 10 and scale >= 100 and not zero else 1  # 三百五 leaves out the last unit
    return Decimal(total + section + digit * colloquial)


def _two_at_once(chars: str) -> tuple[Decimal, Decimal] | None:
    """两三百 is 200 to 300, 七八十 70 to 80, 一百二三 120 to 130."""
    match = re.fullmatch(
        rf"(?P<head>[零十百千万{_DIGIT}]{{0,6}}?)(?P<a>[{_DIGIT}])(?P<b>[{_DIGIT}])(?P<tail>[十百千万]{{0,2}})", chars
    )
    if not match or (match["head"] and match["head"][-1] in _DIGIT):
        return None
    if DIGITS[match["a"]] >= DIGITS[match["b"]]:
        return None
    return number(match["head"] + match["a"] + match["tail"]), number(match["head"] + match["b"] + match["tail"])


def _figures(match: re.Match[str]) -> Decimal:
    scale = _SCALES.get(match["scale"] or "", 1)
    said = Decimal(match["figures"].replace(",", "")) * scale
    return said + int(match["rest"]) * scale // 10 if match["rest"] else said


def _values(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    if match["few"]:
        scale = _SCALES[match["fewscale"]]
        return Decimal(scale), Decimal(scale * 10)
    if match["figures"]:
        said = _figures(match)
        return said, said
    said = number(match["chars"])
    if match["vague"] == "几" and match["chars"][-1] == "十":
        return said, said + 10
    return _two_at_once(match["chars"]) or (said, said)


def amounts(text: str) -> Iterator[Amount]:
    """Every number that is or may be money, in order. Lower case, simplified characters."""
    for match in _AMOUNT.finditer(text):
        money = bool(match["unit"] or match["sign"])
        if _SPOILT.match(text, match.end()) or _NOT_BEFORE.search(text[max(0, match.start() - 10) : match.start()]):
            continue
        if not money and (_COUNTED.match(text, match.end()) or _IDIOM.match(text, match.start())):
            continue
        low, high = _values(match)
        if match["dime"]:
            tenths = number(match["dime"]) / 10 if match["dime"] in DIGITS else Decimal(match["dime"]) / 10
            low, high = low + tenths, high + tenths
        passed = text[match.start() - 1 : match.start()] in tuple("破过超上")  # 过千的
        if match["chars"] in _SCALES and not (money or passed):
            continue
        yield Amount(low, high, match.start(), match.end(), money, bool(match["vague"]))
