"""Longer facts in the shopper's language: a product in detail, an order, the places of an order's way."""

from __future__ import annotations

from assistant.tools.lines import plain
from assistant.wording import chinese, format_date, format_money, join, say
from store.orders import Order, OrderStatus
from store.products import Product

ABOUT_LENGTH = 240  # characters of a description that a shopper reads in the chat

_STATUS = {
    OrderStatus.PLACED: ("was placed", "已下单"),
    OrderStatus.PAID: ("is paid", "已付款"),
    OrderStatus.SHIPPED: ("has been shipped", "已发货"),
    OrderStatus.DELIVERED: ("was delivered", "已送达"),
    OrderStatus.CANCELLED: ("was cancelled", "已取消"),
    OrderStatus.RETURN_REQUESTED: ("has a return requested", "已申请退货"),
    OrderStatus.RETURNED: ("was returned", "已退货"),
}
_NEXT = {
    OrderStatus.PLACED: ("Payment is confirmed next, then it is packed.", "下一步是确认付款，然后打包。"),
    OrderStatus.PAID: ("It is packed next and then handed to the carrier.", "下一步是打包并交给承运商。"),
    OrderStatus.SHIPPED: ("It is on its way to you.", "包裹正在路上。"),
    OrderStatus.DELIVERED: ("", ""),
    OrderStatus.CANCELLED: ("Nothing more will be sent.", "不会再发货。"),
    OrderStatus.RETURN_REQUESTED: ("We are waiting for the parcel to come back.", "我们在等待退回的包裹。"),
    OrderStatus.RETURNED: ("The refund has been started.", "退款已经开始处理。"),
}


def status_words(status: OrderStatus, language: str) -> str:
    english, chinese_words = _STATUS[status]
    return say(language, english, chinese_words)


def order_sentences(order: Order, language: str) -> str:
    """Status with its date, what is in it, and what comes next; whole sentences."""
    last = order.history[-1]
    items = join([f"{line.quantity} × {plain(line.title or line.product_id)}" for line in order.lines], language)
    placed, changed = format_date(order.placed_at, language), format_date(last.at, language)
    total, upcoming = format_money(order.total, language), say(language, *_NEXT[order.status])
    if chinese(language):
        opening = f"订单 {plain(order.id)}（{placed}下单，合计{total}）{changed}{status_words(order.status, language)}"
        return f"{opening}：{items}。{upcoming}"
    return (
        f"Order {plain(order.id)} of {placed} ({total}) {status_words(order.status, language)} on {changed}. "
        f"It holds {items}. {upcoming}"
    ).strip()


def described(product: Product, language: str) -> str:
    """What a product is, from its record: brand, options with what is left of them, attributes, description."""
    colon, stop = say(language, ": ", "："), say(language, ". ", "。")
    parts = [f"{say(language, 'Brand', '品牌')}{colon}{plain(product.brand)}"] if product.brand else []
    for name, values in product.options().items():
        shown = [_option(product, name, value, language) for value in values[:12]]
        parts.append(f"{_label(name)}{colon}{say(language, ', ', '、').join(shown)}")
    options = {name.casefold() for name in product.options()}
    parts += [
        f"{_label(name)}{colon}{plain(say(language, ', ', '、').join(values))}"
        for name, values in list(product.attributes.items())[:6]
        if values and name.casefold() not in options
    ]
    if product.description:
        parts.append(plain(product.description, ABOUT_LENGTH).rstrip(".。"))
    return (stop.join(parts) + stop).strip() if parts else plain(product.title)


def _label(name: str) -> str:
    words = plain(name.replace("_", " "), 24)
    return words[:1].upper() + words[1:]


def _option(product: Product, name: str, value: str, language: str) -> str:
    left = sum(variant.stock for variant in product.variants if variant.options.get(name) == value)
    return plain(value, 24) if left else f"{plain(value, 24)} {say(language, '(sold out)', '（售罄）')}"
