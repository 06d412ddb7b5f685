"""Products as safe HTML. Pure functions: records in, markup out; the page decides where it goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.events import Card
from assistant.wording import format_money
from store.products import Product, Variant
from ui.labels import label
from ui.markup import image_address, tag, web_address, words

FEW = 5  # units in stock from which on the card says how many are left
PLACEHOLDER = (  # a hill under the sun: what the world takes for a picture
    '<svg viewBox="0 0 48 48" aria-hidden="true"><path d="M8 36l10-13 8 9 6-7 8 11z"/>'
    '<circle cx="31" cy="15" r="4"/></svg>'
)


def cards(shown: Sequence[Card], language: str, in_cart: Collection[str] = (), hidden: Collection[str] = ()) -> str:
    """The turn's list of products, in its order. `in_cart` and `hidden` are product ids. "" when nothing is shown."""
    if not shown:
        return ""
    items = "".join(card(one, language, one.product.id in in_cart, one.product.id in hidden) for one in shown)
    return tag("ul", items, class_="dg-cards", aria_label=label("products", language))


def card(shown: Card, language: str, in_cart: bool = False, hidden: bool = False) -> str:
    """One product: picture, title, brand, price, rating, stock, why it is here, and what can be done with it."""
    product = shown.product
    name = {"id": f"card-{shown.handle}", "data_product": product.id, "data_handle": shown.handle}
    if hidden:
        note = words("p", product.title, class_="dg-card-title") + words(
            "p", label("hidden", language), class_="dg-soft"
        )
        return tag("li", note, class_="dg-card is-hidden", **name)
    badge = words("span", f"−{percent_off(product)} %", class_="dg-badge") if percent_off(product) else ""
    body = (
        words("p", product.brand, class_="dg-brand")
        + tag("h3", title(product), class_="dg-card-title")
        + tag("div", prices(product, language) + stars(product, language), class_="dg-line")
        + stock_note(product, language)
        + why(shown)
        + more(product, language)
    )
    return tag(
        "li",
        tag("div", picture(product, language) + badge, class_="dg-picture")
        + tag("div", body, class_="dg-card-body")
        + actions(shown, language, in_cart),
        class_="dg-card",
        **name,
    )


def why(shown: Card) -> str:
    """The reason it is here; a long one is cut to what fits, and whole when pointed at."""
    return tag("p", words("span", shown.why, title=shown.why), class_="dg-why") if shown.why else ""


def title(product: Product) -> str:
    """The title, linked to the shop's own page of the product when it has a web address."""
    address = web_address(product.url)
    if not address:
        return words("span", product.title, title=product.title)
    return words("a", product.title, href=address, target="_blank", rel="noopener noreferrer", title=product.title)


def picture(product: Product, language: str) -> str:
    """The picture over a neutral placeholder, which shows when there is none or it does not load."""
    placeholder = tag("span", PLACEHOLDER, class_="dg-no-picture", role="img", aria_label=label("no_picture", language))
    address = image_address(product.image)
    if not address:
        return placeholder
    image = tag("img", alt=product.title, src=address, loading="lazy", decoding="async").removesuffix("</img>")
    return placeholder.replace(' role="img"', ' aria-hidden="true"') + image


def prices(product: Product, language: str) -> str:
    """The price shown first, "from" where variants differ, with the struck list price when it is reduced."""
    differ = len({variant.price.minor for variant in product.variants}) > 1
    prefix = words("small", label("from", language) + " ") if differ else ""
    now = tag("span", prefix + words("strong", format_money(product.price, language)), class_="dg-price")
    reduced = product.list_price
    if reduced is None or reduced.minor <= product.price.minor:
        return now
    before = format_money(reduced, language)
    struck = words("s", before, aria_label=label("was", language, price=before))
    return tag("span", now + " " + struck, class_="dg-prices is-reduced")


