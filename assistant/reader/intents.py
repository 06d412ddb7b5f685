"""What the shopper wants: sure signs first, the trained head for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading import Intent

SURE, LIKELY = 2.0, 0.45
_THEM = r"(?:it|them|that|this|these|those|one|both|all|the\s+\w+(?:\s+\w+){0,3}|\w+\s+of\s+(?:them|those|these))"
# Signs that leave no doubt, in order of precedence where several hold.
_SURE: tuple[tuple[Intent, str], ...] = (
    (Intent.PERSON,
        r"(?:speak|talk|chat|connect(?:ed)?|transfer(?:red)?|put\s+me\s+(?:through|on))\s+(?:me\s+)?(?:to"
        r"|with|2)\s+(?:an?\s+|the\s+|your\s+|some\s+)?(?:\w+\s+){0,2}?(?:human|person|people|agent"
        r"|someone|somebody|operator|manager|representative|rep|supervisor|staff|advisor|employee"
        r"|assistant|support|customer\s+(?:service|support|care))"),
    (Intent.PERSON,
        r"(?:real|live|actual|human|free)\s+(?:person|human|agent|people|operator|being|rep|support"
        r"|advisor|assistant)|^(?:agent|human|operator|representative|person)[\s!.?]*$|hand\s+me\s+over"
        r"|call\s+me\s+back"),
    (Intent.ORDER_STATUS,
        r"(?:wait\w*|await\w*|expect\w*|wating)\s+(?:for\s+)?(?:\w+\s+){0,3}?(?:refund\w*|reimburse\w*"
        r"|compensation\w*|restitution\w*|rebates?|money)\b|(?:refund|reimbursement|compensation"
        r"|restitution|rebate)s?\s+(?:current\s+)?(?:status|progress)\b|(?:check|track|trace|follow"
        r"|status)\w*\s+(?:\w+\s+){0,3}?(?:refund|reimbursement|compensation|restitution|rebate)\b"
        r"(?!\s+policy)"),
    (Intent.PERSON,
        r"complain\w*|recla?mations?|(?:file|filing|lodg\w+|mak\w+)\s+(?:\w+\s+){0,3}?claim\b"
        r"|claim\s+against|dispute"),
    (Intent.PERSON,
        r"(?:cancel\w*|chang\w+|edit\w*|modif\w+|correct\w*|amend\w*|swap\w*|switch\w*|add\w*|delet\w*"
        r"|remov\w*|updat\w+|stop)\s+(?:\w+\s+){0,5}?(?:my\s+|the\s+|an?\s+)?(?:order|purchase)\b"
        r"(?!\s+(?:fee|polic|by|of))"),
    (Intent.PERSON,
        r"(?:chang\w*|updat\w+|correct\w*|set\w*(?:\s+up)?|add\w*|new|edit\w*|modif\w+|submit\w*|enter\w*"
        r"|wrong|secondary|another|different|second)\s+(?:\w+\s+){0,3}?address\b|address\s+(?:up"
        r"|changed?)\b"),
    (Intent.PERSON,
        r"(?:problems?|issues?|errors?|troubles?|fail\w*|declin\w*|can'?t|cannot|unable"
        r"|report\w*)\s+(?:\w+\s+){0,4}?(?:pay|payments?|paying|checkout|my\s+card)\b"
        r"|payment\s+(?:problems?|issues?|errors?|fail\w*)|card\s+(?:was\s+|got\s+)?(?:declined|charged)"),
    (Intent.PERSON,
        r"(?:contact|reach|call|get\s+in\s+touch\s+with"
        r"|get\s+(?:a\s+)?hold\s+of)\w*\s+(?:\w+\s+){0,2}?(?:customer|client|support|service|agent|human"
        r"|assistance|someone|operator)\b"),
    (Intent.POLICY,
        r"(?:cancellation|termination|withdrawal|exit)\s+(?:fees?|charges?|penalt\w+|costs?|policy)"
        r"|penalt(?:y|ies)|in\s+(?:what|which)\s+(?:cases?|situations?|circumstances)|under\s+(?:what"
        r"|which)\s+(?:circumstances|conditions)|money\s+back\s+(?:policy|guarantee)|(?:payment|paying"
        r"|shipping|shipment|delivery)\s+(?:methods?|modalit\w+|options?|types?|forms?)|(?:methods?"
        r"|modalit\w+|options?|forms?)\s+(?:for|of)\s+(?:payment|paying|shipping|shipment|delivery)"
        r"|newsletters?|(?:leav\w+|submit\w*|send\w*|writ\w+|giv\w+|post)\s+(?:\w+\s+){0,4}?(?:reviews?"
        r"|feedback|opinions?|comments?)\b|how\s+(?:long|soon)\s+(?:\w+\s+){0,4}?(?:refunds?|reimburse\w+"
        r"|delivery|shipping|shipment|arrive|expect)|when\s+(?:can|could|will|do)\s+i\s+(?:expect|receive)"),
    (Intent.HIDE,
        r"(?:hide|(?:do\s*n'?t|never|stop)\s+(?:ever\s+)?show(?:ing)?|not\s+interested\s+in|no\s+interest\s+in"
        r"|(?:do\s*n'?t|never)\s+(?:ever\s+)?(?:want|wanna|need)\s+to\s+see|(?:hate|can'?t\s+stand|dislike"
        r"|do\s*n'?t\s+like)\s+(?:the|number|no|p\d))\b"),
    (Intent.FORGET,
        r"(?:forget|delete|erase|remove|clear|wipe)\s+(?:about\s+)?(?:all\s+)?(?:my"
        r"|what\s+(?:you\s+(?:know|remember|saved|stored)|i\s+(?:said|told))"
        r"|everything\s+(?:you\s+know\s+)?about\s+me|that\s+i\b)|stop\s+remembering|forget\s+(?:me"
        r"|everything\s+about\s+me)\b"),
    (Intent.REMEMBER,
        r"(?:remember|note|keep\s+in\s+mind|don'?t\s+forget|make\s+a\s+note|save)\s+(?:this|that|it|my|i\b"
        r"|i'm|for\s+(?:next|later|the\s+future))|for\s+(?:future\s+reference|next\s+time)|i(?:'ll"
        r"|\s+will)?\s+never\s+(?:buy|wear|use|eat|want)|i\s+(?:always|only\s+ever|usually)\s+(?:wear|buy"
        r"|take)"),
    (Intent.REMEMBER, r"(?:never|do\s*n'?t\s+ever)\s+(?:show|suggest|recommend|offer)\b"),
    (Intent.POLICY,
        r"gift\s*(?:cards?|vouchers?|certificates?)\b|(?:can|could|may)\s+(?:i|we)\s+(?:still\s+)?"
        r"(?:return|send\s+back|bring\s+back|exchange)\b"),
    (Intent.RETURN, r"(?:want|need|like|have|wish)\s+to\s+(?:return|send\s+back|give\s+back)\b"),
    (Intent.RETURN,
        r"(?:return|send\s+back|give\s+back|bring\s+back|exchange)\s+(?:this|that|it|them|my|an?\s+(?:item"
        r"|order|product|purchase)|the\s+\w+(?:\s+\w+)?\s+(?:i|from|order|that)|(?:some|one|part)\s+of"
        r"|something|these|those)\b(?!.*\b(?:policy|how\s+(?:long|many)|window)\b)|(?:send|ship|bring|give"
        r"|take)\s+(?:it|them|this|that|these|the\s+\w+)\s+back|(?:start|make|request|begin|open"
        r"|initiate)\s+(?:a|the|my)\s+(?:return|refund|exchange)"
        r"|(?:i\s+)?want(?:ed)?\s+(?:my\s+money\s+back|a\s+refund)|refund\s+(?:me|my|this|for)"),
    (Intent.ORDER_STATUS,
        r"(?:where(?:'s|\s+is|\s+are|s)?|track|status\s+of|when\s+(?:will|does|is)|what(?:'s|\s+is"
        r"|\s+happened|\s+happening)?\s+(?:up\s+)?(?:with|to|about)?)\s+(?:\w+\s+){0,2}?(?:my|the"
        r"|our)\s+(?:\w+\s+)?(?:order|package|parcel|delivery|purchase|shipment|stuff|things)\b"
        r"|has\s+(?:my|it)\s+(?:\w+\s+)?(?:shipped|been\s+(?:sent|shipped|dispatched))|order\s+status"
        r"|(?:track|trace)\s+(?:my|an?|the)\b|(?:order|package|parcel"
        r"|delivery)\s+(?:still\s+)?(?:has\s*n'?t|hasnt|not|did\s*n'?t|never)\s+(?:arrived?|come|shown"
        r"|been|got)|refund\s+(?:status|been|processed|arrived)|status\s+of\s+(?:my|the)\s+(?:refund|order)"),
    (Intent.CART_SHOW,
        r"(?:show|see|view|open|check|review|look\s+(?:at|in)|display|what(?:'s|\s+is|s|\s+do\s+i\s+have)"
        r"|whats)\s+(?:me\s+)?(?:\w+\s+)?(?:in\s+)?(?:my|the)\s+(?:shopping\s+)?(?:cart|basket|bag"
        r"|trolley)\b|^(?:my\s+)?(?:cart|basket|trolley)[\s?!.]*$|(?:cart|basket)\s+(?:total|contents)"
        r"|total\s+(?:of|in)\s+my\s+(?:cart|basket)"),
    (Intent.CART_REMOVE,
        rf"(?:remove|delete|take|drop|get\s+rid\s+of|throw|kick"
        rf"|scratch)\s+{_THEM}?\s*(?:\w+\s+){{0,4}}?(?:out\s+of|from|off|out)\s+(?:of\s+)?(?:my"
        rf"|the)\s+(?:shopping\s+)?(?:cart|basket|bag|trolley|list|order)\b|(?:empty"
        rf"|clear)\s+(?:out\s+)?(?:my|the)\s+(?:shopping\s+)?(?:cart|basket|bag|trolley)|(?:do\s*n'?t"
        rf"|no\s+longer)\s+want\s+{_THEM}\s+in\s+(?:my|the)\s+(?:cart|basket)"),
    (Intent.CART_ADD,
        rf"(?:add|put|throw|stick|chuck|pop|place|drop|toss)\s+(?:\w+\s+){{0,8}}?(?:to|in|into|2)\s+(?:my"
        rf"|the|a)?\s*(?:shopping\s+)?(?:cart|basket|bag|trolley)\b|\badd\s+(?:both|all"
        rf"|(?:the\s+)?(?:first|second|third|fourth|fifth|last|1st|2nd|3rd)|it|them|that|this|these|those"
        rf"|#?\d|one|two|three)\b|(?:i'?ll|i\s+will|ill|let\s+me|lemme|i\s+wanna|i\s+want\s+to"
        rf"|i'?d\s+like\s+to)\s+(?:take|have|buy|get|grab|order|go\s+(?:for|with))\s+{_THEM}\b(?!\s+(?:see"
        rf"|look))|(?:buy|order|get\s+me)\s+(?:it|this|that\s+one|the\s+(?:first|second|third|fourth|last"
        rf"|cheapest|cheaper)(?:\s+one)?)\b"),
    (Intent.COMPARE,
        r"\bcompare\b|\bcomparison\b|(?:what(?:'s|\s+is|s)?|tell\s+me|explain"
        r"|show(?:\s+me)?)\s+the\s+differen\w+|\bdifference\s+between\b"
        r"|how\s+do(?:es)?\s+\w+(?:\s+\w+){0,5}\s+(?:differ|compare|stack\s+up)|side\s+by\s+side"
        r"|which\s+(?:one\s+)?(?:of\s+(?:the\s+|these\s+|those\s+)?(?:two|three|them|these"
        r"|those)\s+)?is\s+(?:better|best|lighter|warmer|cheaper|bigger)\b|\bversus\b"),
    (Intent.REVIEWS,
        r"\breviews?\s+(?:of|for|on|about|say)|(?:what\s+(?:do|are|did)\s+(?:people|others?|customers?"
        r"|buyers?|users?|folks)\s+(?:\w+\s+)?(?:say|think))|(?:read|see|show(?:\s+me)?|any|the"
        r"|check)\s+(?:me\s+)?(?:the\s+|some\s+)?(?:customer\s+)?(?:reviews|feedback|opinions)\b"
        r"(?!\s+(?:section|form))|customer\s+reviews|any\s+complaints\s+about"),
    (Intent.SIMILAR,
        r"\b(?:similar|alike|comparable)\s+(?:to|ones?|items?|products?|style|things?|options?)\b"
        r"|(?:something|anything|more|others?|ones?|any|things?)\s+(?:\w+\s+)?(?:like"
        r"|similar\s+to)\s+(?:it|that|this|these|those|them|the)\b|\balternatives?\s+(?:to|for)\b|(?:same"
        r"|similar)\s+(?:style|look|vibe|kind)\s+as"),
    (Intent.PROMOTIONS,
        r"\b(?:deals?|promotions?|promos?|special\s+offers?|sales?|discounts?|coupons?|vouchers?"
        r"|promo\s+codes?|bargains?)\s+(?:\w+\s+){0,2}?(?:today|now|on|do\s+you|are\s+(?:there|on)|running"
        r"|going|available|right\s+now|this\s+week|you\s+have)\b|(?:any|what|which|current|today'?s"
        r"|show\s+me(?:\s+the)?|list(?:\s+the)?|got\s+any)\s+(?:\w+\s+)?(?:deals|promotions|promos|offers"
        r"|discounts|specials|coupons|sales|promo\s+codes|bargains|vouchers)\b|^what(?:'s|\s+is)\s+on\s+(?:offer|sale)\b|^(?:deals|offers|promotions"
        r"|discounts|sales?)[?!.]*$|(?:is|are)\s+(?:there|anything)\s+(?:\w+\s+){0,2}?(?:on\s+(?:sale"
        r"|offer)|(?:sales?|deals?|promotions?)\b)"),
    (Intent.OVERVIEW,
        r"what\s+(?:(?:kinds?|sorts?|types?)\s+of\s+(?:things|stuff|products|goods|items)|products|goods"
        r"|items|things|categories|departments|brands)\s+(?:\w+\s+){0,3}?(?:do\s+you|you|are\s+there|have"
        r"|sell|carry|can\s+i)|what\s+(?:do\s+you|d'?you|else\s+do\s+you|all\s+do\s+you)\s+(?:sell|stock"
        r"|carry|offer)\b|(?:which|what)\s+brands?\b"
        r"|(?:how\s+many)\s+(?:\w+\s+){0,3}?(?:do\s+you\s+(?:have|sell|carry|stock)|are\s+there"
        r"|in\s+(?:stock|your))|(?:list|show)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|your\s+)?(?:categories"
        r"|departments|brands)\b|(?:price\s+range|range\s+of\s+prices)\s+(?:of|for|do)|what(?:'s|\s+is"
        r"|s)\s+the\s+(?:most\s+expensive|cheapest|dearest|priciest)\s+(?:thing|item|product|\w+)\s+(?:you"
        r"|in\s+(?:the|your)|here|do\s+you)|what(?:'s|\s+is)\s+(?:in\s+)?(?:your|the)\s+(?:catalogu?e|shop"
        r"|store|range|assortment)"),
    (Intent.BUNDLE,
        r"\beverything\s+(?:\w+\s+){0,4}?(?:for|to)\b|\b(?:bundle|starter\s+(?:kit|set|pack)|full\s+(?:set"
        r"|kit|outfit)|complete\s+(?:\w+\s+)?(?:set|kit|outfit|setup|look|bundle))\b|kit\s+(?:me|us)\s+out"
        r"|(?:all|everything)\s+(?:the\s+(?:stuff|gear|things)\s+)?(?:i|we)(?:'d|'ll)?\s+(?:need|want)"
        r"|whole\s+(?:outfit|kit|setup|look|set)|put\s+together\s+(?:an?|the|some)"
        r"|what\s+(?:else\s+|all\s+)?(?:do|would|will|should)\s+(?:i|we)\s+(?:need|pack|bring)\b"
        r"(?!\s+to\s+(?:do|know|have|pay|return|sign|register))|outfit\s+for"
        r"|complete\s+(?:my|our|the|a)\s+(?:\w+\s+){0,3}?(?:look|outfit|set|setup|room|kitchen|kit)\b"),
    (Intent.RECOMMEND,
        r"recommend(?:ed)?\s+(?:\w+\s+)?for\s+me\b|(?:what|anything|something)\s+(?:do|would|can"
        r"|else\s+do)\s+(?:you|u)\s+(?:recommend|suggest)(?:\s+(?:for\s+)?me)?\s*[?.!]*$|(?:surprise"
        r"|inspire)\s+me|what\s+(?:would|might|will)\s+i\s+(?:like|love|enjoy)|(?:pick"
        r"|choose)\s+(?:something|anything)\s+for\s+me|based\s+on\s+(?:my|what\s+i)"
        r"|(?:just\s+)?for\s+me\s*\?+$|what'?s\s+(?:good|hot|popular|trending)\b|(?:suggestions"
        r"|recommendations|picks)\s+for\s+me|something\s+(?:i'?d|i\s+would|i\s+might)\s+like"),
    (Intent.POLICY,
        r"(?:return|refund|shipping|delivery|privacy|exchange|cancellation|warranty|price[\s-]match\w*"
        r"|payment)\s+(?:policy|policies|terms|conditions|costs?|fees?|charges?|options?|methods?|times?"
        r"|window|period|rules)|do\s+you\s+(?:ship|deliver|accept|take\s+(?:paypal|visa|cards?|cash|amex"
        r"|mastercard|returns)|offer\s+(?:free\s+)?(?:shipping|delivery|returns|refunds|gift|instal|financ"
        r"|warrant)|gift\s*wrap|price[\s-]match|have\s+(?:free\s+(?:shipping|delivery)|a\s+(?:store|shop"
        r"|showroom|physical|return|warranty)))|how\s+(?:long|much|fast)\s+(?:does|is|do|will|are"
        r"|would)\s+(?:\w+\s+)?(?:shipping|delivery|postage|returns?|refunds?)|can\s+i\s+(?:pay|return"
        r"|cancel|exchange)\b|free\s+(?:shipping|delivery|returns)\b|how\s+(?:do|can|does)\s+(?:i|returns?"
        r"|refunds?)\s+(?:return|pay|work)|(?:pay|checkout)\s+(?:with|by|using)\b"
        r"|how\s+long\s+(?:do\s+i\s+have|have\s+i\s+got)\s+to\s+return"),
    (Intent.DETAILS,
        r"(?:tell\s+me|know|info(?:rmation)?|details?|specs?|specifications?"
        r"|learn)\s+(?:\w+\s+)?(?:more\s+)?(?:about|on|of|for)\s+(?:it|them|that|this|the|these|those|#?\d"
        r"|number|p\d)|(?:what(?:'s|\s+is|\s+are)|how\s+(?:big|heavy|long|tall|much|wide|warm"
        r"|thick))\s+(?:is\s+|does\s+|do\s+|are\s+)?(?:it|that\s+one|this\s+one|the\s+(?:first|second"
        r"|third|fourth|last)(?:\s+one)?)\b|(?:is|does|has|are|do|will|can)\s+(?:it|the\s+(?:first|second"
        r"|third|fourth|last)(?:\s+(?:one|\w+))?|that\s+one|this\s+one|they)\s+\w+|(?:more\s+(?:details"
        r"|info|information)|full\s+(?:details|description)|specs)\b"),
    (Intent.THANKS,
        r"^(?:(?:ok|okay|great|perfect|awesome|cool|nice|oh|wow|lovely|brilliant|super"
        r"|no)[\s,!.]+)*(?:thanks?(?:\s+you)?|thx|thank\s*u|ty|tysm|cheers|much\s+appreciated|ta|thankyou"
        r"|many\s+thanks)\b[^?]{0,45}$"),
    (Intent.GREETING,
        r"^(?:hi+|hello+|hey+|hiya|howdy|yo|good\s+(?:morning|afternoon|evening|day)|g'?day|greetings|sup"
        r"|hola|hallo|heya)(?:[\s,]+(?:there|everyone|all|team|mate|daogou|bot|again|friend"
        r"|guys))*[\s!.,:)]*$"),
    (Intent.GOODBYE,
        r"^(?:(?:ok|okay|thanks|alright|well|thank\s+you|great)[\s,!.]+)*(?:good\s*)?(?:bye+|goodbye"
        r"|see\s+(?:you|ya|u)|cya|later|have\s+a\s+(?:good|nice|great|lovely)\s+(?:day|one|evening|night"
        r"|weekend)|good\s*night|farewell|take\s+care|ttyl|that'?s\s+all(?:\s+for\s+(?:now|today))?)\b"
        r"[^?]{0,30}$"),
)  # fmt: skip
_COMPILED = tuple(
    (intent, re.compile(rf"(?:(?<=\W)|^)(?:{pattern})" if not pattern.startswith("^") else pattern))
    for intent, pattern in _SURE
)
_PRECEDENCE = {intent: rank for rank, intent in enumerate(dict.fromkeys(intent for intent, _ in _SURE))}
_TAKE = re.compile(
    r"(?:i'?ll|ill|i\s+will|let'?s)\s+(?:take|have|go\s+(?:for|with))|\b(?:i\s+want|gimme|i'?d\s+like"
    r"|buy|purchase|order)\s*$|(?:sold|deal)\s*[!.]*$|\b(?:i'?ll|i\s+will|i\s+want\s+to|gonna"
    r"|going\s+to)\s+(?:buy|get|order)\b"
)


_CART = re.compile(r"\b(?:cart|basket|trolley)\b")
_EXCHANGES = re.compile(
    r"\b(?:swap|replac\w+|exchang\w+|switch|chang\w+|substitut\w+|another|different|other|instead|leave|drop|remove"
    r"|skip|without|lose|get\s+rid|take\s+out|keep|do\s*n'?t\s+(?:need|want|like)|no\s+need|but\s+not|cheaper|nicer"
    r"|better|except)\b"
)
_WHOLE_FOR_LESS = re.compile(
    r"\b(?:(?:make|get|do)\s+(?:it|that|this|them|the\s+(?:set|bundle|whole\s+thing|lot))\s+(?:\w+\s+)?(?:cheaper|for)"
    r"|cheaper|less\s+expensive|too\s+(?:expensive|much|dear|pricey)|bring\s+\w+(?:\s+\w+)?\s+down|budget"
    r"|(?:can|could)\s+(?:spend|afford|stretch)|costs?\s+too\s+much)\b"
)
# Signs that decide only when nothing surer does.
_WEAK = (
    (Intent.SEARCH, re.compile(
        r"^(?:no[,.]?\s+)?(?:i\s+)?(?:really\s+)?(?:do\s*n'?t|do\s+not|did\s*n'?t)\s+(?:really\s+)?(?:like"
        r"|want|love|fancy)\s+(?:this|it|that|these|those|them|any)\b|\bas\s+long\s+as\b|(?:please\s+"
        r"|can\s+you\s+|can\s+we\s+)?(?:change\s+it|make\s+a\s+change)\b|(?:any|some|show\s+me"
        r"|what)\s*(?:thing)?\s+(?:other|more|else|others)\b|not\s+(?:really\s+)?(?:fond|satisfied"
        r"|what\s+i)")),
    (Intent.SEARCH, re.compile(
        r"\b(?:buy|purchase|order|shop|earn|get)\s+(?:\w+\s+){0,2}?(?:of\s+(?:your|ur)\s+)?(?:items?"
        r"|articles?|products?|goods)\b")),
    (Intent.RETURN, re.compile(r"\b(?:refund\w*|reimburs\w*|compensat\w*|restitution\w*|rebat\w*|money\s+back)\b")),
    (Intent.PERSON, re.compile(
        r"\b(?:accounts?|password|passcode|pwd|pin\s+code|access\s+key|user\s*name|profile|sign\s*-?ups?"
        r"|signup|log\s*-?in|login|registrations?|register(?:ing)?|invoices?|bills?|receipts?)\b")),
)  # fmt: skip
_SMALL_TALK = re.compile(
    r"^(?:ok|okay|yes|no|hi|hello|hey|thanks|bye|sure|fine|cool|great|hm+|lol|maybe|well|wow|oh|ah"
    r"|right|stop|help|nice|good|[a-z]{1,2})\b"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the other parts of the reader know and the words alone do not tell."""

    order_id: bool
    refs: bool  # points strongly at shown products
    refers: bool  # points at shown products at all
    conditions: bool  # states a condition, drops one, or says cheaper or dearer
    priced: bool  # states a price limit
    query: bool  # has product words
    noun: bool  # one of them names a kind of product
    continues: bool
    cart: bool
    shown: bool  # something is shown that could be bought
    bundle: bool  # what is shown is a bundle
    opener: bool  # speaks like the start of a search
    keywords: bool  # bare keywords, not a sentence


