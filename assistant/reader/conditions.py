"""Conditions a message states: order of results, rating, stock, offers, and the shop's own words in it."""

from __future__ import annotations

import re

from assistant.reader.found import Found, add
from assistant.reader.lexicon import LONGEST, Lexicon, Meaning
from assistant.reader.text import Scan, singular
from assistant.reader.words import NOT_A_COLOUR_BEFORE, WEAK_COLOURS, WEARABLES
from assistant.reading import Sort
from retrieval.audiences import AUDIENCE_OF, KIN

_SORTS = (
    (Sort.PRICE_ASC,
        r"(?:cheapest|lowest\s+price[sd]?|least\s+expensive|most\s+affordable"
        r"|low(?:est)?\s+to\s+high(?:est)?|price\s+(?:ascending|asc|low\s+to\s+high)"
        r"|by\s+(?:lowest\s+)?price)"),
    (Sort.PRICE_DESC,
        r"(?:most\s+expensive|priciest|dearest|highest\s+price[sd]?|high(?:est)?\s+to\s+low(?:est)?"
        r"|price\s+(?:descending|desc))"),
    (Sort.RATING,
        r"(?:(?:best|highest|top)[\s-]+(?:rat(?:ed|ings?)|reviewed|reviews?|scor(?:ed|ing))"
        r"|by\s+(?:customer\s+)?(?:ratings?|reviews?|stars))"),
    (Sort.NEWEST, r"(?:newest|latest|most\s+recent|new\s+arrivals?|just\s+(?:in|arrived)|by\s+(?:date|newest))"),
)  # fmt: skip
_SORTED = tuple(
    (sort, re.compile(
        rf"(?:\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arrange)\s+(?:them\s+|it\s+|these\s+)?(?:by\s+"
        rf"|from\s+)?)?\b{pattern}(?:\s+(?:ones?|first|on\s+top))?\b"))
    for sort, pattern in _SORTS
)  # fmt: skip
_STARS = re.compile(
    r"(?:\b(?:at\s+least|over|above|more\s+than|min(?:imum)?|rated)\s+)*(?P<n>[1-5](?:[.,]\d)?|one|two"
    r"|three|four|five)\s*(?:\+\s*)?-?\s*(?:stars?|★|\*)(?:\s+(?:rating|rated|reviews?"
    r"|only))?(?:\s*(?:\+|(?:or|and)\s+(?:more|up|above|higher|better|over)))?"
)
_RATED = re.compile(
    r"\b(?:rat(?:ed|ing)s?|review\s+score)\s*(?:of\s+)?(?:at\s+least|over|above|more\s+than"
    r"|higher\s+than|>=?|min(?:imum)?)\s*(?P<n>[1-5](?:[.,]\d)?)\b"
)
_WELL_RATED = re.compile(
    r"\b(?:good|great|high|excellent|positive|decent)\s+(?:ratings?|reviews?)\b|\b(?:well"
    r"|highly)[\s-](?:rated|reviewed)\b"
)
_STOCK = re.compile(
    r"\b(?:(?:that(?:'s|\s+is|\s+are)?\s+|must\s+be\s+|currently\s+|only\s+|what's\s+)?in[\s-]stock"
    r"|available\s+(?:now|right\s+now|immediately|today)|not\s+(?:sold\s+out"
    r"|out\s+of\s+stock))(?:\s+(?:only|now|ones?))?\b"
)
_OFFER = re.compile(
    r"\b(?:on\s+(?:sale|offer|discount|special|promotion|promo|clearance)|discounted|reduced"
    r"|marked\s+down|with\s+a?\s*discount|(?:in|from)\s+the\s+sale|clearance|that(?:'s|\s+are"
    r"|\s+is)\s+reduced)(?:\s+(?:ones?|items?|only))?\b"
)
_NUMBERS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
_SIZE_VALUE = (
    r"(?:xx?s|s|m|l|x{1,4}l|[2-6]xl|[2-6]x-large|x{1,3}-?\s?large|x-?small"
    r"|extra\s+(?:extra\s+)?(?:small|large)|small|medium|large|(?:uk|us|eu)\s*\d{1,2}(?:[.,]5)?"
    r"|\d{1,2}(?:[.,]5)?(?:\s*(?:uk|us|eu))?|\d{2}x\d{2}|one\s+size)"
)
_SIZES = (
    re.compile(
        rf"\b(?:in\s+)?(?:a\s+)?(?:(?:shoe|waist|men's|women's|mens|womens|uk|us"
        rf"|eu)\s+)?sized?\s*(?:is|of|=|:|should\s+be|would\s+be)?\s*(?P<size>{_SIZE_VALUE})\b"
        rf"(?!\s*(?:inch|cm|mm|ft|\"))"),
    re.compile(r"\b(?:in\s+)?(?:a\s+|an\s+)?(?P<size>(?:uk|us|eu)\s*\d{1,2}(?:[.,]5)?)\b"),
    re.compile(
        r"(?<![\w'])(?:in\s+)?(?:an?\s+)?(?P<size>xx?s|x{1,4}l|[2-6]xl|[2-6]x-large|x{1,3}-large|x-small"
        r"|extra\s+(?:extra\s+)?(?:small|large))\b"),
    re.compile(
        r"\b(?:in|an?|wear|take|i'm|im|am)\s+(?:an?\s+)?(?P<size>s|m|l|small|medium|large)\b(?!\s+(?:room"
        r"|dog|cat|bag|tent|\w+\s+room|amount|business|garden|kitchen|flat|apartment|family|pan|pot|bowl"
        r"|box|table|desk))"),
    re.compile(rf"\b(?P<size>{_SIZE_VALUE})\s+(?:in\s+)?size\b"),
    re.compile(r"\bin\s+an?\s+(?P<size>\d{1,2}(?:[.,]5)?)\b(?=\s*(?:$|[.,;!?]|please|and|to|for))"),
    re.compile(r"(?:[.,;]|^)\s*(?P<size>small|medium|large|x{0,3}[sl]|m)(?=\s*(?:[.,;]|$))"),
    re.compile(r"\b(?P<size>small|medium|large|x{0,3}[sl]|m)(?=\s+(?:of|in)\s{3,})"),  # "medium of [the third]"
)  # fmt: skip
_ONLY_IN = re.compile(
    r"\b(?:(?:only|just)\s+(?:in|from|within)|(?:in|from"
    r"|within)(?=\s+(?:the\s+)?(?:\S+\s+){1,3}(?:section|department|category|aisle))|(?:category"
    r"|department|section)\s*(?:is|:|=))\s+(?:the\s+)?"
)
_EXPLICIT_BRAND = re.compile(
    r"(?:\b(?:from|by|brand(?:ed)?(?:\s+(?:is|called|named|of))?|made\s+by|only|just|prefer|like|love"
    r"|want|made\s+from)\s*:?\s+(?:the\s+brand\s+)?(?:only\s+)?)$"
)
_BRAND_AFTER = re.compile(r"\s*(?:brand|branded|ones?|products?|please|is\s+(?:my|a)\b|would\s+be|fan)\b")


