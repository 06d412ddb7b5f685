"""Authored word lists: colours and their families, audiences, ordinary words, product nouns, filler."""

from __future__ import annotations

import tomllib
from pathlib import Path

from assistant.reader.text import singular

LISTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_WORDS = {name: frozenset(listed.split()) for name, listed in LISTS.items()}

COLOUR_FAMILIES: dict[str, frozenset[str]] = {
    family: frozenset([family, *members.split(",")])
    for family, members in {
        "black": "jet,onyx,ebony,charcoal black,coal,midnight black,noir,raven",
        "white": "ivory,snow,off white,off-white,pearl,cream white,alabaster,chalk",
        "grey": "gray,charcoal,graphite,slate,ash,gunmetal,smoke,anthracite,steel,pewter,grey melange",
        "blue": "navy,navy blue,sky,sky blue,royal "
        "blue,azure,cobalt,indigo,denim,midnight,sapphire,ocean,teal,turquoise,"
        "turquoise blue,cyan,aqua,powder blue,baby blue,light blue,dark blue,cerulean,steel blue",
        "green": "olive,khaki green,mint,forest,forest green,lime,lime green,emerald,sage,moss,sea "
        "green,fluorescent green,"
        "fern,pine,dark green,light green,jade,hunter green,pistachio,bottle green",
        "red": "crimson,scarlet,burgundy,maroon,wine,cherry,ruby,brick,rust,cardinal,vermilion,dark "
        "red,bordeaux,brick red",
        "pink": "rose,blush,fuchsia,magenta,hot pink,coral,salmon,light pink,dusty pink,baby pink,raspberry",
        "purple": "violet,lavender,lilac,plum,mauve,aubergine,grape,eggplant,amethyst,orchid",
        "yellow": "mustard,lemon,golden yellow,amber,sunflower,canary,saffron,ochre",
        "orange": "tangerine,apricot,peach,rust orange,burnt orange,terracotta,copper orange,pumpkin",
        "brown": "tan,chocolate,coffee,coffee brown,mocha,chestnut,walnut,camel,espresso,cognac,mushroom brown,caramel,"
        "hazel,bronze,copper,mahogany,dark brown,light brown,toffee,cinnamon",
        "beige": "sand,cream,nude,taupe,khaki,oatmeal,stone,ecru,champagne,skin,natural,buff,biscuit",
        "silver": "chrome,metallic,platinum",
        "gold": "golden,rose gold,brass",
        "multicolour": "multicolor,multi,multi-colour,multicoloured,multicolored,rainbow,colourful,colorful",
    }.items()
}
FAMILY_OF = {member: family for family, members in COLOUR_FAMILIES.items() for member in members}
SPELLINGS = {"gray": "grey", "multicolor": "multicolour", "multicolored": "multicolour", "golden": "gold"}
# Colour words that are as often something else: read as a colour only where the sentence says so.
WEAK_COLOURS = _WORDS["weak_colours"]
NOT_A_COLOUR_BEFORE = _WORDS["not_a_colour_before"]

# When a shop does not know the narrow audience, the wider one that holds it.
WIDER = {"boys": "kids", "girls": "kids", "kids": "children", "baby": "kids"}
WEARABLES = _WORDS["wearables"]

MATERIALS = _WORDS["materials"]
# Words a brand may share with ordinary speech: a brand only where the shopper says so.
ORDINARY = _WORDS["ordinary"]

NOUNS = _WORDS["nouns"]
GENERIC = frozenset(
    [
        "one",
        "ones",
        "thing",
        "things",
        "something",
        "anything",
        "stuff",
        "item",
        "items",
        "product",
        "products",
        "option",
        "options",
        "model",
        "models",
    ]
)
FILLER = _WORDS["filler"]


def is_noun(word: str) -> bool:
    """Whether a word names a kind of product that shops commonly sell."""
    return word in NOUNS or singular(word) in NOUNS
