"""The chat template as Python calls it: the same text that vLLM renders, for training and for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from assistant.messages import Message

TEMPLATE = (Path(__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
USER, BOT, TOOL, CONTEXT, END, PAD = "<|user|>", "<|bot|>", "<|tool|>", "<|context|>", "<|end|>", "<|pad|>"
CALL, CALLED = "<tool_call>", "</tool_call>"
SPECIAL = (PAD, USER, BOT, TOOL, CONTEXT, END, CALL, CALLED)


def _compiled() -> Any:
    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - not for a browser
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment.from_string(TEMPLATE)


_TEMPLATE = _compiled()


def render(messages: Sequence[Message], *, prompt: bool = False) -> str:
    """The text of a chat; with `prompt`, up to where the model is to go on."""
    return str(_TEMPLATE.render(messages=[_plain(message) for message in messages], add_generation_prompt=prompt))


def _plain(message: Message) -> Mapping[str, Any]:
    calls = [{"function": {"name": call.name, "arguments": dict(call.arguments)}} for call in message.tool_calls]
    return {"role": message.role.value, "content": message.content, "tool_calls": calls}
