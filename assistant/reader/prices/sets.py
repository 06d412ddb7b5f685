"""Several different things that are wanted for one sum: "a desk, a chair and a lamp, 400 for everything"."""

from __future__ import annotations

import re
from collections.abc import Callable

_MANY = r"(?:two|three|four|five|six|seven|[2-7])"
_COUNTED = (
    rf"(?:all|the|these|those|for)\s+{_MANY}(?!\s+of\s+(?:us|you)\b)(?=\s*(?:$|[.,;:!?)]|(?:of|together|combined|in|"
    rf"for|max"
    r"|under|below|within|at|not|should|must|can|is|are|to|things|items|pieces|products|cost|come|no|less|may|shouldn't"
    r"|mustn't|can't|between|and|but|so|or|i|we|please|altogether)\b))"
)
# Said of a sum, these tell that it is of more than one thing …
_ALL_OF_THEM = re.compile(
    r"\b(?:combined|kitty|out\s+of\s+(?:that|it|this)|kit(?:ting|ted)?\s+(?:(?:me|us|him|her|them|it|myself|"
    r"ourselves)\s+)?out|(?:fit|deck)(?:ting|ing)?\s+out"
    r"|setting\s+up|set\s+up|furnish\w*|equip\w*|stock(?:ing)?\s+up|cover|all\s+of\s+(?:it|them|this|that|these|"
    r"those|the\s+above)|all\s+together|put\s+together|add(?:s|ed|ing)?\s+up"
    r"|between\s+them|jointly|(?<!go\s)(?<!goes\s)(?<!clubbed\s)(?<!pooled\s)(?<!scraped\s)(?<!got\s)(?<!get\s)together(?!\s+with)|everything|(?:for|on)\s+(?:it|them|that|"
    r"this)\s+all"
    r"|both(?!\s+(?:\w+\s+and|hands|sides|sexes|ways)\b)"
    rf"|{_COUNTED}"
    r"|(?:the\s+)?(?:whole|entire|complete)\s+(?:lot|bunch|shebang|set|kit|outfit|bundle|set-?up|ensemble|package|"
    r"order|basket|haul"
    r"|look|works|trio|duo|combo|gear|shop|job|list|caboodle)|(?:for|on|in)\s+(?:the|this|that|my|our)\s+(?:lot|"
    r"bunch|set|kit|outfit"
    r"|bundle|set-?up|ensemble|package|order|basket|haul|trio|duo|combo|pair|look|list)|the\s+(?:lot|trio|duo|combo|"
    r"ensemble)"
    r"|(?:an?\s+)?(?:bundle|combo|package)\s+of|as\s+an?\s+(?:set|bundle|pair|package|kit|combo))\b"
)
# … and these that it is all there is to pay, which is said of one thing as well.
_TOTAL = re.compile(
    r"\b(?:total(?!\s+(?:beginner|novice|newbie|rubbish|garbage))|sum|altogether|overall(?!s)|for\s+all\b|"
    r"all[\s-](?:in\b(?![\s-]one)|told"
    r"|up|included|inclusive))\b"
)
# What needs no list beside it: "moving out, 900 for everything".
_EVERYTHING = re.compile(
    r"\b(?:(?:for|on)\s+(?:absolutely\s+)?everything\b(?!\s+(?:else|under|below|over|above))"
    r"|everything\s+(?:together|combined|altogether|included|all\s+in|in\s+(?:total|all)|must|mustn't|should|"
    r"shouldn't|has\s+to|can't"
    r"|cannot|needs\s+to|to\s+(?:cost|stay|come|be))\b"
    r"|(?:for|on)\s+(?:the|my|a|his|her|our)\s+(?:whole|entire|full|complete)\s+(?:lot|shebang|kit|set-?up|outfit|"
    r"look|bundle|ensemble"
    r"|works|room|wardrobe|caboodle|haul)\b)"
)
# What stands for the things of an earlier message.
_THOSE = re.compile(
    r"\b(?:everything|both|all\s+of|all\s+(?:that|this|those|these|together|told|in)\b|altogether|together|combined|"
    r"total"
    rf"|(?:it|that|them|those)\s+all|(?:all|the)\s+{_MANY}\b|(?:whole|entire)\s+\w+|the\s+(?:lot|set|bundle|bunch|"
    rf"pair|kit))\b"
)
_SPENT = re.compile(r"\b(?:budget|spend(?:ing)?|have|got|limit|max(?:imum)?|cover|enough|stretch|do)\b")
_PAID_FOR = re.compile(r"(?:^|\s{2,})(?:enough\s+)?for\s+(?:an?|some|the|my)\b")  # "I have 300 for a rod and a reel"
_APIECE = re.compile(r"\b(?:each|apiece|a\s+(?:piece|pop)|per\s+(?:item|piece|unit|one|head|person|pair))\b")
_CLAUSE = re.compile(r"[.!?;:()]|\s-\s|\s{2,}")
_AND = re.compile(
    r"\s*(?:,|\+|&|/|\b(?:and|plus|n|as\s+well\s+as|along\s+with|together\s+with|with(?=\s+an?\b)|alongside)\b)[\s,]*"
    r"(?:(?:and|also|maybe|then|plus)\s+)?"
)
# Two parts with a comma alone between them are mostly a thing and what is said of it: "a drill, hammer action".
_JOINING = re.compile(
    r"[+&/]|\b(?:and|plus|n|as\s+well|along|together|with|alongside|also)\b|,\s*(?:an?|some|the|my|new|one|two|three)\s"
)
_OF_IT = (
    r"\b(?:for|in|from|at|on|to\s+(?:match|go)|so|because|since|that|which|who|whose|when|where|while|if|like|of|under"
    r"|over)\b"
)
# "for my terrace", "in adult sizes", "that folds": what is said of a thing and names no other
_ASIDE = re.compile(rf"{_OF_IT}[^,+&]*?(?=,|\+|&|\b(?:and|plus)\b|$)")
_WHOLE_ASIDE = re.compile(rf"{_OF_IT}[^,]*")  # "for a boy and a girl", where no sum tells of several things
_FOR = re.compile(
    r"\b(?:\w+'d|would)\s+like\b|"
    r"^\s*(?:enough\s+)?(?:for|on|towards)\b|\b(?:look|search|hunt|shop|ask)\w*\s+for\b|\bin\s+the\s+market\s+for\b"
    r"|\b(?:bundle|set|combo|kit|package|selection|mix)\s+of\b"
)
_ASKING = re.compile(
    r"^.*\b(?:need(?:s|ed|ing)?|want(?:s|ed|ing)?|looking|buy(?:ing)?|find|get(?:ting)?|like|after|order|show|have|"
    r"has|got|me|us"
    r"|together|sell|shop(?:ping)?|including|include[sd]?|hunting|both|gimme|recommend|suggest|searching)\b"
)
_ITEM = re.compile(
    r"(?P<a>(?:(?:an?|some)\s+)?)(?:(?:one|two|three|four|the|my|new|matching|another|\d{1,2}|pair|set|couple|pack|"
    r"bottle|of|x)\s+)*"
    r"(?P<what>(?:[a-z][\w'-]*\s*){1,4})"
)
# A word that no name of a thing has, so that what holds it is no item of a list.
_TALK = re.compile(
    r"\b(?:i|i'm|i'd|i'll|i've|you|we|he|she|it|it's|they|is|are|was|were|am|be|can|can't|could|would|will|must|"
    r"should|has|not|no|don't"
    r"|do|does|then|there|please|thanks|total|altogether|max|maximum|budget|price|cost|each|only|nothing|anything|"
    r"more|less|most|least"
    r"|under|below|over|above|cheap|good|nice|great|quality|decent|comfortable|sturdy|black|white|red|blue|green|"
    r"grey|pink|brown"
    r"|wife|husband|son|daughter|mum|mom|dad|kids?|friends?|brother|sister|boss|women|men|boys|girls)\b"
)
_OWNED = re.compile(r"\b(?:have|got|own)\b[^.;]*?\balready\b|\balready\s+(?:have|got|own)\b[^.;,]*")
# Alone these name no thing, nor do words of these endings: "a large, washable rug".
_ADJECTIVE = re.compile(
    r"(?:large|small|big|little|new|old|long|short|wide|thick|thin|soft|hard|strong|quiet|warm|cool|hot|cold|fast|"
    r"slim|simple|plain|smart"
    r"|vintage|modern|metal|plastic|cotton|leather|wool|steel|wireless|portable|waterproof|cheap|light|dark"
    r"|\w+(?:able|ible|less|proof|ful|ous|ish|ic|y|ed|en|free))"
)
# "Ok, then a mask and a snorkel too": what stands around the first and behind the last of a list
_OPENING = re.compile(
    r"^\s*(?:(?:ok|okay|right|and|also|then|plus|so|well|actually|oh|ooh|hm+|yeah|yes|great|cool|sure|fine|now|maybe"
    r"|perhaps|alright|(?:how|what)\s+about|while\s+(?:you|we|i)'(?:re|m)\s+at\s+it|in\s+that\s+case|same\s+again|let'?s\s+have|(?:throw|chuck|pop|put)\s+in|add)\b[\s,]*){1,6}"
)
_CLOSING = re.compile(r"(?:\s+(?:too|also|as\s+well|then|please|pls))+\s*$")
_LONGEST = 600  # characters read of what may be a list


