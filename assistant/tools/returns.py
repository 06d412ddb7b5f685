"""Whether something may be sent back: the shop's rules, checked in code against the order's own dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.tools.lines import plain
from assistant.tools.speaking import status_words
from assistant.wording import format_date, say
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.store import Store

WINDOW = "return_window_days"  # shop setting: days after delivery in which a return may be asked for
EXCLUDED = "return_excluded_categories"  # shop setting: names of categories, comma-separated, that never come back


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rule` is the short name of the rule that decided; `sentence` says it with its dates. `done`: asked already."""

    allowed: bool
    rule: str
    sentence: str
    done: bool = False


def note_of(line: OrderLine, reason: str) -> str:
    """What the order's history keeps of a return: which product, and why."""
    return f"{line.product_id}: {plain(reason, 160)}"


def judge(order: Order, line: OrderLine, store: Store, now: datetime, language: str) -> Verdict:
    """Applies the rules in turn; the first that forbids decides."""
    title = plain(line.title or line.product_id)
    asked = _asked(order, line)
    if asked is not None:
        return _already(asked, title, now, language)
    delivered = order.reached(OrderStatus.DELIVERED)
    if delivered is None or order.status in {OrderStatus.CANCELLED, OrderStatus.SHIPPED}:
        state, number = status_words(order.status, language), plain(order.id)
        english = f"Only what was delivered can be returned, and order {number} {state}."
        return Verdict(
            False, "not delivered", say(language, english, f"只有已送达的商品可以退货，订单 {number} {state}。")
        )
    excluded = _excluded(store, line)
    if excluded:
        english = f"{title} cannot be returned: the shop takes nothing back from {excluded}."
        chinese = f"{title} 不能退货：{excluded} 类商品不支持退货。"
        return Verdict(False, "excluded category", say(language, english, chinese))
    days = store.settings.get(WINDOW)
    if days is None or not days.isdigit():
        english = "The shop has set no rule for returns; a colleague has to decide this one."
        return Verdict(False, "no return rule", say(language, english, "本店没有设置退货规则，需要由人工客服处理。"))
    return _within(delivered, int(days), title, now, language)


def _asked(order: Order, line: OrderLine) -> StatusChange | None:
    """The earlier request for this product, or for the whole order."""
    states = {OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED}
    others = tuple(f"{other.product_id}:" for other in order.lines if other.product_id != line.product_id)
    return next((one for one in order.history if one.status in states and not one.note.startswith(others)), None)


def _already(asked: StatusChange, title: str, now: datetime, language: str) -> Verdict:
    if asked.at == now and asked.status is OrderStatus.RETURN_REQUESTED:
        return _accepted(title, language, done=True)
    when = format_date(asked.at, language)
    english = f"A return of {title} was already asked for on {when}."
    return Verdict(False, "already returned", say(language, english, f"{title} 已于{when}申请退货。"))


def _excluded(store: Store, line: OrderLine) -> str:
    """The category of the product that the shop never takes back; "" when there is none."""
    names = {name.strip().casefold() for name in (store.settings.get(EXCLUDED) or "").split(",") if name.strip()}
    product = store.products.get(line.product_id)
    return next((plain(level) for level in product.category if level.casefold() in names), "") if product else ""


def _within(delivered: datetime, days: int, title: str, now: datetime, language: str) -> Verdict:
    """The last day counts in full, whatever the hour of the delivery."""
    last = delivered + timedelta(days=days)
    if now.date() <= last.date():
        return _accepted(title, language)
    came, ended = format_date(delivered, language), format_date(last, language)
    english = (
        f"Returns are taken within {days} days of delivery. "
        f"{title} was delivered on {came}, so its time ended on {ended}."
    )
    chinese = f"送达后 {days} 天内可以退货。{title} 于{came}送达，退货期已于{ended}结束。"
    return Verdict(False, "return window", say(language, english, chinese))


def _accepted(title: str, language: str, *, done: bool = False) -> Verdict:
    english = f"The return of {title} is registered with its order."
    return Verdict(True, "accepted", say(language, english, f"{title} 的退货申请已登记。"), done)
