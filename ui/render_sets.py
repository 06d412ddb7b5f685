"""Sets of products and carts as safe HTML. Pure functions."""

from __future__ import annotations

from assistant.events import BundleItem, BundleShown, CartLineShown, CartShown
from assistant.wording import format_money
from store.money import Money
from ui.labels import label
from ui.markup import tag, words
from ui.render import options_words, picture, title, why


def total_line(name: str, total: Money, language: str) -> str:
    """`Total $120.00`, as a `name` element."""
    amount = words("strong", format_money(total, language))
    return tag(name, words("span", label("total", language)) + amount, class_="dg-sum")


def bundle(shown: BundleShown, language: str) -> str:
    """The set in one row, joined by plus signs, with its total, saving and what is left of the budget."""
    heading = label("bundle_for", language, goal=shown.goal) if shown.goal else label("bundle", language)
    items = "".join(bundle_item(item, language) for item in shown.items)
    facts = total_line("span", shown.total, language) + saving(shown, language) + left(shown, language)
    add_all = words("button", label("add_all", language), type="button", class_="dg-add", data_act="add_bundle")
    foot = tag("div", tag("div", facts, class_="dg-facts") + add_all, class_="dg-bundle-foot")
    row = tag("ol", items, class_="dg-bundle-items")
    return tag("section", words("h3", heading) + row + foot, class_="dg-bundle", aria_label=heading)


def saving(shown: BundleShown, language: str) -> str:
    if shown.saving.minor <= 0:
        return ""
    amount = format_money(shown.saving, language)
    return words("span", label("saving", language, amount=amount), class_="dg-saving")


def left(shown: BundleShown, language: str) -> str:
    """How far the total is under, or over, the budget; "" without one."""
    if shown.budget is None:
        return ""
    rest = shown.budget - shown.total
    key = "under_budget" if rest.minor >= 0 else "over_budget"
    amount = format_money(Money(abs(rest.minor), rest.currency), language)
    said = label(key, language, amount=amount, budget=format_money(shown.budget, language))
    return words("span", said, class_=f"dg-left is-{key.replace('_', '-')}")


def bundle_item(item: BundleItem, language: str) -> str:
    product = item.card.product
    chosen = next((variant for variant in product.variants if variant.id == item.variant_id), product.offer)
    options = options_words(chosen.options)
    return tag(
        "li",
        tag("div", picture(product, language), class_="dg-picture")
        + words("p", item.role, class_="dg-brand")
        + tag("p", title(product), class_="dg-card-title")
        + (words("p", options, class_="dg-soft") if options else "")
        + words("strong", format_money(item.price, language))
        + why(item.card),
        id=f"card-{item.card.handle}",
        data_product=product.id,
    )


def cart(shown: CartShown, language: str) -> str:
    """The cart's lines with quantities that can be changed, and the total."""
    if not shown.lines:
        return words("p", label("cart_empty", language), class_="dg-soft dg-empty")
    lines = "".join(cart_line(line, language) for line in shown.lines)
    return tag("ul", lines, class_="dg-cart") + total_line("p", shown.total, language)


def cart_line(line: CartLineShown, language: str) -> str:
    product = line.product
    options = options_words(line.options)
    amount = words("strong", format_money(line.price * line.quantity, language))
    steps = (
        quantity_button(line, "−", line.quantity - 1, "fewer", language)
        + words("output", str(line.quantity))
        + quantity_button(line, "+", line.quantity + 1, "more", language)
    )
    about = (
        words("p", product.title, class_="dg-card-title")
        + (words("p", options, class_="dg-soft") if options else "")
        + tag("div", tag("span", steps, class_="dg-quantity") + amount, class_="dg-line")
        + quantity_button(line, label("remove", language), 0, "remove_title", language, "dg-quiet")
    )
    image = tag("div", picture(product, language), class_="dg-picture")
    return tag("li", image + tag("div", about, class_="dg-cart-about"), data_product=product.id)


def quantity_button(
    line: CartLineShown, mark: str, quantity: int, key: str, language: str, look: str | None = None
) -> str:
    """A button that sets the line to `quantity`; `key` is its name for those who cannot see the mark."""
    return words(
        "button", mark, type="button", class_=look, data_act="quantity", data_product=line.product.id,
        data_variant=line.variant_id, data_quantity=str(quantity),
        aria_label=label(key, language, title=line.product.title),
    )  # fmt: skip
