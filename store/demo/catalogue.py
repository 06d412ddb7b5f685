"""The demo shop's products, as plain records: brands, lines and features dealt over the authored kinds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from store.demo.offers import Offer, best_offer, running_offers
from store.demo.pricing import base_price, variants
from store.demo.words import Brand, Feature, Kind, brands, colours, kinds, options
from store.products import Product

TODAY = date(2026, 11, 20)  # the day the demo shop's time ends at, unless the caller names another
CURRENCY = "USD"
WHOSE = {"women": "Women's", "men": "Men's", "kids": "Kids'", "baby": "Baby", "unisex": ""}
SHOP_AGE_DAYS = 730
PROPER = (
    "Supima", "Tencel", "Tritan", "Coolmax", "Teflon", "Colombia", "Ethiopia", "Guatemala", "Kenya", "Brazil",
    "Sumatra", "Peru", "Ghana", "Ecuador", "Madagascar", "Bluetooth", "Wi-Fi", "English", "German", "Nordic", "Qi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A product with what only its maker knows: its kind, its brand, how popular it is, the stars it got."""

    product: Product
    kind: Kind
    brand: Brand
    popularity: float  # relative, mean about 1, heavy-tailed
    stars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """The parts one product is dealt from its kind."""

    brand: Brand
    line: str
    feature: Feature
    chosen: Feature  # the correlated set of attributes
    audience: str
    colours: tuple[str, ...]


def products(seed: int, today: date = TODAY) -> list[Product]:
    """Every product of the shop in catalogue order; the same for the same arguments."""
    return [item.product for item in items(seed, today)]


def items(seed: int, today: date = TODAY) -> list[Item]:
    offers = running_offers(today)
    found: list[Item] = []
    titles: set[str] = set()
    for kind in kinds():
        rng = Random(f"{seed}:{kind.id}")
        for number, deal in enumerate(_deals(kind, rng), 1):
            item = _item(kind, deal, number, rng, today, offers)
            if item.product.title in titles:
                raise ValueError(f"two products are called {item.product.title!r}: give kind {kind.id} more features")
            titles.add(item.product.title)
            found.append(item)
    return found


def _deals(kind: Kind, rng: Random) -> list[Deal]:
    """`kind.count` deals: brands, features, audiences and colours in turn, no brand and line twice with one feature."""
    makers = [brand for brand in brands().values() if brand.focus & kind.focus]
    if not makers:
        raise ValueError(f"kind {kind.id}: no brand has the focus {sorted(kind.focus)}")
    rng.shuffle(makers)
    lines = {brand.name: rng.sample(brand.lines, len(brand.lines)) for brand in makers}
    names = rng.sample(kind.names, len(kind.names))
    features = rng.sample(kind.features, len(kind.features))
    palette = kind.palette[:4] + tuple(rng.sample(kind.palette[4:], max(0, len(kind.palette) - 4)))
    found: list[Deal] = []
    used: set[tuple[str, str, str]] = set()
    for at in range(kind.count):
        brand = makers[at % len(makers)]
        round_ = at // len(makers)
        of_brand = lines[brand.name]
        feature = features[at % len(features)]
        own = names[at:] + names[:at] if names else of_brand[round_:] + of_brand[:round_]
        line = next((name for name in own if (brand.name, name, feature.title) not in used), "")
        if not line:
            raise ValueError(f"kind {kind.id}: {brand.name} has too few lines for {kind.count} products")
        used.add((brand.name, line, feature.title))
        audience = kind.audiences[at % len(kind.audiences)] if kind.audiences else ""
        shades = 1 + (rng.random() < 0.7) + (rng.random() < 0.4) if kind.many_colours else 1
        found.append(
            Deal(
                brand,
                line,
                feature,
                kind.sets[rng.randrange(len(kind.sets))] if kind.sets else Feature("", "", {}),
                audience,
                tuple(dict.fromkeys(palette[(at + shade * 5) % len(palette)] for shade in range(shades))),
            )
        )
    return found


