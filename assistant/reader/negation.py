"""What the shopper does not want, and which conditions no longer hold."""

from __future__ import annotations

import re

from assistant.reader.context import ReadingContext
from assistant.reader.found import Found, add
from assistant.reader.lexicon import LONGEST, Lexicon
from assistant.reader.text import Scan
from assistant.reader.words import FILLER, GENERIC

_IDIOM = re.compile(
    r"\b(?:no\s+(?:problem|worries|rush|thanks|thank\s+you|idea|matter|need|doubt|way|longer|pressure"
    r"|preference|limit|budget|brand"
    r"|particular|specific|clue|hurry|good|luck|one|issue)|not\s+(?:sure|too\s+\w+|really|only|just"
    r"|yet|bad|so\s+\w+|that\s+\w+|necessarily|working|fussed|bothered|picky"
    r"|a\s+(?:fan|problem|big)|very\s+\w+|quite|at\s+all|super\s+\w+|overly\s+\w+|arrived|received"
    r"|happy|satisfied|interested|what|the\s+right|my\s+\w+)"
    r"|(?:do\s*n'?t|does\s*n'?t|did\s*n'?t)\s+(?:know|mind|care|matter|need\s+to|have\s+to|think"
    r"|understand|see|remember|work|fit|want\s+to)"
    r"|why\s+not|can'?t\s+(?:find|decide|seem|pay|log|wait|see|figure|believe|access|use|change"
    r"|remember|get)|if\s+not|or\s+not|whether\s+or\s+not|never\s+(?:mind|arrived|came|got|received))\b"
)
_CUE = re.compile(
    r"\b(?:(?:anything|everything|something|any\s+brand|any\s+colou?r|all|any)\s+(?:but"
    r"|except(?:\s+for)?|other\s+than|apart\s+from|besides)"
    r"|(?:but|and|just|please|pls|also)?\s*(?:definitely\s+|absolutely\s+|certainly\s+)?(?:not|no"
    r"|without|w/o|except(?:\s+for)?|excluding|exclude|minus|other\s+than|apart\s+from|besides|nothing"
    r"|never|avoid(?:ing)?"
    r"|skip|leave\s+out|hide|remove|instead\s+of|rather\s+than|hates?|dislikes?|sick\s+of|tired\s+of"
    r"|allergic\s+to|free\s+of|free\s+from|nor"
    r"|no\s+more|not\s+a\s+fan\s+of|can'?t\s+stand|can'?t\s+(?:wear|eat|have)|(?:do|does|should|must"
    r"|is|are|would|could|ca|wo)\s*n'?t"
    r"(?:\s+(?:really|even))?(?:\s+(?:want|like|need|wear|buy|be|have|include|show|contain|use|eat"
    r"|prefer|come|made|show\s+me|give\s+me))?))"
    r"(?=[\s-])(?:\s+(?:me|to\s+(?:be|have|see|buy|wear)|any(?:thing|\s+of)?|stuff|things?|ones?|want"
    r"|wear|buy|like|made|have|be|with|in|from|by|of|out|the|a|an|that|those|these|is|are|it|colou?rs?"
    r"|brand|show|see|include|containing|contain|more|please))*"
    r"[\s-]+"
)
_SAME_BRAND = re.compile(
    r"(?:\b(?:not|no|without|except|other\s+than|anything\s+but|but\s+not|hate|do\s*n'?t\s+(?:like"
    r"|want)|different\s+brand\s+than|another\s+brand\s+than)\s+(?:(?:more\s+)?(?:from|by)\s+)?(?:that"
    r"|this|the\s+same)\s+(?:brand|maker|company|manufacturer|make)\b)|\b(?:an?other|a\s+different"
    r"|some\s+other|other)\s+brands?\b"
)
_LINK = re.compile(
    r"\s*(?:,\s*(?:and\s+|or\s+|nor\s+|no\s+|not\s+|and\s+not\s+)?|/|\bor\b|\bnor\b|\band(?:\s+(?:no"
    r"|not|without))?\b|&)\s*(?:(?:any|in|from|by|with|the|a)\s+)*"
)
_SOFT_LINK = re.compile(r"\s*(?:,|/|\bor\b|\bnor\b)")
_FREE = re.compile(r"\b(?P<word>leather|plastic|fur|down|wool|latex|metal|pvc|nickel)[\s-]free\b")
_STOP = FILLER - GENERIC | {
    "under",
    "over",
    "between",
    "per",
    "while",
    "during",
    "anymore",
    "until",
    "before",
    "into",
    "onto",
    "first",
}

