"""Simulated shoppers: what they say, with typos and detours, and how it was read, rightly or not."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from assistant.reading import Constraints, Intent, Reading, Sort
from assistant.shop_lm import catalogue
from assistant.shop_lm.fake_tools import FakeShop
from assistant.shop_lm.grammar import expand

UTTERANCES: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "utterances.toml").read_text(encoding="utf-8"))

# How often each kind of message comes up, once it can: kinds in `ABOUT_SHOWN` need products on the page, "swap" a set.
WEIGHTS: dict[str, float] = {
    "search": 20, "refine": 12, "recommend": 8, "similar": 5, "details": 5, "compare": 6, "bundle": 5, "overview": 3,
    "promotions": 3, "reviews": 5, "cart_add": 8, "cart_remove": 3, "cart_show": 3, "order_status": 5, "return": 5,
    "policy": 4, "remember": 3, "forget": 2, "person": 4, "greeting": 3, "thanks": 2, "goodbye": 1.5, "off_topic": 5,
    "unclear": 3, "vague": 3, "search_cart": 2, "remember_search": 2, "compare_cart": 1.5, "status_return": 1,
    "swap": 3, "hide": 3, "crossed": 1.5,
}  # fmt: skip
ABOUT_SHOWN = frozenset(
    {"refine", "similar", "details", "compare", "reviews", "cart_add", "compare_cart", "swap", "hide"}
)
SET_TALK = 15  # sets are seldom on the page; once one is, that much more of what is said is about it
INTENTS: dict[str, tuple[Intent, ...]] = {
    "refine": (Intent.SEARCH,),
    "vague": (Intent.SEARCH,),
    "crossed": (Intent.SEARCH,),
    "search_cart": (Intent.SEARCH, Intent.CART_ADD),
    "remember_search": (Intent.REMEMBER, Intent.SEARCH),
    "compare_cart": (Intent.COMPARE, Intent.CART_ADD),
    "status_return": (Intent.ORDER_STATUS, Intent.RETURN),
}
# Pairs of intents that are both served; any other second intent is a guess of the reader's, and only the first counts.
_BOTH = [set(pair) for kind, pair in INTENTS.items() if len(pair) == 2]
DIRECT = (Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.OFF_TOPIC, Intent.UNCLEAR)
# Intents that a reader may miss and a model still can tell: here by the product words, which are read apart from it.
OVERHEARD = frozenset({"search"})
T = TypeVar("T")
_PRICES, _PRICES_ZH = ("{}", "${}", "{} dollars", "€{}", "{} bucks"), ("{}元", "{}块")
_KEYBOARD = "qwertyuiop asdfghjkl zxcvbnm"


@dataclass(frozen=True, slots=True)
class Said:
    """One message: how it was read, what it is really about, and the handles it really means."""

    kind: str
    reading: Reading
    intents: tuple[Intent, ...]
    named: tuple[str, ...]
    thing: str
    unread: bool = False  # the reading missed which products are meant; the model must find them


def served(intents: tuple[Intent, ...], reading: Reading) -> tuple[Intent, ...]:
    """The intents that are acted on: a second one only where message or reading bears it out, as in the template."""
    if len(intents) < 2 or intents[0] in DIRECT or intents[1] in DIRECT:
        return intents
    cart = any(word in reading.text.lower() for word in ("cart", "basket", "购物车"))
    match intents:
        case (Intent.SEARCH | Intent.COMPARE, Intent.CART_ADD):
            return intents if cart else intents[:1]
        case (Intent.REMEMBER, Intent.SEARCH):
            return intents
        case (Intent.SEARCH, Intent.REMEMBER):
            return intents if reading.remember else intents[:1]
    return intents[:1]


class Shopper:
    """Says one message after the other to a pseudo-shop."""

    def __init__(self, rng: random.Random, language: str, shop: FakeShop, *, held_out: bool) -> None:
        self._rng, self.language, self._shop = rng, language, shop
        self._patterns: Mapping[str, Sequence[str]] = UTTERANCES[language]
        if held_out:
            self._patterns = UTTERANCES[language]["held_out"]
        self._zh = language == "zh"
        self._thing = self._any(catalogue.THINGS_ZH if self._zh else catalogue.THINGS)
        self._wanted = Constraints()

    def next(self) -> Said:
        """The next message, of a kind that makes sense now; now and then of one that does not."""
        strange = self._rng.random() < 0.04
        kinds = [kind for kind in WEIGHTS if self._makes_sense(kind) or strange]
        weights = [WEIGHTS[kind] * (SET_TALK if kind == "swap" and self._shop.set_shown else 1) for kind in kinds]
        kind = self._rng.choices(kinds, weights)[0]
        if kind in ("search", "search_cart", "remember_search", "vague", "crossed"):
            self._thing = self._any(catalogue.THINGS_ZH if self._zh else catalogue.THINGS)
        phrase, named, order = self._reference(kind)
        intents = INTENTS.get(kind) or (Intent(kind),)
        if kind == "search" and self._rng.random() < 0.1:
            intents = (Intent.SEARCH, self._any((Intent.GREETING, Intent.THANKS)))  # "hello, do you have tents"
        elif len(intents) > 1 and self._rng.random() < 0.3:
            intents = self._mixed(intents)
        refs = tuple(named)
        unread = bool(named and order and kind not in ("compare_cart", "swap") and self._rng.random() < 0.15)
        text = self._text(kind, phrase)
        if kind == "swap" and phrase["ref"] not in text.lower():
            refs = ()  # about the set as a whole
        reading = self._reading(text, kind, intents, () if unread else refs)
        return Said(kind, reading, served(intents, reading), refs, self._thing, unread)

    def _makes_sense(self, kind: str) -> bool:
        return self._shop.set_shown if kind == "swap" else bool(self._shop.shown) or kind not in ABOUT_SHOWN

    # ---- which products are meant

    def _reference(self, kind: str) -> tuple[dict[str, str], list[str], bool]:
        """Words for products, their handles, and whether the words say which (so that a model can tell)."""
        handles = [line.handle for line in self._shop.shown]
        if not handles or kind not in {*ABOUT_SHOWN, "cart_remove"} or kind == "refine":
            vague = ("它", "那个") if self._zh else ("it", "that one", "the first one")
            return {"ref": self._any(vague)}, [], False
        if kind in ("compare", "compare_cart"):
            return self._pair(handles)
        place = self._rng.randrange(len(handles))
        if self._rng.random() < 0.25:
            this = ("它", "这个") if self._zh else ("it", "that one", "this one")
            return {"ref": self._any(this)}, handles[:1], False
        return {"ref": self._place(place, len(handles))}, [handles[place]], True

    def _pair(self, handles: list[str]) -> tuple[dict[str, str], list[str], bool]:
        if len(handles) < 2:
            return {"ref2": "这两个" if self._zh else "them"}, handles, False
        if self._rng.random() < 0.5:
            top = ("前两个", "前两款") if self._zh else ("the first two", "the top two", "the first 2")
            return {"ref2": self._any(top)}, handles[:2], True
        one, two = sorted(self._rng.sample(range(len(handles)), 2))
        words = (self._place(one, len(handles)), "和" if self._zh else " and ", self._place(two, len(handles)))
        return {"ref2": "".join(words)}, [handles[one], handles[two]], True

    def _place(self, place: int, count: int) -> str:
        if self._zh:
            return self._any((f"第{'一二三四五六'[place]}个", f"第{place + 1}个", f"第{'一二三四五六'[place]}款"))
        ordinal = ("first", "second", "third", "fourth", "fifth", "sixth")[place]
        short = ("1st", "2nd", "3rd", "4th", "5th", "6th")[place]
        words = [f"the {ordinal} one", f"the {ordinal}", f"the {short}", f"number {place + 1}", f"#{place + 1}"]
        if place == count - 1 and count > 1:
            words += ["the last one", "the last"]
        return self._any(words)

    # ---- what is said

    def _text(self, kind: str, phrase: Mapping[str, str]) -> str:
        soup = kind not in ("unclear", "off_topic") and self._rng.random() < 0.22
        pattern = self._any(self._patterns["soup" if soup else kind])
        text = expand(pattern, self._rng)
        while "<" in text:
            start, end = text.index("<"), text.index(">")
            text = text[:start] + self._filler(text[start + 1 : end], phrase) + text[end + 1 :]
        return text if self._zh else self._sloppy(text.strip())

    def _filler(self, name: str, phrase: Mapping[str, str]) -> str:
        rng, zh = self._rng, self._zh
        if name in phrase:
            return phrase[name]
        amount = self._any((15, 20, 30, 50, 80, 100, 120, 200, 350, 500, 1000))
        choices: dict[str, Sequence[str]] = {
            "thing": (self._thing,),
            "colour": catalogue.COLOURS_ZH if zh else catalogue.COLOURS,
            "brand": (catalogue.invented(rng),),
            "price": [form.format(amount) for form in (_PRICES_ZH if zh else _PRICES)],
            "size": catalogue.SIZES,
            "recipient": catalogue.RECIPIENTS_ZH if zh else catalogue.RECIPIENTS,
            "goal": catalogue.GOALS_ZH if zh else catalogue.GOALS,
            "order": (f"D-{rng.randint(1000, 9999)}", f"#{rng.randint(100, 99999)}", str(rng.randint(10000, 999999))),
            "place": catalogue.PLACES,
            "word": catalogue.WORDS_ZH if zh else catalogue.WORDS,
            "number": (str(rng.randint(1, 99)),),
            "ref": ("它",) if zh else ("it",),
            "ref2": ("这两个",) if zh else ("these",),
        }  # fmt: skip
        return self._any(choices[name])

    def _sloppy(self, text: str) -> str:
        """Capitals, marks and slips of the finger, as in a chat."""
        rng = self._rng
        if rng.random() < 0.3:
            text = text[:1].upper() + text[1:]
        elif rng.random() < 0.05:
            text = text.upper()
        if rng.random() < 0.15:
            text += rng.choice(("!", "?", ".", " :)", "..", " please"))
        for _ in range(rng.choices((0, 1, 2), (75, 18, 7))[0]):
            at = rng.randrange(len(text)) if text else 0
            slip = rng.choice(("drop", "double", "swap", "wrong"))
            if not text[at : at + 1].isalpha():
                continue
            match slip:
                case "drop":
                    text = text[:at] + text[at + 1 :]
                case "double":
                    text = text[:at] + text[at] + text[at:]
                case "swap":
                    text = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
                case _:
                    text = text[:at] + rng.choice(_KEYBOARD) + text[at + 1 :]
        return text

    # ---- how it was read

    def _reading(self, text: str, kind: str, intents: tuple[Intent, ...], refs: tuple[str, ...]) -> Reading:
        rng = self._rng
        searching = intents[0] in (Intent.SEARCH, Intent.RECOMMEND) or Intent.SEARCH in intents
        continues = kind == "refine"
        if searching:
            self._wanted = self._constraints(self._wanted if continues else Constraints())
            self._wanted = self._limits(self._wanted, crossed=kind == "crossed")
        reading = Reading(
            text,
            language=self.language,
            intents=intents,
            confidence=rng.uniform(0.3, 1.0),
            query=self._query(kind, text) if searching and kind != "recommend" else "",
            constraints=self._wanted if searching else Constraints(),
            refs=refs,
            quantity=rng.choice((1, 1, 1, 2, 3)) if Intent.CART_ADD in intents else 1,
            options={"size": "M"} if Intent.CART_ADD in intents and rng.random() < 0.3 else {},
            budget=rng.choice((None, 20000, 50000)) if kind == "bundle" or (kind == "swap" and not refs) else None,
            order_id="D-1001" if intents[0] in (Intent.ORDER_STATUS, Intent.RETURN) and rng.random() < 0.4 else "",
            topic="returns" if kind == "policy" and rng.random() < 0.7 else "",
            goal="camping" if kind == "bundle" else "",
            remember=("size", "M") if Intent.REMEMBER in intents and rng.random() < 0.9 else None,
            continues=continues,
        )
        return self._misread(reading, kind)

    def _misread(self, reading: Reading, kind: str) -> Reading:
        """Now and then the reader misses the intent, guesses a second one, or keeps words that mean nothing here."""
        rng = self._rng
        if kind in OVERHEARD and rng.random() < 0.05 and not any(word in reading.text for word in catalogue.WORDS):
            return replace(reading, intents=(Intent.UNCLEAR,), confidence=0.2)
        if kind not in ("unclear", *INTENTS) and rng.random() < 0.25:  # words and wishes of an earlier search remain
            reading = replace(reading, query=reading.query or self._thing, constraints=self._wanted)
            reading = replace(reading, continues=reading.continues or rng.random() < 0.3)
        if len(reading.intents) == 1 and rng.random() < 0.25:
            guesses = [intent for intent in Intent if {intent, reading.intent} not in _BOTH]
            guess = rng.choice(guesses)
            return replace(reading, intents=tuple(dict.fromkeys((reading.intent, guess))))
        return reading

    def _query(self, kind: str, text: str) -> str:
        """The product words, which name an occasion where there is one."""
        return f"gift {self._thing}" if kind == "search" and ("gift" in text or "present" in text) else self._thing

    def _constraints(self, held: Constraints) -> Constraints:
        rng = self._rng
        found = held
        if rng.random() < 0.35:
            found = replace(found, price_max=rng.randint(10, 900) * 100)
        if rng.random() < 0.08:
            found = replace(found, price_min=rng.randint(1, 9) * 100)
        if rng.random() < 0.25:
            found = replace(found, attributes={**found.attributes, "colour": (rng.choice(catalogue.COLOURS),)})
        if rng.random() < 0.12:
            name = rng.choice(("material", "audience", "size", "season"))
            found = replace(found, attributes={**found.attributes, name: (rng.choice(catalogue.WORDS),)})
        if rng.random() < 0.12:
            found = replace(found, brands=(catalogue.invented(rng),))
        if rng.random() < 0.1:
            found = replace(found, not_brands=(catalogue.invented(rng),))
        if rng.random() < 0.12:
            found = replace(found, categories=(rng.choice(catalogue.THINGS).title(),))
        if rng.random() < 0.15:
            found = replace(found, sort=rng.choice([Sort.PRICE_ASC, Sort.PRICE_ASC, *Sort]))
        if rng.random() < 0.06:
            found = replace(found, in_stock=True)
        if rng.random() < 0.06:
            found = replace(found, on_offer=True)
        return found

    def _limits(self, wanted: Constraints, *, crossed: bool) -> Constraints:
        """Price limits that leave room between them, or, when `crossed`, none."""
        low, high = wanted.price_min, wanted.price_max
        if crossed:
            high = self._rng.randint(5, 60) * 100
            return replace(wanted, price_min=high + self._rng.randint(5, 60) * 100, price_max=high)
        return replace(wanted, price_min=None) if low is not None and high is not None and low > high else wanted

    def _any(self, choices: Sequence[T]) -> T:
        return self._rng.choice(choices)

    def _mixed(self, intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
        return tuple(self._rng.sample(intents, len(intents)))
