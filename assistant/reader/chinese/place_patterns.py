"""The patterns that Chinese places in a list are made of, for `place_grammar`."""

from __future__ import annotations

import re

from assistant.reader.chinese.words import MEASURE

_N = r"(?:[一二三四五六七八九十两]|\d{1,2})"
ANY_MEASURE = rf"(?:{MEASURE}|[位对副包罐枚床面口架片箱桶串座粒样家])"
_ONE = rf"(?:{MEASURE}|[位对副罐枚床架片箱桶座家样])"  # without 面: 最上面 is no measure
_THAT = r"(?:的|那|这|嗰|嘅|哪){0,3}"
_NO_MEASURE = r"(?!月|半价|小时|星期|礼拜|人|季)"  # 头两个月, 第二件半价
_DOWN, _UP = (
    r"(?:后面|后边|后头|之后|下面|下边|底下|下方|右边|右侧|右面)",
    r"(?:前面|前边|前头|之前|上面|上边|上方|左边|左侧|左面)",
)
PINYIN = re.compile(r"(?<![a-z])di\s?(?P<n>yi|er|san|si|wu|liu)\s?(?:ge|kuan|jian|shuang|tai|tiao)?(?![a-z])")
SPELT = ("yi", "er", "san", "si", "wu", "liu")
ORDINAL = re.compile(
    rf"(?:第|(?:(?<=[,.。!?\s])|^)[地弟递帝])\s?(?P<n>{_N})\s?(?:(?P<m>{ANY_MEASURE}|号)|(?!{ANY_MEASURE}))"
    r"(?!次|天|名|代|季|方|眼|步|遍|届|层|时间|印象|反应|半价|感觉|人称|年|周|月)"
)
RUN = re.compile(rf"第\s?(?P<n>[一二三四五六七八九]{{2,6}}|[1-9]{{2,6}})\s?(?:{ANY_MEASURE}|号)")
FROM_END = re.compile(
    rf"(?:倒(?:数|着数|过来数)?|从(?:后面?|末尾|下面?|底下?|最后)(?:往[前上])?(?:数|起)?(?:过来)?(?:的)?)第\s?(?P<n>{_N})\s?{ANY_MEASURE}?"
    rf"|(?:尾|倒)(?P<tail>[二三四五2-5])(?=\s?(?:{ANY_MEASURE}|嗰|那|的|嘅|$|[,.!?。]))\s?{_THAT}{ANY_MEASURE}?"
)
FROM_START = re.compile(rf"从(?:前面?|头|上面?|开头)(?:往[后下])?数(?:起)?(?:的)?第\s?(?P<n>{_N})\s?{ANY_MEASURE}?")
NUMBERED = re.compile(
    r"(?<![\d.a-jl-rt-z])(?P<n>[一二三四五六七八九]|\d{1,2})\s?号(?!店|楼|线|电池|的货|码|发|到|前|之前|以前|晚|早|送|下午|上午)(?:商品|款|选手|选项|产品|链接)?"
    r"|(?:#|(?<![a-z])(?:no|nr|number|num|item|option)\b\.?|编号|序号|选项|商品|产品|链接|号码)\s?(?P<label>[1-9一二三四五六七八九])(?!\d|[.%]\d?|[码元块岁寸斤年月天折件个])号?"
)
LAST = re.compile(
    rf"最后(?:面|边|头)?{_THAT}一?{_ONE}{_NO_MEASURE}|最后(?:面|边|头)(?=的|$|[,.。!?])的?"
    rf"|(?:最(?:末|尾|底|下)(?:尾|端|下|面|边|头)?|末尾|最?靠[后末下]|末了|末|结尾|末位|压轴|垫底|收尾|排尾|(?:排|列|放|在)(?:在)?最后)(?:{_THAT}一?{_ONE}|的(?!地方))"
)
FIRST = re.compile(
    rf"头一{_ONE}{_NO_MEASURE}|(?:头|首|打头|开头|排头){_THAT}一?[个款件双支](?!月|性)|(?:打头|开头|排头|置顶|榜首|领头|最?靠[前上])(?:{_THAT}一?{_ONE}|的)"
    rf"|(?:排|放|列)?(?:在)?最(?:上|前|顶|开头)(?:面|边|头|上|部|端|方)?(?:{_THAT}一?{_ONE}|的(?!地方))"
)
GROUP = re.compile(
    rf"(?:(?P<first>最?(?:前|头)(?:面|边|头)?|最?上(?:面|边|头)|开头|打头|最顶上)"
    rf"|(?<![然以之今稍售背先随往])(?P<last>最后(?:面|边|头)?|最末|末尾|结尾|靠后|最(?:下|底)(?:面|边|下)?|倒数|后(?:面|边|头)?|末|尾)){_THAT}"
    rf"\s?(?:(?P<n>[两二三四五六七八九几仨俩]|[2-9])\s?(?:{ANY_MEASURE}{_NO_MEASURE}|(?<=[仨俩])|(?=[,.。!?]|$|都|对比|比|名))|(?P<half>一半|半部分?|半))"
)
BOTH_ENDS = re.compile(rf"(?:一头一尾|头尾|首尾|两头)(?:的|那)?两?{ANY_MEASURE}?")
MIDDLE = re.compile(rf"(?:最|正)?(?:中间|当中){_THAT}(?P<n>[一两二三四]|[1-4])?\s?{ANY_MEASURE}")
PARITY = re.compile(
    rf"(?P<odd>[单奇])?(?:双|偶|(?<=[单奇]))(?:数|号)(?:位置?|序号)?{_THAT}(?:[几些三仨3]{ANY_MEASURE}?|{ANY_MEASURE})?"
)
BESIDE = re.compile(
    rf"的?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:紧?挨着)?{_THAT}(?P<n>[一两二三四五几仨俩]|[1-5])?\s?(?:{ANY_MEASURE}|(?P<all>都|全|所有|全部|统统))"
    rf"|的?(?:(?P<next>[下后])|(?P<prior>[上前]))一{ANY_MEASURE}"
)
ONWARDS = re.compile(
    r"(?:往后|往下)(?:的|都|全|到最后)|(?:以后|之后)的|(?:开始|起)(?:往后|到最后|往下)?(?:的|都|全)?|到(?:最后|末尾|结尾)(?:一|那)?"
    rf"{ANY_MEASURE}?"
)
BETWEEN = re.compile(rf"(?:之间|中间)(?:夹着)?{_THAT}[一两几]?{ANY_MEASURE}")
THROUGH = re.compile(r"\s?(?:到|至|[-~—])\s?")
SEPARATOR = re.compile(
    r"\s?(?:和|跟|与|同埋|同|及|以及|还有|或者?|还是|定系|[、,/&+;]|vs\.?|pk|对比|比起?|再加上?|加上?|对)\s?(?:是)?(?:那|这)?"
)
NEXT = re.compile(r"\s?(?=第)|(?<=\d)\s(?=\d(?!\d))")  # 第一个第二个, 1 3 5
BARE = re.compile(
    r"(?<![\d.a-jl-rt-z$¥第])(?P<n>[1-9]|(?<![比看试说想问聊选第])[一二三四五六七八九](?![一二三四五六七八九十百千万]))(?![\d.%:a-uw-z])(?:\ufe0f?\u20e3)?"
)
COUNTED = re.compile(
    rf"\s?(?:{ANY_MEASURE}|[码元块岁寸斤年月天折升米人次星刀毛分楼层倍成点瓦度]|厘米|公斤|毫升|克|小时|百|千|万|英寸|多|w\b|v(?!s)|cm|kg|x|k\b)"
)
MEASURED_BEFORE = re.compile(r"(?:[码号岁]|大小|尺寸|size|预算|价格?|不超过|以内|低于|高于|周?岁|数量)\s?$")
COMPARES = re.compile(r"比|哪|区别|差别|不同|差异|vs|pk|对照|谁|二选一|选")
LISTED = re.compile(r"[一二三四五六](?:[、和跟,][一二三四五六]){1,5}\s?(?:都|加|放|买|要|隐藏|收|装|丢|扔|号|给)")
LEADS = re.compile(
    r"(?:^|[,.。!?::;\s]|看看?|讲讲|说说|关于|打开|类似|像|跟|和|把|将|给|隐藏|对比|比较|介绍下?|选|加|的)\s?$"
)
FOLLOWS = re.compile(
    r"\s?(?:的|怎么|咋|有|是|加|放|呢|多少|吗|好|适合|能|可以|防|什么|啥|质|评|给|要|会|贵|在|不|太|$|[,.。!?])"
)
ONLY_LAST = re.compile(r"最后(?=[,.。!?]|$|[的比哪])")
