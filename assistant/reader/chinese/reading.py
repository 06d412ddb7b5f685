"""Chinese messages, read by lexicon and rules: intents, prices, colours, negation, references, product words."""

from __future__ import annotations

import re

from assistant.reader.chinese.amounts import DIGITS
from assistant.reader.chinese.prices import read_prices
from assistant.reader.chinese.traditional import simplified
from assistant.reader.chinese.words import (
    AUDIENCES,
    COLOURS,
    FILLER,
    INTENTS,
    MATERIALS,
    NOUNS,
    ORDINALS,
    SIZES,
    TOPICS,
)
from assistant.reader.context import ReadingContext
from assistant.reader.found import Found, add
from assistant.reader.lexicon import Lexicon
from assistant.reader.merge import merge
from assistant.reader.references import Mentions
from assistant.reader.service import order_id
from assistant.reader.text import Scan
from assistant.reading import Constraints, Intent, Reading, Sort

_CHEAPER = re.compile(
    r"(?:再|更|还|有没有|要)?(?:便宜|实惠|低价|划算)(?:一?[点些](?:儿)?)|(?:更|再)(?:便宜|实惠)|太贵|有点贵|贵了|价格低"
)
_DEARER = re.compile(
    r"(?:更|再|要|有没有)?(?:贵|高级|高端|高档"
    r"|好)(?:一?[点些](?:儿)?)(?:的)|更(?:贵|高级|高端|高档)|质量(?:更)?好(?:一?点)?|高端的?|高档的?"
)
_CHEAPEST, _DEAREST = (
    re.compile(r"最(?:便宜|实惠|低价)的?(?:那|这)?[个款件双台]?"),
    re.compile(r"最贵的?(?:那|这)?[个款件双台]?"),
)
_BEST = re.compile(r"(?:评分|评价|口碑|好评)最[高好]的?(?:那|这)?[个款件双台]?|最好评的?")
_NTH = re.compile(
    r"(?:(?P<last>最后(?:一|那)?)"
    r"|第\s{0,2}(?P<nth>[一二三四五六七八九十]"
    r"|\d{1,2}))\s{0,2}[个款件双条台部把张套种项]?(?!次|天|名|代)"
)
_AND_NTH = re.compile(
    r"\s{0,2}(?:和|跟|与|、|还是|,"
    r"|,)\s{0,2}(?:第)?(?P<nth>[一二三四五六七八九十]|\d{1,2})\s{0,2}[个款件双条台部把张套种项]"
)
_FIRST_N = re.compile(r"(?P<end>前|头|最后|后)\s{0,2}(?P<n>[两二三四五]|\d)\s{0,2}[个款件双条台部把张套种]")
_ALL = re.compile(r"(?:这|那)?两[个款件双台]都?|都要|全部|全都|所有的|这些|那些|它们")
_IT = re.compile(r"它|这个|那个|这款|那款|这件|那件|这双|那双|这台|那台|这条|那条")
_NOT = re.compile(
    r"不(?:要|想要|喜欢|需要|用|穿|买|能有|含|带|是)|别(?:要|给我)?|除了|除开"
    r"|排除|去掉|没有(?=[^吗?]{1,4}的)|非|讨厌|拒绝|不含|无(?=皮|毛|糖)"
)
_NOT_IDIOM = re.compile(
    r"不要紧|不要钱|不用了|不是很|不用谢|不要太|别的|不知道|是不是|要不要|不错|不好意思|除了.{1,8}(?:还有|以外还)"
)
_SORTS = (
    (Sort.PRICE_ASC, r"价格从低到高|从便宜到贵|按价格(?:排序|升序)?|最便宜的?|最低价"),
    (Sort.PRICE_DESC, r"价格从高到低|从贵到便宜|最贵的?"),
    (Sort.RATING, r"(?:按)?(?:评分|评价|好评|口碑)(?:最[高好]|从高到低|排序|优先)的?|最好评"),
    (Sort.NEWEST, r"最新(?:款|的|上架)?|新款|新品|刚上架"),
)
_STARS = re.compile(
    r"(?P<n>[一二三四五1-5](?:\.\d)?)\s{0,2}星(?:级)?(?:以上|好评)?|评分(?:在)?(?P<m>[1-5](?:\.\d)?)\s{0,2}(?:分)?以上"
)
_STOCK, _OFFER = re.compile(r"有(?:现)?货的?|现货"), re.compile(r"打折的?|特价的?|促销的?|优惠的?|降价的?|折扣的?")
_SIZE = re.compile(
    r"(?:尺码|码数|大小|号码|鞋码)?\s{0,2}(?:是|为"
    r"|要)?\s{0,2}(?P<size>\d{2}(?:\.5)?|[SMLsml]|[Xx]{1,3}[SsLl]|[小中大]|加大|特大"
    r"|均)\s{0,2}[码号](?!楼)"
)
_QUANTITY = re.compile(
    r"(?P<n>[一两二三四五六七八九十]|\d{1,2})\s{0,2}(?:个|件|双|台|套|条|把|份|只|瓶|盒|张|本)(?!人|月|小时|星)"
)
_DROPS = (
    ("colour", r"颜色(?:无所谓|随便|不限|都(?:可以|行)|不重要)|(?:不管|忘了|不限|什么)颜色(?:了|都行|都可以)?"),
    (
        "brand",
        r"(?:品牌|牌子)(?:无所谓|随便|不限|都(?:可以|行)|不重要)|(?:不管|不限"
        r"|什么|任何)(?:品牌|牌子)(?:了|都行|都可以)?",
    ),
    (
        "price",
        r"(?:价格|价钱|预算)(?:无所谓|随便|不限|不是问题|不重要|都(?:可以|行))"
        r"|(?:不管|不限|不考虑)(?:价格|价钱|预算)|多少钱都(?:行|可以)",
    ),
    ("size", r"(?:尺码|大小)(?:无所谓|不限|随便|都行)|不限尺码"),
)
_BACK = re.compile(r"(?:回到|返回|回去看|再看看?)(?:刚才|之前|前面|上一?次)?的?(?P<what>[^,。!?,]*)")
_NOT_THAT_BRAND = re.compile(
    r"不要(?:这个|那个|这|那)(?:牌子|品牌)|换(?:个|一个)(?:牌子|品牌)|(?:别的|其他|另一个)(?:牌子|品牌)"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&'-]*(?:\s+[A-Za-z][A-Za-z0-9&'-]*)*")
