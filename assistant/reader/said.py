"""What a message says of the wanted variant, in the shopper's own words and whether or not the shop knows them.

Colours, sizes, how many to the pack, and the kind of product. Each step takes out what it understood; what is left is
read as the phrase that names the product. Nothing here is a condition: the words may fit nothing the shop has.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path

from assistant.reader.numbers import UNITS
from assistant.reader.text import Scan, singular
from assistant.reader.words import AUDIENCE_OF, FAMILY_OF, NOUNS, WEAK_COLOURS
from assistant.reading import Said

_LISTS = tomllib.loads((Path(__file__).parent / "said.toml").read_text(encoding="utf-8"))
_SETS = {name: frozenset(listed.split()) for name, listed in _LISTS.items()}
_COLOURS = (_SETS["colours"] | {word for word in FAMILY_OF if " " not in word}) - {"skin", "natural", "denim", "off"}
_WEAK = (WEAK_COLOURS - {"golden", "espresso", "bronze"}) | {"natural", "wheat", "nickel", "heather", "nude"}
_SHADES, _PATTERNS, _NOT_COLOURED = _SETS["shades"], _SETS["patterns"], _SETS["not_coloured"]
_EDIBLE, _STOPS, _OPENERS, _ENDS = _SETS["edible"], _SETS["stops"], _SETS["openers"], _SETS["ends"]
_HOLDERS, _FEATURES, _KINDS = _SETS["holders"], _SETS["features"], _SETS["kinds"]
_HEADS = _SETS["nouns"] | NOUNS
_KEPT = 3  # nouns of one kind of product
_LONGEST = 5  # words in the name of a colour

_N = r"\d{1,5}(?:[.,/]\d{1,4})?"
_SPELLED = "|".join(sorted((word for word in UNITS if UNITS[word] <= 20), key=len, reverse=True))
_LENGTH = (
    r"(?:inch(?:es)?|feet|foot|ft|cm|mm|millimet(?:er|re)s?|centimet(?:er|re)s?|met(?:er|re)s?|yards?|yd|"
    r"in(?=\.|\s*x\b))"
)
_UNIT = (
    rf"(?:(?:fl|fluid)\.?[\s-]?(?:oz|ounces?)|ounces?|oz|pounds?|lbs?|grams?|kg|kilograms?|g(?!\s*(?:ram|ssd|lte|b)\b)|"
    rf"mg|ml|millilit(?:er|re)s?|lit(?:er|re)s?|gallons?|quarts?|pints?|{_LENGTH}|'|\")"
)
_SIDE = r"(?:[\s-]?(?:wide|tall|long|high|deep|[wlhd])(?![a-z]))?"
_DIMENSION = rf"(?:[wlhd]\s?)?{_N}(?:[\s-]?{_LENGTH}\b\.?|[\"'])?{_SIDE}"
_MEASURES = re.compile(
    rf"(?<![\w.$])(?:{_DIMENSION}(?:\s?(?:x|by|\*|×)\s?{_DIMENSION}){{1,3}}(?![\d.])(?:\s?(?:{_LENGTH}|in(?!\s+(?:size|the|an?)\b))(?!\w))?(?:[+x\d]{{0,12}})"
    rf"|{_N}(?:{_LENGTH})?(?:/{_N}(?:{_LENGTH})?){{1,3}}[\s-]?{_LENGTH}\b"
    rf"|(?:{_N}|(?:{_SPELLED})(?=\W[a-z]))[\s-]?{_UNIT}(?![\w])\.?(?!\s+(?:of\s+)?"
    r"(?:protein|carbs?|fat|trans|sugars?|fib(?:er|re)|sodium|ram|lte|ssd|memory)\b)"
    rf"|{_N}\s?(?:diameter|[whl])(?![\w]))"
)
_GENERATION = re.compile(r"^[2-5](?:\.\d)?\s?g$")  # of a mobile network
_LETTERS = (
    r"(?:(?:\d|x{1,4})?[\s-]?x[\s-]{0,2}(?:large|small)|(?:extra[\s-]){0,2}(?:small|large)|medium|\dx|(?:\d|x{1,4})xl|"
    r"x?xs|x{1,4}l|xl)(?:\s(?:plus|tall|petite|big))?(?![\w-])"
)
_LETTER_SIZE = re.compile(
    rf"(?<![\w-])(?:{_LETTERS})(?!\s+(?:(?:batch|format|capacity|roast|amount|spaces?|brown|purple|blue|grey|gray|green|"
    r"pink|ash|weight|firm|duty|heat|number|scale|screen|display|room|kitchen|bathroom|dogs?|breed|heel|stick|bag)\b))"
)
_BEDS = re.compile(
    r"(?<![\w-])((?:california\s|cal\s)?king|queen|twin(?:\sxl)?|full)(?=[\s-]sized?\b|\s(?:box|beds?|mattress|"
    r"sheets?|headboard|frame|platform|comforter|duvet|bunk|over|loft|daybed)\b)"
)
_TWIN = re.compile(r"(?<![\w-])twin(?![\w-])")
_IN_SIZE = r"(?:\s+(?:is|are|was|of|to|be|should|must|in|an?|the)|\s?:){0,3}"
_NUMBER_SIZE = rf"(?:\d{{1,2}}(?:\.\d)?(?:-\d{{1,2}}(?:\.\d)?)?|{_SPELLED})"
_SIZE_AFTER = re.compile(
    rf"(?<!pack )(?<!box )\bsized?{_IN_SIZE}\s?[-.]?((?:{_LETTERS})|\d{{1,2}}t\b|{_NUMBER_SIZE}"
    r"(?:\s(?:x-|extra\s)?(?:wide|narrow)(?!\s+leg))?)(?![\w%])(?!\s(?:pack|count|pc|jars?)\b)(?!\.\d)"
)
_SIZE_BEFORE = re.compile(
    rf"(?<![\w.])({_NUMBER_SIZE})(?=\s+sized?\b)|(?:\bwomens?|\bmens?|\bpair\s+of)\s+(\d{{1,2}}(?:\.\d)?(?:\s(?:wide|narrow))?)"
    r"(?=\s[a-z])(?!\s(?:pack|pairs?|pcs|pieces?|count)\b)|(?<![\w.])(\d{1,2}\.5(?:\s(?:wide|narrow))?)(?=\s+(?:wide|shoes?|sandals?|boots?|us|uk)\b)"
)

_COUNT = rf"(\d{{1,3}}|{_SPELLED})"
_PACKED = r"(?:pack(?:s|et|ets|age|ages)?|pk|count|ct|pcs|pc|pieces?|counts)"
_PACKS = (
    re.compile(
        rf"\b(?:packs?|box|case|set|bundle|carton|bag|package)(?:\s+size)?(?:\s+(?:is|be|that\s+has|with))?\s*(?:of|:)\s+{_COUNT}(?![\w.]|-(?:ounce|oz|inch)|\s(?:ounces?|oz|pounds?|inch)\b)"
    ),
    re.compile(rf"(?<![\w.$-]){_COUNT}[\s-]?(?:packs?|pk)\b(?!-)"),
    re.compile(rf"(?<![\w.$-]){_COUNT}[\s-]?{_PACKED}\b"),
    re.compile(rf"(?<![\w.$-]){_COUNT}\s+of\s+(?:them|these|those)\b"),
    re.compile(
        rf"(?<![\w.$-]){_COUNT}\s+(?:total\s+)?(?:bags?|bars?|bottles?|boxes|cans?|jars?|tubes?|pouches|products?|rolls?|"
        rf"sachets?|sticks?|cartons?|containers?|tins?|pieces)\b(?!\s+(?:holder|stool|opener|storage|rack))"
    ),
)
_SEVERAL = re.compile(
    rf"\b(?:want|need|like|buy|get|order|find|me|for)\s+{_COUNT}(?=\s+[a-z])(?!\s+(?:people|person|lights?|tier|panel|drawer"
    r"|years?|year-olds?|shelf|port|door|seater|way|in|inch|wide|wheels?|colou?r|split|light|gb|tb|gig|of)\b)"
)
_RUN_ON = re.compile(r"(?<=[a-z])\.(?=[A-Za-z]{2})")  # "speaker.please"
_AMOUNT_FEATURE = re.compile(
    r"\b(?:high|low|zero|rich\s+in|no|light)[\s-](?:in\s+)?(?:power|powered|protein|speed|sugar|carb|fat|sodium|calories?|quality|volume|density|weight|"
    r"resolution|back)\b|\b\d{1,2}[\s-]?(?:lights?|tiers?|panels?|drawers?|shelf|person|wheels?|way)(?=\s[a-z])"
)
_TO_FEATURE = re.compile(
    r"\b(?:very\s+|super\s+)?(?:easy|ready|simple|quick|safe)(?:\s+to)?\s+(?:use|clean|install|carry|assemble|apply|eat|hang|wear|set\s+up|"
    r"put\s+on|prepare|cook|drink|wash|make|store|move|ship|fold|read|build|mount|bury)\b(?:(?:\s+and|,)\s+"
    r"(?:use|clean|install|carry|assemble|apply|wash|store)\b)?"
)
_FREE = re.compile(r"\b(?:[a-z]{2,15}(?:,|\s+(?:and|&|or))\s+)?(?!(?:is|are)\s)[a-z]{2,15}[\s-]free\b")
_FLAVOUR = re.compile(
    r"(?:\b[a-z]{3,12}\s+(?:and\s+|&\s+)?)?\b[a-z-]{3,14}[\s-](?:flavou?red|flavou?r|scented|scent|themed)(?=\s+[a-z])"
)
_TOKEN = re.compile(r"#?[^\W_](?:[\w'#./+-]*[^\W_#])?|[^\w\s]", re.UNICODE)
_COLOUR_WORD = re.compile(r"\b(?:colou?r(?:ed|s)?|shade)\b")
_NO_NAME = _SETS["no_colour_names"]
_NO_KIND = frozenset(
    ["frame", "filter", "chip", "kit", "set", "wear", "clothing", "product", "furniture"]
)  # named, not naming
_AMOUNTS = frozenset(
    ["pack", "packs", "set", "sets", "pair", "pairs", "piece", "pieces", "count", "dozen", "lot", "lots"]
)
_SEEKING = frozenset(
    ["looking", "look", "looks", "lookin", "loking", "search", "searching", "hunting", "shopping", "need"]
)
_LINKS, _LOOSE = _SETS["links"], _SETS["loose"]


def read_said(text: str, known: Collection[str] = frozenset()) -> Said:
    """What a cleaned message says of the variant. `known` are further words that name products, in the singular."""
    scan = Scan(_RUN_ON.sub(",", text))
    pack = _pack(scan)
    sizes = _sizes(scan)
    colours, spans = _colours(scan)
    if pack is None:
        pack = _several(scan)
    for start, end in spans:
        scan.low = scan.low[:start] + "¤" * (end - start) + scan.low[end:]
    return Said(colours=colours, sizes=sizes, pack=pack, kind=_kind(scan, known))


def _pack(scan: Scan) -> int | None:
    """How many pieces: "pack of 12" before "12 packs" before "24 of them" before "six bars"."""
    found: int | None = None
    for pattern in _PACKS:
        for match in scan.find(pattern):
            said = match.group(1)
            if found is None and (many := UNITS.get(said) or int(said)) > 0:
                found = many
            whole = pattern is not _PACKS[-1]  # of "six bars" the bars may be what is wanted
            start, end = match.span() if whole else match.span(1)
            scan.low = scan.low[:start] + ("," if pattern is _PACKS[0] else " ").ljust(end - start) + scan.low[end:]
        if found is not None:
            return found
    return None


def _several(scan: Scan) -> int | None:
    """A number before what is wanted: "four green chairs", where the noun is in the plural."""
    match = _SEVERAL.search(scan.low)
    if match is None or match.group(1) == "one":
        return None
    tokens = []
    for word in _TOKEN.findall(scan.low[match.end() : match.end() + 80]):
        if word in _ENDS or not word[0].isalpha():
            break
        tokens.append(word)
    if not tokens or not tokens[-1].endswith("s") or singular(tokens[-1]) == tokens[-1]:
        return None
    return UNITS.get(match.group(1)) or int(match.group(1))


def _sizes(scan: Scan) -> tuple[str, ...]:
    found: list[tuple[int, str]] = []

    def take(start: int, end: int) -> None:
        found.append((start, scan.low[start:end].strip(" .-")))
        scan.low = scan.low[:start] + "¤" * (end - start) + scan.low[end:]

    for match in scan.find(_MEASURES):
        if not _GENERATION.match(match.group()):
            take(*match.span())
    for pattern in (_SIZE_AFTER, _SIZE_BEFORE, _BEDS):
        for match in scan.find(pattern):
            group = match.lastindex or 0
            take(*match.span(group))
    for match in scan.find(_LETTER_SIZE):
        take(*match.span())
    if "bed" in scan.low:
        for match in scan.find(_TWIN):
            take(*match.span())
    return tuple(dict.fromkeys(said for _, said in sorted(found)))


def _colours(scan: Scan) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Names of colours and where they stand, in the order of the message."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(scan.low)]
    taken = [False] * len(tokens)
    spans = []
    for place, (word, _, _) in enumerate(tokens):
        if not _COLOUR_WORD.fullmatch(word):
            continue
        span = _named_after(tokens, place) if word in ("color", "colour") else None
        before = _named_before(tokens, place, taken)
        if before is not None and (span is None or _has_colour(tokens, before) or not _has_colour(tokens, span)):
            span = before
        if span is not None and not any(taken[slice(*span)]):
            spans.append(span)
            taken[span[0] : span[1]] = [True] * (span[1] - span[0])
    edible = any(singular(word) in _EDIBLE or word in _EDIBLE for word, _, _ in tokens)
    place = 0
    while place < len(tokens):
        span = None if taken[place] else _plain_colour(tokens, place, edible)
        if span is None:
            place += 1
            continue
        start, end = span
        spans.append((start, end))
        taken[start:end] = [True] * (end - start)
        place = end
    spans.sort()
    said = [scan.low[tokens[start][1] : tokens[end - 1][2]] for start, end in spans]
    parted = [part for name in said for part in re.split(r"\s*(?:\band\b|\bor\b|&)\s*", name) if part]
    return tuple(dict.fromkeys(parted)), [(tokens[start][1], tokens[end - 1][2]) for start, end in spans]


_Token = tuple[str, int, int]


def _has_colour(tokens: list[_Token], span: tuple[int, int]) -> bool:
    return any(word in _COLOURS for word, _, _ in tokens[slice(*span)])


def _names(word: str) -> bool:
    """Whether a word can be part of a colour's name where the sentence says that it is one."""
    return (
        word not in _STOPS
        and (word[0].isalnum() or word[0] == "#")
        and word not in AUDIENCE_OF
        and (word in _COLOURS or word in _SHADES or word in _PATTERNS or singular(word) not in _HEADS)
    )


