"""What of shown products is named by price, rating, title or pronoun: the patterns of `references`."""

from __future__ import annotations

import re

ALONE = re.compile(r"\s*#?(?P<n>[1-9])\s*[.!?]?\s*")  # a number is the whole message
HANDLE = re.compile(r"\bp\d{1,3}\b")
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
# Between a place and a description named with it: "the first and the blue one".
JOINED = re.compile(
    r"[\s,]*(?:\b(?:and|or|with|vs\.?|versus|to|against|than|but|not|as|from|like|also|n)\b|[&+/])[\s,]*$|\s*,\s*$"
)
