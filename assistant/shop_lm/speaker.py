"""What the simulated assistant says: authored sentences chosen by what a tool found, varied, and in slots."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.reading import Intent, Reading, Sort
from assistant.shop_lm.fake_tools import LISTING, Outcome
from assistant.shop_lm.grammar import expand, variety

SPEECH: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "speech.toml").read_text(encoding="utf-8"))
MOST = 3  # sentences of a reply
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
TOLD = (
    "order", "rule", "saved", "changed", "needs", "reviews", "overview", "promotions", "details", "nearest", "handoff"
)  # fmt: skip
_TOLD_SLOT = re.compile(r"\{(?:" + "|".join(TOLD) + r")\}")
_LETTERS = "abc"


class Speaker:
    """Speaks one conversation; remembers how it began and what it asked last, so as not to say it again."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self._rng, self._language = rng, "zh" if language == "zh" else "en"
        self._speech: Mapping[str, Any] = SPEECH[self._language]
        self._last: set[str] = set()  # the sentences of the last reply

    def direct(self, intent: str) -> str:
        """A reply without a tool; "choose" when something is meant but nothing was shown."""
        return self._join([self._one(self._speech["direct"][intent], {})])

    def after(self, outcome: Outcome, reading: Reading, *, known: bool) -> str:
        """The reply once a tool has answered."""
        names = {letter: line.handle for letter, line in zip(_LETTERS, outcome.lines, strict=False)} | outcome.hints
        if outcome.status == "error":
            parts = self._error(outcome)
        elif outcome.tool in LISTING and not (outcome.tool == "find_similar" and outcome.status == "none"):
            parts = self._listing(outcome, reading, names, known=known)
        else:
            parts = self._told(outcome, reading, names)
        return self._join(parts)

    # ---- lists of products

    def _listing(self, outcome: Outcome, reading: Reading, names: dict[str, str], *, known: bool) -> list[str]:
        speech, rng = self._speech, self._rng
        if outcome.status == "none":
            found = [self._one(speech["found_none"]["body"], names)]
            return found + [self._one(speech["found_none"]["ask"], names)] * (rng.random() < 0.85)
        if outcome.relaxed:
            kind = "body" if "relaxed" in outcome.slots else "bare"
            parts = [self._one(speech["relaxed"][kind], names)]
            asks = not parts[0].endswith(("?", "？")) and rng.random() < 0.5
            return parts + [self._one(speech["relaxed"]["ask"], names)] * asks
        parts = self._opening(outcome, reading, known=known)
        if outcome.status == "one":
            parts.append(self._one(speech["found_one"]["body"], names))
        elif outcome.tool == "search_products" and not reading.continues and rng.random() < 0.12:
            return [*parts, self._one(speech["found_many"]["turn"], names)]  # the question and the pick in one
        else:
            parts += self._picks(outcome, names)
        if _sentences(parts) >= MOST or parts[-1].endswith(("?", "？")) or rng.random() > 0.7:
            return parts
        question = self._question(outcome, reading, names)
        if len(parts) == 1 and "{" not in question and question.endswith(("?", "？")) and rng.random() < 0.15:
            return [question, *parts]  # asked first, as a clerk does while reaching for the shelf
        return [*parts, question]

    def _opening(self, outcome: Outcome, reading: Reading, *, known: bool) -> list[str]:
        kind = self._opening_kind(reading)
        if outcome.tool == "recommend_for_me":
            personal = known or any(line.why in ("bought_together", "viewed_together") for line in outcome.lines)
            return [self._one(self._speech["after"][outcome.tool]["some" if personal else "guest"], {})]
        if outcome.tool == "find_similar" or self._rng.random() > (0.4 if kind == "plain" else 0.5):
            return []
        return [self._one(self._speech["open"][kind], {})]

    def _opening_kind(self, reading: Reading) -> str:
        """What is worth saying first, as far as the chat template shows the model of the reading."""
        wanted = reading.constraints
        fitting = [
            name
            for name, holds in (
                ("cheaper", reading.continues and wanted.sort is Sort.PRICE_ASC),
                ("not_brand", bool(wanted.not_brands)),
                ("price", wanted.price_max is not None),
                ("colour", "colour" in wanted.attributes),
                ("brand", bool(wanted.brands)),
                ("continues", reading.continues),
                ("gift", "gift" in reading.query),
            )
            if holds
        ]
        if not fitting:
            return "plain"
        return self._rng.choice(fitting)

    def _picks(self, outcome: Outcome, names: dict[str, str]) -> list[str]:
        speech, rng = self._speech, self._rng
        if outcome.tool == "find_similar":
            return [self._one(speech["after"]["find_similar"]["some"], names)]
        if outcome.lines[0].why and rng.random() < (0.9 if outcome.tool == "recommend_for_me" else 0.5):
            parts = [self._one(speech["found_many"]["why"], names)]
        else:
            parts = [self._one(speech["found_many"]["body"], names)]
        extras = [name for name, needed in (("spread", "low"), ("best", "best")) if needed in names]
        extras = [name for name in extras if names["low" if name == "spread" else "best"] != names["a"]]
        if "{" + names["b"] not in parts[0]:
            extras.append("second")
        if extras and rng.random() < 0.5 and not parts[0].endswith(("?", "？")):
            extra = rng.choice(extras)
            parts.append(self._one(speech["found_many"][extra], names))
            if extra != "second" and rng.random() < 0.25:
                parts.reverse()  # the prices or what buyers say first, then the pick
        return parts

    def _question(self, outcome: Outcome, reading: Reading, names: dict[str, str]) -> str:
        wanted = reading.constraints
        fitting = ["reviews", "add", "similar"]
        fitting += ["matters"] * (outcome.tool != "find_similar")
        if outcome.status == "many":
            fitting += ["compare", "more", "compare"]
        if outcome.tool == "search_products" and not reading.continues:
            fitting += ["budget"] * (wanted.price_max is None)
            fitting += ["who"] * (wanted.is_empty())
            fitting += ["colour"] * ("colour" not in wanted.attributes and wanted.price_max is not None)
        if "low" in names and wanted.sort is not Sort.PRICE_ASC:
            fitting.append("cheaper")
        return self._one(self._speech["ask"][self._rng.choice(fitting)], names)

    # ---- everything that is told in a slot

    def _told(self, outcome: Outcome, reading: Reading, names: dict[str, str]) -> list[str]:
        speech, rng = self._speech["after"][outcome.tool], self._rng
        told = next((slot for slot in outcome.slots if slot in TOLD), "")
        kind = self._kind(outcome, reading, told)
        bodies = speech[kind]
        if kind == "ok" and outcome.tool == "compare_products":
            bodies = [body for body in bodies if self._fits(body, names)]
        text = self._one(bodies, names)
        if told:
            text = _TOLD_SLOT.sub(f"{{{told}}}", text)
        parts = [text]
        parts += ["{missing}"] * ("missing" in outcome.slots)
        if "bundle.saving" in outcome.slots and rng.random() < 0.8:
            parts.append(self._one(speech["saving"], names))
        question = self._next(outcome, kind)
        if question and len(parts) < MOST and rng.random() < 0.55:
            parts.append(self._one(question, names))
        return parts

    def _kind(self, outcome: Outcome, reading: Reading, told: str) -> str:
        speech = self._speech["after"][outcome.tool]
        kind = {"many": "ok", "one": "ok"}.get(outcome.status, outcome.status)
        if kind == "none" and told:
            return "rule" if "rule" in speech else "ok"
        if kind == "refused" and "refused" not in speech:
            return "rule"
        if kind == "ok" and not outcome.slots and "bare" in speech:
            return "bare"
        if outcome.tool == "update_cart" and kind == "ok" and self._rng.random() < 0.5:
            return "removed" if reading.intent is Intent.CART_REMOVE else "added"
        return kind

    def _next(self, outcome: Outcome, kind: str) -> list[str]:
        """Questions that may follow; none after a question."""
        speech = self._speech["after"][outcome.tool]
        if kind in ("needs", "error") or outcome.tool == "hand_off":
            return []
        if outcome.tool in ("update_cart", "show_cart"):
            if outcome.status == "none":
                return list(speech["empty"])
            return list(self._speech["ask"]["checkout"]) if kind != "refused" else []
        if outcome.tool in ("build_bundle", "change_bundle") and outcome.status == "none":
            return list(speech["again"])
        if outcome.tool == "find_similar":
            return []
        if outcome.tool in ("order_status", "start_return", "shop_policy") and outcome.status == "ok":
            return list(self._speech["ask"]["else"] if outcome.tool != "shop_policy" else speech["ask"])
        if outcome.tool in ("show_product",):
            return [*self._speech["ask"]["add"], *self._speech["ask"]["reviews"], *self._speech["ask"]["similar"]]
        return list(speech.get("ask", self._speech["ask"]["else"]))

    def _error(self, outcome: Outcome) -> list[str]:
        own = self._speech["after"].get(outcome.tool, {}).get("error")
        about_product = outcome.tool in ("show_product", "read_reviews", "compare_products", "find_similar")
        return [self._one(own or self._speech["error"]["product" if about_product else "some"], {})]

    # ---- sentences

    def _fits(self, pattern: str, names: Mapping[str, str]) -> bool:
        return all(name in names for name in re.findall(r"\{(low|high|best|b|c)\b", pattern))

    def _one(self, patterns: list[str], names: Mapping[str, str]) -> str:
        """A sentence of a fitting pattern that the last reply did not have."""
        fitting = [pattern for pattern in patterns if self._fits(pattern, names)]
        weights = [variety(pattern) ** 0.5 for pattern in fitting]  # what can be said in many ways is said more often
        for _ in range(6):
            text = expand(self._rng.choices(fitting, weights)[0], self._rng)
            if text not in self._last:
                break
        for name, handle in sorted(names.items(), key=lambda item: -len(item[0])):
            text = re.sub(rf"\{{{name}(?=[.}}])", f"{{{handle}", text)
        if "a" in names and "b" in names:
            text = text.replace("{difference a b}", f"{{difference {names['a']} {names['b']}}}")
        return text

    def _join(self, parts: list[str]) -> str:
        while len(parts) > 1 and _sentences(parts) > MOST:
            parts = parts[:-1]
        self._last = set(parts)
        return ("" if self._language == "zh" else " ").join(parts)


def _sentences(parts: list[str]) -> int:
    return sum(max(1, len(_SENTENCE_END.findall(part))) for part in parts)
