"""Tells what a change of a JSON Schema breaks, for those who read or write the event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema, *, producers: bool) -> list[str]:
    """Return a line for each break.

    Consumers break when a field goes, becomes optional or changes; producers when one
    goes, becomes required or changes. New optional fields break nobody.
    """
    return list(_object(old, new, old, new, "", producers=producers))


def _object(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str, *, producers: bool
) -> Iterator[str]:
    was, now = set(old.get("required", [])), set(new.get("required", []))
    for name in sorted(now - was if producers else was - now):
        yield f"{path}{name}: became {'required' if producers else 'optional'}"
    for name, field in old.get("properties", {}).items():
        here = f"{path}{name}"
        if name not in new.get("properties", {}):
            yield f"{here}: was removed"
            continue
        yield from _field(
            field, new["properties"][name], old_root, new_root, here, producers=producers
        )


def _field(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str, *, producers: bool
) -> Iterator[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "properties" in old:
        yield from _object(old, new, old_root, new_root, f"{path}.", producers=producers)
    elif "items" in old and "items" in new:
        yield from _field(
            old["items"], new["items"], old_root, new_root, f"{path}[]", producers=producers
        )
    elif _constraints(old) != _constraints(new):
        yield f"{path}: changed from {_constraints(old)} to {_constraints(new)}"


def _resolved(schema: Schema, root: Schema) -> Schema:
    if "$ref" in schema:
        found: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _constraints(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in {"title", "description"}}