def _item(kind: Kind, deal: Deal, number: int, rng: Random, today: date, offers: list[Offer]) -> Item:
    product_id = f"{kind.id}-{number:02}"
    attributes, factor = _attributes(kind, deal, rng)
    created = today - timedelta(days=rng.randrange(5, SHOP_AGE_DAYS))
    popularity = math.exp(rng.gauss(-0.4, 0.9))
    stars = _stars(rng, popularity, (today - created).days)
    named = _slots(kind, deal, attributes)
    base = base_price(kind, deal.brand, rng) * factor * deal.feature.factor * deal.chosen.factor
    option, values = options(kind, deal.audience)
    product = Product(
        id=product_id,
        title=_title(kind, deal, named, rng),
        variants=variants(
            product_id,
            base,
            CURRENCY,
            option,
            values,
            deal.colours if len(deal.colours) > 1 else (),
            best_offer(offers, kind.category, deal.brand.name),
            rng,
        ),
        brand=deal.brand.name,
        category=kind.category,
        description=_description(kind, deal, named, rng),
        attributes=attributes,
        image=f"{product_id}.webp",
        rating=round(sum(stars) / len(stars), 2) if stars else None,
        rating_count=len(stars),
        created_at=datetime.combine(created, time(9, rng.randrange(60)), UTC),
    )
    return Item(product, kind, deal.brand, popularity, stars)


def _attributes(kind: Kind, deal: Deal, rng: Random) -> tuple[dict[str, tuple[str, ...]], float]:
    """The product's attributes, and what the drawn values do to its price."""
    found: dict[str, tuple[str, ...]] = {}
    factor = 1.0
    if deal.audience:
        found["audience"] = (deal.audience,)
    if kind.coloured:
        found["colour"] = deal.colours
        found["colour family"] = tuple(dict.fromkeys(colours()[name].family for name in deal.colours))
    for name, drawn in kind.attributes.items():
        choice = rng.choice(drawn)
        found[name] = _values(choice.value)
        factor *= choice.factor
    found["style"] = (deal.brand.style,)
    for bound in (deal.chosen.attributes, deal.feature.attributes):
        for name, value in bound.items():
            found[name] = _values(value)
    return found, factor


def _values(text: str) -> tuple[str, ...]:
    """`"Wool + Silk"` → ("wool", "silk"): facet values are lower case unless they are names or units."""
    return tuple(
        value[0].lower() + value[1:] if re.match(r"[A-Z][a-z]", value) and not value.startswith(PROPER) else value
        for value in (part.strip() for part in text.split(" + "))
    )


def _slots(kind: Kind, deal: Deal, attributes: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What a template may name: `{noun}`, `{brand}`, `{line}` and every attribute with _ for spaces."""
    slots = {name.replace(" ", "_").replace("-", "_"): " and ".join(values) for name, values in attributes.items()}
    return {**slots, "brand": deal.brand.name, "line": deal.line, "noun": kind.noun.lower()}


def _title(kind: Kind, deal: Deal, slots: dict[str, str], rng: Random) -> str:
    after = deal.feature.title[:1].islower()  # "with Lid" follows the noun, "Waterproof" precedes it
    words = {
        **{name: value[:1].upper() + value[1:] for name, value in slots.items()},
        "noun": kind.noun,
        "who": WHOSE.get(deal.audience, ""),
        "feature": "" if after else deal.feature.title,
        "tail": deal.feature.title if after else "",
    }
    title = re.sub(r" +(?=,|$)", "", re.sub(r" +", " ", kind.title.format(**words))).strip()
    if kind.coloured and len(deal.colours) == 1 and rng.random() < 0.6:
        title += f", {deal.colours[0].title()}"
    return title


def _description(kind: Kind, deal: Deal, slots: dict[str, str], rng: Random) -> str:
    """Two to four authored sentences: an opening, the feature, a detail of the attributes, and often a closing."""
    details = [text for text in kind.details if _named(text) <= slots.keys()]
    parts = [rng.choice(kind.openings), deal.feature.sentence, rng.choice(details or [""])]
    if kind.coloured and len(deal.colours) == 1 and rng.random() < 0.4:
        parts.append("Shown here in {colour}.")
    elif rng.random() < 0.6:
        parts.append(rng.choice(kind.closings))
    return " ".join(_sentence(part.format(**slots)) for part in parts if part)


def _sentence(text: str) -> str:
    """With a capital at the start of every sentence, and "an" where the value put in begins with a vowel."""
    text = re.sub(r"\b([Aa]) (?=(?:[aeio]|8 |8\d|11|18)(?!ne\b))", r"\1n ", text)
    return re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)


def _named(template: str) -> set[str]:
    """The slots a template asks for."""
    return set(re.findall(r"{(\w+)}", template))


def _stars(rng: Random, popularity: float, age_days: int) -> tuple[int, ...]:
    """One to five for each review: most products are liked, a few are not; popular and older ones have more."""
    count = int(popularity * 5 * min(1.0, (age_days + 30) / 300) * rng.uniform(0.5, 1.5))
    quality = min(4.9, max(2.6, rng.gauss(4.35, 0.4)))
    return tuple(max(1, min(5, round(rng.gauss(quality + 0.15, 0.85)))) for _ in range(min(count, 48)))