def sure_signs(text: str, facts: Facts) -> list[Intent]:
    """Intents that the words leave no doubt about, strongest first."""
    found = list(dict.fromkeys(intent for intent, pattern in _COMPILED if pattern.search(text)))
    if Intent.HIDE in found:
        if _CART.search(text) or not (facts.refers or (facts.shown and not facts.query)):
            found.remove(Intent.HIDE)
        else:
            found = [intent for intent in found if intent is not Intent.REMEMBER]
    if facts.bundle and not _CART.search(text) and _changes_bundle(text, facts):
        return [Intent.SWAP]
    if Intent.SIMILAR in found and not facts.refers and facts.noun:
        found.remove(Intent.SIMILAR)
    if Intent.CART_ADD in found and not facts.shown and not _CART.search(text):
        found.remove(Intent.CART_ADD)
    if Intent.POLICY in found and Intent.REVIEWS in found:
        found.remove(Intent.REVIEWS)
    if Intent.DETAILS in found and not facts.refers:
        found.remove(Intent.DETAILS)
    if Intent.RETURN in found and Intent.POLICY in found:
        found.remove(Intent.RETURN if not facts.order_id else Intent.POLICY)
    if Intent.COMPARE in found and facts.conditions and not facts.refers and facts.noun:
        found.remove(Intent.COMPARE)
    if len(found) > 1 and found[-1] is Intent.DETAILS:
        found.pop()
    return sorted(found, key=_PRECEDENCE.__getitem__)


