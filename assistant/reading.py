"""What a message was read as: the notation between the reader, the tools and the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NO_ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


class Intent(StrEnum):
    """What the shopper wants. Each but the last five is served by the tool named beside it."""

    SEARCH = "search"  # search_products; also every refinement of the last search
    RECOMMEND = "recommend"  # recommend_for_me
    SIMILAR = "similar"  # find_similar
    DETAILS = "details"  # show_product
    COMPARE = "compare"  # compare_products
    BUNDLE = "bundle"  # build_bundle
    SWAP = "swap"  # change_bundle
    OVERVIEW = "overview"  # catalogue_overview
    PROMOTIONS = "promotions"  # list_promotions
    REVIEWS = "reviews"  # read_reviews
    CART_ADD = "cart_add"  # update_cart
    CART_REMOVE = "cart_remove"  # update_cart
    CART_SHOW = "cart_show"  # show_cart
    ORDER_STATUS = "order_status"  # order_status
    RETURN = "return"  # start_return
    POLICY = "policy"  # shop_policy
    REMEMBER = "remember"  # remember
    FORGET = "forget"  # forget
    HIDE = "hide"  # hide_product
    PERSON = "person"  # hand_off
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"


class Sort(StrEnum):
    RELEVANCE = ""
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    RATING = "rating"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Hard conditions. Values are the shop's own words; prices are minor units of the shop's currency."""

    price_min: int | None = None
    price_max: int | None = None
    brands: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_ATTRIBUTES)
    not_attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_ATTRIBUTES)
    not_words: tuple[str, ...] = ()
    rating_min: float | None = None
    in_stock: bool = False
    on_offer: bool = False
    sort: Sort = Sort.RELEVANCE

    def is_empty(self) -> bool:
        return self == Constraints()


def conditions(constraints: Constraints) -> frozenset[str]:
    """Which of price, brand, colour and not_brand are set."""
    coloured = any(name.casefold().startswith(("colour", "color", "颜色")) for name in constraints.attributes)
    is_set = {
        "price": constraints.price_min is not None or constraints.price_max is not None,
        "brand": bool(constraints.brands),
        "colour": coloured,
        "not_brand": bool(constraints.not_brands),
    }
    return frozenset(name for name, there in is_set.items() if there)


@dataclass(frozen=True, slots=True)
class Said:
    """The wanted variant in the shopper's own words, which the shop may not know: never a condition."""

    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()  # letters, numbers, measures with their units
    pack: int | None = None  # pieces in a pack or a set
    kind: tuple[str, ...] = ()  # the words that name the product, in the singular


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read in its context.

    `query` and `constraints` are already merged with what still holds from earlier turns ("in red" keeps the rest), so
    a search needs nothing else. `refs` are handles of shown products ("the second one" → ("p2",)), in the order named.
    `confidence` is the reader's, 0 to 1, in the first intent.
    """

    text: str
    language: str = "en"
    intents: tuple[Intent, ...] = (Intent.UNCLEAR,)  # strongest first
    confidence: float = 0.0
    query: str = ""  # product words, in the shopper's words
    constraints: Constraints = field(default_factory=Constraints)
    refs: tuple[str, ...] = ()
    quantity: int = 1
    options: Mapping[str, str] = field(default_factory=lambda: NO_OPTIONS)  # {"size": "M"} for the cart
    budget: int | None = None  # minor units, for a bundle
    order_id: str = ""
    topic: str = ""  # of a shop question: "returns", "shipping", "payment", "warranty", …
    goal: str = ""  # of a bundle: "camping weekend"
    remember: tuple[str, str] | None = None  # kind and value, as in store.customers.Preference
    continues: bool = False  # whether it refines the last search rather than opening a new one
    unknown_brand: str = ""  # named as a brand, and none of the shop's
    recipient: str = ""  # of a gift: "mother"
    occasion: str = ""  # of a gift: "birthday"
    more: bool = False  # whether others than those shown are wanted
    said: Said = field(default_factory=Said)
    photo: bool = False  # whether it wants what looks like the photo that came with it

    @property
    def intent(self) -> Intent:
        return self.intents[0]
