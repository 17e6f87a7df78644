"""The parser's core: one dump in, one article out, pure.

`parse` puts together what the readers of text and of HTML find, identifies the
article, and resolves what can only be said against the page's own date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from schemas.dead_letters import Reason
from schemas.events import Article, BlockKind, Headline, Precision, RankedHeadline, Software
from schemas.identity import article_id, content_hash
from services.parser.credits.byline import split_dateline
from services.parser.credits.ending import without_ending
from services.parser.decoding.dump import Dump
from services.parser.formats import READERS
from services.parser.known import UNKNOWN, Known, completed
from services.parser.links import links_of
from services.parser.page.extract import Extract, ListedStory, Paragraph, Stamp
from services.parser.page.no_page import stands_in
from services.parser.times.ages import resolve_age
from services.parser.times.dates import as_utc, date_in_url, precision_of
from services.records.formats import BY_NAME
from services.records.record import Rejected

VERSION = "0.7.0"
PARSER = Software(name="tagwire", version=VERSION)

_INSTEAD = {
    Reason.BLOCKED_PAGE: "a check for robots, or a refusal, stands where the article should: fetch"
    " the page again as its site allows it",
    Reason.NOT_FOUND: "the page only says that there is none at its address: check the address",
}

_FUTURE_MARGIN = timedelta(days=1)
"""What a date may lie after the fetch: time zones, and clocks that differ."""


def parse(dump: Dump, known: Known = UNKNOWN) -> Article:
    """Return the article of a dump, completed by what is known of its source.

    Raises `Rejected`: no-article if none is found, several-articles for an index of many,
    blocked-page and not-found for what a server sent instead of the article.
    """
    latest = _latest(dump)
    extract = READERS[dump.format](dump)
    if extract.several:
        raise Rejected(
            Reason.SEVERAL_ARTICLES,
            "the page points to several articles and holds none whole: send each article's page",
        )
    if extract.headline is None and not extract.body:
        raise Rejected(
            Reason.NO_ARTICLE,
            f"nothing like an article in this {dump.format} dump: send the page of one article",
        )
    stand_in = stands_in((extract.headline, extract.title), extract.paragraphs)
    if stand_in:
        raise Rejected(stand_in, _INSTEAD[stand_in])
    article = _article(dump, extract, latest)
    return completed(article, known, partial(_reread, dump, known, latest))


def _reread(dump: Dump, known: Known, latest: datetime | None) -> Stamp | None:
    """Return the date of publication with the order of day and month that is known."""
    ordered = replace(dump, day_first=known.day_first)
    return _not_after(READERS[dump.format](ordered).published, latest)


def _article(dump: Dump, extract: Extract, latest: datetime | None) -> Article:
    published = _published(dump, extract, latest)
    updated = _not_after(extract.updated, latest)
    dateline, parts = _dateline(without_ending(extract.body))
    paragraphs = tuple(part.text for part in parts)
    url, source = dump.url or extract.url, dump.source or extract.source
    day = published.value if published else None
    title = extract.headline or paragraphs[0]  # so that headless stories don't share an id
    return Article(
        article_id=article_id(url, source, title, day),
        dump_id=dump.dump_id,
        content_hash=content_hash(extract.headline, paragraphs),
        url=url,
        source=source,
        fetched_at=dump.fetched_at,
        format=BY_NAME[dump.format].article_format,
        parser=PARSER,
        headline=extract.headline,
        standfirst=extract.standfirst,
        section=extract.section,
        byline=extract.byline,
        dateline=dateline,
        language=extract.language,
        paragraphs=paragraphs,
        blocks=_kinds(parts),
        links=links_of(parts, extract.url or dump.url, extract.base),
        published_at=day,
        published_precision=published.precision if published else None,
        published_basis=published.basis if published else None,
        updated_at=updated.value if updated else None,
        description=extract.description,
        keywords=extract.keywords,
        image=extract.image,
        access=extract.access,
        related=_related(extract),
        most_viewed=_most_viewed(extract.most_viewed, _reference(dump, published, latest), latest),
    )


def _latest(dump: Dump) -> datetime | None:
    """Return the moment after which nothing on the page can lie, None if unknown."""
    fetched = as_utc(dump.fetched_at) if dump.fetched_at else None
    known = [moment for moment in (fetched, dump.received_at) if moment]
    try:
        return min(known).astimezone(UTC) + _FUTURE_MARGIN if known else None
    except OverflowError:
        return None


def _not_after(stamp: Stamp | None, latest: datetime | None) -> Stamp | None:
    """Return the stamp unless it lies in the future or outside the calendar."""
    if stamp is None or latest is None:
        return stamp
    if "T" not in stamp.value:
        return stamp if date.fromisoformat(stamp.value) <= latest.date() else None
    moment = as_utc(stamp.value)
    return stamp if moment and moment <= latest else None


def _published(dump: Dump, extract: Extract, latest: datetime | None) -> Stamp | None:
    day = date_in_url(dump.url or "")
    return (
        _not_after(extract.published, latest)
        or _not_after(Stamp(day, "day", "url") if day else None, latest)
        or _relative(dump, extract, latest)
    )


def _relative(dump: Dump, extract: Extract, latest: datetime | None) -> Stamp | None:
    """Return when an article of its age appeared, seen from when it was fetched."""
    return _appeared(extract.age, _fetched(dump, latest), latest)


def _appeared(
    age: str | None, reference: tuple[str | None, Precision | None], latest: datetime | None
) -> Stamp | None:
    """Return when something of this age appeared, None if unknown or in the future."""
    moment = resolve_age(age or "", *reference)
    return _not_after(Stamp(*moment, "relative"), latest) if moment else None


def _dateline(paragraphs: tuple[Paragraph, ...]) -> tuple[str | None, tuple[Paragraph, ...]]:
    if not paragraphs:
        return None, ()
    first = paragraphs[0]
    place, text = split_dateline(first.text)
    return place, (first._replace(text=text), *paragraphs[1:])


def _kinds(paragraphs: tuple[Paragraph, ...]) -> tuple[BlockKind | None, ...]:
    """Return the kind of each paragraph, nothing if none is known."""
    kinds = tuple(paragraph.kind for paragraph in paragraphs)
    return kinds if any(kinds) else ()


def _reference(
    dump: Dump, published: Stamp | None, latest: datetime | None
) -> tuple[str | None, Precision | None]:
    """Return what ages on the page count from: the page's own date, else when it was fetched."""
    if published and published.basis != "relative":
        return published.value, published.precision
    return _fetched(dump, latest)


