"""What is wanted of products that were named by their places: they are not searched for, whatever else is said."""

from __future__ import annotations

import re

from assistant.reading import Intent

UNLIKELY = 0.1  # what is left of a belief that the products named speak against
SURE = 0.5  # a belief in doing something with the products that its words need not help
ELSEWHERE = frozenset(
    {Intent.SEARCH, Intent.RECOMMEND, Intent.UNCLEAR, Intent.OVERVIEW, Intent.OFF_TOPIC, Intent.PROMOTIONS,
     Intent.BUNDLE, Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.CART_SHOW, Intent.REMEMBER}
)  # fmt: skip
# Other products than those shown: "something cheaper than the second", "do you have any in wool?"
_SEEKS = re.compile(
    r"\b(?:(?:something|anything)\s+(?:else|like|more|less|in|with|\w+er)|find|search|looking\s+for|look\s+for|i\s+need"
    r"|do\s+you\s+(?:have|sell)\s+(?:an?|any)|(?:cheaper|pricier|dearer|bigger|smaller|better)\s+(?:ones?\s+)?than"
    r"|(?:other|more|cheaper)\s+ones)\b"
)
_OTHER_PEOPLE = (
    r"(?:people|buyers|customers|others|folks|everyone|everybody|users|owners|they|anyone|anybody|shoppers|parents|reviewers"
    r"|purchasers|other\s+\w+|those\s+who\s+\w+|who\s+bought\s+\w+|the\s+public|the\s+internet)"
)
# Each tells what is wanted whatever the head believes, where products are named.
_TELLING: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.CART_REMOVE, re.compile(
        r"\b(?:remove|take|delete|drop|kick|get|pull|leave)\b.{0,60}\b(?:from|out\s+of|off)\b.{0,30}\b(?:cart|basket|trolley|bag)\b")),
    (Intent.HIDE, re.compile(
        r"\b(?:hide|(?:do\s*n'?t|never|stop|no\s+longer)\s+(?:\w+\s+){0,3}?(?:show|see|display|suggest|recommend|offer)\w*"
        r"|(?:not|n'?t|never)\s+(?:\w+\s+){0,2}(?:appear|pop\s+up|come\s+up|turn\s+up)|never\s+again|no\s+more\s+of"
        r"|get\s+rid\s+of|out\s+of\s+(?:my|the)\s+(?:sight|list|results|face)|block|banish|blacklist|ban"
        r"|(?:off|from)\s+(?:my|the|this)\s+(?:list|page|screen|results|suggestions|recommendations|feed)|not\s+interested"
        r"|(?:do\s*n'?t|never)\s+(?:ever\s+)?wan(?:t\s+to|na)\s+(?:see|hear)|hate|can'?t\s+stand|bin"
        r"|(?:sick|tired)\s+of|^(?:\w+\W+){0,2}?(?:lose|ditch|dump|nuke|axe)|make\s+\w+(?:\s+\w+){0,3}\s+(?:disappear|vanish|go\s+away))\b")),
    (Intent.SIMILAR, re.compile(
        r"\b(?:similar|akin|alike|resembl\w+|along\s+the\s+lines|alternatives?|substitutes?|lookalikes?|dupes?|equivalents?"
        r"|same\s+(?:\w+\s+)?(?:style|kind|sort|vibe|vein|spirit|type|look|feel|design|idea|thing|family)\s+(?:as|like|of)"
        r"|in\s+the\s+(?:same\s+)?(?:style|vein|spirit|manner)|(?:more|others?|ones?|stuff|things|anything|something|else)\s+"
        r"(?:(?:that|which|looks?|is|are|there|bit|just|much|very|really|options?|products?|items?|\w+s)\s+){0,3}?"
        r"like(?!\s*(?:[?.!,]|$))|comparable|reminiscent|matching)\b")),
    (Intent.REVIEWS, re.compile(
        r"\b(?:reviews?|reviewers?|ratings?|opinions?|feedback|testimonials?|complaints?|rated(?!\s+(?:for|to|at|up|down|as|ip)\b)|stars|verdict|consensus"
        rf"|{_OTHER_PEOPLE}\b.{{0,24}}\b(?:say|think|like|happy|saying|reckon|find|feel|thought|said|love|write|wrote|rate"
        r"|complain\w*|experience|pleased|satisfied|make\s+of))\b")),
)  # fmt: skip
_BUYS = re.compile(
    r"\b(?:cart|basket|trolley|add|buy|purchase|order|i'?ll\s+(?:take|have|get|go)|i\s+will\s+(?:take|have)"
    r"|i'?d\s+(?:like|take)|put|grab|want|checkout"
    r"|(?:^|[,.;!]\s*|let'?s\s+|please\s+|can\s+i\s+|just\s+|and\s+)take|check\s+out|getting|(?:my|the)\s+bag"
    r"|throw|chuck|pop|stick)\b"
)
_SET_AGAINST = re.compile(
    r"\b(?:compar\w*|versus|vs|v|diff\w*|(?:side|head|next|face|shoulder)[\s-](?:by|to)[\s-](?:side|head|each|one|face|shoulder)"
    r"|battle|match-?up|face-?off|stack\s+up|against\s+each|weigh\s+up|showdown|contrast)\b"
)
# "Is the 5th cheaper than the 2nd?" sets two that are shown against each other and seeks no third.
_WHICH_OF_TWO = re.compile(
    r"^(?:\w+\W+){0,2}?(?:is|are|was|were|does|do|will|would)\s+(?!there\b|you\b)(?:[\w#']+\s+){1,6}?(?:\w+er|more\s+\w+|less\s+\w+)\s+than\b"
)
_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|diff\w*|better|best|which|side\s+by\s+side|stack|or|contrast|\w+er\s+than|least|most)\b"
)
_ASKS = re.compile(
    r"\?\s*$|^(?:\w+\W+){0,2}?(?:is|are|does|do|can|could|will|would|has|have|how|what|why|when|where|which)\b"
)
_MORE = re.compile(
    r"\b(?:expand|elaborate|lowdown|rundown|scoop|tell\s+(?:me|us)|explain|walk\s+me|details?|specs?|specifications|more\s+(?:about|on|info)|describe)\b"
)
_LIKE = re.compile(r"\b(?:like(?!\s*(?:[?.!,]|$))|same|others?|match\w*|remind\w*|vibe|equivalent|comparable|close)\b")
_ASKS_NICELY = re.compile(r"\b(?:can|could|would|will)\s+(?:you|u|i|we)\b")


