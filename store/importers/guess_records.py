"""Files of orders, promotions and reviews known by their columns, where these say it clearly."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from store.importers.order_status import status_of
from store.importers.promotions import read_percent
from store.importers.reviews import read_stars
from store.importers.sample import Sample, quoted
from store.importers.values import read_time

Found = tuple[list[str], str, list[tuple[str, str]]]  # lines of the head, the section, (key, column) in order
PRODUCT = "productid itemid sku stockcode articleid asin parentasin product item 商品编号 商品id"
CUSTOMER = "customerid userid buyerid reviewerid memberid customer user buyer 用户id 客户编号"
# Names of columns as in guess.py: without case, spaces and marks; the first that is there is taken.
ORDER_NAMES = {
    "id": "orderid order ordernumber orderno invoiceno invoice 订单号 订单编号",
    "product": PRODUCT,
    "customer": CUSTOMER,
    "placed": "placedat placed orderdate orderedat ordertime purchasedate purchasedat invoicedate createdat date time"
    " timestamp datetime 下单时间 时间",
    "status": "status orderstatus state 订单状态 状态",
    "status_time": "statusat statustime statusdate updatedat lastupdate",
    "variant": "variantid variantsku variant",
    "quantity": "quantity qty units count 数量",
    "title": "producttitle productname itemtitle itemname title name 商品名称",
    "price": "unitprice itemprice saleprice price 单价 价格",
    "currency": "currency currencycode 货币",
    "paid": "paidat paiddate paymentdate",
    "shipped": "shippedat shippeddate shipdate dispatchedat",
    "delivered": "deliveredat delivereddate",
    "cancelled": "cancelledat canceledat cancelleddate",
    "returned": "returnedat returneddate",
}
TIMES = ("paid", "shipped", "delivered", "cancelled", "returned")
LOG_NAMES = {"kind": "event eventtype kind type action behavior behaviour 行为"}
PROMOTION_NAMES = {
    "id": "promotionid promoid promotioncode code id",
    "title": "promotion promotionname promo title name campaign 活动名称",
    "percent": "percent percentage percentoff discountpercent discountpercentage discount off",
    "start": "start startsat startat startdate starttime starts validfrom from begins 开始时间",
    "end": "end endsat endat enddate endtime ends validto validuntil until to expires 结束时间",
    "product": f"productids skus products {PRODUCT}",
    "category": "category categories 分类 类目",
    "brand": "brand brands 品牌",
    "bundle": "bundle",
    "description": "description details terms 描述",
}
REVIEW_NAMES = {
    "product": PRODUCT,
    "rating": "rating stars score overall reviewrating 评分",
    "text": "reviewtext review reviewbody comment text body content 评论 评论内容",
    "title": "reviewtitle headline summary title",
    "customer": CUSTOMER,
    "time": "time timestamp date reviewdate reviewtime createdat submittedat 时间",
    "id": "reviewid id",
}
GOODS_NAMES = {"price": "price saleprice unitprice amount priceusd 价格 售价"}


def guess_orders(sample: Sample) -> Found | None:
    """An order's id, product, customer and time, and no kinds of events."""
    named = sample.named(ORDER_NAMES)
    if any(key not in named for key in ("id", "product", "customer", "placed")) or sample.named(LOG_NAMES):
        return None
    if not sample.fits(named["placed"], read_time):
        return None
    if "status" in named and not sample.fits(named["status"], _is_status):
        return None
    times = {key: named.pop(key) for key in TIMES if key in named}
    price, currency = named.pop("price", None), named.pop("currency", None)
    lines = _section("orders", sample, named)
    if price is not None:  # by its name alone: what was paid is not to be taken from the catalogue instead
        mark = sample.decimal_mark(price, sample.currency({"price": price})[0])
        lines += ["", "[orders.price]", f"column = {quoted(price)}"]
        lines += [f"currency = {quoted(currency)}"] if currency else []
        lines += [f'decimal = "{mark}"'] if mark == "," else []
        named |= {"price": price} | ({"currency": currency} if currency else {})
    if times:
        lines += ["", "[orders.times]", *(f"{status} = {quoted(column)}" for status, column in times.items())]
    return [], "\n".join([*lines, ""]), _shown("orders", named | times)


def guess_promotions(sample: Sample) -> Found | None:
    """A name, a percentage, a start and an end, and what it is for."""
    named = sample.named(PROMOTION_NAMES)
    scopes = [named[key] for key in ("product", "category", "brand") if key in named]
    if any(key not in named for key in ("title", "percent", "start", "end")) or not scopes:
        return None
    moment = partial(read_time, future=True)
    if not all(sample.fits(named[key], moment) for key in ("start", "end")):
        return None
    if not sample.fits(named["percent"], read_percent):
        return None
    lines = _section("promotions", sample, named)
    texts = [text for column in scopes for text in sample.texts(column)]
    mark = next((mark for mark in ("|", ";", ",") if any(mark in text for text in texts)), "")
    lines += [f"separator = {quoted(mark)}"] if mark else []
    return [], "\n".join([*lines, ""]), _shown("promotions", named)


def guess_reviews(sample: Sample) -> Found | None:
    """A product, whole stars and a text, and no price: that would be a catalogue.

    Where no column says when, the day the file was last changed is taken: no review of it is newer.
    """
    named = sample.named(REVIEW_NAMES)
    if any(key not in named for key in ("product", "rating", "text")) or sample.named(GOODS_NAMES):
        return None
    if not sample.fits(named["rating"], read_stars) or sample.share(named["text"], float) == 1:
        return None
    if "time" in named and not sample.fits(named["time"], read_time):
        del named["time"]
    lines = _section("reviews", sample, named)
    if "time" not in named:
        changed = datetime.fromtimestamp(sample.path.stat().st_mtime, UTC)
        lines.append(f'default_time = "{min(changed, datetime.now(UTC)):%Y-%m-%d}"')
    return [], "\n".join([*lines, ""]), _shown("reviews", named)


def _section(name: str, sample: Sample, named: dict[str, str]) -> list[str]:
    head = [f"[{name}]", f"file = {sample.pattern}"]
    return [*head, *(f"{key} = {quoted(column)}" for key, column in named.items())]


def _shown(name: str, named: dict[str, str]) -> list[tuple[str, str]]:
    return [(f"{name}.{key}", column) for key, column in named.items()]


def _is_status(value: Any) -> None:
    if status_of(str(value)) is None:
        raise ValueError
