"""The only reader of the environment: every setting, its default, and the variable that changes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import get_type_hints

from store.errors import SetupError

PREFIX = "DAOGOU_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is read from `DAOGOU_` and its name in capitals, e.g. `DAOGOU_MODEL=none`."""

    model: str = "managed"  # "managed": the shipped model on a server we start; "none"; or the base URL of a server
    model_name: str = ""  # which model at that URL; "": the first it lists
    model_path: str = ""  # for "managed": a folder of weights other than the shipped ones
    api_key: str = ""  # for a server that wants one
    host: str = "127.0.0.1"
    port: int = 7860
    first_token_seconds: float = 4.0  # how long a shopper waits for a model before the reader answers alone
    turn_seconds: float = 20.0
    breaker_failures: int = 3
    breaker_seconds: float = 15.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Raises `SetupError` naming the variable when a value is not of its kind."""
        kinds = get_type_hints(cls)
        values: dict[str, str | int | float] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            text = environment.get(variable)
            if text is None:
                continue
            try:
                values[field.name] = kinds[field.name](text)
            except ValueError:
                kind = "a whole number" if kinds[field.name] is int else "a number"
                raise SetupError(f"{variable}={text!r} is not {kind}.", f"unset {variable}") from None
        return cls(**values)  # type: ignore[arg-type]  # the kinds were just applied, field by field
