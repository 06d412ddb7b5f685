"""How messages name shown products by their place, price or rating: the patterns of `references`."""

from __future__ import annotations

import re

ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "forth": 4, "fifth": 5,
    "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10,
    "10th": 10,
}  # fmt: skip
_WORDS = {"fist", "fort", "firs", "thir", "forth", "four", "firth"}  # words of their own, or too little left


def _slips(word: str) -> set[str]:
    """The word with a letter left out or two neighbours swapped, as fast fingers type it; its first letter stays."""
    dropped = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return (dropped | swapped) - _WORDS - {word}


ORDINALS |= {slip: ORDINALS[word] for word in ("first", "second", "third", "fourth", "fifth") for slip in _slips(word)}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_ORDINAL = "|".join(ORDINALS)
NUMBER = "|".join(number for number in NUMBERS if number != "one") + r"|[2-9]"
HANDLE = re.compile(r"\bp\d{1,3}\b")
GROUP = re.compile(
    rf"\b(?:the\s+)?(?P<end>first|top|last|final|bottom)\s+(?P<n>{NUMBER}|couple|few)\b(?!\s*(?:days?"
    rf"|weeks?|months?|years?))"
)
SECOND_LAST = re.compile(
    r"\b(?:the\s+)?(?:second|2nd)[\s-]+(?:to[\s-]+)?last(?:\s+one)?\b|\bpenultimate(?:\s+one)?\b|\b"
    r"next to last(?:\s+one)?\b"
)
NTH = re.compile(
    rf"\b(?:the\s+)?(?P<nth>{_ORDINAL})\b(?!\s+(?:aid|time|class|hand|order|generation|gen|of all"
    rf"|birthday|grade|floor|day|year|name|edition|ever|thoughts?|half)\b)"
    r"(?:\s+(?:one|item|product|option|result|choice|suggestion|recommendation|of\s+(?:them|those|these)))?"
)
LAST_ONE = re.compile(
    r"\b(?:the\s+)?(?:very\s+)?last\s+(?:one|item|product|option|result|choice|pair|piece)\b(?!\s+i\s+(?:bought"
    r"|ordered|got|purchased))|\bthe last\s*(?=$|[.,!?])|(?<=\bvs)\s+(?:the\s+)?last\b"
    r"|(?:(?<=\band)|(?<=\bwith))\s+(?:the\s+)?last\b(?=\s*(?:$|[.,!?]))"
)
LAST_NOUN = re.compile(r"\b(?:the\s+)?(?:very\s+)?last\s+(?P<noun>[\w-]+)")  # "the last rug" after "rugs"
NUMBERED = re.compile(
    r"(?:#\s?|\b(?:numbers?|num|nmbr|nos?\.?|nr\.?|options?|items?|products?|results?|choices?|picks?)\s*#?\s?)"
    r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight)\b(?!\s*(?:x|pieces|pcs|inch|cm|%))"
)
# A bare digit is a place after words that ask about one, or in a list of them: "open 3", "compare 1, 3", "2 versus 3".
BARE = re.compile(
    r"\b(?:compar\w+|contrast|versus|vs\.?|between|differ\w*|open|similar\s+to|like|add|hide|about|reviews?(?:\s+(?:of|for|on))?"
    r"|details?(?:\s+(?:of|for|on))?|of)\s+(?P<n>[1-9])(?![\d.,]\d|\s*[%-])"
    r"(?=\s*(?:$|[.,!?&]|and\b|or\b|with\b|to\b|vs\b|versus\b|against\b|in\b|please\b|pls\b|again\b|then\b))"
)
LEADING = re.compile(r"^(?P<n>[1-9])(?=\s*(?:vs\.?|versus|or|and|&)\s*#?[1-9]\b)")
AND_NUMBER = re.compile(
    r"\s*(?:,\s*(?:and|or)?|and|&|or|vs\.?|versus|with|to|against)\s*(?:#|number|no\.?)?\s?"
    r"(?P<n>[1-9]|one|two|three|four|five|six)\b(?!\s*(?:of|x|pieces|pcs|times)\b)"
)
NOUN_NUMBER = re.compile(r"\b(?:the\s+)?(?P<noun>[a-z][a-z-]+)\s+#?(?P<n>[1-9])\b(?!\s*(?:[.,]\d|x\b|%|\w))")
ENDS = re.compile(
    r"\b(?:the\s+)?(?:(?:one|item|product)\s+)?(?:(?:at|on)\s+(?:the\s+)?(?:very\s+)?(?P<end>top|bottom)(?:\s+of\s+(?:the|that|your)\s+"
    r"(?:list|page|results))?|(?P<one>top|bottom|final)\s+(?:one|item|product|result|option))\b"
)
EVERY = re.compile(
    r"\b(?:both(?:\s+of\s+(?:them|these|those))?|all\s+of\s+(?:them|these|those)|(?:all|them)\s+all"
    r"|all\s+(?:three|four|five|six|\d|these|those)|each\s+of\s+(?:them|these|those)"
    r"|every\s+one\s+of\s+them|the\s+(?:two|three|four)(?:\s+of\s+(?:them|these|those))?(?=$"
    r"|[\s.,!?])(?!\s+\w+s\b)|the\s+whole\s+(?:lot|list)|these|those|(?<!\bof\s)them)\b"
)
THE_SET = re.compile(r"\b(?:the|that|this)\s+(?:whole\s+|full\s+|entire\s+|complete\s+)?(?:set|bundle|kit|outfit)\b")
WHOLE = re.compile(
    r"\b(?:it\s+all|all|everything|(?:the\s+)?(?:whole|full|entire|complete)\s+(?:set|bundle|lot|outfit|kit|thing)|the\s+(?:set|bundle))"
    r"\b(?:\s+of\s+(?:it|them|that|this))?(?=\s*(?:$|[.,!?]|to\b|in\b|into\b|please))"
)
OTHER = re.compile(r"\bthe other (?:one|two)\b")
ONE = r"(?:\s+(?:one|ones|item|product|option|choice|of\s+(?:the\s+)?(?:two|three|them|these|those|lot|bunch|all)))"
CHEAP = re.compile(
    rf"\b(?:the\s+)?(?:(?:cheapest|least\s+expensive|lowest[\s-]priced|most\s+affordable){ONE}*)|\b"
    rf"the\s+(?:cheaper|less\s+expensive){ONE}+(?<!ones)"
)
DEAR = re.compile(
    rf"\b(?:the\s+)?(?:(?:most\s+expensive|priciest|dearest|costliest|highest[\s-]priced){ONE}*)|\b"
    rf"the\s+(?:more\s+expensive|pricier|dearer){ONE}+(?<!ones)"
)
BEST = re.compile(
    rf"\b(?:the\s+)?(?:(?:best|highest|top)[\s-](?:rated|reviewed|rating|reviews){ONE}*|(?:better"
    rf"|higher)[\s-](?:rated|reviewed){ONE}+)"
)
OF_THEM = re.compile(r"\bof\b|\bwhichever\b|\bout\s+of\b|\bbetween\b")
LOWEST = re.compile(
    r"\b(?:cheap(?:er|est)|(?:less|least)\s+expensive|costs?\s+(?:less|the\s+least)|lower[\s-]priced)\b"
)
HIGHEST = re.compile(
    r"\b(?:pric(?:ier|iest)|dear(?:er|est)|more\s+expensive|most\s+expensive|costs?\s+(?:more|the\s+most))\b"
)
RATED = re.compile(r"\b(?:better|best|higher|highest|top)[\s-](?:rated|reviewed|rating|stars)\b")
ASKED = re.compile(r"\b(?:which|what|is|are|compar\w*|difference)\b")
WITH_IT = re.compile(r"\b(?:compare|contrast)\s+(?:it|that\s+one|this\s+one|that|this)\b")
PRONOUN = re.compile(
    r"\b(?:it|that\s+one|this\s+one|that\s+(?:item|product)|this\s+(?:item|product|thing)"
    r"|the\s+one\s+you\s+(?:just\s+)?(?:showed|recommended|mentioned))\b"
)
ANOTHER = re.compile(
    r"\b(?:another|(?:an?\s+|some\s+|any\s+)?(?:other|different|new|cheaper|nicer|better|bigger|smaller|lighter|warmer))"
    r"\s+((?:[\w'-]+\s+){0,2}?[\w'-]+)"
)
DEMONSTRATIVE = re.compile(r"\b(?:this|that|these|those|the|your)\s+((?:[\w'-]+\s+){0,4}?[\w'-]+)")