def percent_off(product: Product) -> int:
    """Whole percent below the list price, rounded down; 0 when not reduced."""
    reduced = product.list_price
    if reduced is None or reduced.minor <= product.price.minor:
        return 0
    return (reduced.minor - product.price.minor) * 100 // reduced.minor


def stars(product: Product, language: str) -> str:
    """The mean rating as a bar of five stars with the figure and the count; "" when nobody rated it."""
    if product.rating is None or product.rating_count == 0:
        return ""
    figure = f"{product.rating:.1f}"
    said = label("rating", language, rating=figure, count=product.rating_count)
    bar = tag("span", "★★★★★", class_="dg-stars", style=f"--share:{product.rating / 5:.0%}", aria_hidden="true")
    return tag(
        "span", bar + words("small", f"{figure} ({product.rating_count})", aria_hidden="true"), class_="dg-rating",
        role="img", aria_label=said,
    )  # fmt: skip


def stock_note(product: Product, language: str) -> str:
    if not product.in_stock:
        return words("p", label("out_of_stock", language), class_="dg-stock is-out")
    if product.stock <= FEW:
        return words("p", label("few_left", language, count=product.stock), class_="dg-stock is-few")
    return words("p", label("in_stock", language), class_="dg-stock")


def more(product: Product, language: str) -> str:
    """The fold-out with description and attributes; opening it is a click the shop learns from."""
    rows = "".join(
        words("dt", name.replace("_", " ")) + words("dd", ", ".join(values))
        for name, values in product.attributes.items()
        if values
    )
    content = (words("p", product.description) if product.description else "") + (tag("dl", rows) if rows else "")
    if not content:
        return ""
    head = words("summary", label("details", language))
    return tag("details", head + content, class_="dg-more", data_view=product.id)


def actions(shown: Card, language: str, in_cart: bool) -> str:
    """Add to cart with the choice of a variant, more like this, not for me."""
    product = shown.product
    add_words = label("added" if in_cart else "add", language)
    add = words(
        "button", add_words, type="button", class_=f"dg-add{' is-in' if in_cart else ''}", data_act="add",
        data_product=product.id, disabled=not product.in_stock, aria_label=f"{add_words}: {product.title}",
    )  # fmt: skip
    similar = words(
        "button", label("similar", language), type="button", class_="dg-quiet", data_act="say",
        data_text=label("similar_message", language, title=product.title),
        data_send=label("similar_sent", language, title=product.title, handle=shown.handle),
        aria_label=f"{label('similar', language)}: {product.title}",
    )  # fmt: skip
    hide = words(
        "button", label("hide", language), type="button", class_="dg-quiet", data_act="hide",
        data_product=product.id, aria_label=f"{label('hide', language)}: {product.title}",
    )  # fmt: skip
    return tag(
        "div",
        variant_choice(product, language) + add + tag("div", similar + hide, class_="dg-quiets"),
        class_="dg-actions",
    )


def variant_choice(product: Product, language: str) -> str:
    """A list of the product's variants; sold-out ones cannot be chosen. "" when there is only one."""
    if len(product.variants) == 1:
        return ""
    differ = len({variant.price.minor for variant in product.variants}) > 1
    chosen = product.offer.id
    choices = "".join(
        words(
            "option", variant_words(variant, language, differ), value=variant.id,
            selected=variant.id == chosen, disabled=variant.stock == 0,
        )
        for variant in product.variants
    )  # fmt: skip
    name = f"{label('choose', language)}: {product.title}"
    return tag("select", choices, class_="dg-variant", data_variant_of=product.id, aria_label=name)


def variant_words(variant: Variant, language: str, with_price: bool) -> str:
    parts = [options_words(variant.options) or variant.id]
    if with_price:
        parts.append(format_money(variant.price, language))
    if variant.stock == 0:
        parts.append(label("out_of_stock", language))
    return " · ".join(parts)


def options_words(options: Mapping[str, str]) -> str:
    """`M, blue`; a bare number says what it counts: `size 42, blue`."""
    return ", ".join(f"{name} {value}" if value[:1].isdigit() else value for name, value in options.items())
