"""Replies audited as a shopper reads them, by other means than those the assistant checks itself with.

The assistant's own audit judges a model's sentences before slots are filled. This one knows nothing of slots: it takes
rendered replies and the records, and looks for amounts that no record has, stock that a record contradicts, absence
that no tool reported, a reply said twice in a row, and a reply that stops in the middle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluate.readings import Case
from assistant.events import Card, ToolFinished, TurnDone
from assistant.session import Session
from assistant.shop_lm.evaluate import distinct_2
from store.products import Product
from store.progress import Progress, silent

SIMILAR = 200  # replies to like requests that variety is measured over
_OPENINGS = ("I'm looking for {}", "show me {} please", "do you have any {}?", "{}")

_FIGURE = r"\d[\d.,]*"
_MONEY = re.compile(rf"(?:US\$|[$€£¥])\s?({_FIGURE})|({_FIGURE})\s?(?:USD|EUR|GBP|CNY|dollars?|euros?|元|美元)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_SOLD_OUT = re.compile(r"\b(?:sold out|out of stock|unavailable)\b|缺货|售罄|无货", re.IGNORECASE)
_IN_STOCK = re.compile(r"\bin stock\b|有货|现货", re.IGNORECASE)
_ABSENT = re.compile(
    r"\b(?:(?:we|i) (?:do|did|could|can)(?: not|n['’]t) (?:have|carry|sell|find|see)"
    r"|nothing (?:here|fits|matches|found)|there (?:is|are) (?:no|nothing)|found nothing)\b|没有找到|找不到|没有这",
    re.IGNORECASE,
)
_NOTHING = ("found 0", "relaxed", "error", "refused", "needs", "empty", "no ")  # results that absence may be told from
_ENDS = re.compile(r"[.!?…。！？]['\"”’)）】\]]*$|[\U0001f300-\U0001faff]$")


@dataclass(slots=True)
class Findings:
    """Of `replies` replies: how many went wrong in each way, and the replies that did."""

    replies: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def note(self, kind: str, reply: str, detail: str = "") -> None:
        self.wrong[kind] += 1
        self.told.append(f"{kind} {detail}: {reply!r}")


_OF_ALL = ("catalogue_overview", "list_promotions")  # tools that speak of products that are not shown
KINDS = ("price", "stock", "absence", "repeated", "unfinished", "empty")


async def audit(assistant: Assistant, cases: Sequence[Case], most: int, progress: Progress = silent) -> dict[str, Any]:
    """Each case as a conversation of its earlier messages and its text, until `most` replies were heard."""
    findings = Findings()
    for case in cases:
        if findings.replies >= most:
            break
        await _converse(assistant, (*case.history, case.text), findings)
        progress("replies", min(findings.replies, most), most)
    counts = {kind: findings.wrong[kind] for kind in KINDS}
    return {"replies": findings.replies, **counts, "told": findings.told}


async def _converse(assistant: Assistant, messages: Sequence[str], findings: Findings) -> None:
    session = assistant.session()
    known = Known(session, assistant)
    before = ""
    for message in messages:
        results = []
        async for event in assistant.turn(session, message):
            if isinstance(event, ToolFinished):
                results.append(event.summary)
            elif isinstance(event, TurnDone):
                known.hear(message, results, event)
                judge(event.reply, before, event.cards, results, known, findings)
                before = event.reply


class Known:
    """What may be said in a conversation: the amounts of its records, its shopper's own, and those tools told."""

    def __init__(self, session: Session, assistant: Assistant) -> None:
        self._session = session
        self._store = assistant.shop.store
        policies = self._store.policies
        kept = [policies.get(topic) or "" for topic in policies.topics()]
        kept += [f"{promotion.title} {promotion.description}" for promotion in self._store.promotions.all()]
        self.amounts = {value for text in kept for value in figures(text)}
        self.told: set[Decimal] = set()  # of this turn only

    def products(self) -> list[Product]:
        """All that this conversation has shown."""
        return [*self._store.products.many([*self._session.handles.values()]).values()]

    def hear(self, message: str, results: Iterable[str], done: TurnDone) -> None:
        for text in (message, *results):
            self.amounts |= figures(text)
        shown = [line.price * line.quantity for line in done.cart.lines] + [done.cart.total]
        if done.bundle is not None:
            shown += [done.bundle.total, done.bundle.saving, *(item.price for item in done.bundle.items)]
        for product in self.products():
            shown += prices(product)
        self.amounts |= {amount.major for amount in shown}
        listed = sorted({price.major for product in self.products() for price in prices(product)})
        self.told = {high - low for low in listed for high in listed if high > low}  # "12.00 cheaper"
        if any(tool.name in _OF_ALL for tool in done.tools):
            self.told |= {price.major for product in self._store.products.all() for price in prices(product)}


def prices(product: Product) -> list[Any]:
    """Every price of a product's record, former ones too."""
    found = [product.price, *(variant.price for variant in product.variants)]
    return found + [variant.list_price for variant in product.variants if variant.list_price is not None]


def judge(
    reply: str, before: str, cards: Sequence[Card], results: Sequence[str], known: Known, findings: Findings
) -> None:
    """Notes everything that is wrong with one reply."""
    findings.replies += 1
    if not reply.strip():
        findings.note("empty", reply)
        return
    if reply == before:
        findings.note("repeated", reply)
    if not _ENDS.search(reply.strip()):
        findings.note("unfinished", reply)
    if wrong := money(reply) - known.amounts - known.told:
        findings.note("price", reply, str(sorted(wrong)))
    if _ABSENT.search(reply) and cards and not any(mark in result for result in results for mark in _NOTHING):
        findings.note("absence", reply)
    products = known.products()
    for sentence in _SENTENCE.split(reply):
        if not stock_holds(sentence, products, [card.product for card in cards]):
            findings.note("stock", sentence)


def stock_holds(sentence: str, products: Sequence[Product], shown: Sequence[Product]) -> bool:
    """Whether what a sentence says of stock is so for a product it names, or for one on the page if it names none."""
    named = [product for product in products if product.title in sentence] or list(shown)
    if not named:
        return True
    levels = [variant.stock for product in named for variant in product.variants]
    if _SOLD_OUT.search(sentence):
        return 0 in levels
    return not _IN_STOCK.search(sentence) or any(levels)


def money(text: str) -> set[Decimal]:
    """Amounts of money in a text."""
    return {value for match in _MONEY.finditer(text) if (value := _decimal(match[1] or match[2])) is not None}


def figures(text: str) -> set[Decimal]:
    """All numbers in a text."""
    return {value for match in re.finditer(_FIGURE, text) if (value := _decimal(match.group())) is not None}


def _decimal(written: str) -> Decimal | None:
    try:
        return Decimal(written.rstrip(".,").replace(",", ""))
    except InvalidOperation:
        return None


async def variety(assistant: Assistant, kinds: Sequence[str], progress: Progress = silent) -> tuple[float, float]:
    """distinct-2 (Li et al., 2016) of the replies to `SIMILAR` like requests: as they are read, and with every slot the
    same word, so that titles and prices count for nothing."""
    read, spoken = [], []
    for number in range(SIMILAR):
        session = assistant.session()
        message = _OPENINGS[number % len(_OPENINGS)].format(kinds[number % len(kinds)].lower())
        async for _ in assistant.turn(session, message):
            pass
        turn = session.turns[-1]
        read.append(turn.reply)
        spoken.append(turn.spoken or turn.reply)
        progress("like requests", number + 1, SIMILAR)
    return distinct_2(read), distinct_2(spoken)
