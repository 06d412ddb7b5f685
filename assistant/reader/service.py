"""What the shop's service tools need from a message: order numbers, topics, quantities, options, what to remember."""

from __future__ import annotations

import re

from assistant.reader.numbers import count
from assistant.reader.text import Scan, lower
from retrieval.understanding.families import SIZE_WORDS

_ORDER = (
    re.compile(r"#\s?(?P<id>[a-z]{0,4}-?\d{4,}[\w-]*)", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9-])(?P<id>[A-Za-z]{1,5}-\d{3,}[\w-]*)"),
    re.compile(
        r"\b(?:order|purchase|bill|invoice|parcel|package|tracking|delivery)\s*(?:number|no\.?|num|nr|id|#"
        r"|code|is|:|with)*\s*#?\s*(?P<id>(?=[\w-]*\d)[A-Za-z0-9][\w-]{2,})\b", re.IGNORECASE),
    re.compile(r"(?<![\w.,])(?P<id>#?W?\d{7,})\b"),
)  # fmt: skip
_COUNT = r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d{1,2}"
_QUANTITY = (
    re.compile(
        r"(?<!first )(?<!last )(?<!top )(?<!size )"
        r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d{1,2})\s+"
        r"(?:\w+\s+)?of\s+(?:(?:the\s+)?(?:same|last|first|second|third|fourth|fifth|sixth|\d(?:st|nd|rd|th))|it|each|#"
        r"|numbers?|no\b|items?|option|product)"),
    re.compile(
        r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:of\s+(?:them|'?em|those|these"
        r"|it|the|that|this)|more|pairs?|units?|pieces?|pcs|copies)\b"),
    re.compile(r"\b(?:x\s?(?P<n>\d{1,2})|(?P<m>\d{1,2})\s?x)\b(?!\s?\d)"),
    re.compile(r"\b(?:quantity|qty|amount)\s*(?:of|to|is|:|=)?\s*(?P<n>\d{1,2}|one|two|three|four|five|six)\b"),
    re.compile(
        r"\b(?:add|buy|get|take|order|want|need|have|grab|make\s+it|make\s+that|change\s+it\s+to|put"
        r"|i'll\s+have)\s+(?:me\s+)?(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
        r"(?!\s*(?:\w+\s+)?(?:inch|cm|person|star|day|week|bucks|dollar|euro))"),
    re.compile(r"\b(?:a\s+)?(?P<n>couple|(?:half\s+(?:a\s+)?)?dozen)\b(?:\s+of\b)?"),
    # A place is blanked when the rest is read: "four of [the thrid]".
    re.compile(
        rf"(?<!size )(?<!sizes )(?<!uk )(?<!eu )(?<!us )\b(?P<n>{_COUNT})\s+(?:(?!size)\w+\s+)?(?:of|off)"
        r"(?=\s{3,}|\s*(?:$|[.,;!?]))"),
    re.compile(rf"(?:\btimes|×|\*)\s?(?P<n>{_COUNT})\b|\b(?P<m>twice)\b"),
    re.compile(
        rf"(?:^|[,;:.(-]|\s{{3}})\s*(?:just\s+)?(?P<n>{_COUNT})\s*(?:please|pls|plz|each|apiece|in\s+total)?"
        r"(?=\s*(?:$|[,;.!)]|(?:in|into|to)\s+(?:my|the)\b))"),
)  # fmt: skip
_SPECIAL = {"couple": 2, "dozen": 12, "half a dozen": 6, "half dozen": 6, "twice": 2}

