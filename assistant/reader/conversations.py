"""Messages that people wrote, for learning from one half and measuring on the other; the data is never committed."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.reading import Intent

# Which of our intents serve a Bitext intent: the first is what the assistant should do, the others also serve it.
BITEXT: dict[str, tuple[Intent, ...]] = {
    "cancel_order": (Intent.PERSON, Intent.POLICY),
    "change_order": (Intent.PERSON,),
    "change_shipping_address": (Intent.PERSON,),
    "check_cancellation_fee": (Intent.POLICY,),
    "check_invoice": (Intent.PERSON, Intent.ORDER_STATUS),
    "check_payment_methods": (Intent.POLICY,),
    "check_refund_policy": (Intent.POLICY,),
    "complaint": (Intent.PERSON,),
    "contact_customer_service": (Intent.PERSON, Intent.POLICY),
    "contact_human_agent": (Intent.PERSON,),
    "create_account": (Intent.PERSON, Intent.POLICY),
    "delete_account": (Intent.PERSON, Intent.POLICY),
    "delivery_options": (Intent.POLICY,),
    "delivery_period": (Intent.POLICY, Intent.ORDER_STATUS),
    "edit_account": (Intent.PERSON,),
    "get_invoice": (Intent.PERSON, Intent.ORDER_STATUS, Intent.POLICY),
    "get_refund": (Intent.RETURN, Intent.POLICY),
    "newsletter_subscription": (Intent.POLICY, Intent.PERSON),
    "payment_issue": (Intent.PERSON,),
    "place_order": (Intent.SEARCH, Intent.POLICY, Intent.CART_ADD),
    "recover_password": (Intent.PERSON,),
    "registration_problems": (Intent.PERSON,),
    "review": (Intent.POLICY, Intent.PERSON),
    "set_up_shipping_address": (Intent.PERSON,),
    "switch_account": (Intent.PERSON,),
    "track_order": (Intent.ORDER_STATUS,),
    "track_refund": (Intent.ORDER_STATUS, Intent.RETURN),
}


def is_dev(text: str) -> bool:
    """Which half a text belongs to: even SHA-256 is dev."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2 == 0


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Lines of one file of the conversations pack."""
    with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)