def read_order(scan: Scan, found: Found, searching: bool) -> None:
    """Sort, rating, stock and offer. Superlatives order a search; beside shown products they are references."""
    match = scan.pull(_STARS) or scan.pull(_RATED)
    if match:
        number = match["n"].replace(",", ".")
        found.rating_min = _NUMBERS.get(number) or float(number)
    elif scan.pull(_WELL_RATED):
        found.rating_min = 4.0
    found.in_stock = scan.pull(_STOCK) is not None
    found.on_offer = scan.pull(_OFFER) is not None
    for sort, pattern in _SORTED:
        if searching and (match := pattern.search(scan.low)):
            scan.take(*match.span())
            found.sort = sort
            return


def read_sizes(scan: Scan, found: Found, lexicon: Lexicon) -> None:
    """Sizes; one the shop does not know stays among the words."""
    for pattern in _SIZES:
        for match in scan.find(pattern):
            said = match["size"].strip()
            add(found.sizes, said)
            if meaning := lexicon.size(said):
                found.want(meaning.name, meaning.values)
                scan.take(*match.span())


def read_words(scan: Scan, found: Found, lexicon: Lexicon) -> None:
    """The shop's words, longest phrase first: colours, brands, audiences, other attribute values, named departments."""
    _read_departments(scan, found, lexicon)
    spans = scan.spans()
    index = 0
    while index < len(spans):
        for length in range(min(LONGEST, len(spans) - index), 0, -1):
            if _read_phrase(scan, found, lexicon, spans[index : index + length], spans):
                index += length
                break
        else:
            index += 1
    read_sizes(scan, found, lexicon)
    _read_kin(scan, found, lexicon)


