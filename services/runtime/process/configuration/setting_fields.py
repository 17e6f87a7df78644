"""What a setting's field tells of its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo


def allowed(field: FieldInfo) -> str:
    """Return what values a setting may have."""
    if choices := choices_of(field):
        return f"{', '.join(choices[:-1])} or {choices[-1]}"
    types = _types(field)
    if int in types:
        return f"a whole number{_bounds(field)}"
    if float in types:
        return f"a number{_bounds(field)}"
    if names := _names_beside_paths(field):
        return f"{', '.join(names)} or a folder that exists"
    if is_path(field):
        return "a file that exists"
    return "a text"


def example(field: FieldInfo) -> str | None:
    """Return a value that a setting may have, None where that is plain."""
    given = (field.examples or [field.default])[0]
    return None if choices_of(field) or given in {None, ""} else str(given)


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """Return the values that a setting may have, where they can be listed."""
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def is_secret(field: FieldInfo) -> bool:
    """Tell whether a setting's value must not be shown."""
    return SecretStr in _types(field)


def is_path(field: FieldInfo) -> bool:
    """Tell whether a setting can be the path of a file or folder."""
    return Path in _types(field)


def names_a_path(field: FieldInfo, text: str) -> bool:
    """Tell whether a setting's value is the path of a file or folder."""
    return is_path(field) and text not in _names_beside_paths(field)


def _names_beside_paths(field: FieldInfo) -> tuple[str, ...]:
    """Return the words that a setting may have in place of a path."""
    return tuple(
        str(name)
        for kind in get_args(field.annotation)
        if get_origin(kind) is Literal
        for name in get_args(kind)
    )


def _types(field: FieldInfo) -> set[Any]:
    """Return the types of a setting's values, those of an optional one too."""
    annotations = [field.annotation, *get_args(field.annotation)]
    return {getattr(annotation, "__origin__", annotation) for annotation in annotations}


def _bounds(field: FieldInfo) -> str:
    least = next((bound.ge for bound in field.metadata if isinstance(bound, Ge)), None)
    above = next((bound.gt for bound in field.metadata if isinstance(bound, Gt)), None)
    most = next((bound.le for bound in field.metadata if isinstance(bound, Le)), None)
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if above is not None:
        return f" above {above}"
    return f" of at least {least}" if least is not None else ""
