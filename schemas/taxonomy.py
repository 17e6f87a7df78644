"""What a tag is, and the tags of the packaged model pack, each bound to its IPTC Media Topic.

A packaged tag is one entry of `TAXONOMY`: its topic, its colour and its choice in commands
follow from it; `tests/contract/test_tags.py` names what has to be written for it. Another
model pack brings tags of its own. What a new tag means for those who read the topics stands
in `README.md` beside this file.

Source of codes and names: IPTC Media Topics (CC BY 4.0),
http://cv.iptc.org/newscodes/mediatopic/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, WithJsonSchema

_PACKAGED = ("conflict", "disaster", "crime")

TagName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=60,
        examples=list(_PACKAGED),
        description="A tag of the model pack that the classifier works with; the examples are "
        "those of the packaged one, of which none is renamed or removed. Another pack or "
        "a later version has others: pass over those you don't know",
    ),
]
"""The name of a tag, which ends the name of its topic."""

MediaTopicCode = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^medtop:\d{8}$"})]
"""An IPTC Media Topic code, such as ``medtop:16000000``."""


@dataclass(frozen=True, slots=True)
class TagDefinition:
    """A tag and the Media Topic that defines it, or is nearest to it."""

    tag: TagName
    code: MediaTopicCode
    name: str


TAXONOMY: tuple[TagDefinition, ...] = (
    TagDefinition("conflict", "medtop:16000000", "conflict, war and peace"),
    TagDefinition("disaster", "medtop:03000000", "disaster, accident and emergency incident"),
    TagDefinition("crime", "medtop:02000000", "crime, law and justice"),
)

DEFINITIONS: dict[str, TagDefinition] = {entry.tag: entry for entry in TAXONOMY}
