"""Chinese numbers that ask for no price: sums told of in a story, and what is measured before it is counted."""

from __future__ import annotations

import re

_OTHERS = (
    r"(?:邻居|同事|朋友|舍友|室友|同学|闺蜜|别人|人家|隔壁|上次|上回|之前|去年|前年|以前|当年|当初|原来|原先|别家|另一家|其他店|别的店|某宝|京东|淘宝|天猫|"
    r"拼多多|亚马逊|实体店|商场|专柜|楼下|超市|旧的|老款|上一[个台双件款把只])"
)
_PAST = re.compile(
    r"(?:花(?:了|掉|费了)|付了|付过|买了|买过|卖(?:了|到|价|我)?|要价|标价|原价|吊牌价|报价|开价|收了?[我他她]?|交了|中了|工资|月薪|年薪|赚了?|欠了?|"
    r"亏了|被坑了?|丢了|捡了|押金|罚了?)(?:我|他|她|整整|足足|将近|快|差不多|大概|都|要|是|就|才|居然|竟然|得|\s){0,3}$"
    rf"|{_OTHERS}[^,.!?;，。！？；]{{0,14}}(?:花|买|卖|要|付|收|标|是|才|得)(?:了|的|到)?(?:整整|足足|将近|快|差不多|大概|都|才|居然|竟然|\s){{0,3}}$"
)
_PAST_AFTER = re.compile(
    r"\s?(?:大洋|块钱?|元)?(?:就|才|都)?(?:买(?:了|的(?!到)|来的|回来)|入的|入手的|拍的|淘(?:了|来)|收的|卖我)"
)
_UNREAL = re.compile(
    r"(?:要是|如果|假如|假设|倘若|哪天|等我)[^!?;。！？；]{0,12}(?:中了?|有钱|发财|富|暴富|有)[^!?;。！？；但可不]{0,12}$"
)
_STATED = re.compile(r"最[多高贵]|不[要能想]?超|别超|以内|预算|上限|封顶|只[想能肯]|顶多|控制")
_MEASURED = re.compile(
    r"(?:流明|音量|亮度|转速|分辨率|功率|瓦数|容量|续航|重量|净重|承重|载重|身高|体重|身长|评分|得分|星级|好评率?|年龄|岁数|月龄|尺码|鞋码|码数|头围|胸围|腰围|"
    r"臀围|脚长|肩宽|衣长|裤长|臂长|腕围|像素|刷新率|支数|目数|克重|厚度|宽度|长度|高度|深度|直径|口径|周长|面积|噪音|分贝|温度|水温|度数|页数|片数|件数|人数|"
    r"电量|电池|电压|内存|存储|显存|硬盘|屏幕|尺寸|大小|型号|货号|款号|编号|单号|订单号?|尾号|门牌|销量|评论数?|评价|数量|防晒指数|倍数|焦距|扭矩|速度|时速|"
    r"spf|iso|usb|(?<![最放不价提再太更偏很加])[长宽高深])"
    r"(?:数|值|号)?(?:的|是|为|在|要|得|能|有|达到?|到|约|大概|大约|左右|介于|从|[:：=\s]|至少|最少|起码|不低于|不少于|不小于|大于|高于|超过|多于|最多|最高|最大|"
    r"不超过?|不大于|不高于|小于|低于|少于|别超过?|[<>≥≤]=?){0,4}$"
)


def told(before: str, after: str) -> bool:
    """Whether the words on either side of an amount tell a story that it belongs to."""
    if _STATED.search(before[-8:]):
        return False
    return bool(_PAST.search(before) or _UNREAL.search(before) or _PAST_AFTER.match(after))


def measured(before: str) -> bool:
    """Whether the words before a bare number name what it measures: 流明至少800."""
    return _MEASURED.search(before) is not None