def _named_after(tokens: list[_Token], place: int) -> tuple[int, int] | None:
    """ "color jayne", "the color was dusty teal", "color type a"."""
    start, linked = place + 1, False
    while start < len(tokens) and start - place < 6 and tokens[start][0] in _LINKS:
        linked = linked or tokens[start][0] != "a"
        start += 1
    if start > place + 1 and tokens[start - 1][0] == "a" and (start == len(tokens) or tokens[start][0] in _STOPS):
        start -= 1
    if start + 1 < len(tokens) and tokens[start][0] == "type" and len(tokens[start + 1][0]) == 1:
        return start, start + 2
    opened = place > 0 and tokens[place - 1][0] in ("the", "in", "with", "and", ",", "whose", "its", "choose", "also")
    end = start
    while end < len(tokens) and end - start < 3 and (_names(tokens[end][0]) or (end == start and _letter(tokens, end))):
        if end > start and tokens[end][0] not in _COLOURS | _PATTERNS and tokens[end - 1][0] in _COLOURS:
            break
        if (linked or end > start) and tokens[end][0] in _FEATURES and tokens[end][0] not in _COLOURS | _SHADES:
            break
        end += 1
    if end == start:
        return None
    known = any(word in _COLOURS for word, _, _ in tokens[start:end])
    code = any(char.isdigit() for char in tokens[start][0]) or len(tokens[start][0]) == 1
    if known or code or (linked and opened) or (opened and tokens[place - 1][0] != "and"):
        if not known and end - start > 1 and code and not linked:
            end = start + 1
        return start, end
    return None


