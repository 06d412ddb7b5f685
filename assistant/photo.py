"""The photo that may come with a message: untrusted bytes, read once for one turn, never kept and never sent on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

from assistant.plan import SURE
from assistant.reading import Intent, Reading
from assistant.tools.listing import MARK
from assistant.wording import chinese, say
from retrieval.photos.picture import LARGEST_BYTES, LARGEST_PIXELS, PhotoError, read_photo

# What a photo beside it does not change: a message about an order, the shop's rules, a set or a person.
_ELSEWHERE = frozenset(
    {Intent.ORDER_STATUS, Intent.RETURN, Intent.POLICY, Intent.PERSON, Intent.REMEMBER, Intent.FORGET,
     Intent.CART_SHOW, Intent.BUNDLE, Intent.SWAP}
)  # fmt: skip
_OF_THIS = frozenset(
    {Intent.DETAILS, Intent.COMPARE, Intent.REVIEWS, Intent.CART_ADD, Intent.CART_REMOVE, Intent.HIDE}
)  # their words say what to do with "this", not what it is
_UNREADABLE = "照片无法读取：请发送完整的 JPEG、PNG、GIF 或 WebP 文件。"
_CHINESE = {
    "larger than": f"照片超过 {LARGEST_BYTES // 1_000_000} MB。",
    "more than": f"照片超过 {LARGEST_PIXELS // 10_000} 万像素。",
    "is empty": "照片是空的。",
    "no such photo": "没有这张照片。",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A photo as it may be used: the picture, upright and RGB, without the file's own data, or why there is none."""

    picture: Image.Image | None
    trouble: PhotoError | None = None


def receive(photo: bytes) -> Received:
    """Reads the photo within bounds; never raises."""
    try:
        return Received(read_photo(photo))
    except PhotoError as error:
        return Received(None, error)


def excuse(received: Received, worded: bool, language: str) -> str:
    """The sentence for a photo that cannot be looked up. `worded`: whether the message's words are gone by instead."""
    if received.trouble is not None:
        return _said(received.trouble, language)
    if worded:
        return say(
            language,
            "I cannot search by photo in this shop, so I went by your words.",
            "本店还不能以图搜货，我按您的文字来找。",
        )
    return say(
        language,
        "I cannot search by photo in this shop. Tell me in words what you are looking for.",
        "本店还不能以图搜货，请用文字告诉我您想找什么。",
    )


def _said(trouble: PhotoError, language: str) -> str:
    if not chinese(language):
        return str(trouble)
    return next((told for part, told in _CHINESE.items() if part in str(trouble)), _UNREADABLE)


def looked_up(reading: Reading) -> bool:
    """Whether a message with this reading wants its photo looked up."""
    return reading.intent not in _ELSEWHERE or reading.confidence < SURE


def by_photo(reading: Reading) -> Reading:
    """The reading as a wish for what the photo shows, with the conditions of its words."""
    query = "" if reading.intent in _OF_THIS else reading.query
    return replace(
        reading,
        intents=(Intent.SIMILAR,),
        confidence=1.0,
        query=query,
        refs=(),
        continues=False,
        more=False,
        photo=True,
    )


def by_words(reading: Reading) -> Reading:
    """The reading of words whose photo is of no use: a search by what they say, where they say more than "like this".

    Nothing is done to a product that was shown before: that is not what they mean.
    """
    if reading.intent is Intent.SIMILAR and (reading.said.kind or not reading.constraints.is_empty()):
        return replace(reading, intents=(Intent.SEARCH,), refs=())
    if reading.intent is Intent.SIMILAR or reading.intent in _OF_THIS:
        return replace(reading, intents=(Intent.UNCLEAR,), confidence=1.0, query="", refs=())
    return replace(reading, refs=())


def marked(reading: Reading) -> Reading:
    """The reading with a mark for the photo in its text: all that is written down of it."""
    mark = say(reading.language, MARK, "（一张照片）")
    return replace(reading, text=f"{reading.text} {mark}".strip())
