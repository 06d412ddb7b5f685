"""What the reader may know of the conversation besides the message itself."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low

from assistant.reading import Intent, Reading


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A product the shopper has seen: what words may refer to. `price` is in minor units."""

    handle: str
    title: str
    brand: str = ""
    category: tuple[str, ...] = ()
    price: int = 0
    colour: str = ""
    rating: float | None = None
    role: str = ""  # its place in the bundle, when it has one


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`shown` is the current list in order, `known` everything shown so far, `lists` earlier lists, newest first."""

    shown: tuple[ShownItem, ...] = ()
    known: tuple[ShownItem, ...] = ()
    lists: tuple[tuple[str, ...], ...] = ()
    last: Reading | None = None  # the last reading that searched
    bundle: tuple[str, ...] = ()  # handles of the bundle proposed last
    pair: tuple[str, ...] = ()  # handles last named together: what "both" and "the other one" mean
    before: Intent | None = None  # what the message before was served as
    focus: str = ""  # the handle of the one product that was just spoken of: what "it" means
    cart: tuple[ShownItem, ...] = ()
    currency: str = "USD"
    language: str = "en"
    photo: bool = False  # whether a photo came with the message: what "this" means, and conditions are said of

    @property
    def bundle_shown(self) -> bool:
        """Whether the bundle is the current list."""
        return bool(self.bundle) and self.bundle == tuple(item.handle for item in self.shown)

    def item(self, handle: str) -> ShownItem | None:
        """The shown item under a handle; None when there is none."""
        return next((item for item in (*self.shown, *self.known, *self.cart) if item.handle == handle), None)

    def median_price(self) -> int | None:
        """The lower median price of the current list, minor units; None when nothing is shown."""
        prices = [item.price for item in self.shown]
        return median_low(prices) if prices else None