_FIND_THEN_BUY = re.compile(
    r"^(?:\w+\s+){0,4}?(?:find|search(?:\s+for)?|look\s+(?:for|up)|show|get|pick(?:\s+out)?)\s+(?:\w+\s+){1,12}?"
    r"(?P<buy>(?:and|then|,)\s+(?:then\s+)?(?:\w+\s+)?(?:add|put|throw|stick|place|pop)\s+(?:\w+\s+){1,6}?"
    r"(?:to|in|into)\s+(?:my|the)\s+(?:shopping\s+)?(?:cart|basket|trolley|bag)\b)"
)


def find_then_buy(text: str) -> tuple[int, int] | None:
    """Where "and put the cheapest in my cart" stands behind "find a desk lamp"; None in any other message.

    What goes into the cart is then one of what will be found, not of what is shown.
    """
    match = _FIND_THEN_BUY.search(text)
    return None if match is None else match.span("buy")


def _changes_bundle(text: str, facts: Facts) -> bool:
    """Whether the message is about the bundle on the page: other items in it, or all of it for another sum."""
    if facts.refers:
        return _EXCHANGES.search(text) is not None
    return not facts.noun and (_WHOLE_FOR_LESS.search(text) is not None or (facts.priced and not facts.opener))


def decide(text: str, probabilities: dict[Intent, float], facts: Facts) -> tuple[tuple[Intent, ...], float]:
    """Intents, strongest first, and the confidence in the first: the head's belief moved by signs and facts."""
    belief = {intent: probabilities.get(intent, 0.0) for intent in Intent}
    signs = sure_signs(text, facts)
    for rank, intent in enumerate(signs):
        belief[intent] += SURE - 0.1 * rank
    if not signs:
        _from_facts(text, belief, facts)
    ordered = sorted(belief, key=lambda intent: -belief[intent])
    top = belief[ordered[0]]
    if top < 0.2:
        return (Intent.UNCLEAR,), 1.0 - top
    also = tuple(intent for intent in ordered[1:3] if belief[intent] > 0.4 and intent is not Intent.UNCLEAR)
    return (ordered[0], *also), min(top, 0.99)