_LIST = re.compile(r"[和、或与,/及]|或者|以及|还有|也不要|跟")
_PERSON_POSSESSIVE = re.compile(
    r"给(?:我)?(?P<who>儿子|女儿|老公|老婆|爸爸?|妈妈?|男朋友|女朋友|先生"
    r"|太太|孩子|宝宝|爷爷|奶奶|父亲|母亲|弟弟|妹妹|哥哥|姐姐)"
)


class _Chinese:
    def __init__(self, text: str, context: ReadingContext, lexicon: Lexicon) -> None:
        self.scan = Scan(simplified(text))
        self.context = context
        self.lexicon = lexicon
        self.found = Found()

    # -- references ----------------------------------------------------------------------------------------------

    def not_that_brand(self) -> None:
        """不要这个牌子: the brand searched for, else the first one shown."""
        if self.scan.pull(_NOT_THAT_BRAND):
            brands = [item.brand for item in self.context.shown if item.brand]
            last = self.context.last
            add(self.found.not_brands, *(last.constraints.brands if last and last.constraints.brands else brands[:1]))

    def mentions(self) -> Mentions:
        shown = self.context.shown or self.context.known
        if not shown:
            return Mentions()
        found: list[tuple[int, tuple[str, ...]]] = []
        for match in self.scan.find(_FIRST_N):
            count = _ordinal(match["n"])
            part = shown[:count] if match["end"] in "前头" else shown[-count:]
            found.append((match.start(), tuple(item.handle for item in part)))
            self.scan.take(*match.span())
        for match in self.scan.find(_NTH):
            place = -1 if match["last"] else _ordinal(match["nth"]) - 1
            if place < len(shown):
                found.append((match.start(), (shown[place].handle,)))
                self.scan.take(*match.span())
                more = _AND_NTH.match(self.scan.low, match.end())
                if more and _ordinal(more["nth"]) <= len(shown):
                    found.append((more.start(), (shown[_ordinal(more["nth"]) - 1].handle,)))
                    self.scan.take(*more.span())
        for pattern, chosen in (
            (_CHEAPEST, min(shown, key=lambda item: item.price)),
            (_DEAREST, max(shown, key=lambda item: item.price)),
            (_BEST, max(shown, key=lambda item: item.rating or 0.0)),
        ):
            if re.search(r"[个款件双台]$|^\s{0,2}加|比", self.scan.low) and (match_best := self.scan.pull(pattern)):
                found.append((match_best.start(), (chosen.handle,)))
        found += self._coloured()
        strong = bool(found)
        if not found and (match_all := self.scan.pull(_ALL)):
            part = shown[:2] if "两" in match_all.group() else shown
            found.append((match_all.start(), tuple(item.handle for item in part)))
        if not found and (match_it := self.scan.pull(_IT)):
            focus = self.context.last.refs[:1] if self.context.last else ()
            handles = (shown[0].handle,) if len(shown) == 1 else focus
            found.append((match_it.start(), handles))
        ordered = [handle for _, handles in sorted(found) for handle in handles]
        return Mentions(tuple(dict.fromkeys(ordered)), strong)

    def _coloured(self) -> list[tuple[int, tuple[str, ...]]]:
        """红色的那个: the shown product of that colour."""
        found: list[tuple[int, tuple[str, ...]]] = []
        for match in self.scan.find(re.compile(rf"(?P<colour>{'|'.join(COLOURS)})色?的?(?:那|这)[个款件双条台]")):
            wanted = COLOURS[match["colour"]]
            fitting = [item.handle for item in self.context.shown if self._is_colour(item.colour, wanted)]
            if fitting:
                found.append((match.start(), (fitting[0],)))
                self.scan.take(*match.span())
        return found

    def _is_colour(self, colour: str, wanted: str) -> bool:
        return bool(colour) and (wanted in colour.casefold() or Lexicon.shade_of(colour.casefold(), wanted))

    # -- conditions ----------------------------------------------------------------------------------------------

    def conditions(self, mentions: Mentions) -> bool:
        """Everything but prices; returns whether the message said cheaper or dearer."""
        scan, found = self.scan, self.found
        for thing, pattern in _DROPS:
            if scan.pull(re.compile(pattern)):
                found.dropped.add(thing)
        relative = self._relative(mentions)
        self._negations()
        if match := scan.pull(_STARS):
            said = match["n"] or match["m"]
            found.rating_min = float(DIGITS.get(said, said))
        found.in_stock = scan.pull(_STOCK) is not None
        for sort, pattern in _SORTS:
            if scan.pull(re.compile(pattern)):
                found.sort = sort
                break
        self._wants()
        return relative

    def _relative(self, mentions: Mentions) -> bool:
        item = self.context.item(mentions.handles[0]) if mentions.handles else None
        anchor = item.price if item else self.context.median_price()
        if self.found.price_max is None and self.scan.pull(_CHEAPER):
            if anchor is None:
                self.found.sort = Sort.PRICE_ASC
            else:
                self.found.price_max = max(anchor - 1, 0)
            return True
        if self.found.price_min is None and anchor is not None and self.scan.pull(_DEARER):
            self.found.price_min = anchor + 1
            return True
        return False

    def _negations(self) -> None:
        protected = [match.span() for match in _NOT_IDIOM.finditer(self.scan.low)]
        for match in self.scan.find(_NOT):
            if any(start <= match.start() < end for start, end in protected):
                continue
            end = position = match.end()
            while taken := self._refuse_at(position):
                end = position = position + taken
                link = _LIST.match(self.scan.low, position)
                if not link:
                    break
                position = link.end()
            if end > match.end():
                tail = re.match(r"(?:牌子?|品牌)?(?:的|做的|制的)?(?:以外的?|之外的?|外的)?", self.scan.low[end:])
                self.scan.take(match.start(), end + (tail.end() if tail else 0))

    def _refuse_at(self, position: int) -> int:
        """Files what is refused at a place and returns its length; 0 when nothing is known there."""
        rest = self.scan.low[position:]
        lead = re.match(r"\s{0,2}(?:任何|带|有|含|用|是|穿|买)?", rest)
        skip = lead.end() if lead else 0
        rest = rest[skip:]
        for word, colour in COLOURS.items():
            if match := re.match(rf"{word}色?(?:系)?", rest):
                if meaning := self.lexicon.colour(colour):
                    self.found.refuse(meaning.name, meaning.values)
                else:
                    add(self.found.not_words, colour)
                return skip + match.end()
        for word, material in MATERIALS.items():
            if rest.startswith(word):
                for name, values in self.lexicon.facets(material).items():
                    self.found.refuse(name, values)
                add(self.found.not_words, material)
                return skip + len(word)
        if match := _LATIN.match(rest):
            for meaning in self.lexicon.meanings(match.group()):
                if meaning.kind == "brand":
                    add(self.found.not_brands, *meaning.values)
                    return skip + match.end()
            add(self.found.not_words, match.group().lower())
            return skip + match.end()
        return self._refuse_known(rest, skip)

    def _refuse_known(self, rest: str, skip: int) -> int:
        for length in range(min(6, len(rest)), 0, -1):
            for meaning in self.lexicon.meanings(rest[:length]):
                if meaning.kind == "brand":
                    add(self.found.not_brands, *meaning.values)
                elif meaning.kind == "category":
                    add(self.found.not_categories, *meaning.values)
                else:
                    self.found.refuse(meaning.name, meaning.values)
                return skip + length
        return 0

    def _wants(self) -> None:
        scan, found, lexicon = self.scan, self.found, self.lexicon
        for match in scan.find(re.compile(rf"(?P<colour>{'|'.join(COLOURS)})(?:色系?|的(?!士))的?")):
            found.colours.append(COLOURS[match["colour"]])
            if meaning := lexicon.colour(COLOURS[match["colour"]]):
                found.want(meaning.name, meaning.values)
                scan.take(*match.span())
        for match in scan.find(_SIZE):
            said = SIZES.get(match["size"], match["size"].upper())
            add(found.sizes, said)
            if meaning := lexicon.size(said):
                found.want(meaning.name, meaning.values)
                scan.take(*match.span())
        for match in scan.find(re.compile("|".join(AUDIENCES))):
            if meaning := lexicon.audience(AUDIENCES[match.group()]):
                found.want(meaning.name, meaning.values)
                scan.take(*match.span())
        for match in scan.find(_LATIN):
            for meaning in lexicon.meanings(match.group()):
                if meaning.kind == "brand":
                    add(found.brands, *meaning.values)
                    tail = re.match(r"\s{0,2}(?:牌子?|品牌)?的?", scan.low[match.end() :])
                    scan.take(match.start(), match.end() + (tail.end() if tail else 0))
                    break

    def product(self) -> str:
        """What is left when talk is taken away, split at what was taken out."""
        left = self.scan.low
        for word in FILLER:
            left = left.replace(word, " ")
        left = re.sub(r"[的了吗呢吧啊呀嘛哦么,。!?、;:,.!?;:()()~\"'“”]+", " ", left)
        kept = [
            part
            for part in left.split()
            if part
            not in {
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
            }
        ]
        return re.sub(r"^[个款双件台条把](?=..)", "", " ".join(kept))


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else ORDINALS[text]


