"""One message in its conversation: what of the last search still holds, and what this message changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.reader.context import ReadingContext, ShownItem
from assistant.reader.found import Found
from assistant.reader.lexicon import Lexicon
from assistant.reader.text import singular, words
from assistant.reader.words import COLOUR_FAMILIES, FAMILY_OF, FILLER
from assistant.reading import Constraints, Reading, Sort
from retrieval.audiences import AUDIENCE_OF

_CHEAPER = re.compile(
    r"\b(?:cheaper|cheeper|less\s+(?:expensive|pricey|costly)|lower(?:\s+in)?\s+price[sd]?"
    r"|lower\s+budget|more\s+affordable|(?:too|bit|so|quite|very|rather|little)\s+(?:expensive|pricey"
    r"|dear|much)|budget[\s-]friendly(?:er)?|more\s+budget|not\s+(?:so|as|too)\s+(?:expensive|pricey)"
    r"|inexpensive|low(?:er)?[\s-]cost)\b"
)
_DEARER = re.compile(
    r"\b(?:more\s+(?:expensive|premium|upmarket|luxur\w+|high[\s-]end)|better\s+quality"
    r"|higher\s+(?:quality|end|grade)|high(?:er)?[\s-]end|premium|fancier|pricier|posher|upscale"
    r"|nicer\s+quality|top\s+of\s+the\s+(?:line|range)|luxury|luxurious|step\s+up|up\s+a\s+notch"
    r"|spend\s+(?:a\s+(?:bit|little)\s+)?more)\b"
)
_STRONGER = re.compile(
    r"\b(?:more\s+expensive|pricier|fancier|better\s+quality|higher\s+(?:quality|end)|more\s+premium"
    r"|nicer\s+quality|step\s+up|up\s+a\s+notch|spend\s+(?:a\s+(?:bit|little)\s+)?more)\b"
)
_OR_TOO = re.compile(r"\b(?:also|or|too|as\s+well)\b")
_ELLIPTIC = re.compile(
    r"\b(?:ones?|it|them|instead|actually|rather|prefer(?:ably)?|also|only|but|more|other|another"
    r"|others|else|different|similar|same|again|make|too|as\s+well)\b"
)
_BACK = re.compile(
    r"\b(?:(?:go|going|take\s+me|get|head|switch|return|come)\s+back|back)\s+to\s+(?:the\s+|those\s+"
    r"|that\s+|my\s+|your\s+)?(?P<what>[^.,!?]+)|\b(?:the\s+)?(?:previous|earlier|last"
    r"|original)\s+(?:list|results|ones|search)\b|\b"
    r"show\s+(?:me\s+)?(?:the\s+)?(?P<what2>[\w\s]+?)\s+(?:you\s+showed\s+(?:me\s+)?)?(?:again|earlier"
    r"|before)\b"
)


# "Do you sell cars?" asks about the shop, whatever was looked at before.
_OFFERED = re.compile(
    r"^(?:and\s+|but\s+)?(?:do|does)\s+(?:you|u|the\s+shop)\s+(?:also\s+)?(?:sell|have|stock|carry)\b"
)


def relative_price(text: str, found: Found, item: ShownItem | None, context: ReadingContext) -> bool:
    """ "Cheaper" is below the item referred to, else below the median of what is shown; "premium" the other way.

    Sets a limit (minor units) on `found`; without anything shown it only sorts. Returns whether the message said it.
    """
    anchor = item.price if item else context.median_price()
    if _CHEAPER.search(text) and found.price_max is None:
        if anchor is None:
            found.sort = found.sort or Sort.PRICE_ASC
        else:
            found.price_max = max(anchor - 1, 0)
        return True
    if _DEARER.search(text) and found.price_min is None and (anchor is not None or _STRONGER.search(text)):
        if anchor is None:
            found.sort = found.sort or Sort.PRICE_DESC
        else:
            found.price_min = anchor + 1
        return True
    return False


def strip_relative(text: str) -> str:
    """The message without its words of cheaper and dearer, every other character in its place."""
    for pattern in (_CHEAPER, _STRONGER):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def earlier_list(text: str, context: ReadingContext) -> tuple[tuple[str, ...], str]:
    """Handles and name of the earlier list that "go back to the boots" means; nothing when it means none."""
    match = _BACK.search(text)
    if not match:
        return (), ""
    what = next((group for group in match.groups() if group), "") or ""
    wanted = {singular(word) for word in words(what) if word not in FILLER}
    lists = [*context.lists, tuple(item.handle for item in context.shown)]
    for handles in lists:
        items = [item for handle in handles if (item := context.item(handle))]
        fitting = sum(bool(wanted & _item_words(item)) for item in items)
        if wanted and items and fitting * 2 >= len(items):
            return handles, " ".join(word for word in words(what) if word not in FILLER)
    if not wanted and context.lists:
        return context.lists[0], ""
    return (), ""


def _item_words(item: ShownItem) -> set[str]:
    parts = " ".join((item.title, item.brand, *item.category)).casefold()
    return {singular(word) for word in words(parts)}


def continues_last(text: str, query: str, opener: bool, last: Reading | None, lexicon: Lexicon) -> bool:
    """Whether a message refines the last search. A product noun that the last search lacks opens a new topic."""
    if last is None:
        return False
    said = [singular(word) for word in words(query)]
    before = {singular(word) for word in words(last.query)}
    nouns = [word for word in said if lexicon.is_noun(word)]
    if not said:
        return True
    if nouns:
        return bool(before & set(nouns)) and (nouns[-1] in before or nouns[0] in before)
    if not last.query:
        return not opener
    if _OFFERED.search(text):
        return False
    if before & set(said):
        return True
    return (
        bool(_ELLIPTIC.search(text))
        or not opener
        or (len(said) <= 1 and not re.search(r"\b(?:an?|any|some)\s+" + re.escape(said[0]), text))
    )


def merged_query(query: str, last: Reading, lexicon: Lexicon) -> str:
    """The words of both, qualifiers first; a repeated product noun takes the newer description."""
    if not query:
        return last.query
    new, old = words(query), words(last.query)
    fresh = {singular(word) for word in new}
    kept = [word for word in old if singular(word) not in fresh]
    if any(lexicon.is_noun(word) for word in new):
        qualifiers = [word for word in kept if not lexicon.is_noun(word)]
        return " ".join([*qualifiers, *new])
    return " ".join([*new, *kept] if len(new) <= 2 else [*kept, *new])


def merge(found: Found, query: str, text: str, last: Reading, lexicon: Lexicon) -> tuple[str, Constraints]:
    """Query and conditions when `found` refines `last`."""
    old = _without_dropped(last.constraints, found, lexicon)
    new = found.constraints()
    too = _OR_TOO.search(text) is not None
    low, high = _limits(old, new)
    attributes = dict(old.attributes)
    for name, values in new.attributes.items():
        for other in _alike(name, lexicon):
            if other != name:
                attributes.pop(other, None)
        attributes[name] = _union(attributes.get(name, ()), values) if too and name in old.attributes else tuple(values)
    refused = {name: _less(values, new.attributes.get(name, ())) for name, values in old.not_attributes.items()}
    for name, values in new.not_attributes.items():
        refused[name] = _union(refused.get(name, ()), values)
        attributes[name] = _less(attributes.get(name, ()), values)
    brands = _union(old.brands, new.brands) if too else new.brands or old.brands
    constraints = replace(
        new,
        price_min=low,
        price_max=high,
        brands=_less(brands, new.not_brands),
        not_brands=_less(_union(old.not_brands, new.not_brands), new.brands),
        categories=_less(new.categories or old.categories, new.not_categories),
        not_categories=_less(_union(old.not_categories, new.not_categories), new.categories),
        attributes={name: values for name, values in attributes.items() if values},
        not_attributes={name: values for name, values in refused.items() if values},
        not_words=_union(old.not_words, new.not_words),
        rating_min=new.rating_min if new.rating_min is not None else old.rating_min,
        in_stock=new.in_stock or old.in_stock,
        on_offer=new.on_offer or old.on_offer,
        sort=new.sort or old.sort,
    )
    kept = replace(last, query=_unsaid(last.query, found, new))
    return merged_query(query, kept, lexicon), constraints


def _unsaid(query: str, found: Found, new: Constraints) -> str:
    """The old words without what this message refuses or replaces (colour and audience words left in the query)."""
    gone = {word for value in (*new.not_words, *new.not_brands) for word in words(value.casefold())}
    kept = []
    for word in query.split():
        colour = word in COLOUR_FAMILIES or (word in FAMILY_OF and bool(found.colours))
        replaced = (bool(found.colours) or "colour" in found.dropped) and colour
        dropped = any(f"value:{word}" == drop for drop in found.dropped)
        aud = word in AUDIENCE_OF and "audience" in found.dropped
        if word not in gone and not replaced and not dropped and not aud:
            kept.append(word)
    return " ".join(kept)


def _limits(old: Constraints, new: Constraints) -> tuple[int | None, int | None]:
    low = new.price_min if new.price_min is not None else old.price_min
    high = new.price_max if new.price_max is not None else old.price_max
    if low is not None and high is not None and low > high:  # the newer limit wins over the older
        if new.price_min is None:
            low = None
        elif new.price_max is None:
            high = None
    return low, high


def _alike(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Attributes of which a newly said one replaces the other: the colour and its family, the size attributes."""
    for group in ((lexicon.colour_name, lexicon.family_name), lexicon.size_names()):
        if name in group:
            return tuple(group)
    return (name,)