def _letter(tokens: list[_Token], place: int) -> bool:
    return tokens[place][0] == "a" and (place + 1 == len(tokens) or tokens[place + 1][0] in _STOPS - {"a", "an", "the"})


def _named_before(tokens: list[_Token], place: int, taken: list[bool]) -> tuple[int, int] | None:
    """Colours that stand with the word colour, before it or after it."""
    if place > 1 and tokens[place - 1][0] == "in":  # "light rustic oak in color"
        place -= 1
    start = place
    while start > 0 and place - start < _LONGEST and not taken[start - 1] and _names(tokens[start - 1][0]):
        word = tokens[start - 1][0]
        if start < place and word in _FEATURES and word not in _COLOURS | _SHADES:
            break
        start -= 1
    if start > 1 and tokens[start - 1][0] in ("to", "with", "and") and start < place:
        back = start - 1
        while back > 0 and start - back < _LONGEST + 2 and _names(tokens[back - 1][0]):
            back -= 1
        if back < start - 1 and any(word in _COLOURS for word, _, _ in tokens[back : start - 1]):
            start = back
    if start == place and start > 1 and tokens[start - 1][0] == "a" and tokens[start - 2][0] == "type":
        return start - 2, place
    names = [word for word, _, _ in tokens[start:place]]
    if not names or (len(names) == 1 and names[0] in _NO_NAME) or names[-1] in ("hair", "nail"):
        return None
    first = next((i for i, word in enumerate(names) if word in _COLOURS or word in _SHADES), None)
    if first is not None and start + first < place and any(word in _FEATURES for word in names[:first]):
        start += first
    if first is None and names[-1] in _FEATURES | _KINDS and names[-1] != "multi":
        return None
    return start, place


