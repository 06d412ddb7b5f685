"""A Chinese shopper in an English catalogue: product words in the shop's language, so that search can find them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

_TABLES = tomllib.loads((Path(__file__).parent / "nouns_zh.toml").read_text(encoding="utf-8"))
_WORDS: dict[str, str] = {**_TABLES["describing"], **_TABLES["nouns"]}
_FIND = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))
NOUN = re.compile("|".join(sorted(map(re.escape, _TABLES["nouns"]), key=len, reverse=True)))
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def in_shop_words(query: str, categories: Iterable[str]) -> str:
    """The query with its Chinese words said in English, for a shop whose categories are not Chinese.

    What the table lacks is left out where it knows anything of the query, and the query is left as it is where not.
    """
    if not _CHINESE.search(query) or any(_CHINESE.search(category) for category in categories):
        return query
    describing = {found for found in _FIND.findall(query) if found in _TABLES["describing"]}
    found = dict.fromkeys(_FIND.findall(query))
    ordered = [*(word for word in found if word in describing), *(word for word in found if word not in describing)]
    latin = re.findall(r"[A-Za-z0-9][\w-]*", _FIND.sub(" ", query))
    return " ".join([*latin, *(_WORDS[word] for word in ordered)]) if ordered else query
