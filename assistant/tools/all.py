"""Every ability of the assistant, in one box."""

from __future__ import annotations

from assistant.tools.bundle_changes import change_bundle
from assistant.tools.bundles import build_bundle
from assistant.tools.cart import show_cart, update_cart
from assistant.tools.hiding import hide_product
from assistant.tools.memory import forget, remember
from assistant.tools.overview import catalogue_overview, list_promotions
from assistant.tools.photos import find_by_photo
from assistant.tools.recommend import recommend_for_me
from assistant.tools.registry import Toolbox
from assistant.tools.reviews import read_reviews
from assistant.tools.search import search_products
from assistant.tools.service import hand_off, order_status, shop_policy, start_return
from assistant.tools.showing import compare_products, find_similar, show_product

TOOLBOX = Toolbox(
    (
        search_products,
        recommend_for_me,
        find_similar,
        show_product,
        compare_products,
        build_bundle,
        change_bundle,
        catalogue_overview,
        list_promotions,
        read_reviews,
        update_cart,
        show_cart,
        order_status,
        start_return,
        shop_policy,
        remember,
        forget,
        hide_product,
        hand_off,
    )
)
WITH_PHOTO = Toolbox((*TOOLBOX, find_by_photo))  # for a message that came with a photo