def _without_dropped(old: Constraints, found: Found, lexicon: Lexicon) -> Constraints:
    dropped = found.dropped
    if "all" in dropped:
        return Constraints()
    names: set[str] = set()
    if "colour" in dropped:
        names |= {lexicon.colour_name, lexicon.family_name}
    if "size" in dropped:
        names |= set(lexicon.size_names())
    if "audience" in dropped:
        names.add(lexicon.audience_name)
    if "material" in dropped:
        names |= {name for name in old.attributes if re.search("material|fabric", name, re.IGNORECASE)}
    values = {drop.removeprefix("value:") for drop in dropped if drop.startswith("value:")}
    return replace(
        old,
        attributes={
            name: kept
            for name, said in old.attributes.items()
            if name not in names and (kept := tuple(value for value in said if value.casefold() not in values))
        },
        not_attributes={name: said for name, said in old.not_attributes.items() if name not in names},
        brands=() if "brand" in dropped else old.brands,
        not_brands=() if "brand" in dropped else old.not_brands,
        price_min=None if {"price", "price_min"} & dropped else old.price_min,
        price_max=None if {"price", "price_max"} & dropped else old.price_max,
        rating_min=None if "rating" in dropped else old.rating_min,
    )


def _union(left: Iterable[str], right: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*left, *right]))


def _less(values: Iterable[str], without: Iterable[str]) -> tuple[str, ...]:
    gone = set(without)
    return tuple(value for value in values if value not in gone)


def refines(attributes: Mapping[str, tuple[str, ...]], constraints: Constraints) -> bool:
    """Whether a message states any condition at all."""
    return bool(attributes) or not constraints.is_empty()
