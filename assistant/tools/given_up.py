"""The sentences that own up to what an answer is not: conditions given up, words respelt, what is sold out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.tools import lines
from assistant.tools.found import EXACT_WORDS, Found
from assistant.tools.registry import ToolContext
from assistant.wording import chinese, format_money, join, say
from ranker.ranker import Ranked
from retrieval.finding.relaxation import PRICE
from retrieval.words.rewrite import Rewrite
from store.products import Product

_CHINESE = {
    "price": "价格", "brand": "品牌", "colour": "颜色", "color": "颜色", "size": "尺码", "rating": "评分",
    "offer": "优惠", "material": "材质", EXACT_WORDS: "字面匹配",
}  # fmt: skip


def relaxed_slots(
    ctx: ToolContext, ordered: Sequence[Ranked], records: Mapping[str, Product], found: Found
) -> dict[str, str]:
    """What was looked up in another spelling, what was given up, and the nearest price when it was the price."""
    if not found.let_go or not ordered:
        return {}
    said = (_respelt(found.rewrite, ctx.session.language), _given_up(ctx, ordered, records, found))
    return {"relaxed": " ".join(sentence for sentence in said if sentence)}


def _respelt(rewrite: Rewrite, language: str) -> str:
    """The sentence that says which words were taken for misspelt; "" when none were."""
    changes = rewrite.corrected
    if not changes:
        return ""
    mine, theirs = (
        join([f"“{lines.plain(word, 30)}”" for word in words], language)
        for words in ([change.searched for change in changes], [change.said for change in changes])
    )
    return say(language, f"Showing results for {mine} instead of {theirs}.", f"已将{theirs}按{mine}搜索。")


def _given_up(ctx: ToolContext, ordered: Sequence[Ranked], records: Mapping[str, Product], found: Found) -> str:
    language = ctx.session.language
    if found.sold_out and (gone := records.get(found.named)):
        title = lines.plain(gone.title)
        return say(language, f"{title} is sold out at the moment.", f"{title}目前售罄。")
    if found.sold_out and not found.given_up:
        return say(language, "What fits is sold out at the moment.", "符合的商品目前售罄。")
    if not found.given_up:
        return ""
    nobody = ctx.reading.unknown_brand
    if nobody and found.given_up == ("brand",):
        name = lines.plain(nobody, 30)
        return say(language, f"I have nothing by {name} here.", f"本店没有{name}的商品。")
    if found.given_up == (EXACT_WORDS,) and found.query:
        asked = lines.plain(found.query, 40)
        return say(language, f"I found nothing for “{asked}”.", f"没有找到“{asked}”。")
    names = [_CHINESE.get(name, name) if chinese(language) else name for name in map(lines.plain, found.given_up)]
    sentence = say(
        language,
        f"Nothing met every wish, so I let go of the {join(names)}.",
        f"没有完全符合的商品，所以放宽了{join(names, language)}。",
    )
    if PRICE not in found.given_up:
        return sentence
    nearest = format_money(records[ordered[0].product_id].price, language)
    return f"{sentence} {say(language, f'The nearest price is {nearest}.', f'最接近的价格是{nearest}。')}"
