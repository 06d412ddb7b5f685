"""Several different things that are wanted for one sum in Chinese: 桌子椅子和台灯,加起来一千以内."""

from __future__ import annotations

import re

from assistant.shop_words import NOUN

_COUNT = r"[两二三四五六七2-7]"
# Said of a sum, these tell that it is of more than one thing …
_ALL_OF_THEM = re.compile(
    r"加起来|加(?:在)?一(?:起|块)|加总|合(?:计|共|起来|在一起)|全部(?!都?(?:是|用|要?[红黑白蓝]))|算下来|一起(?!用|玩|穿|去|吃|住|看)|一[整全]套|[全整]套|"
    r"打包|配[齐全]|凑(?:[齐成]|一套|一身)|都(?:算上|包括|加上|买齐|要)|搞定(?:这|全|所)|夹埋|全包|各(?:来|要|买|拿|配|带|选|挑)?[一两1](?!.{0,2}不)|"
    rf"(?:[这那]|全部|总共|一共)?{_COUNT}\s?(?:样|件东西|种东西|个东西|者)|{_COUNT}件(?:一共|总共|加|合|都|全|一起)|"
    r"(?<![a-z])(?:combined|together)(?![a-z])"
)
# … and these that it is all there is to pay, which is said of one thing as well.
_TOTAL = re.compile(
    r"总(?:价|共|计|额|的|预算|金额|花费|费用|数)|一共|共计|统共|拢共|通共|预算|"
    r"(?<![a-z])(?:total|altogether|all in|budget)(?![a-z])"
)
# Things that are counted rather than named again: 三样一共, 这两件加起来
_COUNTED = re.compile(
    rf"{_COUNT}\s?(?:样|种)(?:东西|物品|商品|都?要)?\s?(?:[总一加合全都不别在控最统拢共凑打得]|以内|之内|预算|\d)|"
    rf"(?:[这那]|全部)?{_COUNT}\s?[件个者](?:东西|物品|商品)?\s?(?:加|合计|合起来|总价|总共|总计)"
)
# What needs no list beside it.
_EVERYTHING = re.compile(
    r"(?:配|买|备|置办|凑)[齐全]|锅碗瓢盆|一次性?(?:买|配|备)[全齐]|置办|一条龙|全家桶|从头到脚|全身(?:上下|行头)|一[整全]?套(?:行头|装备|家伙|家当)|"
    r"(?:[全整]套|所有(?:的)?|全部(?:的)?|整个)(?:装备|用品|家伙|行头|工具|家具|设备|东西|家当|物品|材料)"
)
_SET = re.compile(
    r"(?<!件)套装(?=$|[,.!?])|[全整]套|[来配搭凑弄搞要]一套|一整套|整组|一整组|大礼包|组合|搭配|装备|用品"
)
_APIECE = re.compile(r"每[个件样只双条把张支台盒瓶套]|单价|单个|各自?(?:不|别|在|最)|分别(?:不|别|在)")
_SPENT = re.compile(r"[我只就手]有|预算|能花|能出")
_CLAUSE = re.compile(r"[.!?;:。]|\s{2,}")
_AND = re.compile(
    r"\s?(?:[、+/&＋]|以及|还有|外加|再加|(?<![附添外再参增])加(?![厚绒热湿大长宽压固高油粗急])|[和跟与及同](?!款|色|学|事)|"
    r"(?<![a-z])(?:plus|and)(?![a-z]))\s?"
)
_ASKING = re.compile(
    r"^.*(?:想要?买?|需要|要买|我要|要换|要|买|配|找|来|求|备货|添置|搞|整|[:为给])(?:[一两几][个套些张把台只副])?(?=[^\s,.!?]{2})"
)
_MEASURED = re.compile(r"^(?:[一两三二四几\d]{1,2}\s?[个件双只条台把张套款支瓶盏本份副幅块根辆顶])")
# What ends or holds a part that names no thing: 轻薄的, 续航长, 红色
_NO_THING = re.compile(
    r"[的了长轻薄快高低贵好强久]$|^[深浅大]?[红黑白蓝绿灰粉黄紫]$|色$|^不|不(?:要|能|用|是|会|想|超)|很|太|能|可以|最|比较|预算|价|钱|左右|以内|以上|以下|\d|我|你|他|她|孩子|送|朋友|"
    r"[妈爸婆姐妹哥弟]|爷爷|奶奶|老[公师板]|[男女]友|同事|领导|自己|家人|客人|适合|[卧房]室|客厅|厨房|阳台|宿舍|家里|户外|室内"
)
# How the names of things mostly end.
_ENDS = (
    r"[机器锅碗铲刀板灯椅桌凳床柜架包袋箱鞋靴衣裤裙帽巾袜带表镜杯壶瓶盆盘碟桶篮毯垫被枕帘席笔纸本书刷膏霜液水乳粉粮砂窝车球拍网杆竿篷炉叉勺筷盒罐线盔"
    r"套膝具仪秤尺伞扇链环坠戒棒缸膜贴夹钩钳锤锯钻琴鼓弦棋牌画框瓷茶酒糖饼奶油盐酱醋米面肉果豆]|沙发|键盘|鼠标|耳机|音箱|屏幕|衬衫|西装|外套|T恤|卫衣|"
    r"领带|帐篷|睡袋|玩具|积木|手套|插座|拼图"
)
_THING = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{_ENDS})")
_OF = re.compile(r"[^的]的[^的]")
_LONGEST = 12  # characters of the name of a thing


