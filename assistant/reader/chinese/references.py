"""Which shown products a Chinese message points at: 第二个, 前两款, 最便宜的那个, 红色的那双, 那个帐篷, 它."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reader.chinese.place_grammar import named_places
from assistant.reader.chinese.place_sense import CHINESE
from assistant.reader.chinese.words import COLOURS, MEASURE, NOUNS, ORDINALS
from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.lexicon import Lexicon
from assistant.reader.references import Mentions, Places
from assistant.reader.text import Scan, singular, words
from assistant.reader.words import NOUNS as ENGLISH_NOUNS

Translate = Callable[[str], str]  # Chinese product words in the shop's language

_N = r"(?:[一二三四五六七八九十两]|\d{1,2})"
_HANDLE = re.compile(r"(?<![a-z])p\d{1,3}(?!\d)")
_THAT = rf"的?[那这哪]?一?{MEASURE}"
_CHEAPEST = re.compile(rf"最(?:便宜|实惠|低价){_THAT}")
_DEAREST = re.compile(rf"最贵{_THAT}")
_BEST = re.compile(rf"(?:评分|评价|口碑|好评)最[高好]{_THAT}|最好评{_THAT}")
_COLOUR = "|".join(COLOURS)
_COLOURED = re.compile(
    rf"(?P<colour>{_COLOUR})色?的?[那这]{MEASURE}?|[那这]{MEASURE}(?P<other>{_COLOUR})色?的|把(?P<held>{_COLOUR})色?的"
)
_BRANDED = re.compile(
    rf"(?P<brand>[a-z][a-z0-9&'-]{{1,20}})\s?的?[那这]{MEASURE}|[那这]{MEASURE}\s?(?P<other>[a-z][a-z0-9&'-]{{1,20}})的"
)
_NAMED = re.compile(
    rf"[那这]一?{MEASURE}?|把|将|里的?|刚才的?|上面的?|不要|换掉|去掉|拿掉|删掉|删除|移除|撤掉|取消|加入|买"
)
_BARE = re.compile(r"(?:^|[,.。,、;:!?]\s?|还有|和|跟)")
_ALL = re.compile(rf"[这那]?[两俩]{MEASURE}?都?|都要|全部|全都|全要|所有的?|这些|那些|它们|这几{MEASURE}|那几{MEASURE}")
_IT = re.compile(rf"它|[这那]一?{MEASURE}(?!价|牌|品牌|颜色|款式|尺码|预算|月|星期|时候|问题)|这玩意儿?|这东西|那东西")
# Points at something, whether or not it can be found among what is shown.
_POINTS = re.compile(
    rf"[这那]一?(?!种){MEASURE}|呢个(?=$|[,.!])|[这那](?:商品|宝贝|产品|东西|玩意)|第\s?{_N}|它|刚才?|"
    rf"上面|最后|这(?!样|么|里|儿|边|次|些)(?=[^,.!?]{{1,4}}(?:是|有|的|要|几|多|带|能|会|好|吗|,|$))"
)
_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_NAME = 8


def points(text: str) -> bool:
    """Whether a message points at some product, shown or not."""
    return _POINTS.search(text) is not None


def ordinal(text: str) -> int:
    """三 and 3 are 3."""
    return int(text) if text.isdigit() else ORDINALS[text]


class Pointer(Places):
    """Resolves the mentions of one message; every resolved span is taken out of it."""

    def __init__(self, scan: Scan, context: ReadingContext, translate: Translate) -> None:
        super().__init__(scan, context)
        self.translate = translate

    def resolve(self) -> Mentions:
        """What is pointed at, in the order named."""
        if not self.shown:
            return Mentions()
        for step in (self._superlatives, self._coloured, self._branded, self._named):
            step()
        strong = bool(self.found)
        for weaker in (self._groups, self._pronoun):
            if not self.found:
                weaker()
        return self._mentions(strong=strong)

    def places(self) -> None:
        """Takes the places in the list that are named; what else is pointed at is left to `resolve`."""
        for match in self.scan.find(_HANDLE):
            if self.context.item(match.group()):
                self._note(match, (match.group(),))
        self._take_places(named_places(self.scan.low, len(self.shown)), CHINESE)

    def _superlatives(self) -> None:
        for pattern, chosen in (
            (_CHEAPEST, min(self.shown, key=lambda item: item.price)),
            (_DEAREST, max(self.shown, key=lambda item: item.price)),
            (_BEST, max(self.shown, key=lambda item: item.rating or 0.0)),
        ):
            for match in self.scan.find(pattern):
                self._note(match, (chosen.handle,))

    def _coloured(self) -> None:
        for match in self.scan.find(_COLOURED):
            wanted = COLOURS[match["colour"] or match["other"] or match["held"]]
            if fitting := [item.handle for item in self.shown if _is_colour(item.colour.casefold(), wanted)]:
                self._note(match, (fitting[0],))

    def _branded(self) -> None:
        for match in self.scan.find(_BRANDED):
            said = match["brand"] or match["other"]
            if fitting := [item.handle for item in self.shown if item.brand.casefold() == said]:
                self._note(match, (fitting[0],))

    def _named(self) -> None:
        """那个帐篷, 把帐篷…: words of a shown title, said in Chinese or in the shop's language."""
        patterns = (_NAMED, _BARE) if self.context.bundle_shown or self.context.cart else (_NAMED,)
        for pattern in patterns:
            for match in self.scan.find(pattern):
                found = self._called(match.end())
                if found:
                    handle, length = found
                    start = match.start() if match.group()[:1] in ("那", "这") else match.end()
                    self.found.append((start, (handle,)))
                    self.scan.take(start, match.end() + length)

    def _called(self, start: int) -> tuple[str, int] | None:
        """The product named at a place, and how long its name is."""
        items = (*self.context.shown, *self.context.cart, *self.context.known)
        beginnings = _beginnings(self.scan.low[start : start + _LONGEST_NAME])
        for name in reversed(beginnings):
            if len(name) > 1 or name in NOUNS:
                for item in items:
                    if name in item.title or any(name in level for level in item.category):
                        return item.handle, len(name)
        before = ""
        for name in beginnings:
            said = self.translate(name)
            if said not in (name, before):
                before = said
                for item in items:
                    if _goes_by(item, words(said.casefold())):
                        return item.handle, len(name)
        return None

    def _groups(self) -> None:
        if match := self.scan.pull(_ALL):
            part = self.shown[:2] if re.search("[两俩]", match.group()) else self.shown
            self.found.append((match.start(), tuple(item.handle for item in part)))

    def _pronoun(self) -> None:
        match = self.scan.pull(_IT)
        if match is None:
            return
        last = self.context.last.refs[:1] if self.context.last else ()
        focus = (self.context.focus,) if self.context.focus else last
        handles = (self.shown[0].handle,) if len(self.shown) == 1 else focus
        self.found.append((match.start(), tuple(handle for handle in handles if self.context.item(handle))))


def _beginnings(text: str) -> list[str]:
    """Every beginning of a text that can be a name, shortest first."""
    run = _RUN.match(text)
    return [text[:length] for length in range(1, len(run.group()) + 1)] if run else []


def _goes_by(item: ShownItem, name: Sequence[str]) -> bool:
    """Whether the words can name the item: the last of them does, or another that is a product ("table desk")."""
    if len(name) == 1 and singular(name[0]) not in ENGLISH_NOUNS:
        return False
    said = words(" ".join((item.title, *item.category)).casefold())
    called = {*said, *(singular(word) for word in said)}
    return singular(name[-1]) in called or any(
        singular(word) in called for word in name[:-1] if singular(word) in ENGLISH_NOUNS
    )


def _is_colour(colour: str, wanted: str) -> bool:
    return bool(colour) and (wanted in colour or Lexicon.shade_of(colour, wanted))
