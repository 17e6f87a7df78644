"""Shows tagged articles in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas.tagged import (
    Evidence,
    HeadlineTag,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
)
from services.cli.terminal.harmless import harmless
from services.cli.terminal.marking import colour
from services.foreign_text import cut

_SHOWN_EVIDENCE = 6
_SHOWN_PARAGRAPHS = 3

_Row = tuple[str, str, TaggedHeadline | TaggedRankedHeadline]
"""Rank, age and headline, as a row of a table."""


def show_article(console: Console, article: TaggedArticle, *, whole: bool = False) -> None:
    """Print an article: in brief, or with evidence and the headlines around it.

    Control characters in it don't reach the terminal.
    """
    parts: list[RenderableType] = [origin_line(article), *_tag_lines(article.tags, whole=whole)]
    if whole:
        parts += [Text(), *_paragraphs(article), *_around(article)]
    title = Text(_brief(article.headline or "(no headline)"), style="bold")
    console.print(Panel(Group(*parts), title=title, title_align="left", padding=(0, 1)))


def origin_line(article: TaggedArticle) -> Text:
    """Return when, where and by whom the article was published, as far as known, and its id."""
    known = [
        article.published_at,
        article.section,
        article.dateline,
        ", ".join(article.byline),
        article.source,
        article.url,
        article.article_id,
    ]
    return Text(" · ".join(_brief(part) for part in known if part), style="dim")


def _brief(text: str) -> str:
    return harmless(cut(text))


def _tag_lines(tags: Sequence[Tag], *, whole: bool) -> Iterator[Text]:
    if not tags:
        yield Text("no tags", style="dim")
    for tag in tags:
        line = badge(tag.tag, tag.confidence)
        line.append(harmless(f"  {tag.code} {tag.name}"), style="dim")
        yield line
        if whole:
            yield _evidence_line(tag)


def badge(tag: str, confidence: int) -> Text:
    """Return a tag and its confidence in the tag's colour."""
    return Text(harmless(f"{tag} {confidence}%"), style=f"bold {colour(tag)}")


def _evidence_line(tag: Tag) -> Text:
    strongest = sorted(tag.evidence, key=lambda span: -abs(span.weight))
    shown = [weighed(span) for span in strongest[:_SHOWN_EVIDENCE]]
    more = len(strongest) - len(shown)
    rest = f" and {more} more" if more else ""
    return Text(f"    score {tag.score} = bias {tag.bias} {' '.join(shown)}{rest}", style="dim")


def weighed(span: Evidence) -> str:
    """Return a span's weight and text in a few characters."""
    return f"{span.weight:+d} “{harmless(span.text)}”"


def _paragraphs(article: TaggedArticle) -> Iterator[RenderableType]:
    for paragraph in article.paragraphs[:_SHOWN_PARAGRAPHS]:
        yield Text(harmless(paragraph))
    if (more := len(article.paragraphs) - _SHOWN_PARAGRAPHS) > 0:
        yield Text(f"… and {more} more paragraphs", style="dim")


def _around(article: TaggedArticle) -> Iterator[RenderableType]:
    if article.related:
        yield _headlines("Related", (("", "", entry) for entry in article.related))
    if article.most_viewed:
        yield _headlines("Most viewed", map(_ranked_row, article.most_viewed))


def _ranked_row(entry: TaggedRankedHeadline) -> _Row:
    return str(entry.rank), _age(entry.section, entry.age, entry.published_at), entry


def _age(section: str | None, age: str | None, published_at: str | None) -> str:
    resolved = f"({published_at})" if published_at else None
    return " ".join(filter(None, [section, age, resolved]))


def _headlines(title: str, rows: Iterable[_Row]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None, expand=False)
    for rank, age, entry in rows:
        own = Text(" (this article)", style="dim") if entry.same_article else Text()
        headline = Text(_brief(entry.headline)) + own
        table.add_row(rank, _tag_cell(entry.tags), headline, Text(_brief(age), "dim"))
    return table


def _tag_cell(tags: Sequence[HeadlineTag]) -> Text:
    return Text(" ").join(badge(tag.tag, tag.confidence) for tag in tags)