def wanted_together(text: str, rest: str, earlier: str, is_noun: Callable[[str], bool]) -> bool:
    """Whether a message that states a price states it of several different things together. `text` is lower case,
    `rest` the same without its prices, `earlier` the message it may continue."""
    if _APIECE.search(text):
        return False
    if _EVERYTHING.search(text):
        return True
    things, sure = _listed(rest, _ASIDE, is_noun)
    if _ALL_OF_THEM.search(text) and things >= 2:
        return True
    if _TOTAL.search(text) and (sure >= 2 or things >= 3):
        return True
    if (sure >= 3 and _SPENT.search(text)) or (sure >= 2 and _PAID_FOR.search(rest) and _JOINING.search(rest)):
        return True
    if things >= 2 or not _THOSE.search(text):
        return False
    things, sure = _listed(earlier, _ASIDE, is_noun)
    return sure >= 1 and things >= 2


def signs(text: str, rest: str, earlier: str, is_noun: Callable[[str], bool]) -> list[float]:
    """Everything here that tells of several things or of one sum, as numbers from 0 to 1, for a head to weigh."""
    things, sure = _listed(rest, _ASIDE, is_noun)
    before = _listed(earlier, _ASIDE, is_noun)[0] if earlier else 0
    said = [wanted_together(text, rest, earlier, is_noun), lists_things(rest, is_noun), bool(earlier)]
    named = [pattern.search(text) for pattern in (_ALL_OF_THEM, _TOTAL, _EVERYTHING, _APIECE, _THOSE)]
    counts = [min(count, 4) / 4 for count in (things, sure, before)]
    return [float(fact) for fact in said] + counts + [float(match is not None) for match in named]