def _plain_colour(tokens: list[_Token], place: int, edible: bool) -> tuple[int, int] | None:
    """A colour's name anywhere, with its shade and pattern: "light blue", "gray plaid", "brushed nickel"."""
    end = place
    while (
        end < len(tokens) and end - place < 3 and tokens[end][0] in _SHADES and tokens[end][0] not in _COLOURS - _WEAK
    ):
        end += 1
    shades = end - place
    while end < len(tokens) and end - place < _LONGEST and tokens[end][0] in _COLOURS:
        end += 1
    names = [word for word, _, _ in tokens[place:end]]
    sure = [word for word in names[shades:] if word not in _WEAK]
    before = tokens[place - 1][0] if place else ""
    after = tokens[end][0] if end < len(tokens) else ""
    if not any(word in _COLOURS for word in names):
        return None
    if not sure and not _weak_colour(names, before, after, edible):
        return None
    if sure and edible and before not in ("in", "color", "colour") and (singular(after) in _EDIBLE or len(names) > 2):
        return None
    if after in _NOT_COLOURED or (tokens[end : end + 1] and singular(after) in _NOT_COLOURED):
        return None
    if any(word in ("flavor", "flavour", "scent", "flavored", "flavoured") for word, _, _ in tokens[end : end + 3]):
        return None
    while names[0] in _LOOSE and len(names) > 1 and names[1] not in _COLOURS:
        place, names = place + 1, names[1:]
    if before == "in" or after in ("in", "color"):
        while end < len(tokens) and end - place < _LONGEST and tokens[end][0] in _PATTERNS:
            end += 1
    elif after in _PATTERNS and after not in ("walnut",):
        end += 1
    return place, end


