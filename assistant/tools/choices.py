"""Which variant of a product a shopper means: only what they said decides, and what they did not say is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.tools import lines
from assistant.tools.conditions import preferences
from assistant.tools.registry import ToolContext, ToolResult
from assistant.wording import join, say
from store.products import Product, Variant

HEARD = 6  # messages back in which a shopper may have named a size
_SIZES = {
    "xs": ("extra small", "加小号"), "s": ("small", "小号"), "m": ("medium", "中号"), "l": ("large", "大号"),
    "xl": ("extra large", "加大号"),
}  # fmt: skip


class Unwilling(Exception):
    """A rule or an open question stands in the way; `result` says which. Nothing was written."""

    def __init__(self, result: ToolResult) -> None:
        super().__init__(result.text)
        self.result = result


def variant_of(ctx: ToolContext, product: Product, heard: Mapping[str, str]) -> Variant:
    """The one variant that the shopper's words leave; a choice they did not make is asked for, never guessed."""
    left = [variant for variant in product.variants if fits(variant, heard)]
    if not left:
        raise open_choice(ctx, product, product.variants, missing=_not_offered(product, heard))
    if len(left) > 1:
        raise open_choice(ctx, product, left)
    return left[0]


def _not_offered(product: Product, heard: Mapping[str, str]) -> str:
    """The value that the shopper named and no variant has; "" when each is there, only not together."""
    for name, values in product.options().items():
        said = heard.get(name.casefold(), "")
        if said and not any(_same_value(said, value) for value in values):
            return said
    return ""


def fits(variant: Variant, heard: Mapping[str, str]) -> bool:
    return all(
        _same_value(heard[name.casefold()], value)
        for name, value in variant.options.items()
        if name.casefold() in heard
    )


def _same_value(said: str, value: str) -> bool:
    return said.casefold() in spellings(value)


def spellings(value: str) -> set[str]:
    """How a shopper may write an option's value: `M` is medium too."""
    folded = value.casefold()
    words = {folded, *_SIZES.get(folded, ())}
    return words | {short for short, long in _SIZES.items() if folded in long}


def open_choice(ctx: ToolContext, product: Product, left: Sequence[Variant], missing: str = "") -> Unwilling:
    """The question that decides between variants: the first option in which they differ, with what is in stock.

    `missing` is what the shopper asked for and the product does not come in.
    """
    names = dict.fromkeys(name for variant in left for name in variant.options)
    differing = [name for name in names if len({variant.options.get(name) for variant in left}) > 1]
    option = differing[0] if differing else "variant"
    buyable = [variant for variant in left if variant.stock] or list(left)
    values = list(dict.fromkeys(variant.options.get(option, variant.id) for variant in buyable))
    language = ctx.session.language
    shown = join([lines.plain(value, 24) for value in values[:12]], language, "or")
    english = f"Which {lines.plain(option, 20)} would you like: {shown}?"
    question = say(language, english, f"请选择{lines.plain(option, 20)}：{shown}？")
    value = lines.plain(missing, 24)
    sorry = say(language, f"It does not come in {value}. ", f"没有{value}可选。") if missing else ""
    slots = {"needs": f"{sorry}{question}"}
    text = lines.compose(lines.needs(option, values), f"of: {lines.plain(product.title)}", lines.slots(slots))
    return Unwilling(ToolResult(text, slots=slots, data={"needs": option, "values": values}))


def refusal(rule: str, sentence: str) -> Unwilling:
    slots = {"rule": sentence}
    return Unwilling(ToolResult(lines.compose(lines.refused(rule), lines.slots(slots)), slots=slots))


def heard_options(ctx: ToolContext, given: Mapping[str, str]) -> dict[str, str]:
    """The options the shopper named. What only the model says counts when the shopper's own words bear it out.

    A direct caller brings no message: there the arguments are the shopper's words.
    """
    heard = {name.casefold(): value for name, value in ctx.reading.options.items()}
    for name, values in (("size", ctx.reading.said.sizes), ("colour", ctx.reading.said.colours)):
        if values:  # what this shop may have no word for
            heard.setdefault(name, values[0])
    said = " ".join([*(turn.message for turn in ctx.session.turns[-HEARD:]), ctx.reading.text]).casefold()
    sizes = {wish.value.casefold() for wish in preferences(ctx) if wish.kind == "size"}
    for name, value in given.items():
        direct = not ctx.reading.text
        if direct or spellings(value) & sizes or any(_says(said, spelling) for spelling in spellings(value)):
            heard.setdefault(name.casefold(), value)
    return heard


def _says(text: str, words: str) -> bool:
    """Whether the words stand in the text on their own: the s of "what's" is no size. Chinese has no spaces."""
    if not words.isascii():
        return words in text
    return re.search(rf"(?<![\w'’]){re.escape(words)}(?![\w'’])", text) is not None


def named(product: Product, variant: Variant) -> str:
    chosen = ", ".join(lines.plain(value, 24) for value in variant.options.values())
    return f"{lines.plain(product.title)}{f' ({chosen})' if chosen else ''}"
