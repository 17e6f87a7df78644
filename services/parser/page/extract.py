"""The extract of a page: what a reader found in a dump, before it becomes an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from schemas.events import Access, Basis, BlockKind, Image, Precision

Moment = tuple[str, Precision]
"""An ISO 8601 date or time, and how precise it is."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found on the page: `value` as `schemas.events.Timestamp`, and where it stood."""

    value: str
    precision: Precision
    basis: Basis


@dataclass(frozen=True, slots=True)
class ListedStory:
    """An entry of a list of stories; `age` is the text as given ("20 hours ago")."""

    headline: str
    section: str | None = None
    age: str | None = None


class Anchor(NamedTuple):
    """A link as the page gives it: its address may be relative."""

    href: str
    text: str


class Paragraph(NamedTuple):
    """A paragraph of the body, and what it is on the page; None where that is not known."""

    text: str
    kind: BlockKind | None = None
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """The parts of one page as they stand there: nothing is resolved or identified yet.

    `age` is the article's own, as given ("2 hours ago"), for pages that show no date.
    An extract without headline and paragraphs means that no article was found, `several`
    that the page points to articles, such as an index, and is none itself.
    """

    headline: str | None = None
    standfirst: str | None = None
    body: tuple[Paragraph, ...] = ()
    section: str | None = None
    byline: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    base: str | None = None
    """What the page's relative addresses start from, if it says so."""
    source: str | None = None
    published: Stamp | None = None
    updated: Stamp | None = None
    age: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    image: Image | None = None
    access: Access | None = None
    related: tuple[str, ...] = ()
    most_viewed: tuple[ListedStory, ...] = ()
    several: bool = False
    title: str | None = None
    """What the page's head gives as its title, headline or not."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's text alone."""
        return tuple(paragraph.text for paragraph in self.body)
