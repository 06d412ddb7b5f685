"""What is wanted of products that were named by their places: they are not searched for, whatever else is said."""

from __future__ import annotations

import re

from assistant.reading import Intent

SURE = 0.5  # a belief in doing something with the products that its words need not help
ELSEWHERE = frozenset(
    {Intent.SEARCH, Intent.RECOMMEND, Intent.UNCLEAR, Intent.OVERVIEW, Intent.OFF_TOPIC, Intent.PROMOTIONS,
     Intent.BUNDLE, Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.CART_SHOW, Intent.REMEMBER}
)  # fmt: skip
# Other products than those shown: "something cheaper than the second", "do you have the third in wool?"
SEEKS = re.compile(
    r"\b(?:something|anything|find|search|looking\s+for|look\s+for|i\s+need|do\s+you\s+(?:have|sell)\s+(?:an?|any)"
    r"|(?:cheaper|pricier|dearer|bigger|smaller|better)\s+(?:ones?\s+)?than|(?:other|more|cheaper)\s+ones)\b"
)
_CUES: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.CART_REMOVE, re.compile(
        r"\b(?:remove|take|delete|drop|kick|get)\b.*\b(?:from|out\s+of|off)\b.*\b(?:cart|basket|trolley|bag)\b")),
    (Intent.HIDE, re.compile(
        r"\b(?:hide|(?:do\s*n'?t|never|stop|no\s+longer)\s+(?:\w+\s+){0,2}?(?:show|see|display|suggest|recommend)\w*"
        r"|get\s+rid\s+of|out\s+of\s+(?:my|the)\s+(?:sight|list|results)|off\s+(?:my|the)\s+(?:list|page|screen)"
        r"|not\s+interested|hate|can'?t\s+stand|bin)\b")),
    (Intent.SIMILAR, re.compile(
        r"\b(?:similar|alike|resembl\w+|along\s+the\s+lines|alternatives?|same\s+(?:style|kind|sort|vibe)"
        r"|(?:more|others?|ones?|stuff|things)\s+like|in\s+the\s+style|lookalikes?)\b")),
    (Intent.REVIEWS, re.compile(
        r"\b(?:reviews?|reviewers?|ratings?|opinions?|feedback|testimonials?|complain\w*|complaints?"
        r"|(?:people|buyers|customers|others|folks|everyone|users|owners|they|anyone)\b.{0,20}\b(?:say|think|like|happy"
        r"|saying|reckon|find|feel|thought|said|love))\b")),
    (Intent.CART_ADD, re.compile(
        r"\b(?:cart|basket|trolley|add|buy|purchase|order|i'?ll\s+(?:take|have|get|go)|i\s+will\s+(?:take|have)"
        r"|i'?d\s+(?:like|take)|gimme|put|grab|want|checkout|(?:^|[,.;!]\s*|let'?s\s+|please\s+|can\s+i\s+|just\s+|and\s+)take|check\s+out|getting|(?:my|the)\s+bag|throw|chuck|pop|stick)\b")),
)  # fmt: skip
_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|differ\w*|better|best|which|side\s+by\s+side|stack|or|contrast|\w+er\s+than)\b"
)


_ASKS = re.compile(
    r"\?\s*$|^(?:\w+\W+){0,2}?(?:is|are|does|do|can|could|will|would|has|have|how|what|why|when|where|which)\b"
)
_MORE = re.compile(r"\b(?:expand|elaborate|details?|specs?|specifications|more\s+(?:about|on|info)|describe)\b")
_LIKE = re.compile(r"\b(?:like|same|others?|match\w*|remind\w*|vibe|equivalent|comparable|close)\b")
_ASKS_NICELY = re.compile(r"\b(?:can|could|would|will)\s+(?:you|u|i|we)\b")


def about_items(text: str, belief: dict[Intent, float], *, several: bool, picked: bool) -> None:
    """Moves belief from searching and small talk to what may be done with the products named.

    `several` are named; `picked` says that the message tells how many or in which size.
    """
    for intent in ELSEWHERE:
        belief[intent] *= 0.1
    told = _told(text, several=several)
    if not several:
        belief[Intent.COMPARE] *= 0.1
    if told is not Intent.SIMILAR and not _LIKE.search(text):
        belief[Intent.SIMILAR] *= 0.1
    asks = _ASKS.search(text) and not _ASKS_NICELY.search(text)
    if told is not Intent.CART_ADD and (asks or _MORE.search(text)):
        belief[Intent.CART_ADD] *= 0.1
    elif told is Intent.DETAILS and picked and not asks:
        belief[Intent.CART_ADD] += 1.0
    if max(belief.values()) < SURE:
        belief[told] += 1.0


def _told(text: str, *, several: bool) -> Intent:
    """What the words ask for; the products themselves where they tell nothing."""
    for intent, pattern in _CUES:
        if pattern.search(text):
            return intent
    return Intent.COMPARE if several and _COMPARES.search(text) else Intent.DETAILS
