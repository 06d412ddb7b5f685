"""Price limits in Chinese: the amounts, then what stands before and behind each (不超过…, …以下)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from assistant.reader.chinese.amounts import Amount, amounts
from assistant.reader.chinese.price_told import measured, told
from assistant.reader.prices import PriceLimits
from assistant.reader.text import Scan
from store.money import Money


class Side(Enum):
    """On which side of an amount the price is to be."""

    BELOW = "below"
    ABOVE = "above"
    AROUND = "around"

    def flipped(self) -> Side:
        return {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW}.get(self, self)


_MORE = r"(?:超过?|超出|超越|高于|高过|高出|多于|多过|多出|大于|大过|贵于|贵过|贵出|突破|越过|[过破超])"
_LESS = r"(?:低于|低过|少于|少过|小于|小过|便宜于|便宜过|平过|不到|不足|[不未]满)"
_NOT = (
    r"(?:[不唔](?:要|能|可以?|可能|想|准|得|会|许|用|应该?|宜|愿意?|必|好|希望|打算|考虑)?|别|勿|莫|甭|休|没(?:有)?|"
    r"无法|禁止|切勿|千万别|绝不)"
    r"(?:给我|让我|跟我|让它|让)?(?:[再有是]|价[格钱位])?(?:[花出给付掏拿]|买)?"
)
_SCALES = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100}
_SMALLEST_BARE = 10  # a smaller number is money only with a currency beside it
_IS = (
    r"(?:[是为有在到大概约就也只要的能出花得给拿付掏:\s]|价[格钱位]?|[拿掏]得出|[出花付]得起|接受|等于|可以|"
    r"差不多){0,6}"
)
_BEFORE = (
    (
        Side.BELOW,
        rf"{_NOT}{_MORE}|最多|最高|至多|顶多|顶天|撑死|上限|封顶|最贵|"
        rf"(?<![a-z])(?:under|below|less than|no more than|not (?:over|above|more than)|max(?:imum)?|up to|at most|"
        rf"within|budget)(?: of| is|:)?|≤|<=?|控制|压在|心理价位?|(?<![下上])限(?:定|"
        rf"制|额|价)?|预算|额度|(?:加|提高?|放宽|放|调[高整]?|升|拉高?|增加?|降低?|减少?|缩减?|压|改|扩大?|"
        rf"提|上浮)[到至]|(?:改|换|调)[成为]|(?:可以|能|愿意?|顶多)(?:再)?(?:给|加|出|花|接受|上|放)?到|[拿掏]得出|[出花付]得起",
    ),
    (
        Side.ABOVE,
        rf"{_NOT}{_LESS}|至少|最少|最低|起码|下限|起步价?|底线|(?<![a-z])(?:at least|(?<!no )(?<!not )(?:over|above|"
        rf"more than)|min(?:imum)?|from|starting (?:at|from))|最便宜|不止|≥|>=?|(?<![以楼马])上",
    ),
    (
        Side.BELOW,
        rf"{_LESS}|总(?:[价共计额数]|预算|金额|花费|费用)|一共|合计|共计|打包价?|一口价|加起来|加(?:在)?一[起块]|算下来|全部|统共|"
        rf"拢共|经费",
    ),
    (
        Side.BELOW,
        r"(?:只有|就有|我有|(?:手[里头上]|兜里|口袋里?|身上|卡里|钱包里?)(?:就|只|仅)?(?:有|剩)?|[给批转发]了?(?:我|你)?|[攒凑剩存]下?了?|压岁钱(?:一共|总共)?|"
        r"只(?:想|能|愿|肯|打算)?(?:再)?(?:花|出|给|付)|(?:想|打算|准备|"
        r"能|可以|愿意)(?:花|出)|花)",
    ),
    (Side.ABOVE, rf"{_MORE}|贵得过"),
    (Side.AROUND, r"大概|大约|大致|约莫?|差不多|接近|将近|快"),
)
_BEFORE_PATTERNS = tuple((side, re.compile(rf"(?:{pattern}){_IS}$")) for side, pattern in _BEFORE)
# What says of the sum before it that it is the most.
_TOP_OF_IT = (
    r"(?:就|已经?|真)?(?:是|算)(?:我|咱|我们|咱们|他|她|家里)?(?:的)?(?:能|可以)?(?:接受|承受|出|给|负担)?(?:的)?(?:最高|最大|绝对)?的?"
    r"(?:上限|极限|天花板|红线|顶[了格点]?|封顶|最高(?:价|限)?|最多)"
)
_EACH = r"(?:\s{0,2}[一每/]?[个件双只盒瓶包袋条台斤套本张支把份](?=以|左|上|起|封|之|内|的?以))?"
_PRICE_WORD = r"(?:的?(?:价格|价位|价钱|预算)|档)?"
_AFTER = (
    (
        Side.BELOW,
        r"以下|以内|[往朝向]下|撑死|到头|到顶|"
        rf"{_TOP_OF_IT}|能?(?:买到|拿下|配齐|买齐|凑齐|置齐|全包)|之内|之下|以里|里头|"
        r"内(?![衣裤胆搭裤置存衬])|(?:包邮)?以[内下里]|封顶|为止|打住|到顶|顶天|顶破天|搞得定|够(?:不够|吗|么)|"
        r"有(?:得)?找|就行|就够|为限|拿得下|买得[到起下]|能(?:搞定|接受|承受)|"
        r"为上限|搞定|拿下|(?:的?样子)?的?预算|都?不到|(?:也|都)(?:行|可以|成|ok|能接受)|or (?:less|below|under)|max|"
        r"tops?(?![a-z])",
    ),
    (
        Side.ABOVE,
        r"以上|以外(?=的?(?:都|全|一律)?(?:免谈|不|别|算了|就算|pass))|起步?(?![球夜])|之上|往上|朝上|开外|打底|向上|多(?=以上)|or (?:more|above)|and up|min(?![a-z])|\+|"
        r"(?:≤|<=?)(?!\s{0,2}\d)",
    ),
    (Side.AROUND, r"左右|上下|[档级](?![次案别])|前后|附近|来块|多块|出头|大小|的?样子"),
)
_AFTER_PATTERNS = tuple(
    (side, re.compile(rf"{_EACH}\s{{0,2}}(?:左右)?{_PRICE_WORD}\s{{0,2}}(?:{pattern})")) for side, pattern in _AFTER
)
_THAN = re.compile(r"\s{0,2}(?:更|还|再|要)?(?P<than>便宜|低|少|贵|高|多)")
_BETWEEN = re.compile(
    r"\s{0,2}(?P<join>到|至|to(?![a-z])|and(?![a-z])|-{1,2}|~{1,2}|—{1,2}|\.{2,3}|和|与|跟|或|、|"
    r"[<≤]=?\s{0,2}(?:价格|价钱|价位|价|x)?\s{0,2}[<≤]=?)\s{0,2}$"
)
_SPAN = re.compile(r"\s{0,2}(?:之间|中间|这个?(?:价位|区间|范围)|的?区间|左右|以内|(?:的?价位))")
_WEAK_JOIN = frozenset("和与跟或、a")
_REFUSED_BEFORE = re.compile(
    r"(?:别|不要|不想|舍不得|不舍得|不愿意?|不用|不看|不买|不考虑|不需要|勿|莫|甭|排除|去掉|剔除|过滤掉?|除了|除去|"
    r"去除|跳过|屏蔽|拒绝)"
    r"(?:再|给我|跟我|让我|帮我|向我|看|买|要|推荐?|送|显示|展示|拿|发|出现|考虑|来|那些|那种|任何|花|出|付|"
    r"所有|价格|价位|价钱|在|是|的|到){0,6}\s{0,2}$"
)
_REFUSED_AFTER = re.compile(
    r"[^,.!?;，。！？；\s]{0,10}?(?<![要更])(?:不要|不想要|不考虑|不看|不想看|不用|不需要|不买|不行|"
    r"不可以|不放心|信不过|不敢(?:买|用)|不[许让准](?:我|买|花|超)?|[付出掏给]不起|不接受|(?:接受|承受|负担|消费)不[了起]|不合适|不值|没法|没戏|受不了|伤不起|"
    r"买不下手|"
    r"下不去手|舍不得|吃不消|掏不出|拿不出|劝退|拉倒|再见|不予考虑|不在考虑|出局|否决|嫌|太[差次]|质量差|靠不住|心疼|"
    r"肉疼|"
    r"去掉|去除|删掉|删了|排除|剔除|过滤|免谈|免了|算了|别|勿|跳过|屏蔽|拿走|pass|买不起|太贵|嫌贵|踢掉|筛掉)"
    r"(?:给我|再|看|推荐?|介绍|出现|显示|展示|列|发|放|拿|来|考虑|买|了|吧|啊|哈|呀|哦|掉|他们|它们|出来|出去|过来|"
    r"我|的|谢谢){0,6}\s{0,2}(?=$|[,.!?;，。！？；~\s])"
)
_CORRECTED = re.compile(
    r"不对|说错了?|打错了?|写错了?|搞错了?|记错了?|更正|改成|改为|改到|改一下|[哦噢啊呃]不|应该是|我是说|不不"
)
_NOT_THIS_SUM = re.compile(r"(?:而|并|可)?(?<!是)(?<!要)不是(?:说)?\s{0,2}$")
_THIS_SUM = re.compile(
    r"(?:不能?|别|勿)(?:要|再|可以)?(?:超过?|多于|高于|大于|多)(?:了|过)?(?:这个?|此|那个?)?(?:数|价|"
    r"钱|金额)?|(?:这个?|此)(?:数|价)(?:以内|以下|之内)"
)


_SMALLEST_CHANGE = 60  # a smaller number may be a size or a count
_CHANGED = re.compile(r"(?:那|算了|还是|就|改|换|好吧?|嗯|行吧?|要不|不如|要么|不|啊|哎|唉|[,.!~\s]){1,6}")
_CHANGED_END = re.compile(r"(?:吧|好了|得了|呢|行了|[,.!~\s])*")


@dataclass(frozen=True, slots=True)
class _Limit:
    """One amount, or two said as a range, with the side of it that is wanted."""

    low: Decimal
    high: Decimal
    side: Side | None
    start: int
    end: int
    rough: bool
    said: bool = True  # False for a sum that is only ruled out: 不是400

    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        if not self.said:
            return None, None
        if self.side is Side.BELOW:
            return None, self.high
        if self.side is Side.ABOVE:
            return self.low, None
        if self.low == self.high and (self.rough or self.side is Side.AROUND):  # around 50 is a fifth to either side
            return self.low * 4 / 5, self.high * 6 / 5
        return (self.low, self.high) if self.low != self.high else (None, self.high)


def read_prices(scan: Scan, currency: str) -> PriceLimits:
    """Price limits in what is left of the message, taken out of it; minor units of `currency`."""
    stated = _stated(scan.low)
    valid = _since_correction(scan.low, stated)
    low = high = None
    for limit in stated:
        scan.take(limit.start, limit.end)
        if limit in valid:
            least, most = limit.limits()
            low = least if least is not None else low
            high = most if most is not None else high
    return PriceLimits(_minor(low, currency), _minor(high, currency))


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else Money.of(min(amount, Decimal(10**9)), currency).minor


def _since_correction(text: str, stated: list[_Limit]) -> list[_Limit]:
    """What holds after 不对,改成…: only what was said behind it, where anything was."""
    ends = [match.end() for match in _CORRECTED.finditer(text)]
    after = [limit for limit in stated if limit.said and ends and limit.end > ends[-1]]
    return after or stated


def _stated(text: str) -> list[_Limit]:
    found: list[_Limit] = []
    previous = 0
    waiting = list(amounts(text))
    while waiting:
        first = waiting.pop(0)
        second = waiting[0] if waiting else None
        limit = (_range(text, first, second) if second else None) or _single(text, previous, first)
        if second and limit and limit.end >= second.end:
            waiting.pop(0)
        if limit:
            found.append(limit)
            previous = limit.end
    return found


def _range(text: str, first: Amount, second: Amount) -> _Limit | None:
    """100到200, 1千-2千, 100和200之间; None where the two amounts are no range."""
    join = _BETWEEN.fullmatch(text, first.end, second.start)
    if join is None:
        return None
    tail = _SPAN.match(text, second.end)
    if not (first.money or second.money) and second.high < _SMALLEST_BARE:
        return None
    thousands = first.high < _SMALLEST_BARE and join["join"] == "、"  # 三、四百
    if (
        join["join"][0] in _WEAK_JOIN
        and not thousands
        and (tail is None or "间" not in tail.group())
        and not (join["join"] == "and" and "between" in text[: first.start])
    ):
        return None
    before = text[max(0, first.start - 30) : first.start]
    if not (first.money or second.money) and measured(before):
        return None
    low, high = first.low, second.high
    if (
        low < 10
        and not first.money
        and high >= 100
        and text[second.start : second.end].rstrip("元块钱 ")[-1:] in _SCALES
    ):
        low *= _scale(text[second.start : second.end])  # 1到2千
    lead = re.search(
        r"(?:价格|预算|价位|区间|范围|在|从|介于|[:\s]){0,5}$", text[max(0, first.start - 10) : first.start]
    )
    start = first.start - len(lead.group()) if lead else first.start
    return _Limit(min(low, high), max(low, high), None, start, tail.end() if tail else second.end, rough=False)


def _scale(said: str) -> int:
    return next((scale for char, scale in _SCALES.items() if char in said), 1)


def _single(text: str, previous: int, amount: Amount) -> _Limit | None:
    """One amount with its relation; None for a bare number that nothing makes a price."""
    before = text[max(previous, amount.start - 30) : amount.start]
    if told(before, text[amount.end : amount.end + 10]) or (not amount.money and measured(before)):
        return None
    if refused := _NOT_THIS_SUM.search(before):
        return _Limit(amount.low, amount.high, None, amount.start - len(refused.group()), amount.end, False, said=False)
    start, end, side = _relation(text, previous, amount)
    if not amount.money and amount.high < _SMALLEST_BARE:
        return None
    if side is None and not amount.money and not _sounds_like_money(text, amount):
        if not (_THIS_SUM.search(text, amount.end) or _changes(text, amount)):
            return None
        side = Side.BELOW
    if side in (Side.BELOW, Side.ABOVE):
        start, end, refused = _refused(text, previous, start, end)
        side = side.flipped() if refused else side
    return _Limit(amount.low, amount.high, side, start, end, amount.rough)


def _changes(text: str, amount: Amount) -> bool:
    """Whether the message is the amount and no more than says that it changes something: 算了260吧."""
    return (
        amount.high >= _SMALLEST_CHANGE
        and _CHANGED.fullmatch(text[: amount.start]) is not None
        and _CHANGED_END.fullmatch(text[amount.end :]) is not None
    )


def _sounds_like_money(text: str, amount: Amount) -> bool:
    """两三百, 一百出头, 四五十的杯子: rough sums that are said of prices alone."""
    if amount.several:
        return amount.low >= 100 or (amount.low >= 20 and text.startswith("的", amount.end))
    return amount.rough and amount.low >= 100


def _relation(text: str, previous: int, amount: Amount) -> tuple[int, int, Side | None]:
    """Where amount and relation begin and end, and the side. What stands behind outweighs what stands before."""
    window = max(previous, amount.start - 16)
    before = text[window : amount.start]
    start, end, side = amount.start, amount.end, None
    for said, pattern in _BEFORE_PATTERNS:
        if match := pattern.search(before):
            start, side = window + match.start(), said
            break
    if match := re.search(r"比\s{0,2}$", before):
        than = _THAN.match(text, amount.end)
        if than:
            cheap = than["than"] in ("便宜", "低", "少")
            return window + match.start(), than.end(), Side.BELOW if cheap else Side.ABOVE
    for said, pattern in _AFTER_PATTERNS:
        if match := pattern.match(text, amount.end):
            end = match.end()
            return start, end, _both(side, said)
    return start, end, side


def _both(before: Side | None, after: Side) -> Side:
    """至少200左右 is at least; 预算500以上 is above; 最多300左右 is at most."""
    return before if before is not None and after is Side.AROUND and before is not Side.AROUND else after


def _refused(text: str, previous: int, start: int, end: int) -> tuple[int, int, bool]:
    """Whether the price is refused rather than wanted (…以上的都不要), with what says so added to the span."""
    window = max(previous, start - 14)
    if match := _REFUSED_BEFORE.search(text[window:start]):
        return window + match.start(), end, True
    if match := _REFUSED_AFTER.match(text, end):
        if _product_between(match.group()):
            return start, end, True
        return start, match.end(), True
    return start, end, False


def _product_between(said: str) -> bool:
    """Whether a product stands between the price and its refusal (1000块以上的相机包去掉), which is to stay."""
    return len(re.split(r"不|去|删|排|剔|过|免|算|别|跳|屏|拿|p|买|太|嫌|踢|筛|[付出掏给](?=不起)", said)[0].strip("的都全部一律我咱们")) > 0
