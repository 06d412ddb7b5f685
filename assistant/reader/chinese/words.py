"""Chinese word lists: colours, audiences, materials, product nouns, talk, and what tells an intent."""

from __future__ import annotations

from assistant.reader.words import LISTS
from assistant.reading import Intent

COLOURS = {
    "黑": "black",
    "白": "white",
    "红": "red",
    "大红": "red",
    "酒红": "burgundy",
    "蓝": "blue",
    "深蓝": "navy",
    "藏青": "navy",
    "海军蓝": "navy",
    "天蓝": "sky blue",
    "绿": "green",
    "墨绿": "dark green",
    "军绿": "olive",
    "黄": "yellow",
    "橙": "orange",
    "橘": "orange",
    "紫": "purple",
    "粉": "pink",
    "粉红": "pink",
    "灰": "grey",
    "棕": "brown",
    "咖啡": "coffee",
    "褐": "brown",
    "米": "beige",
    "米白": "ivory",
    "卡其": "khaki",
    "金": "gold",
    "银": "silver",
}
COLOURS = dict(sorted(COLOURS.items(), key=lambda pair: -len(pair[0])))
MATERIALS = {
    "真皮": "leather",
    "皮革": "leather",
    "皮质": "leather",
    "皮的": "leather",
    "皮": "leather",
    "羊毛": "wool",
    "毛的": "wool",
    "纯棉": "cotton",
    "棉": "cotton",
    "涤纶": "polyester",
    "聚酯": "polyester",
    "塑料": "plastic",
    "金属": "metal",
    "木": "wood",
    "丝": "silk",
    "羽绒": "down",
    "尼龙": "nylon",
    "玻璃": "glass",
    "亚麻": "linen",
    "麂皮": "suede",
}
AUDIENCES = {
    "男士": "men",
    "男款": "men",
    "男式": "men",
    "男生": "men",
    "男装": "men",
    "男的": "men",
    "女士": "women",
    "女款": "women",
    "女式": "women",
    "女生": "women",
    "女装": "women",
    "女的": "women",
    "男童": "boys",
    "女童": "girls",
    "儿童": "kids",
    "童款": "kids",
    "小孩": "kids",
    "孩子": "kids",
    "宝宝": "baby",
    "婴儿": "baby",
    "给儿子": "boys",
    "给女儿": "girls",
    "给我儿子": "boys",
    "给我女儿": "girls",
    "给老公": "men",
    "给我老公": "men",
    "给老婆": "women",
    "给我老婆": "women",
}
SIZES = {"小": "S", "中": "M", "大": "L", "加大": "XL", "特大": "XXL"}
ORDINALS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
NOUNS = tuple(LISTS["chinese_nouns"].split())
FILLER = sorted(LISTS["chinese_filler"].split(), key=len, reverse=True)
INTENTS: tuple[tuple[Intent, str], ...] = (
    (
        Intent.PERSON,
        "人工|真人|客服|转接|找个人|投诉|经理|主管|取消订单|修改订单|改地址|付款失败|支付失败|登录不了|忘记密码|开发票",
    ),
    (Intent.FORGET, "忘掉|忘记我|忘了我|删除我的|清除我的|别再记|不要记住|删掉.*记录"),
    (Intent.REMEMBER, "记住|记得我|记一下|记下|我从不|我从来不|我一直穿|我平时穿|以后(?:都)?(?:不要|别)"),
    (
        Intent.POLICY,
        "怎么退|多久.*退|几天.*退|退货政策|退换政策|退款政策|运费|包邮|邮费|配送|几天能?到"
        "|多久能?到(?!了)|发货.*(?:多久|几天|哪里)|支付方式|怎么付|能用.*(?:支付"
        "|付款)|保修|质保|发到|送到|寄到|营业时间|实体店|隐私|政策|能退吗|可以退吗|支持(?:退|换|货到付款|花呗|分期)",
    ),
    (
        Intent.ORDER_STATUS,
        "(?:我的)?(?:订单|包裹|快递|物流)(?:状态|到哪|在哪|号|查询|怎么)?|发货了吗"
        "|什么时候(?:到|发货|送到)|还没(?:收到|到货?)|查(?:一下)?(?:订单|物流"
        "|快递)|退款.*(?:到账|进度)",
    ),
    (Intent.RETURN, "退货|退掉|退款|要退|想退|换货|退了|退回"),
    (Intent.CART_REMOVE, "(?:从)?(?:购物车).*(?:删|移除|去掉|拿掉|清空|拿出)|(?:删|移除|去掉|拿掉|清空).*购物车|清空"),
    (
        Intent.CART_ADD,
        "(?:加入|加到|放进|放到|放入|添加到?).*(?:购物车|车)|加购|就要(?:这|那|第"
        "|它)|我(?:要|买)(?:这|那|第|它)|买(?:这|那|第|它|下)|下单|加(?:一个"
        "|两个|上|进)|来[一两三]?[个件双](?:第|这|那)|都要",
    ),
    (Intent.CART_SHOW, "购物车"),
    (Intent.COMPARE, "比较|对比|比一比|哪个(?:更)?好|哪款(?:更)?好|有什么(?:区别|不同|差别)|区别|差别|哪个更"),
    (Intent.REVIEWS, "评价(?!最|高|好的)|评论|口碑怎|大家(?:觉得|怎么说)|买家.*说|用户.*反馈|好用吗|好评吗"),
    (Intent.SIMILAR, "类似|相似|差不多的|同款|像(?:这|那|第).*(?:的|一样)|替代"),
    (
        Intent.BUNDLE,
        "一套|套装|全套|所有(?:装备|东西|用品)|全部(?:装备|用品)|装备齐|搭配|组合"
        "|(?:需要|要)(?:准备)?(?:哪些|什么)(?:装备|东西|用品)",
    ),
    (Intent.PROMOTIONS, "优惠|打折|折扣|促销|特价|活动|优惠券|满减"),
    (
        Intent.OVERVIEW,
        "(?:都)?卖(?:些)?什么|有(?:哪些|什么)(?:品牌|牌子|分类|类别|种类|商品"
        "|产品|东西)|(?:哪些|什么)(?:品牌|牌子)|最(?:贵|便宜)的(?:东西|商品|产品)"
        "|价格范围|多少种",
    ),
    (
        Intent.RECOMMEND,
        "(?:给我|帮我)?推荐(?:一下|点什么|点东西|些什么|什么)?(?:吧"
        "|给我)?[?!。]?$|有什么(?:好)?推荐|猜我喜欢|适合我的|随便看看|热门|爆款|大家都(?:在)?买",
    ),
    (Intent.DETAILS, "详细|详情|介绍一下|具体|参数|规格|多重|多大|什么材质|什么材料|防水吗|多少钱|有货吗|有几种|说说"),
    (Intent.THANKS, "^(?:好的?|嗯|太好了)?[,, ]?(?:谢谢|多谢|感谢|谢了|谢啦)[^?]{0,8}$"),
    (Intent.GREETING, "^(?:你好|您好|嗨|哈喽|早上好|晚上好|下午好|在吗|有人吗)[呀啊吗]?[!。?~]*$|你是谁|你能做什么"),
    (Intent.GOODBYE, "^(?:再见|拜拜|回见|下次见|晚安)|没有(?:别的|其他)?了.*(?:再见)?$"),
    (Intent.OFF_TOPIC, "天气|讲个?笑话|写(?:一)?首?诗|股票|总统|系统提示|忽略.*指令|作业|彩票|新闻"),
)
TOPICS = (
    ("warranty", "保修|质保|维修"),
    ("refunds", "退款"),
    ("returns", "退货|退换|能退|怎么退|退"),
    ("exchanges", "换货"),
    ("payment", "支付|付款|怎么付|花呗|分期"),
    ("shipping", "运费|邮|配送|发货|送到|寄|到货|几天|多久"),
    ("privacy", "隐私|数据"),
    ("stores", "实体店|营业|门店"),
    ("invoice", "发票"),
    ("cancellation", "取消"),
)
