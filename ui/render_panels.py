"""What stands around the conversation: the head with the persona switch, the cart, the memory, the welcome."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.events import Card, CartShown
from store.customers import Customer, Preference
from ui.labels import ENGLISH, label, label_or
from ui.markup import prose, tag, words
from ui.render_sets import cart

ICONS = {
    act: f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'
    for act, path in {
        "new": "M12 5v14M5 12h14",
        "theme": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
        "panel-memory": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
        "photo": "M4 8h3l2-3h6l2 3h3v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
        "panel-cart": "M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1",
    }.items()
}
OPENERS = ("opener_recommend", "opener_warm", "opener_bundle", "opener_gift", "opener_offers", "opener_order")


def head(shop: str, personas: Sequence[Customer], customer: Customer | None, language: str) -> str:
    """Name of the shop, who is shopping, and the buttons of the page. No persona, no switch."""
    brand = tag("div", tag("span", "导", class_="dg-mark", aria_hidden="true") + words("h1", shop), class_="dg-shop")
    return tag(
        "div",
        brand + switch(personas, customer, language) + buttons(language),
        class_="dg-head",
    )


def switch(personas: Sequence[Customer], customer: Customer | None, language: str) -> str:
    if not personas:
        return tag("div", class_="dg-who")
    current = customer.id if customer else ""
    choices = words("option", label("guest", language), value="", selected=not current) + "".join(
        words("option", persona.name or persona.id, value=persona.id, selected=persona.id == current)
        for persona in personas
    )
    about = customer.about if customer else label("guest_about", language)
    name = label("shopping_as", language)
    return tag(
        "div",
        tag("label", words("span", name) + tag("select", choices, data_act="persona", aria_label=name))
        + words("p", about, class_="dg-about", title=about),
        class_="dg-who",
    )


def buttons(language: str) -> str:
    def button(key: str, act: str) -> str:
        name = label(key, language)
        return tag("button", ICONS[act], type="button", class_="dg-icon", data_act=act, aria_label=name, title=name)

    asked = (("new_chat", "new"), ("theme", "theme"), ("about_you", "panel-memory"), ("cart", "panel-cart"))
    return tag("div", "".join(button(key, act) for key, act in asked), class_="dg-buttons")


def photo_button(language: str, limit: int) -> str:
    """What attaches a photo of at most `limit` bytes to the next message; out of sight until the shop is open."""
    megabytes = limit // 1_000_000
    name, remove = label("photo_attach", language, megabytes=megabytes), label("photo_remove", language)
    choose = tag("button", ICONS["photo"], type="button", class_="dg-icon dg-attach", aria_label=name, title=name)
    file = tag(
        "input", type="file", accept="image/jpeg,image/png,image/gif,image/webp", hidden=True, aria_label=name
    ).removesuffix("</input>")
    drop = words("button", "×", type="button", class_="dg-icon dg-detach", aria_label=remove, title=remove, hidden=True)
    said = words("span", "", class_="dg-photo-said", role="status")
    return tag(
        "div", choose + file + drop + said, class_="dg-photo", hidden=True, data_limit=str(limit),
        data_chosen=label("photo_chosen", language), data_large=label("photo_large", language, megabytes=megabytes),
    )  # fmt: skip


def cart_panel(shown: CartShown, language: str) -> str:
    count = sum(line.quantity for line in shown.lines)
    return panel("cart", label("cart", language), cart(shown, language), language, count)


def memory_panel(preferences: Sequence[Preference], customer: Customer | None, language: str) -> str:
    """Everything remembered about the shopper: what, where it came from, and a button that forgets it."""
    items = "".join(memory(one, language) for one in preferences)
    content = (
        tag("ul", items, class_="dg-memory") if items else words("p", label("about_empty", language), class_="dg-soft")
    )
    if customer is None:
        content += words("p", label("about_guest", language), class_="dg-soft")
    return panel("memory", label("about_you", language), content, language, len(preferences))


def memory(one: Preference, language: str) -> str:
    kind = label_or(f"kind_{one.kind}", "kind_note", language)
    origin = (
        label("from_orders", language)
        if one.origin == "order history"
        else label("told", language, origin=one.origin)
        if one.origin
        else ""
    )
    forget = words(
        "button", label("forget", language), type="button", class_="dg-quiet", data_act="forget", data_kind=one.kind,
        data_value=one.value, aria_label=label("forget_title", language, value=f"{kind} {one.value}"),
    )  # fmt: skip
    said = tag("p", words("span", kind, class_="dg-soft") + " " + words("strong", one.value))
    return tag("li", tag("div", said + words("p", origin, class_="dg-soft")) + forget, data_kind=one.kind)


def panel(name: str, heading: str, content: str, language: str, count: int) -> str:
    close = words(
        "button",
        "×",
        type="button",
        class_="dg-icon dg-close",
        data_act="panel-close",
        aria_label=label("close", language),
    )
    number = words("span", str(count), class_="dg-count") if count else ""
    top = tag("header", tag("h2", words("span", heading) + number) + close)
    return tag("section", top + content, class_="dg-panel", id=f"dg-{name}", aria_label=heading, data_count=str(count))


def welcome(shop: str, customer: Customer | None, language: str) -> str:
    """What stands in an empty conversation: a greeting and ready-made openers."""
    name = customer.name.split()[0] if customer and customer.name.strip() else ""
    greeting = label("welcome_name", language, name=name) if name else label("welcome", language)
    text = words("p", label("welcome_text", language, shop=shop))
    openers = chips([label(key, language) for key in OPENERS], label("openers", language))
    return tag("div", words("h2", greeting) + text + openers, class_="dg-welcome")


def chips(texts: Sequence[str], name: str) -> str:
    """Messages that one tap sends. "" when there are none."""
    if not texts:
        return ""
    items = "".join(
        tag("li", words("button", text, type="button", class_="dg-chip", data_act="say", data_text=text))
        for text in texts
    )
    return tag("ul", items, class_="dg-chips", aria_label=name)


def status(key: str, language: str) -> str:
    """The one line that says what is happening right now; a tool nobody named reads as thinking."""
    known = key if f"status_{key}" in ENGLISH else "thinking"
    dots = tag("span", class_="dg-dots", aria_hidden="true")
    return tag("p", dots + words("span", label(f"status_{known}", language)), class_="dg-status", role="status")


def answer(text: str, cards: Sequence[Card]) -> str:
    """What the assistant says; the products it names point to their cards."""
    titles = {card.product.title: card.handle for card in cards}
    return tag("div", prose(text, titles), class_="dg-answer") if text.strip() else ""