def lists_things(rest: str, is_noun: Callable[[str], bool]) -> bool:
    """Whether a message names several different things to be had, whatever it says of prices."""
    sure = _listed(rest, _WHOLE_ASIDE, is_noun)[1]
    return sure >= 3 or (sure == 2 and _JOINING.search(rest) is not None)


def _listed(text: str, aside: re.Pattern[str], is_noun: Callable[[str], bool]) -> tuple[int, int]:
    """How many different things the text strings together in one clause: all that may be, and the sure ones."""
    text = _OWNED.sub(" ", text[:_LONGEST])
    clauses = (_FOR.sub(" need ", clause) for clause in _CLAUSE.split(text))
    return max((_in_clause(aside.sub(" ", _OPENING.sub("", clause)), is_noun) for clause in clauses), default=(0, 0))


def _in_clause(clause: str, is_noun: Callable[[str], bool]) -> tuple[int, int]:
    things: set[str] = set()
    sure: set[str] = set()
    for number, part in enumerate(_AND.split(clause)):
        part = _CLOSING.sub("", _OPENING.sub("", _ASKING.sub("", part)) if number == 0 else part)
        match = _ITEM.fullmatch(part.strip())
        if match is None or _TALK.search(match["what"]):
            continue
        words = match["what"].split()
        known = any(is_noun(word) for word in words[-2:])
        if not known and _ADJECTIVE.fullmatch(words[-1]):
            continue
        things.add(words[-1])
        if match["a"] or known:
            sure.add(words[-1])
    return len(things), len(sure)
