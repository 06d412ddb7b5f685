"""Conditions of a Chinese message, prices apart: wishes, refusals, what no longer matters, stars, stock, order."""

from __future__ import annotations

import re

from assistant.reader.chinese.amounts import DIGITS
from assistant.reader.chinese.words import AUDIENCES, COLOURS, MATERIALS, SIZES
from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.found import Found, add
from assistant.reader.lexicon import Lexicon
from assistant.reader.text import Scan
from assistant.reading import Sort

_CHEAPER = re.compile(
    r"(?:再|更|还|有没有|要)?(?:便宜|实惠|低价|划算|平价)(?:一?[点些](?:儿)?)|(?:更|再)(?:便宜|实惠|"
    r"平价)|太贵|有点贵|偏贵|贵了|价格低"
)
_DEARER = re.compile(
    r"(?:更|再|要|有没有)?(?:贵|高级|高端|高档|好)(?:一?[点些](?:儿)?)(?:的)|更(?:贵|高级|高端|高档)|"
    r"质量(?:更)?好(?:一?点)?|高端的?|高档的?"
)
_NOT = re.compile(
    r"不(?:要|想要|喜欢|需要|用|穿|买|能有|含|带|是)|别(?:要|给我)?|除了|除开|排除|去掉|"
    r"(?<!有)没有(?=[^吗?]{1,4}的)|非|讨厌|拒绝|不含|无(?=皮|毛|糖)"
)
_NOT_IDIOM = re.compile(
    r"不要紧|不要钱|不用了|不是很|不用谢|不要太|别的|不知道|是不是|要不要|不错|不好意思|除了.{1,8}(?:还有|以外还)"
)
_SORTS = tuple(
    (sort, re.compile(pattern))
    for sort, pattern in (
        (Sort.PRICE_ASC, r"价格从低到高|从便宜到贵|按价格(?:排序|升序)?|最便宜的?|最低价"),
        (Sort.PRICE_DESC, r"价格从高到低|从贵到便宜|最贵的?"),
        (Sort.RATING, r"(?:按)?(?:评分|评价|好评|口碑)(?:最[高好]|从高到低|排序|优先)的?|最好评"),
        (Sort.NEWEST, r"最新(?:款|的|上架)?|新款|新品|刚上架"),
    )
)
_STARS = re.compile(
    r"(?P<n>[一二三四五1-5](?:\.\d)?)\s{0,2}星(?:级)?(?:以上|好评)?|评分(?:在)?(?P<m>[1-5](?:\.\d)?)\s{0,2}(?:分)?以上"
)
_STOCK = re.compile(r"有(?:现)?货的?|现货")
_SIZE = re.compile(
    r"(?:尺码|码数|大小|号码|鞋码)?\s{0,2}(?:是|为|要)?\s{0,2}"
    r"(?P<size>\d{2}(?:\.5)?|[smlx]|x{1,3}[sl]|[小中大]|加大|特大|均)\s{0,2}[码号](?!楼)"
)
# A size without 码: "XL", "要42的".
_LETTERS = re.compile(
    r"(?<![a-z0-9])(?P<size>x{1,4}l|x{1,2}s|[2-5]xl|[sml](?=\s*(?:[,.。!?]|$|的|加|买|放|来|要|一[件条]|[两\d][件条])))(?![a-z0-9])"
    r"|(?:要|穿|来|拿|选|[,,\s])\s?(?P<worn>3[4-9]|4[0-8])(?:\.5)?(?=\s*(?:的|[,.。!?]|$|加|买|放))"
)
_DROPS = tuple(
    (thing, re.compile(pattern))
    for thing, pattern in (
        ("colour", r"颜色(?:无所谓|随便|不限|都(?:可以|行)|不重要)|(?:不管|忘了|不限|什么)颜色(?:了|都行|都可以)?"),
        (
            "brand",
            r"(?:品牌|牌子)(?:无所谓|随便|不限|都(?:可以|行)|不重要)|(?:不管|不限|什么|任何)(?:品牌|"
            r"牌子)(?:了|都行|都可以)",
        ),
        (
            "price",
            r"(?:价格|价钱|预算)(?:无所谓|随便|不限|不是问题|不重要|都(?:可以|行))|(?:不管|不限|"
            r"不考虑)(?:价格|价钱|预算)|多少钱都(?:行|可以)",
        ),
        ("size", r"(?:尺码|大小)(?:无所谓|不限|随便|都行)|不限尺码"),
    )
)
_NOT_THAT_BRAND = re.compile(
    r"不要(?:这个|那个|这|那)(?:牌子|品牌)|换(?:个|一个)(?:牌子|品牌)|(?:别的|其他|另一个)(?:牌子|品牌)"
)
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&'-]*(?:\s+[A-Za-z][A-Za-z0-9&'-]*){0,5}")
_LIST = re.compile(r"[和、或与,/及]|或者|以及|还有|也不要|跟")
_REFUSED_LEAD = re.compile(r"\s{0,2}(?:任何|带|有|含|用|是|穿|买)?")
_REFUSED_TAIL = re.compile(r"(?:牌子?|品牌)?(?:的|做的|制的)?(?:以外的?|之外的?|外的)?")
_REFUSED_COLOUR = re.compile(rf"(?P<colour>{'|'.join(COLOURS)})色?(?:系)?")
_WANTED_COLOUR = re.compile(rf"(?P<colour>{'|'.join(COLOURS)})(?:色系?|的(?!士))的?")
_AUDIENCE = re.compile("|".join(sorted(AUDIENCES, key=len, reverse=True)))
_BRAND_TAIL = re.compile(r"\s{0,2}(?:牌子?|品牌)?的?")
_LONGEST_KNOWN = 6