_NAMED_BRAND = re.compile(
    r"\b(?:[Bb]y|[Ff]rom|[Bb]rand)\s+(?P<name>[A-Z][\w&'-]*(?:\s+[A-Z][\w&'-]*){0,2})(?=\s*(?:$|[.,;!?]|under|below|for|in\b|with|and|or))"
)


def read_unknown_brand(scan: Scan, lexicon: Lexicon) -> str:
    """A capitalised name after "by" or "from" that the shop does not know; taken out. "" where it has no brands."""
    for match in _NAMED_BRAND.finditer(scan.raw):
        name = match["name"]
        if lexicon.has_brands and scan.low[slice(*match.span("name"))].strip() and not lexicon.knows(name.lower()):
            scan.take(*match.span())
            return name
    return ""


def _read_departments(scan: Scan, found: Found, lexicon: Lexicon) -> None:
    for match in scan.find(_ONLY_IN):
        spans = [span for span in scan.spans() if span[1] >= match.end()][:LONGEST]
        for length in range(len(spans), 0, -1):
            phrase = scan.raw[spans[0][1] : spans[length - 1][2]]
            if category := next((m for m in lexicon.meanings(phrase) if m.kind == "category"), None):
                add(found.categories, *category.values)
                scan.take(match.start(), spans[length - 1][2])
                scan.pull(re.compile(r"\b(?:section|department|category|aisle)\b"))
                break


def _read_phrase(
    scan: Scan, found: Found, lexicon: Lexicon, part: list[tuple[str, int, int]], spans: list[tuple[str, int, int]]
) -> bool:
    start, end = part[0][1], part[-1][2]
    phrase = scan.low[start:end]
    if "  " in phrase:  # something understood was taken out between the words
        return False
    after = scan.low[end:]
    if colour := _colour(scan, lexicon, phrase, start, after):
        return _take_colour(scan, found, colour, phrase, start, end)
    if len(part) == 1 and (audience := AUDIENCE_OF.get(phrase)) and (meaning := lexicon.audience(audience)):
        found.want(meaning.name, meaning.values)
        scan.take(_lead(scan, start, r"(?:for|in)\s+(?:a\s+|an\s+|the\s+)?"), end)
        return True
    meanings = lexicon.meanings(phrase)
    if not meanings and len(part) == 1 and (near := lexicon.near_brand(phrase)):
        meanings = [near]
    if any(meaning.kind == "category" for meaning in meanings):
        return True  # stays in the query as a whole
    for meaning in meanings:
        if meaning.kind == "brand" and _is_brand(scan, meaning, start, end, first=part[0] == spans[0]):
            add(found.brands, *meaning.values)
            scan.take(_lead(scan, start, r"(?:(?:made\s+)?by|from|brand(?:\s+is)?)\s+(?:the\s+brand\s+)?"), end)
            return True
        if meaning.kind == "attribute" and not meaning.weak:
            found.want(meaning.name, meaning.values)  # the words stay in the query too: titles say them
            return True
    return False


