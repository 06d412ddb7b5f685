"""The product words of a message: what is left when conditions, references and talk are taken away."""

from __future__ import annotations

import re

from assistant.reader.text import Scan, words
from assistant.reader.words import FILLER, GENERIC, is_noun

_TALK = re.compile(
    r"\b(?:i|i'm|im|i'd|id|i've|my|me|you|your|u|we|our|want|need|looking|look|show|find|please|pls"
    r"|can|could|do|does|have|has|is|are"
    r"|what|which|where|recommend|suggest|buy|get|give|help|hi|hello|hey|any|something|anything|would"
    r"|should|thanks|searching|got|sell|about)\b"
)
_OPENER = re.compile(
    r"\b(?:(?:i'?m|i\s+am|we'?re|we\s+are)\s+(?:\w+\s+)?(?:looking|searching|shopping|hunting|after"
    r"|in\s+(?:the\s+market|need)|trying\s+to\s+(?:find|buy|get))|looking\s+for|search(?:ing)?\s+for"
    r"|in\s+the\s+market\s+for|hunting\s+for"
    r"|(?:i|we)(?:'d|\s+would)?\s+(?:really\s+|also\s+|just\s+)?(?:want|need|like"
    r"|love)(?:\s+to\s+(?:buy|get|find|purchase|see|order|have))?\s+(?:an?|some|new|the|\w+s\b)"
    r"|(?:show|find|get|give|recommend|suggest|pick)\s+(?:me\s+)?(?:an?\b|some\b|any\b|\w+s\b)"
    r"|do\s+(?:you|u)\s+(?:have|sell|stock|carry)|(?:have\s+you\s+)?got\s+any|any\s+(?:good\s+)?\w+s\b"
    r"|what\s+(?:about|kind)|how\s+about|where\s+can\s+i\s+(?:find|get|buy)|need\s+(?:an?|some|new)\b"
    r"|^(?:something|anything|sth|smth)\s[^.?!]*\bfor\s+(?:my|an?|the|our)\b"
    r"|want\s+(?:an?|some|to\s+buy)\b|help\s+me\s+(?:find|pick|choose|recommend)|(?:to|wanna"
    r"|gonna)\s+buy|i\s+need\b|let\s+me\s+see|can\s+i\s+(?:see|get))\b"
)
_CHATTER = re.compile(
    r"\b(?:in\s+fact|(?:big\s+|huge\s+)?fan\s+of|as\s+long\s+as[^.,!?]*\b(?:normal|good|high|quality"
    r"|par|excellent|satisfactory)|provided\s+the\s+quality[^.,!?]*|i(?:'m| am)\s+not\s+(?:really\s+"
    r"|that\s+|very\s+)?(?:familiar|sure|picky|an expert)[^.,!?]*|thank\s+you(?:\s+(?:so"
    r"|very)\s+much)?|thanks\s+(?:a\s+lot|so\s+much|in\s+advance|for\s+[^.,!?]*)|good\s+(?:morning"
    r"|afternoon|evening|day)|how\s+are\s+you|happy\s+to|free\s+to|a\s+(?:little|bit|lot)"
    r"|in\s+the\s+market|make\s+sure|you\s+know|of\s+course|at\s+(?:all|the\s+moment)|right\s+now"
    r"|some\s+kind\s+of|would\s+be\s+(?:great|nice|ideal|perfect|best|good)|if\s+possible"
    r"|let\s+me\s+know|what\s+do\s+you\s+(?:have|got|recommend|suggest)|i\s+(?:do\s*n'?t"
    r"|dont)\s+know(?:\s+what)?|price\s*(?:wise|range|point)?|my\s+budget|(?:should|must)\s+(?:be"
    r"|have)|it(?:'s|\s+is)\s+for)\b"
)
_OTHERS = re.compile(
    r"\b(?:(?:show|see|got|have|any|some|give|find|list|bring)\s+(?:me\s+|us\s+|up\s+)?(?:any\s+|some\s+|the\s+|a\s+few\s+)?"
    r"(?:others?|more|next|different\s+ones?)\b(?!\s+(?:like|about|info\w*|details?|than|on)\b)"
    r"|(?:what|anything|something)\s+else\b|(?:next|further|different)\s+(?:ones?|page|few|batch|lot|options?|results?)"
    r"|none\s+of\s+(?:these|those|them)|(?<!the\s)(?<!an)other\s+(?:ones|options?|choices?|suggestions?|results?)"
    r"|^(?:and\s+|ok\s+|no[, ]+)*(?:more|others?|next)\b(?:\s+(?:please|pls|ones?))*[.!? ]*$|keep\s+looking"
    r"|not\s+(?:these|those|quite|any\s+of)\b)"
)
# A clause that tells what became of another thing, or what was: "my last kettle died", "we paid 60 two years ago".
_STORY = re.compile(
    r"\b(?:my|our|his|her|the)\s+(?:last|old|previous|current|first)\s+\w+|\b(?:died|broke|broken|snapped|leaked|cracked|burnt"
    r"|stopped\s+working|fell\s+apart|wore\s+out|worn\s+out|gave\s+up|packed\s+in|(?:was|were|got)\s+stolen)\b"
    r"|\b(?:i|we|he|she|they)\s+(?:paid|bought|spent|saw|had|used\s+to)\b|\b(?:years?|months?|weeks?|days?)\s+ago\b"
)
_CLAUSE = re.compile(r"[^,.;!?()]+|[,.;!?()]")
_EDGE = " ,.;:!?-()[]\"'/&|"


