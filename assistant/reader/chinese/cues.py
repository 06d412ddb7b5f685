"""What in a Chinese message tells its intent beyond the trained head's belief. Simplified characters, lower case."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from assistant.reading import Intent

_TABLES = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
_PARTS = {name: "|".join(lines.strip().split("\n")) for name, lines in _TABLES["parts"].items()}


def _pattern(lines: str) -> re.Pattern[str]:
    """The lines as one pattern, with each part in its place."""
    pattern = "|".join(lines.strip().split("\n"))
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{part})")
    return re.compile(pattern)


CART, TAKES_OUT, EXCHANGES = (_pattern(_TABLES["parts"][name]) for name in ("cart", "take-out", "other"))
ASKS = re.compile(
    r"[?]|吗|[么不没]$|多[少大重高长宽厚深久远]|几[个节层种号格档寸斤升颗]|什么|啥|哪[里年种]|怎么|咋|"
    r"能不能|可不可以|是不是|[带含会够有]不[带含会够有]|带没带|介绍|讲讲|说说"
)
_VAGUE = (
    "啊哦噢喔嗯额呃唔诶欸咦哈嘿呵那这就好像是吧呢么吗了的个啥内样来着再行随便都可以"
    "然后知道看办怎说话也许大概或不对没事算"
)
UNCLEAR = re.compile(rf"^[{_VAGUE},.…!?~。、 \d]{{1,10}}$")
SORTING = re.compile(
    r"(?:排|放)(?:在|到)?(?:前|最前|后|序)|在前|从[高低贵便多少新].{0,3}到|筛(?:选|出)?|只看|换一?[批些]|[要来].{1,6}[一点些]的(?=$|[,.!])|再来几|[^不]不含"
)
_TOLD = tuple((Intent(name), _pattern(lines)) for name, lines in _TABLES["told"].items())


def told(text: str) -> list[Intent]:
    """The intents that the words of a message tell."""
    return [intent for intent, pattern in _TOLD if pattern.search(text)]