def _from_facts(text: str, belief: dict[Intent, float], facts: Facts) -> None:
    """What the conversation makes likely when no word settles it."""
    weak = next((intent for intent, pattern in _WEAK if pattern.search(text)), None)
    if weak is not None and not facts.conditions and not (facts.noun and facts.opener):
        belief[weak] += SURE / 2
    elif facts.order_id:
        belief[Intent.RETURN if re.search(r"return|refund|send.*back", text) else Intent.ORDER_STATUS] += LIKELY
    elif facts.refs and _TAKE.search(text):
        belief[Intent.CART_ADD] += SURE / 2
    elif facts.refs and not facts.noun and not facts.conditions:
        belief[Intent.DETAILS] += LIKELY if facts.query else SURE / 2
    elif facts.conditions and (facts.continues or facts.noun):
        belief[Intent.SEARCH] += SURE / 2
    elif facts.conditions:
        belief[Intent.SEARCH] += LIKELY
    elif facts.opener and facts.query and not facts.refers:
        belief[Intent.SEARCH] += SURE / 2
    elif facts.noun or (facts.keywords and facts.query and not _SMALL_TALK.search(text)):
        belief[Intent.SEARCH] += LIKELY
    elif facts.query and facts.continues:
        belief[Intent.SEARCH] += 0.2
    _doubt(belief, facts)


def _doubt(belief: dict[Intent, float], facts: Facts) -> None:
    """Takes belief from what the situation makes unlikely: nothing to add, nothing to remove, or a search begun."""
    if facts.opener and facts.query:
        for intent in (Intent.REMEMBER, Intent.POLICY, Intent.OFF_TOPIC, Intent.PERSON):
            belief[intent] *= 0.3
    if not facts.shown:
        belief[Intent.CART_ADD] *= 0.3
    if not facts.cart:
        belief[Intent.CART_REMOVE] *= 0.5
