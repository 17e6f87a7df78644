"""What travels on the topics: the raw dump's JSON form and the article.

Producers must write exactly these fields (extra ones are forbidden); consumers
should read with `decode`, which ignores fields that a newer version added.
Collections are tuples, so that an event is immutable all the way down.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

SCHEMA_VERSION: Literal["1.0"] = "1.0"

_TIMESTAMP = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$"


def _real_timestamp(value: str) -> str:
    """Check form and calendar: `2025-04-27`, `2025-04-27T10:30` and `…+02:00` are real."""
    if not re.match(_TIMESTAMP, value, re.ASCII):
        raise ValueError(f"{value!r} is not an ISO 8601 date or time such as 2025-04-27T10:30Z")
    (datetime.fromisoformat if "T" in value else date.fromisoformat)(value)
    return value


def _with_t(value: object) -> object:
    return value.strip().replace(" ", "T", 1) if isinstance(value, str) else value


Timestamp = Annotated[
    str,
    AfterValidator(_real_timestamp),
    WithJsonSchema({"type": "string", "pattern": _TIMESTAMP}),
]
"""ISO 8601 date or time, as precise as known: the offset is kept where there is one."""

GivenTimestamp = Annotated[Timestamp, BeforeValidator(_with_t)]
"""A timestamp as producers write it: a space may stand for the T, as RFC 3339 allows."""


def is_timestamp(value: str) -> bool:
    """Tell whether the text is a valid `Timestamp`."""
    try:
        _real_timestamp(value)
    except ValueError:
        return False
    return True


DumpFormat = Literal["text", "html"]
Precision = Literal["second", "minute", "hour", "day", "week", "month", "year"]
Basis = Literal["dump-header", "structured-data", "meta", "byline", "url", "relative"]
Completion = Literal["time-zone", "day-order", "language", "name"]
Access = Literal["free", "metered", "paywalled"]
BlockKind = Literal[
    "paragraph", "heading", "list-item", "quote", "table-row", "preformatted", "embed"
]
"""What a paragraph is on its page; the cells of a table's row are parted by tabs."""

Hex128 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Event(BaseModel):
    """Base of every event: immutable, no fields but the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


E = TypeVar("E", bound=Event)


def encode(event: Event) -> bytes:
    """Return the event as JSON bytes (UTF-8, keys in declared order)."""
    return event.__pydantic_serializer__.to_json(event)


def decode(model: type[E], data: bytes) -> E:
    """Read an event, ignoring unknown fields. Raises `pydantic.ValidationError`."""
    return model.model_validate_json(data, extra="ignore")


class RawDump(Event):
    """The JSON form of a dump, for producers that cannot set Kafka headers.

    Exactly one of `text` and `html` holds the page; `content_type` may say what
    `text` is (`text/plain` or `text/html`).
    """

    id: str | None = None
    source: str | None = Field(default=None, description="Publisher or feed")
    url: str | None = Field(default=None, description="Address of the page")
    fetched_at: GivenTimestamp | None = None
    content_type: str | None = None
    text: str | None = None
    html: str | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give the page in exactly one of 'text' and 'html'")
        return self


class Headline(Event):
    """A headline of another story found on the page."""

    headline: str
    url: str | None = None
    section: str | None = None
    same_article: bool = Field(default=False, description="True for the article's own headline")


class RankedHeadline(Headline):
    """An entry of the page's most-viewed list.

    `age` is the text as given ("20 hours ago"); `published_at` resolves it
    against the dump's own date, else `fetched_at`, else is null.
    """

    rank: int = Field(ge=1)
    age: str | None = None
    published_at: Timestamp | None = None
    published_precision: Precision | None = None


class Image(Event):
    """The picture that the page gives with its article."""

    url: str
    caption: str | None = None
    credit: str | None = None


class Link(Event):
    """A link of the article's text to another page."""

    url: str = Field(description="Absolute, http or https")
    text: str
    paragraph: int = Field(ge=0, description="Which of the paragraphs it stands in, from 0")


class Software(Event):
    """The program that made an event."""

    name: str
    version: str


class Article(Event):
    """One news article, cut out of a dump. What is unknown is null or empty."""

    article_id: Hex128 = Field(description="Same page or story, same id: safe as a key")
    dump_id: str = Field(description="ce_id or id, else topic-partition-offset of the dump")
    content_hash: Hex128 = Field(description="Of headline and paragraphs: tells versions apart")
    schema_version: Literal["1.0"] = SCHEMA_VERSION

    url: str | None = None
    source: str | None = None
    fetched_at: Timestamp | None = None
    format: DumpFormat
    parser: Software

    headline: str | None = None
    standfirst: str | None = Field(
        default=None, description="The lines under the headline, where they are no paragraph"
    )
    section: str | None = None
    byline: tuple[str, ...] = ()
    dateline: str | None = None
    language: str | None = Field(default=None, description="BCP 47")
    paragraphs: tuple[str, ...] = ()
    blocks: tuple[BlockKind | None, ...] = Field(
        default=(),
        description="The kind of each paragraph, null where unknown; empty if none is known",
    )
    links: tuple[Link, ...] = Field(
        default=(), description="The links of the paragraphs to other pages, in order"
    )

    published_at: Timestamp | None = None
    published_precision: Precision | None = None
    published_basis: Basis | None = None
    updated_at: Timestamp | None = None
    completed: tuple[Completion, ...] = Field(
        default=(),
        description="What the settings of its source filled, as the page left it open",
    )

    description: str | None = Field(default=None, description="What the page says of its article")
    keywords: tuple[str, ...] = ()
    image: Image | None = None
    access: Access | None = Field(default=None, description="By the page's own statement")

    related: tuple[Headline, ...] = ()
    most_viewed: tuple[RankedHeadline, ...] = ()

    @model_validator(mode="after")
    def _a_kind_for_each_paragraph(self) -> Self:
        if self.blocks and len(self.blocks) != len(self.paragraphs):
            raise ValueError("blocks must be empty, or give a kind for each of the paragraphs")
        return self

    @model_validator(mode="after")
    def _links_of_paragraphs(self) -> Self:
        if any(link.paragraph >= len(self.paragraphs) for link in self.links):
            raise ValueError("links must stand in one of the paragraphs")
        return self
