"""The limit head: which of a message's amounts is the most or the least that one thing may cost, or a sum for several.

A small network over the encoder's states around each amount, hashed words, and what the rules of `reading` made of it
(stacked generalization, Wolpert 1992), so that it corrects the rules where it has learnt better and follows them
elsewhere. The mean of a few networks from different seeds. Stored as float16, one file for each language; trained by
`python -m assistant.reader.prices.train`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.reader import weights
from assistant.reader.prices.features import Buckets, Candidate, Seeing, Stated, seeing
from assistant.reader.prices.reading import PriceLimits
from assistant.reader.seen import Floats, Seen

ROLES = ("", "max", "min", "budget", "range")  # the last: two limits said at once
SURE = 0.55  # belief in each amount's role, whichever; this and the next two compared in docs/log.md
SURE_OF_NONE = 0.7  # belief that an amount is no limit, where the rules read a plainly stated one
SURE_OF_OTHER = 0.8  # belief that it is the limit to the other side
ENGLISH, CHINESE = (Path(__file__).parent / name for name in ("english.npz", "chinese.npz"))
ARRAYS = ("near", "anywhere", "narrow", "narrow_shift", "hidden", "shift", "out", "bias", "direct")
_JOINS = frozenset({"to", "-", "or", "and", "", "到", "至", "~"})


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
    [., SLOTS, n] of states; `hidden` [., SLOTS n + facts + rules, units] and `shift` [., units]; `out` [., units,
    roles] and `bias` [., roles]; `direct` [., facts + rules, roles].
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
        amounts = stated.amounts
        if not amounts:
            return None
        beliefs = self.beliefs(*seeing(stated, seen))
        _heed_rules(beliefs, amounts)
        if float(beliefs.max(1).min()) < SURE:
            return None
        chosen = choose(beliefs)
        roughly = any(amounts[place].around for place in chosen.values())
        if (roughly and "budget" not in chosen) or (stated.around and not chosen):
            return Limits(stated.limits, together=False, sure=1.0)  # "around 50" is a range that rules make
        limits = limits_of(stated, chosen)
        if limits.low is not None and limits.high is not None and limits.low > limits.high:
            return None
        sure = min((float(beliefs[place, ROLES.index(role)]) for role, place in chosen.items()), default=1.0)
        spans = tuple((amounts[place].start, amounts[place].end) for place in chosen.values())
        return Limits(limits, "budget" in chosen, sure, spans)

    def beliefs(self, amounts: Sequence[Seeing], anywhere: Buckets) -> Floats:
        """float32 [amounts, roles], each row adding up to 1."""
        slots = np.stack([amount.slots for amount in amounts])
        facts = np.array([amount.facts + amount.rules for amount in amounts], np.float32)
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

    def save(self, path: Path) -> None:
        weights.save(path, self.encoder, {name: getattr(self, name) for name in ARRAYS})

    @classmethod
    def load(cls, path: Path) -> LimitHead:
        encoder, arrays = weights.load(path, ARRAYS)
        return cls(encoder=encoder, **arrays)


def _heed_rules(beliefs: Floats, amounts: Sequence[Candidate]) -> None:
    """A plainly stated limit is not taken for none, nor a most for a least, on a slight preference: the two beliefs
    change places."""
    least_sure = {"": SURE_OF_NONE, "max": SURE_OF_OTHER, "min": SURE_OF_OTHER}
    for row, amount in zip(beliefs, amounts, strict=True):
        role, best = ROLES.index(amount.role), int(row.argmax())
        if role and amount.plain and best != role and row[best] < least_sure.get(ROLES[best], 0.0):
            row[[best, role]] = row[[role, best]]


def choose(beliefs: Floats) -> dict[str, int]:
    """The amount of each role that one has. A sum for several things and a limit for one exclude each other, and so
    do an amount that says both limits and one that says either."""
    best: dict[str, int] = {}
    for place, role in enumerate(beliefs.argmax(1)):
        name = ROLES[role]
        if name and (name not in best or beliefs[place, role] > beliefs[best[name], role]):
            best[name] = place
    for pair in (("max", "budget"), ("range", "max"), ("range", "min"), ("range", "budget")):
        if all(role in best for role in pair):
            best.pop(min(pair, key=lambda role: float(beliefs[best[role], ROLES.index(role)])))
    return best


def limits_of(stated: Stated, chosen: Mapping[str, int]) -> PriceLimits:
    """The chosen amounts in minor units; a sum for several things is their highest."""
    amounts = stated.amounts
    if (both := chosen.get("range")) is not None:
        return PriceLimits(amounts[both].low, amounts[both].high)
    least, most = chosen.get("min"), chosen.get("max", chosen.get("budget"))
    low = None if least is None else amounts[least].lent if _joins(stated, least, most) else amounts[least].low
    return PriceLimits(low, None if most is None else amounts[most].high)


def _joins(stated: Stated, least: int, most: int | None) -> bool:
    """Whether the two are the ends of one range: right behind each other with a word between that joins them."""
    if most != least + 1:
        return False
    return stated.text[stated.amounts[least].end : stated.amounts[most].start].strip() in _JOINS
