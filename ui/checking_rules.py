"""What of a shop's `rules.toml` is wrong or does nothing: for the doctor, who loads this only where there is one."""

from __future__ import annotations

from pathlib import Path

from ranker.policy.rules_file import read_rules
from ranker.policy.unknown import unknown_names
from store.store import Store


def check_rules(home: Path) -> tuple[str, list[str]]:
    """How many rules there are, in words, and the names in them that the shop does not have. Raises SetupError."""
    rules = read_rules(home)
    with Store.open(home) as store:
        unknown = unknown_names(rules, store.products.all())
    return f"{len(rules.boosts)} boosts, {len(rules.buried)} buried", unknown