# A shop question's topic and the words that tell it, most telling first.
_TOPICS: tuple[tuple[str, str], ...] = (
    ("warranty", r"warrant\w*|guarantee[sd]?|repairs?|broke\s+after|defect\w*"),
    ("cancellation",
        r"cancel\w*|early\s+(?:termination|exit)|termination|exit\s+(?:fee|charge|penalt)\w*|withdrawal"
        r"|penalt(?:y|ies)"),
    ("exchanges", r"exchang\w*|swap\w*"),
    ("refunds", r"refund\w*|money\s+back|reimburse\w*|compensat\w*|restitution|rebates?|get\s+my\s+money"),
    ("returns",
        r"return\w*|send\s+(?:it|them|something|things|stuff|an?\s+\w+)\s+back|sending\s+(?:\w+\s+)?back"
        r"|bring\s+(?:it|them)\s+back|give\s+it\s+back|changed?\s+my\s+mind"),
    ("gift cards", r"gift\s*(?:cards?|vouchers?|certificates?)"),
    ("payment",
        r"pay(?:ing|ment|ments|pal)?|visa|mastercard|amex|credit\s+cards?|debit|klarna|instal(?:l)?ments?"
        r"|apple\s*pay|google\s*pay|cash|bank\s+transfer|vouchers?|crypto|bitcoin|billing"),
    ("shipping",
        r"ship\w*|deliver\w*|postage|courier|express|overnight|arriv\w*|customs|dispatch\w*|how\s+(?:long"
        r"|soon)|abroad|pick\s*up|click\s+and\s+collect|po\s+box"),
    ("privacy", r"privacy|my\s+data|personal\s+(?:data|information)|gdpr|cookies|sell\s+my|delete\s+my\s+data"),
    ("sizing", r"size\s+(?:guide|chart)|sizing|size\s+help|true\s+to\s+size"),
    ("stores", r"stores?|branch\w*|locations?|showroom|opening\s+(?:hours|times)|hours|address|where\s+are\s+you"),
    ("invoice", r"invoices?|bills?|receipts?|vat"),
    ("account",
        r"accounts?|password|log\s*in|sign\s*(?:up|in)|profile|register|registration|newsletter|subscri\w*"
        r"|unsubscribe"),
    ("price match", r"price\s+match\w*|match\s+(?:a|the|their)\s+price|lowest\s+price\s+guarantee"),
    ("contact", r"contact|phone|e-?mail|call\s+you|customer\s+(?:service|support)"),
    ("gift wrap", r"gift\s*wrap\w*|wrapp(?:ed|ing)|gift\s+(?:receipt|message)"),
)  # fmt: skip
_TOPIC_PATTERNS = tuple((topic, re.compile(rf"\b(?:{pattern})\b")) for topic, pattern in _TOPICS)
_GOAL = (
    re.compile(
        r"\b(?:everything|all|what(?:ever)?|things|stuff|gear|kit|equipment|supplies|essentials"
        r"|the\s+works|outfit|set|bundle|package|starter\s+(?:kit|set|pack))\s+(?:\w+\s+){0,4}?(?:for"
        r"|to)\s+(?:an?\s+|the\s+|my\s+|our\s+)?(?P<goal>[^.,!?;]+)"),
    re.compile(
        r"\b(?:kit\s+(?:me|us|him|her)\s+out|set\s+(?:me|us)\s+up|equip\s+(?:me|us)|outfit\s+(?:me|us)"
        r"|dress\s+me|furnish|get\s+(?:me|us)\s+ready|prepare\s+(?:me|us))\s+(?:for|with|to)?\s*(?:an?\s+"
        r"|the\s+|my\s+|our\s+)?(?P<goal>[^.,!?;]+)"),
    re.compile(
        r"\b(?:an?|the|my|complete|full|whole|entire)\s+(?P<goal>[^.,!?;]{2,40}?)\s+(?:set|setup|kit"
        r"|bundle|outfit|package|starter\s+pack|look|ensemble)\b"),
    re.compile(r"\b(?:bundle|set|kit|outfit|look)\s+(?:for|of)\s+(?:an?\s+|the\s+|my\s+)?(?P<goal>[^.,!?;]+)"),
    re.compile(r"\bfor\s+(?:an?\s+|the\s+|my\s+|our\s+)?(?P<goal>[^.,!?;]+)"),
)  # fmt: skip
_GOAL_TAIL = re.compile(
    r"\s+(?:with|in|on|at|for|within|please|and|that|which|i|is|budget|total|altogether|of|a|the|my"
    r"|under|costing|all\s+in|max)*\s*$"
)
_BRAND_LIKE = r"(?P<value>[\w&'. -]{2,40}?)"
_END = (
    r"(?:\s+(?:please|pls|from\s+now\s+on|anymore|any\s*more|always|in\s+(?:the\s+)?future|at\s+all"
    r"|ever|again|so.*|because.*|as\s+.*))*\s*[.!?]*$"
)


def order_id(scan: Scan) -> str:
    """The order number in the message, as the shopper wrote it without the "#"; taken out. "" when there is none."""
    for pattern in _ORDER:
        match = pattern.search(scan.raw)
        if match and scan.low[match.start("id")] != " " and not _is_price(scan.low, match):
            identifier = match["id"].lstrip("#")
            if (
                pattern is _ORDER[1]
                and not re.search(r"order|purchase|track|return|refund|parcel|package|deliver", scan.full)
                and not re.match(r"(?i)(?:dg|ord|o|w|order|po|so)-", identifier)
            ):
                continue  # a model number such as "WH-1000"
            scan.take(*match.span())
            return identifier
    return ""


def _is_price(text: str, match: re.Match[str]) -> bool:
    return text[: match.start("id")].rstrip().endswith(("$", "€", "£", "¥", "₹"))


def quantity(scan: Scan) -> int | None:
    """How many, for the cart; taken out. None when not said."""
    for number_of, pattern in enumerate(_QUANTITY):
        # "Four of the second one": the place is read already, and still tells what the number is.
        if match := pattern.search(scan.full if number_of == 0 else scan.low):
            said = next(group for group in match.groups() if group)
            number = _SPECIAL.get(" ".join(said.split())) or count(said)
            if number:
                scan.take(*match.span())
                return number
    return None


def topic(text: str) -> str:
    """What a shop question is about; "" when it names nothing known."""
    return next((name for name, pattern in _TOPIC_PATTERNS if pattern.search(text)), "")


def goal(text: str) -> str:
    """What a bundle is for: "everything for a weekend's camping" → "weekend's camping"."""
    for pattern in _GOAL:
        if match := pattern.search(text):
            said = _GOAL_TAIL.sub("", " ".join(match["goal"].split()) + " ").strip()
            if said:
                return said
    return ""