def _weak_colour(names: list[str], before: str, after: str, edible: bool) -> bool:
    if after in ("finish", "finished"):
        return True
    if before == "in" and (after == "" or after in _STOPS or not after[0].isalpha()):
        return True
    if edible or len(names) < 2:
        return False
    return names[0] in ("light", "dark", "rustic", "deep", "pale", "bright", "brushed", "satin", "polished", "ombre")


def _kind(scan: Scan, known: Collection[str]) -> tuple[str, ...]:
    """The nouns that name what is wanted, in the singular."""
    low = scan.low
    for pattern in (_TO_FEATURE, _AMOUNT_FEATURE, _FREE, _FLAVOUR):
        low = pattern.sub(lambda m: "¤" * len(m.group()), low)
    tokens = _TOKEN.findall(low.replace("¤", " ¤ ") if "¤" in low else low)
    first: tuple[str, ...] = ()
    for phrase in _phrases(tokens):
        nouns = _nouns(phrase, known)
        if nouns and (_one(nouns[-1]) in _HEADS or nouns[-1] in _HEADS or _one(nouns[-1]) in known):
            return tuple(_one(word) for word in nouns)
        first = first or tuple(_one(word) for word in nouns)
    return first


def _phrases(tokens: list[str]) -> list[list[str]]:
    """Runs of words that can name something, in the order of the message."""
    phrases: list[list[str]] = []
    current: list[str] = []
    for place, word in enumerate(tokens):
        held = word == "of" and _is_amount(current)
        held = held or (word == "of" and not current)
        opens = word in _OPENERS or (word == "for" and place > 0 and tokens[place - 1] in _SEEKING)
        if held or opens:
            if opens and current:
                phrases.append(current)
            current = []
        elif word == "and" or word == "&":
            if current:
                current.append("and")
        elif word in _ENDS or not (word[0].isalnum() or word[0] in "#¤") or word in _STOPS:
            if current:
                phrases.append(current)
            current = []
        else:
            current.append(word)
        if place > 400:
            break
    if current:
        phrases.append(current)
    return phrases