def _fetched(dump: Dump, latest: datetime | None) -> tuple[str | None, Precision | None]:
    """Return when the page was fetched, and how precise that is; nothing if in the future."""
    if dump.fetched_at is None:
        return None, None
    fetched = Stamp(dump.fetched_at, precision_of(dump.fetched_at), "meta")
    sane = _not_after(fetched, latest)
    return (sane.value, sane.precision) if sane else (None, None)


def _related(extract: Extract) -> tuple[Headline, ...]:
    return tuple(
        Headline(headline=headline, same_article=_same(headline, extract.headline))
        for headline in extract.related
    )


def _most_viewed(
    entries: tuple[ListedStory, ...],
    reference: tuple[str | None, Precision | None],
    latest: datetime | None,
) -> tuple[RankedHeadline, ...]:
    return tuple(
        _ranked(rank, entry, _appeared(entry.age, reference, latest))
        for rank, entry in enumerate(entries, start=1)
    )


def _ranked(rank: int, entry: ListedStory, appeared: Stamp | None) -> RankedHeadline:
    return RankedHeadline(
        rank=rank,
        headline=entry.headline,
        section=entry.section,
        age=entry.age,
        published_at=appeared.value if appeared else None,
        published_precision=appeared.precision if appeared else None,
    )


def _same(headline: str, own: str | None) -> bool:
    return own is not None and headline.casefold().split() == own.casefold().split()