_THING = {
    "colour": r"colou?rs?",
    "brand": r"brands?|makers?|manufacturers?|companys?",
    "price": r"prices?|budgets?|price\s+limits?|price\s+range|limit|costs?|money",
    "size": r"sizes?",
    "audience": r"gender|men|women|audience",
    "rating": r"ratings?|stars|reviews",
    "material": r"materials?|fabrics?",
}


def _drop_patterns(thing: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?:forget|drop|remove|ignore|scrap|lose|clear|skip|never\s+mind|nevermind|without"
        rf"|no(?=\s+(?:price\s+limit|budget|limit)))\s+(?:about\s+)?(?:the\s+|that\s+|my\s+"
        rf"|any\s+)?(?:\w+\s+)?(?:{thing})(?:\s+(?:limit|range|filter|constraint|thing|requirement))?"
        rf"|(?:any|whatever|whichever|all|every)\s+(?:kind\s+of\s+|other\s+)?(?:{thing})(?!\s+(?:but"
        rf"|except|other|apart|besides|like|you))(?:\s+(?:is|are|will|would|'s|works?|goes|does"
        rf"|can))*(?:\s+(?:fine|ok|okay|good|great|do|be|acceptable|for\s+me|at\s+all|really))*"
        rf"|(?:the\s+)?(?:{thing})\s+(?:really\s+)?(?:does\s*n'?t|does\s+not|do\s*n'?t|is\s*n'?t|is\s+not"
        rf"|is\s+no|are\s*n'?t|not|can\s+be)\s+(?:really\s+|an?\s+|that\s+)*(?:matter|important|issue"
        rf"|problem|concern|object|relevant|bother|anything)(?:\s+(?:to|for)\s+me)?"
        rf"|(?:do\s*n'?t|do\s+not|not|not\s+so|not\s+really)\s+(?:really\s+)?(?:care|mind|fussy|fussed"
        rf"|bothered|worry|worried|picky|particular|interested)\s+(?:about|on|in)?\s*(?:the\s+|which\s+"
        rf"|what\s+)?(?:{thing})(?:\s+it\s+is)?"
        rf"|no\s+(?:particular\s+|specific\s+|special\s+)?(?:{thing})\s+(?:preference|in\s+mind|limit))\b"
    )


_DROPS = {thing: _drop_patterns(pattern) for thing, pattern in _THING.items()}
_DROP_ALL = re.compile(
    r"\b(?:start\s+(?:over|again|afresh|from\s+scratch)|new\s+search|reset(?:\s+(?:everything|it\s+all"
    r"|the\s+filters|all))?|clear\s+(?:all\s+)?(?:the\s+)?filters|forget\s+(?:all\s+(?:that|this"
    r"|of\s+(?:that|it))|everything|the\s+rest|what\s+i\s+said))\b"
)


def read_drops(scan: Scan, found: Found, lexicon: Lexicon) -> None:
    """ "forget the colour", "any brand is fine": which earlier conditions no longer hold."""
    if scan.pull(_DROP_ALL):
        found.dropped.add("all")
    for thing, pattern in _DROPS.items():
        if scan.pull(pattern):
            found.dropped.add(thing)
    match = re.search(
        r"\b(?:does\s*n'?t|does\s+not|need\s*n'?t|do\s*n'?t|not)\s+(?:have\s+to|need\s+to"
        r"|necessarily)\s+(?:be|come)\s+(?:from\s+|in\s+)?(?P<value>[\w-]+)",
        scan.low,
    )
    if match:
        value = match["value"]
        kind = "colour" if lexicon.colour(value) else next((m.kind for m in lexicon.meanings(value)), "")
        found.dropped.add(f"value:{value}" if kind in ("", "attribute", "category") else kind)
        scan.take(*match.span())