def _is_amount(phrase: list[str]) -> bool:
    """Whether what stands before "of" only says how much: "a small bottle of", not "snack sticks of"."""
    if not phrase:
        return False
    if phrase[-1] not in _HOLDERS:
        return all(map(_is_feature, phrase))
    return len(phrase) < 2 or not (phrase[-2] in _KINDS or _one(phrase[-2]) in _HEADS) or phrase[-2] in _FEATURES


def _nouns(phrase: list[str], known: Collection[str]) -> list[str]:
    """The last noun of a phrase with the nouns right before it that say what kind it is."""

    def heads(word: str) -> bool:
        return _one(word) in _HEADS or word in _HEADS or _one(word) in known

    end = len(phrase)
    while end and (phrase[end - 1] == "and" or (_is_feature(phrase[end - 1]) and not heads(phrase[end - 1]))):
        end -= 1
    last = end
    while last and not heads(phrase[last - 1]) and end - last < 2:
        last -= 1
    if last and heads(phrase[last - 1]) and (last == end or not _is_feature(phrase[last - 1])):
        end = last
    if not end or phrase[end - 1] in ("and", "¤"):
        return []
    nouns = [phrase[end - 1]]
    place = end - 1
    while place and len(nouns) < _KEPT:
        word = phrase[place - 1]
        if word == "and" and place > 1 and heads(phrase[place - 2]) and not _is_feature(phrase[place - 2]):
            place -= 1
            continue
        if (word in _FEATURES and word not in _KINDS) or not (word in _KINDS or _one(word) in _KINDS or heads(word)):
            break
        if word in nouns or word in _NO_KIND:
            break
        nouns.insert(0, word)
        place -= 1
    return [] if len(nouns) == 1 and nouns[0] in _AMOUNTS else nouns


def _one(word: str) -> str:
    """The singular, where the lists know it: "cookies" is "cookie"."""
    if word.endswith("s") and (word[:-1] in _HEADS or word[:-1] in _KINDS):
        return word[:-1]
    if word.endswith("ves") and (found := {word[:-3] + "f", word[:-3] + "fe"} & _HEADS):
        return found.pop()
    return word[:-2] if word.endswith("oes") and len(word) > 5 and word[:-2] + "e" not in _HEADS else singular(word)


def _is_feature(word: str) -> bool:
    return (
        word == "¤"
        or word in _FEATURES
        or word in _STOPS
        or word in AUDIENCE_OF
        or (word in _COLOURS and word not in _HEADS)
        or any(char.isdigit() for char in word)
    )
