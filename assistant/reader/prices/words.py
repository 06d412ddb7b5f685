"""How limits on a price are said: patterns that lead to an amount (all end where it starts) or follow it."""

from __future__ import annotations

import re

from assistant.reader.prices.amounts import CURRENCY

_FILL = (
    r"(?:(?:a|an|the|my|our|of|is|are|be|it|it's|about|around|like|roughly|approximately|just|say|let's\s+say|total"
    r"|price|prices|costs?|costing|priced|at|maybe|perhaps|exactly|only|limit|budget|amount|sum|figure|so|well|oh|um"
    r"|er|uh|hmm|sterling|or\s+equal\s+to|or\s+about|or\s+around|another|also|spending|max(?:imum)?|and\s+including)\b"
    r"[\s,]*|\b[a-z]+'s\s+say,?\s+|(?:[:=~(]|-(?=\s))\s*)*"
)
_BELOW = (
    r"(?:under(?:neath)?|undr|below|bellow|beneath|less?\s+th[ae]n|less\s+expensive\s+than|inferior\s+to|south\s+of|shy\s+of"
    r"|(?:lower|cheaper|smaller|lesser|fewer)\s+th[ae]n|at\s+or\s+(?:under|below)|change\s+(?:left\s+)?(?:from|out\s+of)|<=?|≤|\bsub[\s-])"
)
_ABOVE = (
    r"(?:over|above|more\s+th[ae]n|more\s+expensive\s+than|(?:higher|greater|pricier|dearer|costlier|bigger)\s+th[ae]n"
    r"|exceed(?:s|ing)?|pass(?:es|ing)?|beyond|upwards?\s+of|north\s+of|in\s+excess\s+of|(?:going|go|goes|went|anything|everything)\s+past|at\s+or\s+above"
    r"|>=?|≥)"
)
COMPARED = re.compile(rf"(?<![a-z])(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))[\s,-]*{_FILL}$")
# Words of comparison too weak to stand without the negation before them: "no more 50", "not past 80".
NEGATED_ONLY = re.compile(
    r"(?<![a-z])(?:(?P<below>less|lower|cheaper|fewer)|(?P<above>more|higher|past|break(?:ing)?|pricier|dearer))\s+"
    + _FILL
    + "$"
)
_IDLE = (
    r"(?:want(?:ing)?|wanna|afford|like|wish(?:ing)?|care|being|been|be|is|are|was|its|it'?s|it|that'?s|that|which|costs?|costing|pay(?:ing)?"
    r"|spend(?:ing)?|go(?:ing|es)?|get(?:ting)?|buy(?:ing)?|see(?:ing)?|show(?:ing|n)?|find|give|me|us|anything"
    r"|something|everything|things?|items?|stuff|products?|ones?|any|of|to|a|an|the|penny|cents?|dime|single|bit"
    r"|price[sd]?|pricing|for|at|interested|in|look(?:ing)?|consider(?:ing)?|bring|sets?|back|need|have|having|come"
    r"|coming|comes|much|far|even|really|bother(?:ing)?|with|willing|prepared|able|planning|i'?d?|you|will|would|can"
    r"|should|must|ever|all|please|let|do|they|he|she|we|on|too|definitely|certainly|absolutely|ideally|dollars?|quid|euros?|pounds?|bucks?|this|and|cents?"
    r"|b|shown|for\s+me|cost\s+me|kind|sort|worth|happy|keen|after|stretch|venture|one|i'd|even|allowed|supposed|be)"
)
_NOT = (
    r"(?:not|no|nothing|nothin'?|nuthin'?|nuffin'?|nowt|never|none|neither|nor|without|cannot|[a-z]+n't|dont|doesnt|cant|wont|shouldnt|couldnt"
    r"|wouldnt|mustnt|didnt|isnt|refuse|doubt|hate|unless)"
)
NEGATION = re.compile(rf"(?<![a-z]){_NOT}\s+(?:{_IDLE}\s+){{0,9}}$")
INDIFFERENT = re.compile(
    r"\b(?:mind|minds|care|bothered|fussed)(?:\s+(?:if|about|it|it's|they|i|we|is|going|paying|spending|to|pay|go|goes"
    r"|costs?|a|bit|little|being))*\s+$"
)
# "Skip all that cost less than 15": everything said after the verb, product words too, is what to leave out.
REJECTING = re.compile(
    r"(?P<verb>\b(?:skip|exclude|excluding|except|filter(?:ing)?\s+out|hide|remove|ignore|avoid|drop|ditch|omit|discard"
    r"|leave\s+out|leave\s+off|lose|get\s+rid\s+of|take\s+out|take\s+away|cut\s+out|rule\s+out|screen\s+out|weed\s+out"
    r"|weed|scrap|forget(?:\s+about)?|spare\s+me|keep\s+away|walk\s+away|(?:kill|murder)s?\s+me\s+if|(?:balk|baulk|wince|flinch|choke|shudder)\s+at|not\s+interested\s+in"
    r"|(?:do\s+not|don'?t|never|not|please\s+no)\s+(?:to\s+)?(?:show|suggest|recommend|include|list|bother|offer|give|bring|want|wish"
    r"|send|propose|point|buy|need|like|consider|see)|^no(?=\s(?:[\w-]+\s){1,2}$)|(?:(?<=^)|(?<=[.,;!?]\s)|(?<=\bplease\s)|(?<=\band\s)|(?<=\bbut\s))no(?=\s(?:[\w-]+\s){0,2}[\w-]{2,}s\s)))\b"
    r"(?:\s+[\w'-]+){0,7}?\s*$"
)
# "I wouldn't touch a pram under 100": refused by whoever speaks; "that doesn't leak, under 40" says it of the thing.
UNWILLING = re.compile(
    r"(?<!that\s)(?<!which\s)(?<!who\s)\b(?P<verb>(?:do|does|did|would|will|can|could|should|shall|must|may|wo|ca)(?:n'?t|\s+not|not)"
    r"|wont|cant|dont|rather\s+not|never|unlikely\s+to|hate\s+to)\s+(?!(?:you|there|we|find|seem|see|know|decide|think|believe|remember|understand|get\s+over)\b)"
    r"(?:(?!(?:but|and|if|so|or|because|though|find|as|unless|until|when)\b)[\w'-]+\s+){1,7}$"
)
_HARD_MAX = (
    r"(?:up\s?to|at\s+(?:the\s+)?(?:very\s+)?(?:most|max(?:imum)?)|max(?:imum)?\.?(?:\s+(?:of|price|spend|cost|is|i\s+\w+"
    r"|i'?ll\s+\w+))*|within|inside|limit(?:ed|ing|'s)?(?:\s+(?:it|this|that|myself|things|me|us|him|her))?(?:\s+(?:of|to|is))?|ceiling(?:\s+(?:of|is))?|cap(?:ped|s)?(?:\s+(?:it|me|us|him|her|them|myself))?|(?:put|puts)\s+(?:his|her|their|my)\s+foot\s+down|dr[ae]ws?\s+the\s+line"
    r"|(?:upper|top)\s+(?:bound|limit|end|price|whack|line)(?:\s+(?:of|is))*|as\s+(?:much|high|far)\s+as|tops|top(?:s|ping)?"
    r"\s+out\s+at|(?:stretch(?:es)?|go\s+up|go|went|going|push|raise|bump|increase|lower|reduce|drop|bring|extend)(?:\s+(?:it|that|the|my|budget|limit"
    r"|max(?:imum)?|price|up|down|cap|ceiling)){0,4}\s+to|keep\s+(?:it|things|this|the\s+\w+)\s+(?:to|at)|(?:highest|top)\s+price|not\s+(?:a\s+"
    r"(?:penny|cent)\s+)?more"
    r"|(?:budget|limit|cap|ceiling|max(?:imum)?|total(?:\s+(?:spend|cost|price|budget))?)\s+(?:(?:(?!but|and|so|or)\w+\s+){1,5}?(?:is|of|to|at)|to)|(?:end(?:s|ing)?|finish(?:es|ing)?|stop(?:s|ping)?)\s+at"
    r"|(?:the\s+)?(?:most|highest)\s+(?:[\w']+\s+){0,6}(?:is|be))"
)
_HARD_MIN = (
    r"(?:at\s+(?:the\s+)?(?:very\s+)?(?:least|min(?:imum)?)|min(?:imum)?\.?(?:\s+(?:of|price|spend|is|to))*|(?:lower|bottom)"
    r"\s+(?:bound|limit|end)(?:\s+(?:of|is))*|(?:start|begin|kick)(?:s|n?ing)?(?:\s+off|\s+out)?\s+(?:at|from|around|with)|starting|start\s+price|floor"
    r"(?:\s+(?:of|is|at))*|no\s+cheaper|(?:lowest|cheapest)\s+price|(?:price[sd]?|prices\s+start(?:ing)?)\s+from|as\s+low\s+as"
    r"|min(?:imum)?\s+(?:\w+\s+){1,4}?(?:is|of)|(?:the\s+)?(?:least|lowest)\s+(?:[\w']+\s+){0,6}(?:is|be))"
)
HARD_MAX = re.compile(rf"(?<![a-z]){_HARD_MAX}[\s,]*{_FILL}$")
HARD_MIN = re.compile(rf"(?<![a-z]){_HARD_MIN}[\s,]*{_FILL}$")
FROM = re.compile(rf"\bfrom\s+{_FILL}$")
SPENDING = re.compile(
    r"(?<![a-z])(?:budget(?:'?s|ed|ing)?(?:\s+is)?(?:\s+(?:tight|small|limited|low|modest|fixed|set))?(?:\s+(?:[\w']+\s+){0,5}?(?:is|was|of|be|around|about))?|spend(?:ing)?(?:\s+(?:like|up\s+to))?"
    r"|afford|pay(?:ing)?|total(?:\s+of)?|do|price(?:\s+is)?|combined"
    rf"|(?P<have>(?:can|could)\s+(?:only\s+)?(?:do|manage)|(?:i(?:'ve|\s+have)?|we(?:'ve|\s+have)?)(?:\s+only)?(?:\s+(?:got|have|gave))?|saved(?:\s+up)?|set\s+aside|put\s+(?:aside|by|away)|spare|part\s+with|scraped\s+(?:together|up)|(?:clubbed|pooled|got)\s+together|chipped\s+in|collected|signed\s+off(?:\s+on)?|ok(?:ay)?(?:ed|'d)|green-?lit|(?:savings|whip-?round|collection|kitty)\s+(?:come|comes|came|is|stands|stand)(?:\s+(?:to|at))?|(?:gave|given|handed|lent|slipped|sent|left|passed|tipped)\s+(?:me|us)|allowed|allocated|approved|funds|allowance|(?:only|have)\s+got|got"
    rf"|have|with))\s*{_FILL}$"
)
# "From 100 but not over 140": a lower limit without a currency
FROM_ON = re.compile(r"\s*,?\s*(?:but|and|up\s+to|to\s+an?)\b")
# Said later of a sum that was named before: "and can't go over it", "not a penny more", "so that's our ceiling"
CAPPED = re.compile(
    r"[^.?!;\d]{0,90}?[.!;,]?\s*(?P<cap>\b(?:"
    rf"(?:{_NOT})\s+(?:(?:go|get|spend|pay|stretch|push|give|add|run|venture|a|an|one|single|any|anything|it|penny|cent|pound|dollar|euro|quid|rupee|bit)\s+){{0,5}}"
    r"(?:more(?:\s+than\s+(?:that|it|this))?|(?:over|above|beyond|past|exceed)(?:\s+(?:it|that|this))?|further|higher|extra|(?:a|one)\s+(?:penny|cent))"
    r"|(?:and\s+|so\s+)?that(?:'?s|\s+is)\s+(?:\w+\s+){0,3}?(?:max(?:imum)?|limit|ceiling|cap|most|top|every\s+\w+))"
    r"(?:\s+(?:please|sorry|for\s+me|i'?ve\s+got|i\s+have))?)\s*(?=$|[.,;!?)])"
)
# "140 is over my budget" says nothing of the amount that comes next
TOO_MUCH = re.compile(
    r"\s*(?:is|'s|would\s+be|feels|seems)\s+(?:\w+\s+){0,2}?(?:too\s+\w+"
    r"|(?:over|above|beyond|more\s+than)\s+(?:my|our|the|what)\s+\w+)"
)
_SLIP = (
    r"(?:(?:i\s+(?:mis-?typed|typed\s+(?:it|that)?\s*wrong|got\s+(?:it|that)\s+wrong)|(?:a\s+)?typo|"
    r"my\s+(?:mistake|bad)|correction|oops)(?:\s+(?:there|lol|it))?)"
)
SLIP = re.compile(rf"\b{_SLIP}")
# "Make it 60", a whole message that changes the limit of the one before
CHANGED = re.compile(
    r"(?:(?:no|nope|nah|ok|okay|actually|hmm+|wait|sorry|well|then|fine|oh|and|but|yes|yeah|oops|lol)[\s,.!]+)*"
    rf"(?:i\s+meant?\s+|i\s+(?:said|put|wrote|typed)\s+[$£€]?\d{{1,6}}\s*,?\s*(?:but|when)\s+(?:i\s+)?meant?\s+|{_SLIP}[\s,.!:;-]+|(?:no|nah|actually|hmm+|wait|sorry)[\s,.!]+|(?:make\s+(?:it|that)|let'?s\s+(?:say|do|try|go\s+(?:for|with))|call\s+it|change\s+(?:it|that)\s+to|say)\s+)"
)
CHANGED_END = re.compile(
    r"(?:,?\s+not\s+[$€£]?[\d.,]+\w*)?(?:\s+(?:then|instead|please|actually|thanks|as|the|my|max|limit|budget))*[\s.!?]*"
)
ALL_FOR = re.compile(rf"\bfor\s+{_FILL}$")
AROUND = re.compile(
    r"(?<![a-z])(?:around|about|approx(?:imately)?\.?|roughly|circa|~|near(?:ly)?|close\s+to"
    r"|in\s+the\s+(?:region|range|neighbou?rhood|ballpark|vicinity)\s+of|somewhere\s+(?:around|near))\s*" + _FILL + "$"
)
_TAIL = rf"(?:\s*{CURRENCY}\b)?"
_EACH = r"(?:\s+(?:a\s+(?:pop|piece|pair)|each|apiece|per\s+\w+))?"
AFTER_MAX = re.compile(
    rf"{_EACH}"
    r"[\s,-]*(?:(?:(?:(?:and|but)\s+)?(?:i\s+|we\s+)?can(?:'?t|not)\s+(?:go\s+)?(?:beyond|over|higher|above|past)"
    r"|(?:is|would\s+be)\s+the\s+(?:very\s+)?(?:most|max(?:imum)?)|(?:or|and|&)[\s-]+(?:less|under|below|lower|cheaper|no\s+(?:more|higher)|not\s+(?:a\s+\w+\s+)?more|fewer|down)|(?:not|no)\s+more(?!\s+than)"
    r"|max(?:imum)?|tops?(?:\s+whack)?|(?:at\s+)?(?:the\s+|my\s+)?(?:very\s+)?(?:at\s+)?(?:absolute\s+)?(?:most|max)"
    r"|at\s+(?:a|the)\s+(?:very\s+)?(?:push|stretch|outside|limit)|is\s+pushing\s+it|would\s+(?:get|buy|do)\b|(?:get|buy)s?\s+(?:me|us)|or\s+so\s+(?:at\s+(?:the\s+)?(?:very\s+)?most|max(?:imum)?|tops)|(?:price\s+)?(?:limit|ceiling|cap)|upper\s+(?:limit|bound)|(?:[a-z]+\s+)?budget"
    r"|(?:is|'s|being|as|(?:would|should|will|must)\s+be)\s+(?:about\s+|just\s+)?(?:my|the|our)\s+(?:\w+\s+){0,2}(?:limit|max(?:imum)?|budget|ceiling"
    r"|cap|most|top|highest|upper\s+\w+)|is\s+(?:(?:about|roughly|basically|really|just|pretty\s+much)\s+)?(?:all|as\s+(?:much|high|far)|what|the\s+most)\s+(?:as\s+)?(?:i|we)\b"
    r"(?:'\w+|\s+(?:can|could|would|will|have|got|want|am|to|manage|muster|justify|pay|spend|afford|go|do|willing|stretch))*"
    r"|saved(?:\s+up)?(?=\s*(?:$|[.,;!?]|(?:and|but|so|for)\b))|(?:put|set)\s+(?:by|aside|away)|left(?:\s+over)?\s+(?:in\s+(?:the|my|our)\s+\w+|this\s+(?:month|week)|(?:until|till)\s+\w+|to\s+spend|(?=for\b))|it\s+is(?=\s*(?:$|[,.;!]))|to\s+(?:spend|play\s+with|blow|burn|spare|work\s+with)|in\s+(?:the\s+kitty|hand|(?:my|the)\s+(?:pocket|wallet|purse|account|bank|pot))|all[\s-]in|in\s+(?:all|total)|total|altogether"
    r"|all\s+together|all\s+told|for\s+(?:the\s+(?:lot|whole\s+\w+|(?:whole\s+)?(?:set|bundle|kit|outfit|look))|all\s+(?:two|three|four|five)|everything|all\s+of\s+\w+|it\s+all)"
    r"|(?:has|have|needs?|must|should|will)\s+(?:to\s+)?(?:cover|stretch|pay|suffice)|for\s+(?:both|the\s+(?:two|three|four|pair))|the\s+(?:two|pair|lot|three)\b"
    r"|(?:including|incl\.?|shipped|delivered)|between\s+(?:them|the\s+(?:two|three|four|lot)|both)|enough\s+(?:for|to)|all\s+included|combined|overall|(?:is|'s|would\s+be)\s+(?:also\s+)?(?:fine|ok|okay|doable|alright)|is\s+(?:the\s+)?max(?:imum)?|is\s+(?:where|when)\s+(?:i|we)\s+(?:stop|draw|tap|bail|give|get\s+off|walk)"
    r"|(?:(?:and|so)\s+)?(?:that'?s|that\s+is)\s+(?:it|all|final|(?:my|me|our|the)\s+(?:\w+\s+)?(?:lot|limit|max(?:imum)?|budget|most|ceiling|top|cap|end)))\b)"
)
AFTER_MIN = re.compile(
    rf"{_EACH}"
    r"\s*,?\s*(?:(?:(?:or|and|&)\s+(?:more|up(?:wards?)?|above|over|higher|beyond|dearer|pricier|better)|upwards?"
    r"|onwards?|min(?:imum)?|(?:lower|bottom)\s+(?:limit|bound|end)|at\s+(?:the\s+|a\s+)?(?:very\s+)?(?:least|min(?:imum)?)|plus(?!\s+(?:shipping|delivery|tax|vat|postage|size|an?))|up(?!\s+to)|is\s+(?:my|the)\s+(?:\w+\s+)?"
    rf"(?:min(?:imum)?|floor|least|bottom|lower\s+\w+)|is\s+where\s+(?:i|we|it|they)(?:'d|\s+would)?\s+(?:start|begin))\b|(?P<plus>\+)(?:\s*{CURRENCY}\b)?)"
)
ISH = re.compile(
    r"\s*-?\s*(?:ish\b|or\s+so\b|or\s+thereabouts?\b|(?:give|more)\s+or\s+(?:take|less)\b"
    rf"|or\s+around\s+that\b){_TAIL}"
)
LIMITS = re.compile(r"\s*(?P<sign>[<>≤≥])=?\s*(?:the\s+)?(?:price|cost|total|budget)\b")
BETWEEN_SIGNS = re.compile(r"\s*(?:(?P<rising>[<≤])|[>≥])=?\s*[a-z]+(?:\s+[a-z]+)?\s*(?(rising)[<≤]|[>≥])=?\s*")
_BE = (
    r"(?:and|it|they|i|that|then|is|'s|are|it's|it'?ll|that's|they're|they'?ll|i'm|would|will|be|just|really|simply"
    r"|probably|definitely|far|way|a|an|bit|total|complete|absolute|look|looks|feels?|seems?|usually|always|all|mostly|basically|tend|to|seem|bound)"
)
REJECTED = re.compile(
    rf"(?P<comma>\s*,)?\s*(?:{_BE}\s+){{0,5}}(?:(?<=[\s\w,])(?:out\s+of\s+(?:the\s+question|my\s+\w+|our\s+\w+|reach"
    r"|budget|range)|(?:(?<=is\s)|(?<=i'm\s))out\b|too\s+(?:much|dear|expensive|cheap|steep|pricey|rich|high|low|costly|flimsy)|wrong|silly|stingy|insulting"
    r"|embarrassing|pointless|suspicious|dodgy|nasty|a\s+waste(?:\s+of\s+\w+)?|rubbish|tat|junk"
    r"|trash|crap|garbage|no\s+good|no[\s-]go|is\s+a\s+no|not\s+(?:ok(?:ay)?|for\s+me|an\s+option|interested|happening"
    r"|worth\s+it|possible|on)|isn't\s+(?:for\s+me|an\s+option|worth\s+it|ok(?:ay)?|happening|on|possible)|off\s+the"
    r"\s+table|off[\s-]limits|unacceptable|ridiculous|beyond\s+(?:me|us|my\s+\w+)|dealbreaker|deal[\s-]breaker|useless"
    r"|worthless|rip[\s-]?off|no\s+(?:use|thanks|thank\s+you)|won't\s+(?:do|work|last|(?:buy|have|take)(?:\s+(?:it|that|them))?)|doesn't\s+(?:work|interest\s+me)"
    r"|(?:can|could)(?:'t|not)\s+(?:afford|justify|stretch|manage|do)(?:\s+(?:it|that|them))?|don't\s+(?:bother|want"
    r"\s+(?:it|them)|trust\s+(?:it|them))|can\s+go|need\s+not\s+apply|skip\s+it|forget\s+it|falls?\s+apart))"
    r"(?![a-z]|'[a-z])"
)
GENERIC_SUBJECT = re.compile(
    r"(?:\b(?P<if>if|when|once)\s+(?:[\w']+\s+){0,4}|\b(?:anything|everything|whatever|stuff|things|items|ones|those|all"
    r"|something|prices?|pairs?|products?|models?)\b(?:\s+(?:that|which|priced|costing|costs?|is|are|'s|at|for|that's"
    r"|going|goes|it))*\s*|(?:^|[.,;:!?]|\b(?:and|but|because|cos|so|as|or))\s*)$"
)
REFUSED = re.compile(r"\b(?:instead\s+of|rather\s+than|as\s+opposed\s+to|not|isn't|wasn't)\s+" + _FILL + "$")
# "No upper limit"
NONE_AT_ALL = re.compile(r"\bno\s+(?:\w+\s+)?$")
OR_BEYOND = re.compile(r"[\s,]*(?:or|and|&)\b")
# In "my budget for a guitar is 300" the guitar is what is looked for.
ITS_USE = re.compile(r"\b(?:for|on)\s+(?:(?!this\b|that\b|it\b)[\w'-]+\s+){1,4}(?=(?:is|was|of|to|at|be|would|will)\b)")
CORRECTING = re.compile(
    r"(?:\b(?:no|wait|nope|nah|ugh|actually|sorry|scratch|scrap|let\s+me|strike|hmm+|hm|ok(?:ay)?|i\s+mean(?:t)?|rather|make|correction|on\s+second"
    r"\s+thoughts?|go\s+on|let'?s\s+say|change|oops|my\s+bad|maybe|perhaps|fine|well|in\s+fact|erm?|uh+|um+|instead"
    r"|better|or|now|call|hold\s+on|hang\s+on|apologies|typo|edit|lol|oh|say|until|then)\b|\.\.|…)"
    r"(?:[\s,.…!;:(-]+(?:no|not|wait|actually|sorry|that|this|it|i|mean|meant|to|say|then|go|on|ok(?:ay)?|fine|oh|make"
    r"|let'?s|let\s+me|call|rather|was|should|be|maybe|perhaps|well|hmm+|change|up|down|of|a|the|is|meant|typo|more"
    r"|like|out|second|thoughts?|thought|and|bump|at|my|budget|limit|hold|try|better|um+|uh+|erm?|rather|as|with|even"
    r"|for|about|just|can|could|do|stretch|really|lol|i'll|i'd|i'm|we'll|given|think|guess|probably|now|it's|only|so))*[\s,.…!;:(-]*$"
)
MARKED = re.compile(
    r"\b(?:no|wait|nope|nah|ugh|actually|sorry|scratch|scrap|strike|hmm+|i\s+meant?|rather|make\s+(?:that|it)|correction|second"
    r"\s+thoughts?|go\s+on|change\s+(?:that|it)|oops|my\s+bad|in\s+fact|hold\s+on|hang\s+on|typo|instead)\b"
)
_SECOND = r"(?:(?:at\s+(?:the\s+)?most|max(?:imum)?|maybe|perhaps|say|like|about|around|roughly|a|of|the|to|up)\s+)*"
DASHED = re.compile(
    rf"(?:-?ish\b)?\s*(?:and\s+)?(?:(?:going|goes|go|up|running|stretching)\s+)*(?:-|–|to|bis|~|\.\.+|through|thru|till?|until|up\s+to|and\s+up\s+to|all\s+the\s+way\s+(?:up\s+)?to)\s*{_SECOND}"
)
ANDED = re.compile(rf"(?:-?ish\b)?\s*(?:and|&|n|or|to|-)\s*{_SECOND}")
CONTRAST = re.compile(r"\s*[,;-]?\s*(?:but\s+)?")
OPENING = re.compile(
    r"(?:\b(?:anywhere|somewhere|something|price[sd]?|range|ranging|costing)\s+)*"
    rf"\b(?P<word>between|betwen|beetween|btwn?|b/w|from|in|over|within)\s+{_FILL}$"
)
PRICED = re.compile(
    r"\b(?:price|priced|prices|range|budget|cost|costs|costing|spend|spending|pay|band|bracket|between|around|about"
    rf"|looking\s+at|willing\s+to\s+go)\b[\s:=]*(?:\w+\s+){{0,2}}?{_FILL}$"
)
RANGE_AFTER = re.compile(
    r"\s*(?:-?ish\b|or\s+so\b|(?:price\s+)?(?:range|budget|bracket|band|region|mark|zone|territory|ballpark)\b|(?:max(?:imum)?|total|altogether"
    r"|tops?|price)\b)"
)
MOVED = re.compile(
    r"\b(?:rais|increas|bump|lift|lower|drop|reduc|chang|mov|stretch|push|cut|bring|(?<!i'd\s)(?<!would\s)(?<!prices\s)(?<!could\s)go|went|gone|upp|update)\w*\s+"
    r"(?:\w+\s+){0,5}from\s+$|\b(?:chang|rais|lower|bump|mov|edit|updat|correct|switch)\w*\s+(?:(?:the|that|my)\s+)?(?:\w+\s+){0,2}$"
)
NOT_A_PRICE_BEFORE = re.compile(
    r"\b(?:paid|refund(?:ed)?(?:\s+of)?|charged|charge|save|saving|charges|(?<!be\s)worth|gift\s*cards?|voucher|credit|coupon|discount|tip"
    r"|(?:free\s+)?(?:shipping|delivery|postage)\b[^.!?,]{0,24}|(?:on|for)\s+orders|returned)\s+(?:me\s+|\w+\s+|for\s+)?"
    + _FILL + "$"
)  # fmt: skip
NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:off|discount|coupon|voucher|gift\s*(?:card|certificate|voucher)|credit|cash\s?back|refund|ones?\b"
    r"|(?:shipping|delivery)\s+(?:fee|charge)|fee|charge|deposit|note|bill)\b"
)
TRAILING = re.compile(
    r"\s*(?:mark|price\s+(?:range|point|mark)|apiece|a\s+piece|each|(?:max(?:imum)?|tops?|budget|in\s+total)"
    r"(?!\.?\s*(?:(?:of|is|price)\s+)*[:=]?\s*[\d$€£₹]))\b"
)
LEADING = re.compile(
    r"\b(?:(?:that|which|it|they)\s+)?(?:(?:has|have|needs?)\s+to\s+|must\s+|should\s+|can\s+|will\s+|to\s+)?"
    r"(?:price[sd]?|costs?|costing|budget|spend(?:ing)?|(?:is|are)\s+priced|going|goes?|stay|stays|comes?\s+in|keep"
    r"|coming\s+in|sells?|selling|retail(?:s|ing)?|be)\s+(?:(?:is|be|at|of|for|to|it)\s+)?$"
)
# What may follow a bare number that is a price, where anything else could be what it counts.
SAFE_NEXT = re.compile(
    r"[\s\"')]*(?:$|[.,;:!?)…]|(?:and|but|or|please|pls|plz|for|in|with|if|that|which|from|by|on|only|max|total|each|plus"
    r"|preferably|to|not|no|thanks|thx|ty|is|would|as|ideally|so|per|can|could|do|i|it|shipped|delivered|incl\w*"
    r"|altogether|all|the|tops|at|without|made|ok|okay|cheers|because|since|when|while|you|we|my|are|something|anything"
    r"|budget|again|instead|too|then|actually|today|now|sorry|wait|mate|lol|cos|cuz|will|any|a|an|just|what|even|ish|or"
    r"|min|yet|than|though|give|show|have|has|this|there|until|range|grand|mark|maximum|minimum|limit|ceiling|cap|lads?"
    r"|pal|bro|dude|hon|love|yeah|right|apiece|piece|sounds|seems|was|were|be|should|must|'s|don't|i'm|i'd|also)\b|-\s|&)"
)
ADULTS = re.compile(
    r"\b(?:men|women|man|woman|lady|ladies|people|persons?|adults|those|someone|anyone|(?:he|she|who)(?:\s+is|'s))\s+$"
)
CHILDREN = re.compile(r"\b(?:kids?|child(?:ren)?|boys?|girls?)\s+$")
LEADS_ON = re.compile(rf"\s*{_FILL}")
END_OF_FOR = re.compile(
    r"\s*(?:$|[.!?,;:]|(?:instead|all|in\s+total|total|please|max|tops|altogether|or\s+so|again|thanks|pls)\b)"
)
JOINED_CLAUSES = re.compile(r"\s*,?\s*(?:or|and|nor|and\s+also)\s+(?:anything\s+|things\s+|stuff\s+|it's\s+|those\s+)?")