_SIZE = r"(?P<value>(?:uk|us|eu)?\s*\d{1,2}(?:[.,]5)?|xx?s|s|m|l|x{1,4}l|[2-6]xl|small|medium|large|extra\s+large)"
_KEEP: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("size", re.compile(rf"\b(?:size|sizes)\s*(?:is|are|=|:|a|an)?\s*{_SIZE}\b")),
    ("size", re.compile(
        rf"\b(?:i\s+(?:wear|take|am|need)|i'm|im)\s+(?:usually\s+"
        rf"|always\s+)?(?:an?\s+)?(?:size\s+)?{_SIZE}\b(?!\s*(?:year|yo|feet|ft|cm))")),
    ("colour", re.compile(
        r"\b(?:favou?rite\s+colou?r\s+is|(?:love|like|prefer)\s+(?:the\s+colou?r\s+"
        r"|everything\s+in\s+))\s*(?P<value>\w+)")),
    ("note", re.compile(
        r"\b(?:remember|note|keep\s+in\s+mind|don'?t\s+forget|save|write\s+down)\s+(?:that\s+|this:?\s+"
        r"|it:?\s+)?(?P<value>.+)")),
    ("note", re.compile(
        r"\b(?P<value>i(?:'m|\s+am)\s+(?:allergic|vegan|vegetarian|left[\s-]handed|tall|short|lactose"
        r"|colou?r[\s-]?blind|sensitive)\b[^.!?]*)")),
)  # fmt: skip
_NOT_SHOWN = re.compile(
    rf"\b(?:never|do\s*n'?t\s+ever)\s+(?:show|suggest|recommend|offer)\s+(?:me\s+)?"
    rf"(?:anything\s+(?:from|by|made\s+of|in|with)\s+|any\s+|things\s+(?:from|made\s+of)\s+)?{_BRAND_LIKE}{_END}"
)
_REFUSED = re.compile(
    rf"\bi(?:'ll|\s+will|'d|\s+would)?\s+(?:really\s+|just\s+|also\s+)*(?:never|do\s*n'?t(?:\s+ever)?"
    rf"|hate|can'?t\s+stand|avoid|refuse\s+to|wo\s*n'?t|no\s+longer)\s+(?:to\s+)?(?:buy(?:ing)?"
    rf"|wear(?:ing)?|want|like|use|touch|eat|need)?\s*(?:anything\s+(?:from|by|made\s+of|in|with)\s+"
    rf"|any\s+|things\s+(?:from|made\s+of)\s+)?{_BRAND_LIKE}{_END}"
)
_LOVED = re.compile(
    rf"\bi\s+(?:only|always|usually|mostly|really)?\s*(?:ever\s+)?(?:buy|wear|love|like|prefer|use"
    rf"|go\s+for|stick\s+(?:to|with))\s+(?:things\s+from\s+|anything\s+(?:from"
    rf"|by)\s+)?{_BRAND_LIKE}{_END}"
)
_FORGET = re.compile(
    r"\b(?:forget|delete|erase|remove|clear|wipe|drop|stop\s+remembering)\s+(?:about\s+)?(?:that\s+"
    r"|what\s+you\s+know\s+about\s+|the\s+fact\s+that\s+)?(?:my\s+|the\s+|all\s+|i\s+(?:like|love|wear"
    r"|hate)\s+)*(?P<value>.+)"
)
_FORGET_KINDS = {"size": r"sizes?", "colour": r"colou?rs?", "brand": r"brands?", "price": r"budget|price"}


def to_remember(text: str, kind_of: dict[str, str]) -> tuple[str, str] | None:
    """Kind and value of what the shopper asks to be remembered; `kind_of` says what the shop knows a word as."""
    low = lower(text)
    if match := _REFUSED.search(low) or _NOT_SHOWN.search(low):
        value = match["value"].strip()
        return (
            "not_brand" if kind_of.get(value) == "brand" else "note",
            _said(text, match) if kind_of.get(value) == "brand" else f"no {value}",
        )
    for kind, pattern in _KEEP[:3]:
        if match := pattern.search(low):
            value = " ".join(match["value"].split())
            return kind, SIZE_WORDS.get(value, value).upper() if kind == "size" else value
    if match := _LOVED.search(low):
        value = match["value"].strip()
        known = kind_of.get(value, "")
        return (known if known in ("brand", "colour", "category") else "note"), _said(text, match)
    for kind, pattern in _KEEP[3:]:
        if match := pattern.search(low):
            return kind, _said(text, match)
    return None


def to_forget(text: str) -> tuple[str, str]:
    """Kind and value of what to forget; ("", "") means everything."""
    match = _FORGET.search(lower(text))
    said = _said(text, match) if match else ""
    for kind, pattern in _FORGET_KINDS.items():
        if re.search(rf"\b(?:{pattern})\b", said.lower()):
            return kind, ""
    if not said or re.search(r"\b(?:everything|all|me|data|profile|preferences|history)\b", said.lower()):
        return "", ""
    return "note", said


def _said(text: str, match: re.Match[str]) -> str:
    return text[match.start("value") : match.end("value")].strip(" .!?,")
