"""The classifier's data files, and the line that says what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_WEIGHT_POINTS = 10_000
"""The heaviest weight that a file may give, in hundredths of log-odds.

At 1,000 a tag is as good as certain, so ten times that is no weight but a slip of units.
"""

Weight = Annotated[int, Field(ge=-MAX_WEIGHT_POINTS, le=MAX_WEIGHT_POINTS)]
"""Points: hundredths of log-odds."""


class DataFile(BaseModel):
    """A data file, or a part of one: only known fields, and unchangeable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def faults(self, tags: Sequence[str]) -> Iterator[str]:  # noqa: ARG002 - for those that name tags
        """Complaints about what the types and ranges of fields let pass; `tags` are the pack's."""
        yield from ()


F = TypeVar("F", bound=DataFile)


def read_data_file(kind: type[F], data: bytes, tags: Sequence[str]) -> F:
    """Return the data file in the bytes, of a pack with these tags.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    try:
        file = kind.model_validate_json(data)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise ValueError(": ".join(filter(None, [place, fault["msg"]]))) from None
    for complaint in file.faults(tags):
        raise ValueError(complaint)
    return file


def wrong_tags(known: Iterable[str], field: str, tags: Sequence[str]) -> Iterator[str]:
    """Complaints, one for each of the tags that a field does not know, or knows and should not."""
    held = dict.fromkeys(known)
    for tag in tags:
        if tag not in held:
            yield f"{field}: {tag!r} is missing"
    yield from strange_tags(held, field, tags)


def strange_tags(known: Iterable[str], field: str, tags: Sequence[str]) -> Iterator[str]:
    """Complaints, one for each tag that a field knows and the taxonomy does not."""
    for tag in dict.fromkeys(known):
        if tag not in tags:
            yield f"{field}: {tag!r} is no tag of the taxonomy: {', '.join(tags)}"