def product_words(scan: Scan) -> str:
    """The words left that name a product or a wish. A bare keyword query keeps all its words."""
    if not _TALK.search(scan.full):
        kept = [word for word in scan.low.split() if word.strip(_EDGE)]
        text = " ".join(kept).strip(_EDGE)
        rest = words(text)
        while rest and rest[-1] in _LOOSE_ENDS:
            rest.pop()
            text = text[: text.rstrip(_EDGE).rfind(" ")] if rest else ""
        while rest and rest[0] in _LOOSE_STARTS:
            text = text[len(rest.pop(0)) :].strip(_EDGE)
        return text.strip(_EDGE)
    left = _CHATTER.sub(lambda match: " " * len(match.group()), _untold(scan))
    return " ".join(word for word in words(left) if word not in FILLER and not (len(word) == 1 and not word.isdigit()))


def _untold(scan: Scan) -> str:
    """What is left of the message without the clauses that tell a story, where another clause names a product."""
    clauses = [match.span() for match in _CLAUSE.finditer(scan.full)]
    told = [(start, end) for start, end in clauses if _STORY.search(scan.full, start, end)]
    wished = [span for span in clauses if span not in told]
    if not any(is_noun(word) for start, end in wished for word in words(scan.full[start:end])):
        return scan.low
    left = scan.low
    for start, end in told:
        left = left[:start] + " " * (end - start) + left[end:]
    return left


_LOOSE_ENDS = GENERIC | frozenset(
    [
        "that",
        "which",
        "any",
        "and",
        "or",
        "but",
        "for",
        "in",
        "with",
        "under",
        "from",
        "at",
        "by",
        "of",
        "the",
        "a",
        "only",
        "please",
        "pls",
        "instead",
        "also",
        "too",
        "not",
        "no",
    ]
)
_LOOSE_STARTS = frozenset(
    [
        "and",
        "or",
        "but",
        "then",
        "so",
        "only",
        "also",
        "just",
        "no",
        "yes",
        "ok",
        "actually",
        "instead",
        "the",
        "a",
        "an",
        "some",
        "for",
        "in",
        "with",
    ]
) | (GENERIC - {"model", "one"})


def asks_for_others(text: str) -> bool:
    """Whether a message wants others than what is shown: "what else do you have?", "next ones please"."""
    return _OTHERS.search(text) is not None


def is_keywords(text: str) -> bool:
    """Whether a message is bare keywords, as typed into a search box, rather than a sentence."""
    return _TALK.search(text) is None


def opens_topic(text: str) -> bool:
    """Whether a message speaks like the start of a search ("I'm looking for a …", "do you sell …")."""
    return _OPENER.search(text) is not None