def read_negations(scan: Scan, found: Found, lexicon: Lexicon, context: ReadingContext) -> None:
    """Takes what is refused out of the message and files it by what the shop knows it as; unknown words stay words."""
    if scan.pull(_SAME_BRAND):
        add(found.not_brands, *_brands_in_view(context))
    for match in scan.find(_FREE):
        _refuse(found, lexicon, match["word"])
        scan.take(*match.span())
    protected = [match.span() for match in _IDIOM.finditer(scan.low)]
    for match in scan.find(_CUE):
        if any(start < match.end() and match.start() < end for start, end in protected):
            continue
        end = _read_list(scan, found, lexicon, match.end())
        if end > match.end():
            scan.take(match.start(), end)


def _brands_in_view(context: ReadingContext) -> list[str]:
    """Which brand "that brand" is: the one referred to or searched for, else the one that the whole list shares."""
    last = context.last
    if last and last.refs and (item := context.item(last.refs[0])) and item.brand:
        return [item.brand]
    if last and last.constraints.brands:
        return list(last.constraints.brands)
    brands = [item.brand for item in context.shown if item.brand]
    return brands[:1]


def _read_list(scan: Scan, found: Found, lexicon: Lexicon, start: int) -> int:
    """Reads refused things from `start`: "leather, suede or wool". Returns where the last one ends."""
    end, kind, position = start, "", start
    while True:
        taken = _read_one(scan, found, lexicon, position, kind)
        if taken is None:
            return end
        end, kind = taken
        link = _LINK.match(scan.low, end)
        if not link or link.end() == end:
            return end
        position = link.end()
        following = _kind_at(scan, lexicon, position)
        if re.search(r"\b(?:no|not|or|nor|without)\b", link.group()):
            continue
        if _SOFT_LINK.match(link.group()):
            if following in ("", "word"):
                return end
        elif following != kind or kind == "word":
            return end  # "not red and waterproof": the second is wanted


def _phrase_at(scan: Scan, position: int, length: int) -> str | None:
    match = re.compile(r"[^\W_]+(?:[.'&+/-][^\W_]+)*" + r"(?: [^\W_]+(?:[.'&+/-][^\W_]+)*)" * (length - 1)).match(
        scan.low, position
    )
    return match.group() if match else None


def _kind_at(scan: Scan, lexicon: Lexicon, position: int) -> str:
    for length in range(LONGEST, 0, -1):
        if phrase := _phrase_at(scan, position, length):
            if lexicon.colour(phrase) or phrase in lexicon.colour_phrases:
                return "colour"
            for meaning in lexicon.meanings(phrase):
                return meaning.kind
    return "word" if (first := _phrase_at(scan, position, 1)) and first not in _STOP else ""


def _read_one(scan: Scan, found: Found, lexicon: Lexicon, position: int, wanted: str) -> tuple[int, str] | None:
    for length in range(LONGEST, 0, -1):
        phrase = _phrase_at(scan, position, length)
        if phrase and (kind := _refuse_known(found, lexicon, phrase)):
            return position + len(phrase), kind
    word = _phrase_at(scan, position, 1)
    if not word or word in _STOP or word in GENERIC or word[0].isdigit():
        return None
    del wanted
    if (near := lexicon.near_brand(word)) is not None:
        add(found.not_brands, *near.values)
        return position + len(word), "brand"
    two = _phrase_at(scan, position, 2)
    second = two[len(word) + 1 :] if two else ""
    if (
        second
        and second not in _STOP
        and second not in GENERIC
        and second not in ("shoes", "please", "instead")
        and lexicon.is_noun(second)
    ):
        add(found.not_words, word)  # "no striped shirts": the shirts are wanted, not the stripes
        return position + len(word), "word"
    add(found.not_words, word)
    return position + len(word), "word"


def _refuse(found: Found, lexicon: Lexicon, phrase: str) -> None:
    if not _refuse_known(found, lexicon, phrase):
        add(found.not_words, phrase)


def _refuse_known(found: Found, lexicon: Lexicon, phrase: str) -> str:
    """Files a refused phrase the shop knows; the kind it was known as, or "" when the shop does not know it."""
    if colour := lexicon.colour(phrase):
        found.refuse(colour.name, colour.values)
        return "colour"
    for meaning in lexicon.meanings(phrase):
        if meaning.kind == "brand":
            add(found.not_brands, *meaning.values)
        elif meaning.kind == "category":
            add(found.not_categories, *meaning.values)
        else:
            for name, values in (lexicon.facets(phrase) or {meaning.name: meaning.values}).items():
                found.refuse(name, values)
            add(found.not_words, phrase)
        return meaning.kind
    return ""
