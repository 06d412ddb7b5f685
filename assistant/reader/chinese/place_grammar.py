"""The grammar of places in a list, in Chinese: 倒数第二个, 前三款, 第二到第四, 1和4, 第三个后面那个, 尾二."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reader.chinese.words import MEASURE, ORDINALS

_N = r"(?:[一二三四五六七八九十两]|\d{1,2})"
_M = rf"(?:{MEASURE}|[位对副包罐枚床面口架片箱桶串座粒样家])"
_THAT = r"(?:的|那|这|嗰|嘅|哪){0,3}"
_NO_MEASURE = r"(?!月|半价|小时|星期|礼拜|人|季)"  # 头两个月, 第二件半价
_DOWN, _UP = r"(?:后面|后边|后头|之后|下面|下边|底下|下方)", r"(?:前面|前边|前头|之前|上面|上边|上方)"
_PINYIN = re.compile(r"(?<![a-z])di\s?(?P<n>yi|er|san|si|wu|liu)\s?(?:ge|kuan|jian|shuang|tai|tiao)?(?![a-z])")
_SPELT = ("yi", "er", "san", "si", "wu", "liu")
_ORDINAL = re.compile(
    rf"(?:第|(?:(?<=[,.。!?\s])|^)[地弟递帝])\s?(?P<n>{_N})\s?(?P<m>{_M}|号)?"
    r"(?!次|天|名|代|季|方|眼|步|遍|届|层|时间|印象|反应|半价|感觉|人称|年|周|月)"
)
_RUN = re.compile(rf"第\s?(?P<n>[一二三四五六七八九]{{2,6}}|[1-9]{{2,6}})\s?(?:{_M}|号)")
_FROM_END = re.compile(
    rf"(?:倒(?:数|着数|过来数)?|从(?:后面?|末尾|下面?|底下?|最后)(?:往[前上])?(?:数|起)?(?:过来)?(?:的)?)第\s?(?P<n>{_N})\s?{_M}?"
    rf"|(?:尾|倒)(?P<tail>[二三四五2-5])(?=\s?(?:{_M}|嗰|那|的|嘅|$|[,.!?。]))\s?{_THAT}{_M}?"
)
_FROM_START = re.compile(rf"从(?:前面?|头|上面?|开头)(?:往[后下])?数(?:起)?(?:的)?第\s?(?P<n>{_N})\s?{_M}?")
_NUMBERED = re.compile(
    r"(?<![\d.a-z])(?P<n>[一二三四五六七八九]|\d{1,2})\s?号(?!店|楼|线|电池|的货|码|发|到|前|之前|以前|晚|早|送|下午|上午)(?:商品|款|选手|选项|产品|链接)?"
    r"|(?:#|(?<![a-z])(?:no|nr|number|num|item|option)\b\.?|编号|序号|选项|商品|产品|链接|号码)\s?(?P<label>[1-9一二三四五六七八九])(?!\d|[.%]\d?|[码元块岁寸斤年月天折])号?"
)
_LAST = re.compile(
    rf"最后(?:面|边|头)?{_THAT}一?{_M}{_NO_MEASURE}|最后(?:面|边|头)(?=的|$|[,.。!?])的?"
    rf"|(?:最(?:末|尾|底|下)(?:尾|端|下|面|边|头)?|末尾|末了|末|结尾|末位|压轴|垫底|收尾|排尾|(?:排|列|放|在)(?:在)?最后)(?:{_THAT}一?{_M}|的(?!地方))"
)
_FIRST = re.compile(
    rf"头一{_M}{_NO_MEASURE}|(?:头|首|打头|开头|排头){_THAT}一?[个款件双支](?!月|性)|(?:打头|开头|排头|置顶|榜首|领头)(?:{_THAT}一?{_M}|的)"
    rf"|(?:排|放|列)?(?:在)?最(?:上|前|顶|开头)(?:面|边|头|上|部|端|方)?(?:{_THAT}一?{_M}|的(?!地方))"
)
_GROUP = re.compile(
    rf"(?:(?P<first>最?(?:前|头)(?:面|边|头)?|最?上(?:面|边|头)|开头|打头|最顶上)"
    rf"|(?<![然以之今稍售背先随往])(?P<last>最后(?:面|边|头)?|最末|末尾|结尾|靠后|最(?:下|底)(?:面|边|下)?|倒数|后(?:面|边|头)?|末|尾)){_THAT}"
    rf"\s?(?:(?P<n>[两二三四五六七八九几仨俩]|[2-9])\s?(?:{_M}{_NO_MEASURE}|(?=[,.。!?]|$|都|对比|比|名))|(?P<half>一半|半部分?|半))"
)
_MIDDLE = re.compile(rf"(?:最|正)?(?:中间|当中){_THAT}(?P<n>[一两二三四]|[1-4])?\s?{_M}")
_PARITY = re.compile(rf"(?P<odd>[单奇])?(?:双|偶|(?<=[单奇]))(?:数|号)(?:位置?|序号)?{_THAT}(?:[几些三仨3]{_M}?|{_M})?")
_BESIDE = re.compile(
    rf"的?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:紧?挨着)?{_THAT}(?P<n>[一两二三四五几仨俩]|[1-5])?\s?(?:{_M}|(?P<all>都|全|所有|全部|统统))"
    rf"|的?(?:(?P<next>[下后])|(?P<prior>[上前]))一{_M}"
)
_ONWARDS = re.compile(
    r"(?:往后|往下)(?:的|都|全|到最后)|(?:以后|之后)的|(?:开始|起)(?:往后|到最后|往下)?(?:的|都|全)?|到(?:最后|末尾|结尾)(?:一|那)?"
    rf"{_M}?"
)
_BETWEEN = re.compile(rf"(?:之间|中间)(?:夹着)?{_THAT}[一两几]?{_M}")
_THROUGH = re.compile(r"\s?(?:到|至|[-~—])\s?")
_SEPARATOR = re.compile(
    r"\s?(?:和|跟|与|同埋|同|及|以及|还有|或者?|还是|定系|[、,/&+;]|vs\.?|pk|对比|比起?|再加上?|加上?|对)\s?(?:是)?(?:那|这)?"
)
_NEXT = re.compile(r"\s?(?=第)|(?<=\d)\s(?=\d(?!\d))")  # 第一个第二个, 1 3 5
_BARE = re.compile(
    r"(?<![\d.a-z$¥第第])(?P<n>[1-9]|(?<![比看试说想问聊选第])[一二三四五六七八九](?![一二三四五六七八九十百千万]))(?![\d.%:a-uw-z])(?:\ufe0f?\u20e3)?"
)
_COUNTED = re.compile(
    rf"\s?(?:{_M}|[码元块岁寸斤年月天折升米人次星刀毛分楼层倍成点瓦度]|厘米|公斤|毫升|克|小时|百|千|万|英寸|多|w\b|v(?!s)|cm|kg|x|k\b)"
)
_MEASURED_BEFORE = re.compile(r"(?:[码号岁]|大小|尺寸|size|预算|价格?|不超过|以内|低于|高于|周?岁|数量)\s?$")
_COMPARES = re.compile(r"比|哪|区别|差别|不同|差异|vs|pk|对照|谁|二选一|选")
_LISTED = re.compile(r"[一二三四五六](?:[、和跟,][一二三四五六]){1,5}\s?(?:都|加|放|买|要|隐藏|收|装|丢|扔|号|给)")
_LEADS = re.compile(
    r"(?:^|[,.。!?::;\s]|看看?|讲讲|说说|关于|打开|类似|像|跟|和|把|将|给|隐藏|对比|比较|介绍下?|选|加|的)\s?$"
)
_FOLLOWS = re.compile(
    r"\s?(?:的|怎么|咋|有|是|加|放|呢|多少|吗|好|适合|能|可以|防|什么|啥|质|评|给|要|会|贵|在|不|太|$|[,.。!?])"
)
_COUNTS = {"几": 3, "仨": 3, "俩": 2}


@dataclass(frozen=True, slots=True)
class Part:
    """Places from 1 in the order named, and where their text ends. `bare`: by numbers alone, or without measure."""

    places: tuple[int, ...]
    end: int
    bare: bool = False


def _number(text: str) -> int:
    return int(text) if text.isdigit() else ORDINALS.get(text) or _COUNTS[text]


class Grammar:
    """Reads places out of one message, where `size` products are shown. Simplified characters, lower case."""

    def __init__(self, text: str, size: int) -> None:
        self.text = text
        self.size = size
        self.compares = _COMPARES.search(text) is not None

    def expression(self, at: int) -> Part | None:
        """The longest list, range, group or place that begins at a character."""
        first = self._member(at) or self._bare_list(at)
        if first is None:
            return None
        places, end, bare = first.places, first.end, first.bare
        refused = re.search(r"(?:不要|不是|别|不)$", self.text[:at])
        while join := _SEPARATOR.match(self.text, end) or _NEXT.match(self.text, end):
            if refused and join.group().startswith((",", ",")):
                break
            more = self._member(join.end()) or (self._bare(join.end(), measured=first.bare) if bare else None)
            if more is None:
                break
            places, end, bare = (*places, *more.places), more.end, more.bare
        inner = _BETWEEN.match(self.text, end)
        if inner and len(places) == 2:
            return self._within(range(min(places) + 1, max(places)), inner.end())
        return Part(tuple(dict.fromkeys(places)), end, bare)

    def _member(self, at: int) -> Part | None:
        if group := self._parity(at) or self._group(at) or self._middle(at) or self._run(at):
            return group
        part = self._single(at)
        return self._extended(at, part) if part else None

    def _extended(self, at: int, part: Part) -> Part:
        """A range that begins at a place, what lies beside it, or the place itself."""
        place = part.places[0]
        if through := _THROUGH.match(self.text, part.end):
            last = self._single(through.end()) or self._bare(through.end(), measured=True)
            if last and last.places[0] > place:
                return Part(tuple(range(place, last.places[0] + 1)), last.end, part.bare)
        if onwards := _ONWARDS.match(self.text, part.end):
            said = onwards.group()
            counted = said.startswith(("开始", "起", "到")) or self.text[max(0, at - 1) : at] == "从"
            return self._within(range(place + (not counted), self.size + 1), onwards.end()) or part
        if beside := _BESIDE.match(self.text, part.end):
            many = _number(beside["n"]) if beside["n"] else self.size if beside["all"] else 1
            many = self.size if beside["n"] == "几" else many
            down = beside["down"] or beside["next"]
            found = range(place + 1, place + many + 1) if down else range(place - many, place)
            end = beside.start("all") if beside["all"] else beside.end()
            return self._within(found, end) or part
        return part

    # -- groups -------------------------------------------------------------------------------------------------------

    def _group(self, at: int) -> Part | None:
        match = _GROUP.match(self.text, at)
        if match is None:
            return None
        count = self.size // 2 if match["half"] else min(_number(match["n"]), self.size)
        places = range(1, count + 1) if match["first"] else range(self.size - count + 1, self.size + 1)
        return self._within(places, match.end())

    def _parity(self, at: int) -> Part | None:
        match = _PARITY.match(self.text, at)
        return self._within(range(1 if match["odd"] else 2, self.size + 1, 2), match.end()) if match else None

    def _middle(self, at: int) -> Part | None:
        match = _MIDDLE.match(self.text, at)
        count = _number(match["n"] or "一") if match else 0
        if match is None or (self.size - count) % 2:
            return None
        first = (self.size - count) // 2 + 1
        return self._within(range(first, first + count), match.end())

    def _run(self, at: int) -> Part | None:
        """第一三五个, 第135个 where less is shown."""
        match = _RUN.match(self.text, at)
        if match is None:
            return None
        places = [_number(digit) for digit in match["n"]]
        return Part(tuple(places), match.end()) if max(places) <= self.size else None

    # -- one place ----------------------------------------------------------------------------------------------------

    def _single(self, at: int) -> Part | None:
        if match := _FROM_END.match(self.text, at):
            return self._within([self.size + 1 - _number(match["n"] or match["tail"])], match.end())
        if match := _FROM_START.match(self.text, at):
            return self._within([_number(match["n"])], match.end())
        if match := _ORDINAL.match(self.text, at):
            return self._within([_number(match["n"])], match.end(), bare=match["m"] is None)
        if match := _NUMBERED.match(self.text, at):
            return self._within([_number(match["n"] or match["label"])], match.end(), bare=True)
        if match := _PINYIN.match(self.text, at):
            return self._within([_SPELT.index(match["n"]) + 1], match.end())
        if match := _LAST.match(self.text, at):
            return self._within([self.size], match.end())
        if match := _FIRST.match(self.text, at):
            return self._within([1], match.end())
        bare_last = re.compile(r"最后(?=[,.。!?]|$|[的比哪])").match(self.text, at)
        return self._within([self.size], bare_last.end()) if bare_last and self._listed(at) else None

    def _listed(self, at: int) -> bool:
        """Whether something that joins a list stands right before."""
        return re.search(r"(?:和|跟|与|、|到|至|vs|比)\s?$", self.text[:at]) is not None

    # -- bare numbers -------------------------------------------------------------------------------------------------

    def _bare_list(self, at: int) -> Part | None:
        """1和4, 1、3、5, 2-4 where nothing is counted; one number only where its neighbours say that it is a place."""
        first = self._bare(at, measured=False)
        before = self.text[:at]
        if first is None or _MEASURED_BEFORE.search(before):
            return None
        figure = self.text[at].isdigit()
        joins = (pattern.match(self.text, first.end) for pattern in (_SEPARATOR, _THROUGH, _NEXT))
        join = next((match for match in joins if match), None)
        follows = (self._bare(join.end(), measured=True) or self._single(join.end())) if join else None
        sure = figure or self.compares or _LISTED.match(self.text, at)
        if join and follows and follows.places != first.places and sure:
            return self._extended(at, first)
        alone = figure and _LEADS.search(before) and _FOLLOWS.match(self.text, first.end)
        return first if alone and not (at == 0 and self.text[first.end :].strip(" ,.。!?") == "") else None

    def _bare(self, at: int, *, measured: bool) -> Part | None:
        """A number in the list that counts nothing; where `measured`, a measure may follow the last of several."""
        match = _BARE.match(self.text, at)
        if match is None:
            return None
        counted = _COUNTED.match(self.text, match.end())
        if counted and not (measured and re.fullmatch(rf"\s?{_M}", counted.group())):
            return None
        return self._within([_number(match["n"])], counted.end() if counted else match.end(), bare=True)

    def _within(self, places: Iterable[int], end: int, *, bare: bool = False) -> Part | None:
        """The places that the list has; None where it has none of them."""
        kept = tuple(place for place in places if 1 <= place <= self.size)
        return Part(kept, end, bare) if kept else None


def named_places(text: str, size: int) -> list[tuple[tuple[int, ...], int, int]]:
    """All that a text names of a list of `size` products: places from 1, and where they are named."""
    grammar = Grammar(text, size)
    found, at = [], 0
    while size and at < len(text):
        if part := grammar.expression(at):
            found.append((part.places, at, part.end))
        at = part.end if part else at + 1
    return found
