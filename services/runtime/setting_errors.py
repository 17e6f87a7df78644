"""What is wrong with a setting, as a sentence: where it stands, and what it may be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.runtime.broker_addresses import without_credentials

NEAR = 0.75
"""How much of a misspelt name must be right, by difflib's ratio, to tell what was meant."""

_MOST_SHOWN = 200


class Origin(NamedTuple):
    """Where a setting is given, and by which name: an option, a variable, or a file's path."""

    kind: Literal["option", "environment", "file"]
    name: str


def complaint(name: str, origin: Origin, field: FieldInfo, error: Mapping[str, Any]) -> str:
    """Return a sentence on a setting's value that pydantic refuses; a secret is not shown."""
    value = "…" if is_secret(field) else _shown(error["input"])
    shown = {
        "option": f"{origin.name} {value}",
        "environment": f"{origin.name}={value}",
        "file": f"{name} = {value} in {origin.name}",
    }[origin.kind]
    if error["type"] == "value_error":
        return f"{shown}: {error['ctx']['error']}"
    return f"{shown}: it must be {allowed(field)}{_example(field)}"


def allowed(field: FieldInfo) -> str:
    """Return what values a setting may have."""
    if choices := choices_of(field):
        return f"{', '.join(choices[:-1])} or {choices[-1]}"
    types = _types(field)
    if int in types:
        return f"a whole number{_bounds(field)}"
    if float in types:
        return f"a number{_bounds(field)}"
    if is_path(field):
        return "a file that exists"
    return "a text"


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """Return the values that a setting may have, where they can be listed."""
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def is_secret(field: FieldInfo) -> bool:
    """Tell whether a setting's value must not be shown."""
    return SecretStr in _types(field)


def meant(name: str, known: Iterable[str], *, near: float = NEAR) -> str | None:
    """Return the known name that a misspelt one is most like, None if it is like none."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=near)), None)


def is_path(field: FieldInfo) -> bool:
    """Tell whether a setting names a file."""
    return Path in _types(field)


def _types(field: FieldInfo) -> set[Any]:
    """Return the types of a setting's values, those of an optional one too."""
    annotations = [field.annotation, *get_args(field.annotation)]
    return {getattr(annotation, "__origin__", annotation) for annotation in annotations}


def _shown(value: object) -> str:
    text = without_credentials(str(value))
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _bounds(field: FieldInfo) -> str:
    least = next((bound.ge for bound in field.metadata if isinstance(bound, Ge)), None)
    above = next((bound.gt for bound in field.metadata if isinstance(bound, Gt)), None)
    most = next((bound.le for bound in field.metadata if isinstance(bound, Le)), None)
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if above is not None:
        return f" above {above}"
    return f" of at least {least}" if least is not None else ""


def _example(field: FieldInfo) -> str:
    if choices_of(field):
        return ""
    given = field.examples or [field.default]
    return f", such as {given[0]}" if given[0] not in {None, ""} else ""
