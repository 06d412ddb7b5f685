"""Settings come from the environment, each by its own name."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from store.errors import SetupError


def test_defaults_without_variables() -> None:
    assert Settings.from_environment({}) == Settings()


def test_every_field_is_read_as_its_kind() -> None:
    found = Settings.from_environment({"DAOGOU_MODEL": "none", "DAOGOU_PORT": "8000", "DAOGOU_TURN_SECONDS": "2.5"})
    assert found == Settings(model="none", port=8000, turn_seconds=2.5)


def test_a_wrong_value_names_its_variable() -> None:
    with pytest.raises(SetupError, match="DAOGOU_PORT='high' is not a whole number"):
        Settings.from_environment({"DAOGOU_PORT": "high"})
