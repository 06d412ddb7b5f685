"""A real vLLM server that was started without a tool parser: guided JSON by itself, said once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import jsonschema
import pytest

from assistant.messages import TextDelta, ToolCallDelta
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.tools.all import TOOLBOX
from assistant.vllm_server import VLLMServer, VLLMSettings
from tests.contracts import WISH, collect

pytestmark = pytest.mark.vllm


class WithoutParser(VLLMSettings):
    """As a merchant's own server may have been started: it refuses to choose tools."""

    def arguments(self, port: int) -> list[str]:
        given = super().arguments(port)
        given.remove("--enable-auto-tool-choice")
        for flag in ("--tool-call-parser", "--tool-strict-level"):
            place = given.index(flag)
            del given[place : place + 2]
        # A model of three million parameters that never learnt JSON would fill a page with blanks.
        return [*given, "--structured-outputs-config", '{"backend": "xgrammar", "disable_any_whitespace": true}']


@pytest.fixture(scope="module")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VLLMServer]:
    with VLLMServer(WithoutParser(log=tmp_path_factory.mktemp("vllm") / "bare.log")) as server:
        server.wait_ready(timeout=290)
        yield server


def test_a_server_that_chooses_no_tools_is_asked_for_json(
    bare_server: VLLMServer, caplog: pytest.LogCaptureFixture
) -> None:
    model = OpenAIModel(OpenAISettings(bare_server.base_url, bare_server.name, temperature=0))
    schemas = {spec.name: spec.parameters for spec in TOOLBOX.specs}
    with caplog.at_level(logging.WARNING):
        answers = [asyncio.run(collect(model, WISH, TOOLBOX.specs)) for _ in range(3)]
    assert [record.message for record in caplog.records if "guided JSON" in record.message] == [
        f"{bare_server.name} does not choose tools: from now on it is asked for guided JSON"
    ]
    for deltas in answers:
        calls = [delta.call for delta in deltas if isinstance(delta, ToolCallDelta)]
        assert calls or any(isinstance(delta, TextDelta) for delta in deltas)
        for call in calls:
            jsonschema.validate(call.arguments, schemas[call.name])
