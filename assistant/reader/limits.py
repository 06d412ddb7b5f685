"""The limit head: which of a message's amounts is the most or the least that one thing may cost, or a sum for several.

A small network over the encoder's states around each amount, hashed words, and what the rules of `prices` made of it
(stacked generalization, Wolpert 1992), so that it corrects the rules where it has learnt better and follows them
elsewhere. The mean of a few networks from different seeds. Stored as float16 in `limits.npz`; trained by `python -m
assistant.reader.train_limits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from assistant.reader.limit_features import Buckets, Seeing, Stated, covers, ruled, seeing, value_of
from assistant.reader.price_statements import Kind, Strength
from assistant.reader.prices import PriceLimits, in_minor
from assistant.reader.seen import Floats, Seen

ROLES = ("", "max", "min", "budget")
SURE = 0.6  # belief in each amount's role, whichever; compared in docs/log.md
SURE_OF_NONE = 0.7  # belief that an amount is no limit, where the rules read a plainly stated one
WEIGHTS = Path(__file__).parent / "limits.npz"
ARRAYS = ("near", "anywhere", "narrow", "narrow_shift", "hidden", "shift", "out", "bias", "direct")
_JOINS = frozenset({"to", "-", "or", "and", ""})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a message says of price. `together`: it is one sum for several things. `spans`: where its amounts stand.

    `sure` is the belief in the weakest of the roles, 1 where there is none.
    """

    limits: PriceLimits
    together: bool
    sure: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class LimitHead:
    """`networks` networks side by side. Shapes, the first axis being the network:

    `near` and `anywhere` [., BUCKETS, roles] of hashed words; `narrow` [., SLOTS, dim, n] and `narrow_shift`
    [., SLOTS, n] of states; `hidden` [., SLOTS n + facts, units] and `shift` [., units]; `out` [., units, roles] and
    `bias` [., roles]; `direct` [., facts, roles].
    """

    near: Floats
    anywhere: Floats
    narrow: Floats
    narrow_shift: Floats
    hidden: Floats
    shift: Floats
    out: Floats
    bias: Floats
    direct: Floats
    encoder: str

    def read(self, stated: Stated, seen: Seen) -> Limits | None:
        """The limits of one message, of which `seen` is; None where it is not sure enough to overrule the rules."""
        amounts = stated.said.amounts
        if not amounts:
            return None
        beliefs = self.beliefs(*seeing(stated, seen))
        _heed_rules(beliefs, stated)
        if float(beliefs.max(1).min()) < SURE:
            return None
        chosen = choose(beliefs)
        if any(statement.kind is Kind.AROUND for statement in stated.said.statements) and "budget" not in chosen:
            return Limits(stated.said.limits, together=False, sure=1.0)  # "around 50" is a range that rules make
        sure = min((float(beliefs[place, ROLES.index(role)]) for role, place in chosen.items()), default=1.0)
        spans = tuple((amounts[place].start, amounts[place].end) for place in chosen.values())
        return Limits(limits_of(stated, chosen), "budget" in chosen, sure, spans)

    def beliefs(self, amounts: Sequence[Seeing], anywhere: Buckets) -> Floats:
        """float32 [amounts, roles], each row adding up to 1."""
        slots = np.stack([amount.slots for amount in amounts])
        facts = np.array([amount.facts for amount in amounts], np.float32)
        total = np.zeros((len(amounts), len(ROLES)), np.float32)
        for net in range(len(self.near)):
            narrow = np.einsum("asd,sdn->asn", slots, self.narrow[net]) + self.narrow_shift[net]
            inputs = np.concatenate([np.maximum(narrow, 0).reshape(len(amounts), -1), facts], axis=1)
            scores = np.maximum(inputs @ self.hidden[net] + self.shift[net], 0) @ self.out[net] + self.bias[net]
            scores += facts @ self.direct[net]
            if anywhere:
                scores += self.anywhere[net][anywhere].mean(0)
            scores += np.stack([self.near[net][amount.words].sum(0) for amount in amounts])
            odds = np.exp(scores - scores.max(1, keepdims=True))
            total += odds / odds.sum(1, keepdims=True)
        return (total / len(self.near)).astype(np.float32)

    def save(self, path: Path = WEIGHTS) -> None:
        arrays = {name: getattr(self, name).astype(np.float16) for name in ARRAYS}
        np.savez_compressed(path, encoder=np.array(self.encoder), **arrays)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> LimitHead:
        with np.load(path) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in ARRAYS}
            return cls(encoder=str(stored["encoder"]), **arrays)


def _heed_rules(beliefs: Floats, stated: Stated) -> None:
    """A plainly stated limit is not taken for none on a slight preference: the two beliefs change places."""
    for place in range(len(beliefs)):
        role = ROLES.index(ruled(stated, place))
        amount = stated.said.amounts[place]
        plain = any(one.strength is Strength.STATED and covers(one, amount) for one in stated.said.statements)
        if role and plain and beliefs[place].argmax() == 0 and beliefs[place, 0] < SURE_OF_NONE:
            beliefs[place, [0, role]] = beliefs[place, [role, 0]]


def choose(beliefs: Floats) -> dict[str, int]:
    """The amount of each role that one has; a sum for several things and a limit for one exclude each other."""
    best: dict[str, int] = {}
    for place, role in enumerate(beliefs.argmax(1)):
        name = ROLES[role]
        if name and (name not in best or beliefs[place, role] > beliefs[best[name], role]):
            best[name] = place
    if "max" in best and "budget" in best:
        highest = beliefs[best["max"], ROLES.index("max")] > beliefs[best["budget"], ROLES.index("budget")]
        best.pop("budget" if highest else "max")
    return best


def limits_of(stated: Stated, chosen: Mapping[str, int]) -> PriceLimits:
    """The chosen amounts in minor units; a sum for several things is their highest."""
    most = chosen.get("max", chosen.get("budget"))
    return PriceLimits(_minor(stated, chosen.get("min"), most), _minor(stated, most, None))


def _minor(stated: Stated, place: int | None, other: int | None) -> int | None:
    """The amount at `place`, with what it is lent by the `other` end of its range right behind it."""
    if place is None:
        return None
    amounts = stated.said.amounts
    gap = stated.text[amounts[place].end : amounts[other].start].strip() if other == place + 1 else "far"
    value: Decimal = value_of(amounts, place, joined=gap in _JOINS)
    return in_minor(value, stated.currency)
