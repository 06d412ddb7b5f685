"""What sets two products apart, computed from their records: price, rating, brand and the attributes that differ."""

from __future__ import annotations

from assistant.tools.lines import plain
from assistant.wording import chinese, format_money, join, say
from store.money import Money
from store.products import Product

MOST_ATTRIBUTES = 4
_VALUE_LENGTH = 40


def differences(a: Product, b: Product, language: str = "en") -> str:
    """How `a` and `b` differ, without a closing mark; values stand in the order a, b. Equal records are called alike.

    `Trail Runner ($49.00) costs $20.00 less than Road Flyer ($69.00); rating: 4.5 against 4.1; heel: flat against high`
    """
    names = plain(a.title), plain(b.title)
    if names[0] == names[1]:
        names = say(language, "the first", "第一款"), say(language, "the second", "第二款")
    parts = [_rating(a, b, language), _stock(a, b, language)]
    parts += [_pair(name, first, second, language) for name, first, second in _differing(a, b)[:MOST_ATTRIBUTES]]
    said = [part for part in parts if part]
    price = _price(a, b, names, language)
    if not price and not said:
        alike = f"{names[0]} and {names[1]} are alike in all we have on record"
        return say(language, alike, f"{names[0]}和{names[1]}的资料相同")
    opening = price or say(language, f"{names[0]} and {names[1]} cost the same", f"{names[0]}和{names[1]}价格相同")
    return say(language, "; ", "；").join([opening, *said])


def differing_fields(a: Product, b: Product) -> list[str]:
    """The names of what differs, for the model to choose its words by: `["price", "rating", "material"]`."""
    fields = ["price"] if a.price != b.price else []
    fields += ["rating"] if _stars(a) != _stars(b) else []
    fields += ["stock"] if a.in_stock != b.in_stock else []
    return fields + [plain(name, 24) for name, _, _ in _differing(a, b)[:MOST_ATTRIBUTES]]


def _price(a: Product, b: Product, names: tuple[str, str], language: str) -> str:
    if a.price.currency != b.price.currency or a.price == b.price:
        return ""
    gap = format_money(Money(abs(a.price.minor - b.price.minor), a.price.currency), language)
    first, second = format_money(a.price, language), format_money(b.price, language)
    cheaper = a.price.minor < b.price.minor
    if chinese(language):
        return f"{names[0]}（{first}）比{names[1]}（{second}）{'便宜' if cheaper else '贵'}{gap}"
    return f"{names[0]} ({first}) costs {gap} {'less' if cheaper else 'more'} than {names[1]} ({second})"


def _stars(product: Product) -> str:
    return "" if product.rating is None else f"{product.rating:.1f}"


def _rating(a: Product, b: Product, language: str) -> str:
    first, second = _stars(a), _stars(b)
    if first == second:
        return ""
    unrated = say(language, "unrated", "暂无评分")
    return _pair(say(language, "rating", "评分"), first or unrated, second or unrated, language)


def _stock(a: Product, b: Product, language: str) -> str:
    if a.in_stock == b.in_stock:
        return ""
    words = [say(language, "in stock", "有货") if one.in_stock else say(language, "sold out", "售罄") for one in (a, b)]
    return _pair(say(language, "stock", "库存"), words[0], words[1], language)


def _pair(name: str, first: str, second: str, language: str) -> str:
    label = plain(name.replace("_", " "), 24)
    return say(language, f"{label}: {first} against {second}", f"{label}：{first} / {second}")


def _differing(a: Product, b: Product) -> list[tuple[str, str, str]]:
    """(name, value of a, value of b) for what both have and differs, in a's order; options count as attributes.

    Two names for one difference ("colour", "colour family") are told once.
    """
    first, second = _facts(a), _facts(b)
    told: dict[tuple[str, str], str] = {}
    for name, values in first.items():
        if name in second and {v.casefold() for v in values} != {v.casefold() for v in second[name]}:
            told.setdefault((_short(values), _short(second[name])), name)
    return [(name, *pair) for pair, name in told.items()]


def _facts(product: Product) -> dict[str, tuple[str, ...]]:
    facts: dict[str, tuple[str, ...]] = {"brand": (product.brand,)} if product.brand else {}
    for name, values in [*product.attributes.items(), *product.options().items()]:
        if values:
            facts.setdefault(name.casefold(), tuple(values))
    return facts


def _short(values: tuple[str, ...]) -> str:
    return plain(join([plain(value, 24) for value in values[:4]]), _VALUE_LENGTH)