class Conditions:
    """Files a message's conditions in `found`; each step takes out what it understood."""

    def __init__(self, scan: Scan, found: Found, context: ReadingContext, lexicon: Lexicon) -> None:
        self.scan = scan
        self.found = found
        self.context = context
        self.lexicon = lexicon

    def not_that_brand(self) -> None:
        """不要这个牌子: the brand searched for, else the first one shown."""
        if self.scan.pull(_NOT_THAT_BRAND):
            brands = [item.brand for item in self.context.shown if item.brand]
            last = self.context.last
            add(self.found.not_brands, *(last.constraints.brands if last and last.constraints.brands else brands[:1]))

    def read(self, item: ShownItem | None) -> bool:
        """Everything else but prices; returns whether the message said cheaper or dearer, than `item` if given."""
        self._drops()
        relative = self._relative(item)
        self._refusals()
        self._stars_stock_order()
        for step in (self._colours, self._sizes, self._audiences, self._brands):
            step()
        return relative

    def _drops(self) -> None:
        for thing, pattern in _DROPS:
            if self.scan.pull(pattern):
                self.found.dropped.add(thing)

    def _relative(self, item: ShownItem | None) -> bool:
        found = self.found
        anchor = item.price if item else self.context.median_price()
        if found.price_max is None and self.scan.pull(_CHEAPER):
            if anchor is None:
                found.sort = Sort.PRICE_ASC
            else:
                found.price_max = max(anchor - 1, 0)
            return True
        if found.price_min is None and anchor is not None and self.scan.pull(_DEARER):
            found.price_min = anchor + 1
            return True
        return False

    def _stars_stock_order(self) -> None:
        if match := self.scan.pull(_STARS):
            said = match["n"] or match["m"]
            self.found.rating_min = float(DIGITS.get(said, said))
        self.found.in_stock = self.scan.pull(_STOCK) is not None
        for sort, pattern in _SORTS:
            if self.scan.pull(pattern):
                self.found.sort = sort
                return

    # -- refusals ------------------------------------------------------------------------------------------------

    def _refusals(self) -> None:
        protected = [match.span() for match in _NOT_IDIOM.finditer(self.scan.low)]
        for match in self.scan.find(_NOT):
            if any(start <= match.start() < end for start, end in protected):
                continue
            end = self._refuse_list(match.end())
            if end > match.end():
                tail = _REFUSED_TAIL.match(self.scan.low, end)
                self.scan.take(match.start(), tail.end() if tail else end)

    def _refuse_list(self, position: int) -> int:
        """Files what is refused from a place on (不要红色和黑色的) and returns where it ends."""
        end = position
        while taken := self._refuse_at(position):
            end = position + taken
            link = _LIST.match(self.scan.low, end)
            if not link:
                break
            position = link.end()
        return end

    def _refuse_at(self, position: int) -> int:
        """Files what is refused at a place and returns its length; 0 when nothing is known there."""
        lead = _REFUSED_LEAD.match(self.scan.low, position)
        start = lead.end() if lead else position
        rest = self.scan.low[start : start + 60]
        for step in (self._refuse_colour, self._refuse_material, self._refuse_latin, self._refuse_known):
            if length := step(rest):
                return start - position + length
        return 0

    def _refuse_colour(self, rest: str) -> int:
        match = _REFUSED_COLOUR.match(rest)
        if match is None:
            return 0
        colour = COLOURS[match["colour"]]
        if meaning := self.lexicon.colour(colour):
            self.found.refuse(meaning.name, meaning.values)
        else:
            add(self.found.not_words, colour)
        return match.end()

    def _refuse_material(self, rest: str) -> int:
        for word, material in MATERIALS.items():
            if rest.startswith(word):
                for name, values in self.lexicon.facets(material).items():
                    self.found.refuse(name, values)
                add(self.found.not_words, material)
                return len(word)
        return 0

    def _refuse_latin(self, rest: str) -> int:
        match = LATIN.match(rest)
        if match is None:
            return 0
        brand = next((known for known in self.lexicon.meanings(match.group()) if known.kind == "brand"), None)
        if brand:
            add(self.found.not_brands, *brand.values)
        else:
            add(self.found.not_words, match.group().lower())
        return match.end()

    def _refuse_known(self, rest: str) -> int:
        for length in range(min(_LONGEST_KNOWN, len(rest)), 0, -1):
            for meaning in self.lexicon.meanings(rest[:length]):
                if meaning.kind == "brand":
                    add(self.found.not_brands, *meaning.values)
                elif meaning.kind == "category":
                    add(self.found.not_categories, *meaning.values)
                else:
                    self.found.refuse(meaning.name, meaning.values)
                return length
        return 0

    # -- wishes --------------------------------------------------------------------------------------------------

    def _colours(self) -> None:
        for match in self.scan.find(_WANTED_COLOUR):
            colour = COLOURS[match["colour"]]
            self.found.colours.append(colour)
            if meaning := self.lexicon.colour(colour):
                self.found.want(meaning.name, meaning.values)
                self.scan.take(*match.span())

    def _sizes(self) -> None:
        for match in (*self.scan.find(_LETTERS), *self.scan.find(_SIZE)):
            size = match.groupdict()["size"] or match.groupdict()["worn"]
            said = SIZES.get(size, size.upper())
            add(self.found.sizes, said)
            if meaning := self.lexicon.size(said):
                self.found.want(meaning.name, meaning.values)
                self.scan.take(*match.span())

    def _audiences(self) -> None:
        for match in self.scan.find(_AUDIENCE):
            if meaning := self.lexicon.audience(AUDIENCES[match.group()]):
                self.found.want(meaning.name, meaning.values)
                self.scan.take(*match.span())

    def _brands(self) -> None:
        for match in self.scan.find(LATIN):
            brand = next((known for known in self.lexicon.meanings(match.group()) if known.kind == "brand"), None)
            if brand:
                add(self.found.brands, *brand.values)
                tail = _BRAND_TAIL.match(self.scan.low, match.end())
                self.scan.take(match.start(), tail.end() if tail else match.end())
