"""Words that make a number something other than a price: measures after it, and what it is the number of before it."""

from __future__ import annotations

_MEASURES = (
    r"inch(?:es)?|″|\"|'(?=\s*\d|\s+(?:tall|long|wide|high))|cms?|mms?|(?:centi|milli)?met(?:er|re)s?|m|kms?|k\s+(?:run"
    r"|steps|tv|screen|monitor|mah|video|display|resolution|camera)|kilomet(?:er|re)s?|miles?|yards?|yds?|f(?:oo|ee)t"
    r"|foot|ft|mls?|millilit(?:er|re)s?|cl|lit(?:er|re)s?|l|gal|gallons?|pints?|quarts?|qt|cups?|fl|oz|ounces?|g|gsm"
    r"|grams?|kgs?|kilos?|kilograms?|lbs?|stone|tons?|tonnes?|gb|tb|mb|gigs?|mbps|gbps|mah|ah|wh|w|watts?|kw|v|volts?"
    r"|amps?|k?hz|mhz|ghz|fps|mp|megapixels?|p|dpi|ppi|nits|lumens?|lm|lux|k(?:elvin)?\s+light|db|decibels?|spf|denier"
    r"|%|percent|per\s+cent|degrees?|°c?|c|f|btu|psi|bars?\b(?=\s+pump|\s+press)|rpm|mph|knots|calories|cals?|kcal"
    r"|carats?|karats?|ct|sqft|sq|square|cubic|uhd|hd"
)
_TIMES = (
    r"years?|yrs?|yo|y/o|months?|mo|mos|weeks?|wks?|days?|hours?|hrs?|min(?:ute)?s?|mins|sec(?:ond)?s?|am|pm|o'?clock"
    r"|nights?|times|th|nd|rd|st|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NUMBERED = (
    r"stars?|persons?|people|adults?|guests|toddlers?|seaters?|seats?|(?:-\s*)?packs?(?!\s+(?:rain|away|down))|pc|pcs"
    r"|pieces?|counts?|threads?|tc|wheels?|speeds?|burners?|tiers?|ports?|cores?|generation|gen|x|×|d|ply|way|layers?"
    r"|pockets?|pairs?|items?|products?|options?|results?|reviews?|ratings?|rows?|players?|pages?|sheets?|servings?"
    r"|slices?|stages?|rooms?|of\b|off|or\s+so\s+(?:people|pieces)|more\b(?!\s+or)|different|separate|holes?|kids"
    r"|children|cats|dogs|friends|cards?\s+slots?|slots?|compartments?|colou?rs|songs|washes|uses|cycles|recipes"
    r"|functions|settings|modes|levels|channels|users|leds?|blades|strings|keys|loops|hooks|ingredients|flavou?rs"
    r"|plants|litres?|teeth|bulbs|drawer|door|shelf|drawers|doors|shelves|bottles?|boxes|"
    r"games?|steps|reps|km/h|copies|units|players?|teas"
)
UNIT = rf"(?:{_MEASURES}|{_TIMES}|{_NUMBERED})"
# Counted as often as priced: "over 30 bags" counts, "under 30 bags" names a price.
COUNTED = (
    r"(?:men|man|women|woman|tv|monitor|resolution|display|video|camera|bags?|books?|plates|cups|candles|lights|tools"
    r"|attachments|accessories|chairs|socks|towels|glasses|bowls|pens|pencils|tiles|cushions|frames)"
)
_IS = r"(?:\s+(?:is|of|are|was|to|should\s+be|must\s+be|be|around|about|no\.?|number))*\s*[:#=]?\s*"
_KINDS = (
    r"size[sd]?|eu|uk|us|waist|length|inseam|leg|width|height|depth|weight|weigh(?:s|ing)?|age[sd]?|turn(?:s|ed|ing)?"
    r"|rat(?:ed|ings?)|stars|scor(?:ed?|ing)|reviews?|iphone|ipad|ipod|airpods|macbook|galaxy|pixel|kindle|xbox|ps"
    r"|playstation|fifa|model|version|windows|android|ios|series|mark|mk|gen(?:eration)?|type|level|grade|stage|part"
    r"|vol(?:ume)?|order|section|chapter|page|number|no\.|nr|packs?|sets?|box(?:es)?|bundle|bag|carton|case|dozen|iso"
    r"|spf|upf|uv|factor|rtx|gtx|core|usb|hdmi|bluetooth|wi-?fi|route|room|floor\s+number|flat|channel|formula|lot"
    r"|quantity|qty|since|year|born|top|page|cup|band|dress\s+size|jan(?:uary)?|feb(?:ruary)?|march|april|june|july"
    r"|aug(?:ust)?|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|#"
)
_COMPARED = (
    r"(?:\s+(?:under|below|over|above|less\s+than|more\s+than|at\s+least|at\s+most|up\s+to|max|min|bigger\s+than"
    r"|smaller\s+than|larger\s+than|higher\s+than|lower\s+than|between|from|not\s+over|no\s+more\s+than))?"
)
_MEASURED = (
    r"(?:rat(?:ed|ings?)|size[sd]?|age[sd]?|weigh(?:s|ing|t)?|height|width|length|depth|diameter|screens?|capacity"
    r"|storage|battery|heels?|scor(?:e|ing)|reviews|spf|iso|temperatures?|temps?|shoe\s+size|megapixels)"
)
BEFORE = (
    rf"(?:(?:{_KINDS}){_IS}|{_MEASURED}(?:\s+(?:is|of|that\s+is))?{_COMPARED}\s+(?:than\s+)?(?:a\s+)?"
    r"|(?:model|order)\s+\w+\s+)"
)
