"""Tells what a change of a JSON Schema breaks, for those who read or write the event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_TAG_NAME = "tags[].tag"
"""The end of the path of every field that holds the name of a tag: an open text.

Its examples are the tags of the packaged model pack, of which none may go. Consumers are told
to pass over tags that they don't know (`schemas/README.md`); every enumeration is closed.
"""


def breaks(old: Schema, new: Schema, *, producers: bool) -> list[str]:
    """Return a line for each break.

    Consumers break when a field goes, becomes optional or changes; producers when one
    goes, becomes required or changes. New optional fields break nobody, and new tags no
    consumer.
    """
    return list(_object(_inlined(old, old), _inlined(new, new), "", producers=producers))


def _inlined(schema: Any, root: Schema) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, list):
        return [_inlined(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    return {key: _inlined(value, root) for key, value in schema.items() if key != "$defs"}


def _object(old: Schema, new: Schema, path: str, *, producers: bool) -> Iterator[str]:
    was, now = set(old.get("required", [])), set(new.get("required", []))
    for name in sorted(now - was if producers else was - now):
        yield f"{path}{name}: became {'required' if producers else 'optional'}"
    for name, field in old["properties"].items():
        if name in new["properties"]:
            yield from _field(field, new["properties"][name], path + name, producers=producers)
        else:
            yield f"{path}{name}: was removed"


def _field(old: Schema, new: Schema, path: str, *, producers: bool) -> Iterator[str]:
    if "properties" in old and "properties" in new:
        yield from _object(old, new, f"{path}.", producers=producers)
    elif "items" in old and "items" in new:
        yield from _field(old["items"], new["items"], f"{path}[]", producers=producers)
    elif path.endswith(_TAG_NAME) and not producers:
        yield from _tag_name(old, new, path)
    elif _constraints(old) != _constraints(new):
        yield f"{path}: changed from {_constraints(old)} to {_constraints(new)}"


def _tag_name(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for tag in old.get("examples", []):
        if tag not in new.get("examples", []):
            yield f"{path}: the tag {tag} was removed or renamed"
    if _constraints(old) | {"examples": None} != _constraints(new) | {"examples": None}:
        yield f"{path}: changed from {_constraints(old)} to {_constraints(new)}"


def _constraints(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in {"title", "description"}}