def _intents(text: str, facts: tuple[bool, bool, bool, bool]) -> tuple[tuple[Intent, ...], float]:
    """Intents by lexicon. `facts`: points at products, states conditions, has product words, continues a search."""
    found = [intent for intent, pattern in INTENTS if re.search(pattern, text)]
    refers, conditions, words, _ = facts
    if Intent.DETAILS in found and not refers:
        found.remove(Intent.DETAILS)
    if Intent.PROMOTIONS in found and words and conditions:
        found.remove(Intent.PROMOTIONS)
    if Intent.CART_SHOW in found and len(found) > 1:
        found.remove(Intent.CART_SHOW)
    if found:
        return tuple(dict.fromkeys(found))[:2], 0.9
    if refers and re.search("[买要]", text) and not conditions:
        return (Intent.CART_ADD,), 0.8
    if refers and not conditions and not words:
        return (Intent.DETAILS,), 0.7
    if conditions or words:
        return (Intent.SEARCH,), 0.8
    return (Intent.UNCLEAR,), 0.6


_SERVICE = frozenset(
    {
        Intent.ORDER_STATUS,
        Intent.RETURN,
        Intent.POLICY,
        Intent.PERSON,
        Intent.THANKS,
        Intent.GREETING,
        Intent.GOODBYE,
        Intent.CART_SHOW,
        Intent.REMEMBER,
        Intent.FORGET,
        Intent.OFF_TOPIC,
    }
)
_ON_ITEMS = frozenset(
    {Intent.CART_ADD, Intent.CART_REMOVE, Intent.DETAILS, Intent.COMPARE, Intent.REVIEWS, Intent.SIMILAR}
)


