"""The taxonomy of a model pack as it is written."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from schemas.taxonomy import TagDefinition

FILE = "taxonomy.json"
"""The file of a pack: a list of tags, each with its Media Topic."""

_DEFINITIONS = TypeAdapter(tuple[TagDefinition, ...])


def read_taxonomy(data: bytes) -> tuple[TagDefinition, ...]:
    """Return the tags in the bytes of a taxonomy.

    Raises:
        ValueError: it is none, or has no tag or one twice; the message is one line.

    """
    try:
        found = _DEFINITIONS.validate_json(data)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise ValueError(f"{place}: {fault['msg']}" if place else fault["msg"]) from None
    names = [one.tag for one in found]
    if not names:
        raise ValueError("it has no tag")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"it has {', '.join(twice)} twice")
    return found
