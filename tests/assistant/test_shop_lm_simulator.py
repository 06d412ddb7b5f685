"""The curriculum: repeatable, broad, and saying nothing that the audit of claims would drop."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from assistant.claims import SLOTS_ONLY, ClaimKind, claims
from assistant.messages import Role
from assistant.plan import TOOL_OF
from assistant.shop_lm.evaluate import distinct_2, faults, steps
from assistant.shop_lm.grammar import every, expand, variety
from assistant.shop_lm.shopper import UTTERANCES, WEIGHTS
from assistant.shop_lm.simulator import Example, examples
from assistant.shop_lm.speaker import MOST, SPEECH
from assistant.shop_lm.template import render
from assistant.slots import SLOT

NOTHING_FOUND = re.compile(r"none|relaxed")  # where it is true that nothing was found


@pytest.fixture(scope="module")
def turns() -> list[Example]:
    return list(itertools.islice(examples(11), 1500))


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{name}")
        else:
            yield from ((f"{path}.{name}", pattern) for pattern in value)


def test_the_grammar_by_hand() -> None:
    assert sorted(every("a[b|c[d|]|]e")) == ["abe", "acde", "ace", "ae"]
    assert variety("a[b|c[d|]|]e") == 4
    assert {expand("[x|y] z", random.Random(seed)) for seed in range(20)} == {"x z", "y z"}
    with pytest.raises(ValueError, match="bracket"):
        expand("[a|b", random.Random(0))
    with pytest.raises(ValueError, match="bracket"):
        expand("a]b", random.Random(0))


def test_no_authored_sentence_makes_a_claim_outside_its_slots() -> None:
    for path, pattern in leaves(SPEECH):
        for sentence in every(pattern):
            bare = SLOT.sub(" ", sentence)
            assert not re.search(r"[{}<>\[\]|]", bare), (path, sentence)
            made = [claim for claim in claims(bare) if claim.kind in SLOTS_ONLY]
            assert not made, (path, sentence)
            if any(claim.kind is ClaimKind.ABSENCE for claim in claims(bare)):
                assert NOTHING_FOUND.search(path), (path, sentence)
            assert re.search(r"[.!?。！？}]$", sentence), (path, sentence)


def test_both_languages_cover_the_same_situations() -> None:
    paths = {language: {path for path, _ in leaves(SPEECH[language])} for language in ("en", "zh")}
    assert paths["en"] == paths["zh"]
    assert UTTERANCES["en"].keys() == UTTERANCES["zh"].keys()
    for language in ("en", "zh"):
        assert WEIGHTS.keys() <= UTTERANCES[language]["held_out"].keys()


def test_the_same_seed_gives_the_same_dialogues() -> None:
    one, two = (list(itertools.islice(examples(5), 40)) for _ in range(2))
    assert one == two
    assert one != list(itertools.islice(examples(6), 40))


def test_every_tool_and_every_kind_of_message_occurs(turns: list[Example]) -> None:
    called = {call.name for turn in turns for message in turn.messages for call in message.tool_calls}
    assert called == set(TOOL_OF.values())
    assert {turn.kind for turn in turns} == set(WEIGHTS)
    assert {turn.language for turn in turns} == {"en", "zh"}


def test_the_simulated_assistant_is_without_fault(turns: list[Example]) -> None:
    for turn in turns:
        for step in steps(turn):
            if step.speaks:
                assert faults(step.expected, step) == [], (step.prompt, step.expected)


def test_the_judge_finds_what_is_wrong(turns: list[Example]) -> None:
    step = next(step for turn in turns if turn.kind == "search" for step in steps(turn) if step.speaks)
    assert faults("I like {p200}.", step) == ["slot p200"]
    assert faults("It costs $5.", step) == ["claim $5"]
    assert faults("And then", step) == ["unfinished"]
    assert faults("Look at {p1.", step) != []


def test_a_turn_is_prompt_then_calls_with_answers_then_words(turns: list[Example]) -> None:
    for turn in turns:
        answer = turn.messages[turn.start :]
        assert turn.messages[turn.start - 1].role is Role.USER
        assert [m.role for m in answer] == [Role.ASSISTANT, Role.TOOL] * ((len(answer) - 1) // 2) + [Role.ASSISTANT]
        assert len(answer) <= 5
        assert answer[-1].content
        assert not answer[-1].tool_calls


def test_no_title_reaches_the_model(turns: list[Example]) -> None:
    for turn in turns:
        results = [m.content for m in turn.messages if m.role is Role.TOOL]
        titles = set(re.findall(r"^p\d+ \| ([^|]+) \|", "\n".join(results), re.MULTILINE))
        text = render(turn.messages[turn.start - 1 :])
        assert not any(title in text for title in titles if len(title) > 12)


def test_replies_vary(turns: list[Example]) -> None:
    replies = [turn.messages[-1].content for turn in turns if turn.kind == "search" and turn.language == "en"][:200]
    assert len(set(replies)) > 190
    assert distinct_2(replies) > 0.4  # of patterns: with slots filled it is more
    assert all(len(re.findall(r"[.!?](?=\s|$)", reply)) <= MOST for reply in replies)


def test_a_set_is_changed_only_once_it_is_on_the_page(turns: list[Example]) -> None:
    for turn in turns:
        results = [m.content for m in turn.messages[turn.start :] if m.role is Role.TOOL]
        called = [call.name for m in turn.messages[turn.start :] for call in m.tool_calls]
        if "change_bundle" in called and results[-1].startswith("ok"):
            assert results[-1].startswith("ok: bundle of ")
            assert "{changed}" in turn.messages[-1].content


def test_limits_that_exclude_each_other_are_asked_about(turns: list[Example]) -> None:
    crossed = [
        turn.messages[-1].content
        for turn in turns
        if any("price_min is above price_max" in m.content for m in turn.messages[turn.start :])
    ]
    assert crossed
    assert all(reply.endswith(("?", "？")) for reply in crossed)


def test_held_out_messages_are_others() -> None:
    for language in ("en", "zh"):
        held_out = {pattern for _, pattern in leaves(UTTERANCES[language]["held_out"])}
        trained = {p for path, p in leaves(UTTERANCES[language]) if "held_out" not in path}
        assert not held_out & trained