def wanted_together(text: str, rest: str, earlier: str) -> bool:
    """Whether a message that states a price states it of several different things together. `text` is simplified,
    `rest` the same without its prices, `earlier` the message it may continue."""
    if _APIECE.search(text):
        return False
    all_of_them = _ALL_OF_THEM.search(text) is not None
    total = _TOTAL.search(text) is not None
    if _EVERYTHING.search(text) or _COUNTED.search(text) or (_SET.search(text) and (total or all_of_them)):
        return True
    things = _listed(rest)
    if things >= 2:
        return all_of_them or total or (things >= 3 and _SPENT.search(text) is not None)
    named = _named(rest)
    if named >= 2 and (all_of_them or (total and named >= 3)):
        return True
    return (all_of_them or total) and named < 2 and max(_listed(earlier), _named(earlier)) >= 2


def signs(text: str, rest: str, earlier: str) -> list[float]:
    """Everything here that tells of several things or of one sum, as numbers from 0 to 1, for a head to weigh."""
    counts = [_listed(rest), _named(rest), max(_listed(earlier), _named(earlier)) if earlier else 0]
    named = [pattern.search(text) for pattern in (_ALL_OF_THEM, _TOTAL, _COUNTED, _EVERYTHING, _SET, _APIECE)]
    facts = [wanted_together(text, rest, earlier), bool(earlier), *(match is not None for match in named)]
    return [float(fact) for fact in facts] + [min(count, 4) / 4 for count in counts]


def wants_set(text: str) -> bool:
    """Whether a message has words for a set, whatever it says of prices."""
    return _EVERYTHING.search(text) is not None or _SET.search(text) is not None or _listed(text) >= 3


def _listed(text: str) -> int:
    """How many different things one clause strings together."""
    return max((_in_clause(clause) for clause in _CLAUSE.split(text[:400])), default=0)


def _in_clause(clause: str) -> int:
    """Between commas whole clauses stand as well as things, so that one alone there must look like a thing."""
    things: set[str] = set()
    for piece in clause.split(","):
        parts = _AND.split(piece)
        said = [_name(part, last=number == 0) for number, part in enumerate(parts)]
        if _OF.search(parts[-1]) and not all(_THING.fullmatch(name) for name in said[:-1]):
            said = said[-1:]  # 静音、省电的冰箱 is one thing
        if len(parts) == 1:
            said = [name for name in said if len(name) <= 6 and _THING.fullmatch(name)]
        things.update(name for name in said if name)
    return len(things)


def _name(part: str, *, last: bool) -> str:
    """The name of a thing in one part of a list: its last word where the list begins, else its first."""
    words = _ASKING.sub("", part).split()
    said = _MEASURED.sub("", words[-1 if last else 0]) if words else ""
    return said if len(said) <= _LONGEST and not _NO_THING.search(said) else ""


def _named(text: str) -> int:
    """How many different kinds of product are named with nothing between them: 帐篷睡袋防潮垫."""
    known = {noun for noun in NOUN.findall(text) if len(noun) > 1}
    pieces = re.split(r"[^\u4e00-\u9fff]+", _ASKING.sub("", text))
    runs = max((len({thing for thing in _THING.findall(piece) if len(thing) > 1}) for piece in pieces), default=0)
    return max(len(known), runs)
