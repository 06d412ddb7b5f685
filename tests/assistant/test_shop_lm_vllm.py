"""The shipped model through real vLLM: the chat contract, tool calls, streaming, slots, and an end to every reply."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from assistant.messages import Message, Role, TextDelta, ToolCall, ToolCallDelta, Usage
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.shop_lm.evaluate import Step, faults, steps
from assistant.shop_lm.simulator import examples
from assistant.slots import SLOT
from assistant.tools.all import TOOLBOX
from assistant.vllm_server import VLLMServer
from tests.contracts import WISH, ChatModelContract, collect

pytestmark = pytest.mark.vllm

RESULT = (
    "found 3 of 40\np41 | Trail Boot | 49.00 USD | 4.5★ | in stock | why: bought_together\n"
    "p42 | City Boot | 99.00 USD | 4.1★ | in stock\np43 | Rain Boot | 60.00 USD | unrated | in stock | why: new"
)


@pytest.fixture
def model(vllm_server: VLLMServer) -> OpenAIModel:
    return OpenAIModel(OpenAISettings(vllm_server.base_url, vllm_server.name))


class TestShopLMKeepsTheContract(ChatModelContract):
    @pytest.fixture
    def chat_model(self, model: OpenAIModel) -> OpenAIModel:
        return model


def test_words_come_in_pieces_with_slots_of_what_was_found(vllm_server: VLLMServer) -> None:
    model = OpenAIModel(OpenAISettings(vllm_server.base_url, vllm_server.name, temperature=0))
    call = ToolCall("c1", "search_products", {})
    asked = (*WISH, Message(Role.ASSISTANT, "", (call,)), Message(Role.TOOL, RESULT, tool_call_id="c1"))
    deltas = asyncio.run(collect(model, asked))
    pieces = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
    text = "".join(pieces)
    assert len(pieces) > 3
    assert {slot.partition(".")[0] for slot in SLOT.findall(text)} & {"p41", "p42", "p43"}
    assert "<" not in text
    assert isinstance(deltas[-1], Usage)
    assert deltas[-1].prompt_tokens < 120  # the policy and the tools are not rendered


def test_unseen_dialogues_through_the_server(model: OpenAIModel) -> None:
    """Calls exact, and words without fault, where every message is in words that training never saw."""

    async def ask(step: Step, messages: tuple[Message, ...], room: asyncio.Semaphore) -> tuple[bool, bool]:
        async with room:
            deltas = await collect(model, messages, TOOLBOX.specs)
        calls = [delta.call for delta in deltas if isinstance(delta, ToolCallDelta)]
        text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
        if step.speaks:
            return not calls, not calls and not faults(text, step)
        return [call.name for call in calls] == [step.expected.split('"')[3]], True

    async def every() -> list[tuple[bool, bool]]:
        room = asyncio.Semaphore(4)
        asked = []
        for example in itertools.islice(examples(900_002, held_out=True), 40):
            places = [
                n for n in range(example.start, len(example.messages)) if example.messages[n].role is Role.ASSISTANT
            ]
            asked += [
                ask(step, example.messages[:place], room) for step, place in zip(steps(example), places, strict=True)
            ]
        return await asyncio.gather(*asked)

    answers = asyncio.run(every())
    assert sum(decided for decided, _ in answers) / len(answers) >= 0.95
    assert sum(sound for _, sound in answers) / len(answers) >= 0.9
