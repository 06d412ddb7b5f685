"""What a tool is: a typed function whose docstring is its manual, and the registry that runs it by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from PIL import Image
from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from assistant.events import BundleShown, CartShown, HandOff
from assistant.messages import ToolSpec
from assistant.reading import Reading
from assistant.session import Session
from assistant.shop import Shop


class Access(StrEnum):
    READ = "read"
    WRITE = "write"


class ToolError(Exception):
    """For the model: what to change. The message is a sentence that says what would have been accepted."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool may use. Identity is the session's; a tool never takes a customer or a shop as an argument."""

    shop: Shop
    session: Session
    reading: Reading
    now: datetime
    photo: Image.Image | None = None  # what came with the message


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool did.

    `text` is what the model reads: a few compact lines, products as handles. `handles` are the products shown by this
    call, in order (None: the list on the page stays). `slots` are sentences or values that only the server may say:
    the model writes `{order}` and the shopper reads `slots["order"]`, in the session's language.
    """

    text: str
    handles: tuple[str, ...] | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    bundle: BundleShown | None = None
    cart: CartShown | None = None
    hand_off: HandOff | None = None
    data: Mapping[str, Any] = field(default_factory=dict)  # machine-readable, for direct callers and the trace


@dataclass(frozen=True, slots=True)
class Tool:
    """One ability. `from_reading` gives the arguments a model left out; `hard` names those the reading wins over."""

    name: str
    access: Access
    manual: str
    run: Callable[..., ToolResult]
    schema: Mapping[str, Any]
    validate: Callable[[Mapping[str, Any]], dict[str, Any]]
    from_reading: Callable[[ToolContext], Mapping[str, Any]]
    hard: frozenset[str] = frozenset()

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, self.manual, self.schema)


def nothing(_: ToolContext) -> Mapping[str, Any]:
    """The filling of a tool whose arguments no reading carries."""
    return {}


def define(
    access: Access,
    from_reading: Callable[[ToolContext], Mapping[str, Any]] = nothing,
    hard: Iterable[str] = (),
) -> Callable[[Callable[..., ToolResult]], Tool]:
    """Makes a tool of a function `(ctx, **arguments) -> ToolResult`; schema and manual come from the function."""

    def build(function: Callable[..., ToolResult]) -> Tool:
        parameters = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        fields: dict[str, Any] = {
            parameter.name: (
                parameter.annotation,
                ... if parameter.default is inspect.Parameter.empty else parameter.default,
            )
            for parameter in parameters
        }
        model = create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
        adapter = TypeAdapter(model)

        def validate(arguments: Mapping[str, Any]) -> dict[str, Any]:
            try:
                checked = adapter.validate_python(dict(arguments))
            except ValidationError as error:
                raise ToolError(_complaint(error, fields)) from None
            return {name: getattr(checked, name) for name in fields}

        schema = _slim(adapter.json_schema())
        return Tool(
            name=function.__name__,
            access=access,
            manual=" ".join((inspect.getdoc(function) or "").split()),
            run=function,
            schema=MappingProxyType(schema),
            validate=validate,
            from_reading=from_reading,
            hard=frozenset(hard),
        )

    return build


def _complaint(error: ValidationError, accepted: Iterable[str]) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "arguments"
    if first["type"] == "extra_forbidden":
        return f"there is no argument {where[:40]!r}; use {', '.join(accepted) or 'none'}"
    return f"{where[:40]}: {first['msg']}"


_BALLAST = {"title", "minimum", "maximum", "maxItems"}
_CLOSED = ("additionalProperties", False)


def _slim(schema: Any) -> Any:
    """The schema without what costs a model tokens and tells it little: titles, nulls, empty defaults, bounds of sizes.

    What is left out is still checked: `validate` uses the whole model.
    """
    if isinstance(schema, list):
        return [_slim(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        kept = [choice for choice in schema["anyOf"] if choice != {"type": "null"}]
        if len(kept) == 1:
            return _slim({**{name: value for name, value in schema.items() if name != "anyOf"}, **kept[0]})
    slimmed = {}
    for name, value in schema.items():
        if name == "properties":
            slimmed[name] = {field_name: _slim(field_schema) for field_name, field_schema in value.items()}
        elif not (name in _BALLAST or (name == "default" and not value) or (name, value) == _CLOSED):
            slimmed[name] = _slim(value)
    return slimmed


def is_empty(value: Any) -> bool:
    """Whether an argument was left out: null, an empty text or nothing in a list. 0 and false are values."""
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def _agrees(tool: Tool, checked: Mapping[str, Any], name: str, given: Any) -> bool:
    """Whether an argument as the model gave it means what the tool runs with."""
    try:
        return given is not None and tool.validate({**checked, name: given})[name] == checked[name]
    except ToolError:
        return False


class Toolbox:
    """The tools of a shop, by name."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def get(self, name: str) -> Tool:
        """Raises `ToolError` naming the tools there are."""
        try:
            return self._tools[name]
        except KeyError:
            raise ToolError(f"there is no tool {name!r}; use one of {', '.join(self._tools)}") from None

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        return tuple(tool.spec for tool in self._tools.values())

    def arguments(
        self, tool: Tool, given: Mapping[str, Any], ctx: ToolContext
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """What the tool runs with: the reading fills what was left out and wins over a contradiction of a hard one.

        Also which hard arguments a call that has arguments of its own had changed or dropped.
        """
        read = {name: value for name, value in tool.from_reading(ctx).items() if not is_empty(value)}
        said = {name: value for name, value in given.items() if not is_empty(value)}
        hard = {name: read[name] for name in sorted(tool.hard) if name in read}
        checked = tool.validate({**read, **said, **hard})
        overruled = [name for name in hard if said and not _agrees(tool, checked, name, said.get(name))]
        return checked, tuple(overruled)

    def call(self, name: str, given: Mapping[str, Any], ctx: ToolContext) -> tuple[dict[str, Any], ToolResult]:
        """Runs a tool; returns the arguments it ran with and its result. Raises `ToolError` for the model."""
        tool = self.get(name)
        arguments, _ = self.arguments(tool, given, ctx)
        return arguments, tool.run(ctx, **arguments)
