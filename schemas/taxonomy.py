"""The tags Tagwire gives, each bound to its IPTC Media Topic.

A tag is one entry of `TAXONOMY`: its topic, its place in the schemas, its colour and its
choice in commands follow from it; `tests/contract/test_tags.py` names what has to be
written for it. What a new tag means for those who read the topics stands in `README.md`
beside this file.

Source of codes and names: IPTC Media Topics (CC BY 4.0),
http://cv.iptc.org/newscodes/mediatopic/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema


@dataclass(frozen=True, slots=True)
class TagDefinition:
    """A tag and the Media Topic that defines it."""

    tag: str
    code: str
    name: str


TAXONOMY: tuple[TagDefinition, ...] = (
    TagDefinition("conflict", "medtop:16000000", "conflict, war and peace"),
    TagDefinition("disaster", "medtop:03000000", "disaster, accident and emergency incident"),
    TagDefinition("crime", "medtop:02000000", "crime, law and justice"),
)

DEFINITIONS: dict[str, TagDefinition] = {entry.tag: entry for entry in TAXONOMY}


def _known(tag: str) -> str:
    if tag not in DEFINITIONS:
        raise ValueError(f"unknown tag {tag!r}: use one of {', '.join(DEFINITIONS)}")
    return tag


TagName = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema(
        {
            "type": "string",
            "enum": list(DEFINITIONS),
            "description": "The tags that this version writes. A later one may add tags, but "
            "renames and removes none: pass over those you don't know",
        }
    ),
]
"""The name of a tag in the taxonomy."""

MediaTopicCode = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^medtop:\d{8}$"})]
"""An IPTC Media Topic code, such as ``medtop:16000000``."""