def _lead(scan: Scan, start: int, pattern: str) -> int:
    """Where a leading preposition begins, so that it goes with its word."""
    match = re.search(rf"\b{pattern}$", scan.low[:start])
    return match.start() if match else start


_LEADS_TO_COLOUR = re.compile(r"\b(?:in|colou?r(?:ed)?(?:\s+(?:is|should\s+be|of))?|or|and)\s+(?:the\s+|a\s+)?$")
_NAMES_COLOUR = frozenset({"colour", "color", "coloured", "colored", "one", "ones"})


def _colour(scan: Scan, lexicon: Lexicon, phrase: str, start: int, after: str) -> Meaning | None:
    meaning = lexicon.colour(phrase)
    if meaning is None and (near := lexicon.near_colour(phrase)):
        meaning = lexicon.colour(near)
    if meaning is None:
        return None
    following = re.match(r"\s*([a-z]+)", after)
    if following and following[1] in NOT_A_COLOUR_BEFORE:
        return None
    if phrase in WEAK_COLOURS and not _LEADS_TO_COLOUR.search(scan.low[:start]):
        worn = following and lexicon.is_noun(following[1]) and singular(following[1]) in WEARABLES
        if not worn and not (following and following[1] in _NAMES_COLOUR):
            return None
    return meaning


def _take_colour(scan: Scan, found: Found, colour: Meaning, phrase: str, start: int, end: int) -> bool:
    found.want(colour.name, colour.values)
    add(found.colours, phrase)
    begin = _lead(
        scan, start, r"(?:in|colou?r(?:ed)?|the\s+colou?r\s+(?:is|should\s+be))\s+(?:the\s+|a\s+|colou?r\s+)?"
    )
    tail = re.match(r"\s*(?:colou?r(?:ed|s)?)\b", scan.low[end:])
    scan.take(begin, end + (tail.end() if tail else 0))
    return True


def _is_brand(scan: Scan, meaning: Meaning, start: int, end: int, first: bool) -> bool:
    """A brand that is no ordinary word always; another when capitalised within a sentence or named as a brand."""
    if not meaning.weak:
        return True
    if _EXPLICIT_BRAND.search(scan.low[:start]) or _BRAND_AFTER.match(scan.low, end):
        return (
            not re.search(r"\b(?:only|just|prefer|like|love|want)\s+$", scan.low[:start]) or scan.raw[start].isupper()
        )
    return not first and scan.raw[start].isupper() and not scan.raw.isupper() and not scan.raw.istitle()


def _read_kin(scan: Scan, found: Found, lexicon: Lexicon) -> None:
    """ "for my son" is a boys' size only for things one wears; a gift for a father may be anything."""
    for match in scan.find(
        re.compile(r"\b(?:for\s+)?(?:my\s+|his\s+|our\s+|a\s+|the\s+)?(?P<kin>" + "|".join(KIN) + r")\b")
    ):
        worn = any(singular(word) in WEARABLES for word, _, _ in scan.spans())
        if (
            worn
            and not found.attributes.get(lexicon.audience_name)
            and (meaning := lexicon.audience(KIN[match["kin"]]))
        ):
            found.want(meaning.name, meaning.values)
            scan.take(*match.span())


KIN_WORDS = re.compile(r"\b(?:for\s+)?(?:my|our|a|his|her|the)?\s*(?:" + "|".join(KIN) + r")\b")


def kin_audience(text: str, lexicon: Lexicon) -> Meaning | None:
    """The audience of a correction such as "no, for my son", whatever it is about."""
    match = re.search(r"\bfor\s+(?:my|our|a|his|her|the)?\s*(?:\w+\s+)?(?P<kin>" + "|".join(KIN) + r")\b", text)
    return lexicon.audience(KIN[match["kin"]]) if match else None
