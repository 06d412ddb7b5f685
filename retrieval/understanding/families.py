"""Words that go together in any shop: colours with their shades, people by what they are called, sizes."""

from __future__ import annotations

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
SIZE_WORDS = {
    "small": "s",
    "medium": "m",
    "large": "l",
    "extra large": "xl",
    "x large": "xl",
    "x-large": "xl",
    "xlarge": "xl",
    "extra small": "xs",
    "x-small": "xs",
    "x small": "xs",
    "xx-large": "xxl",
    "xx large": "xxl",
    "2xl": "xxl",
    "2x-large": "xxl",
    "extra extra large": "xxl",
    "3x-large": "3xl",
    "xxx-large": "3xl",
    "xxxl": "3xl",
    "4x-large": "4xl",
}
# Plurals whose stem is not that of the singular.
IRREGULAR = {
    "mice": "mouse",
    "knives": "knife",
    "shelves": "shelf",
    "scarves": "scarf",
    "leaves": "leaf",
    "halves": "half",
    "feet": "foot",
    "teeth": "tooth",
}