def about_items(text: str, belief: dict[Intent, float], *, several: bool, picked: bool) -> bool:
    """Moves belief from searching and small talk to what may be done with the products named.

    `several` are named; `picked` says that the message tells how many or in which size. False where other products
    than those named are wanted: then nothing is moved.
    """
    told = _told(text, several=several)
    against = several and _WHICH_OF_TWO.search(text) is not None
    if not against and told is not Intent.SIMILAR and _SEEKS.search(text):
        return False
    for intent in ELSEWHERE:
        belief[intent] *= UNLIKELY
    belief[Intent.POLICY] *= 0.5
    if not several:
        belief[Intent.COMPARE] *= UNLIKELY
    if told is not Intent.SIMILAR and not _LIKE.search(text):
        belief[Intent.SIMILAR] *= UNLIKELY
    asks = _ASKS.search(text) and not _ASKS_NICELY.search(text)
    if told not in (Intent.CART_ADD, Intent.DETAILS):
        belief[Intent.DETAILS] *= UNLIKELY
        belief[Intent.CART_ADD] *= 1.0 if _BUYS.search(text) else UNLIKELY
    elif told is Intent.DETAILS and (asks or _MORE.search(text)):
        belief[Intent.CART_ADD] *= UNLIKELY
    elif told is Intent.DETAILS and picked:
        belief[Intent.CART_ADD] += 1.0
    if max(belief.values()) < SURE:
        belief[told] += 1.0
    return True


def _told(text: str, *, several: bool) -> Intent:
    """What the words ask for; the products themselves where they tell nothing."""
    if several and (_SET_AGAINST.search(text) or _WHICH_OF_TWO.search(text)):
        return Intent.COMPARE
    for intent, pattern in _TELLING:
        if pattern.search(text):
            return intent
    if _BUYS.search(text):
        return Intent.CART_ADD
    return Intent.COMPARE if several and _COMPARES.search(text) else Intent.DETAILS
