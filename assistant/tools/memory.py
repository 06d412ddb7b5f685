"""What the assistant keeps of a shopper's wishes, in their own words, and forgets when asked."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from assistant.tools.arguments import LONGEST, Text
from assistant.tools.conditions import preferences
from assistant.tools.lines import compose, ok, plain
from assistant.tools.lines import slots as slots_line
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.wording import count, say
from store.customers import Preference

Kind = Literal["brand", "not_brand", "colour", "size", "category", "price", "attribute", "note"]
Unwanted = Literal["brand", "not_brand", "colour", "size", "category", "price", "attribute", "note", "all"]
KINDS: tuple[str, ...] = get_args(Kind)
_CARD_NUMBER = re.compile(r"(?:\d[ -]?){12,}")
_SECRET = re.compile(r"\b(?:password|passcode|pin code|cvv|密码)\b|密码", re.IGNORECASE)
_EVERYTHING = re.compile(r"\b(?:everything|all|anything)\b|所有|全部|一切", re.IGNORECASE)
_WORDS = {
    "brand": ("you like {}", "您喜欢{}"),
    "not_brand": ("you do not want to see {}", "您不想看到{}"),
    "colour": ("your colour is {}", "您喜欢的颜色是{}"),
    "size": ("your size is {}", "您的尺码是{}"),
    "category": ("you are interested in {}", "您对{}感兴趣"),
    "price": ("your price is {}", "您的预算是{}"),
    "attribute": ("you prefer {}", "您偏好{}"),
    "note": ("{}", "{}"),
}


def _read_wish(ctx: ToolContext) -> dict[str, Any]:
    wish = ctx.reading.remember
    return {} if wish is None else {"kind": wish[0], "value": wish[1]}


@define(Access.WRITE, _read_wish, ("kind", "value"))
def remember(ctx: ToolContext, kind: Kind = "note", value: Text = "") -> ToolResult:
    """Keep a lasting wish of the shopper, such as their size or a brand to leave out. Say {saved}."""
    if not value:
        raise ToolError(f"value: what to remember; kind: one of {', '.join(KINDS)}")
    if _CARD_NUMBER.search(value) or _SECRET.search(value):
        raise ToolError("card numbers and passwords are never kept: tell the shopper so")
    spelling = _spelling(ctx, kind, value)
    origin = ctx.reading.text.strip()[:LONGEST] or value
    wish = Preference(ctx.session.customer_id, kind, spelling, origin, ctx.now)
    known = bool(ctx.session.customer_id)
    if known:
        ctx.shop.store.customers.remember(wish)
    else:
        others = [kept for kept in ctx.session.preferences if (kept.kind, kept.value) != (kind, spelling)]
        ctx.session.preferences[:] = [*others, wish]
    slots = {"saved": _saved(wish, known, ctx.session.language)}
    text = compose(ok(f"{'kept' if known else 'kept for this visit'}: {kind} {plain(spelling)}"), slots_line(slots))
    return ToolResult(text, slots=slots, data={"kind": kind, "value": spelling, "kept": known})


def _spelling(ctx: ToolContext, kind: str, value: str) -> str:
    """The shop's own spelling where it has one, so that filters find it."""
    vocabulary = ctx.shop.index.vocabulary
    if kind in {"brand", "not_brand"}:
        return vocabulary.brand(value) or value
    return (vocabulary.category(value) or value) if kind == "category" else value


def _saved(wish: Preference, known: bool, language: str) -> str:
    words = say(language, *_WORDS[wish.kind]).format(plain(wish.value))
    if known:
        return say(language, f"I will remember that: {words}.", f"我记住了：{words}。")
    return say(
        language,
        f"I will keep that in mind for this visit: {words}. Sign in and I can remember it for next time.",
        f"本次访问中我会记住：{words}。登录后可以长期保存。",
    )


def _read_unwanted(ctx: ToolContext) -> dict[str, Any]:
    """What the reader understood to be forgotten; neither kind nor value means everything."""
    wish = ctx.reading.remember
    if wish is None:
        return {}
    return {"kind": wish[0] or (None if wish[1] else "all"), "value": wish[1]}


@define(Access.WRITE, _read_unwanted, ("kind", "value"))
def forget(ctx: ToolContext, kind: Unwanted | None = None, value: Text = "") -> ToolResult:
    """Delete what is remembered: one value, all of a kind, or kind "all" for everything. Say {saved}."""
    if kind is None and not value and _EVERYTHING.search(ctx.reading.text):
        kind = "all"
    kept = preferences(ctx)
    if kind is None and not value:
        held = ", ".join(f"{wish.kind} {plain(wish.value, 30)}" for wish in kept[:8]) or "nothing"
        raise ToolError(f'say what to forget, or kind "all"; remembered: {held}')
    going = [wish for wish in kept if _meant(wish, kind, value)]
    for wish in going:
        _delete(ctx, wish)
    language = ctx.session.language
    slots = {
        "saved": say(language, "Done, I have forgotten that.", "好的，我已经忘记了。")
        if going
        else say(language, "I had nothing like that on record.", "我没有保存过这样的信息。")
    }
    return ToolResult(compose(ok(f"forgot {count(len(going), 'thing')}"), slots_line(slots)), slots=slots)


def _meant(wish: Preference, kind: str | None, value: str) -> bool:
    """A value may be said in other words than were kept; a note is what shoppers call anything they once said."""
    if kind == "all":
        return True
    said, held = value.casefold(), wish.value.casefold()
    same_value = not said or said in held or held in said
    return same_value and (kind in {None, wish.kind} or (kind == "note" and bool(said)))


def _delete(ctx: ToolContext, wish: Preference) -> None:
    if ctx.session.customer_id:
        ctx.shop.store.customers.forget(ctx.session.customer_id, wish.kind, wish.value)
    else:
        ctx.session.preferences.remove(wish)