def read_chinese(text: str, context: ReadingContext, lexicon: Lexicon) -> Reading:
    """The reading of a Chinese message. Product words stay Chinese; conditions are the shop's own words."""
    reader = _Chinese(text, context, lexicon)
    back = _back(reader.scan.full, context)
    identifier = order_id(reader.scan)
    limits = read_prices(reader.scan, context.currency)
    reader.found.price_min, reader.found.price_max = limits.low, limits.high
    reader.not_that_brand()
    mentions = reader.mentions()
    relative = reader.conditions(mentions)
    quantity = reader.scan.pull(_QUANTITY)
    query = reader.product()
    found = reader.found
    conditions = relative or bool(found.dropped) or not found.constraints().is_empty()
    last = context.last
    nouns = [noun for noun in NOUNS if noun in query]
    continues = (
        last is not None
        and not any(noun not in last.query for noun in nouns)
        and (not query or bool(nouns) or len(query) <= 4 or not last.query)
    )
    intents, confidence = _intents(reader.scan.full, (bool(mentions.handles), conditions, bool(query), continues))
    if identifier and intents[0] is not Intent.PERSON:
        intents = (Intent.RETURN,) if Intent.RETURN in intents else (Intent.ORDER_STATUS,)
    if back:
        return Reading(
            text=text,
            language="zh",
            intents=(Intent.SEARCH,),
            confidence=0.9,
            query=last.query if last else "",
            refs=back,
            continues=True,
        )
    first = intents[0]
    constraints, budget = found.constraints(), None
    continues = continues and first in (Intent.SEARCH, Intent.RECOMMEND)
    if first in _SERVICE:
        query, constraints = "", Constraints()
    elif first is Intent.BUNDLE:
        budget = limits.high if limits.high is not None else limits.low
        found.price_min = found.price_max = None
        constraints = found.constraints()
    elif continues and last is not None:
        merged, constraints = merge(found, "", text, last, lexicon)
        query = (
            query if query and merged and query in merged else (query + " " + merged).strip() if not nouns else query
        )
    elif first in _ON_ITEMS:
        query, constraints = "", Constraints()
    refs = mentions.handles
    if not refs and first in _ON_ITEMS and context.shown:
        refs = (
            tuple(item.handle for item in context.shown[:2])
            if first is Intent.COMPARE
            else (context.shown[0].handle,)
            if len(context.shown) == 1
            else ()
        )
    return Reading(
        text=text,
        language="zh",
        intents=intents,
        confidence=confidence,
        query=query,
        constraints=constraints,
        refs=refs,
        quantity=_ordinal(quantity["n"]) if quantity and first in (Intent.CART_ADD, Intent.CART_REMOVE) else 1,
        options={"size": found.sizes[0]} if found.sizes and first is Intent.CART_ADD else {},
        budget=budget,
        order_id=identifier,
        topic=next((topic for topic, pattern in TOPICS if re.search(pattern, text)), "") if first in _SERVICE else "",
        goal=query if first is Intent.BUNDLE else "",
        remember=_remember(text, found, first),
        continues=continues,
    )


def _remember(text: str, found: Found, first: Intent) -> tuple[str, str] | None:
    if first is Intent.FORGET:
        kind = (
            "size"
            if re.search("尺码|鞋码|码", text)
            else "colour"
            if "颜色" in text
            else "brand"
            if re.search("牌", text)
            else ""
        )
        return kind, ""
    if first is not Intent.REMEMBER:
        return None
    if found.sizes:
        return "size", found.sizes[0]
    if found.not_brands:
        return "not_brand", found.not_brands[0]
    if found.colours and "喜欢" in text and "不喜欢" not in text:
        return "colour", found.colours[0]
    return "note", re.sub(r"^(?:请|麻烦)?(?:帮我)?(?:记住|记得|记一下|记下)[,,::]?", "", text)


def _back(text: str, context: ReadingContext) -> tuple[str, ...]:
    match = _BACK.search(text)
    if not match or not context.lists:
        return ()
    for handles in context.lists:
        titles = " ".join(item.title for handle in handles if (item := context.item(handle)))
        if match["what"] and any(noun in titles for noun in NOUNS if noun in match["what"]):
            return handles
    return context.lists[0]
