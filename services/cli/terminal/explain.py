"""Shows tagged articles with the evidence in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from schemas.tagged import Evidence, Tag, TaggedArticle, Temporality
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.display import badge, origin_line, weighed
from services.cli.terminal.harmless import harmless
from services.cli.terminal.marking import bracketed, coloured
from services.cli.terminal.passages import MarkedPassage, excerpts, passages

_SHOWN_SPANS = 4
"""Spans that are shown of those for a tag that was not given, and of those against it."""


class Explained(NamedTuple):
    """A tagged article, and the tags that it was not given, with their evidence."""

    article: TaggedArticle
    passed_over: Sequence[Tag]


def explainer() -> Callable[[Explained], None]:
    """Return what shows an article on stdout: in colour in a terminal, else as plain lines."""
    console = stdout_console()
    colours = console.color_system is not None and not console.no_color
    return lambda one: explain(console, one.article, one.passed_over, colours=colours)


def explain(
    console: Console, article: TaggedArticle, passed_over: Sequence[Tag] = (), *, colours: bool
) -> None:
    """Print the article's tags, why it has not the others, and the passages with evidence."""
    lines = [
        *_tag_lines(article),
        *(line for tag in passed_over for line in _passed_over_lines(tag)),
        *_passage_lines(article, colours=colours),
        *_left_out(article),
    ]
    if colours:
        title = Text(harmless(article.dump_id), style="dim")
        panel = Panel(Group(*lines), title=title, title_align="left", padding=(0, 1))
        console.print(panel)
    else:
        for line in [Text(f"article {harmless(article.dump_id)}"), *lines, Text()]:
            console.print(line, soft_wrap=True)


def _tag_lines(article: TaggedArticle) -> Iterator[Text]:
    yield origin_line(article)
    if not article.tags:
        yield Text(f"no tags{_because(article)}", style="dim")
    for tag in article.tags:
        yield Text.assemble(badge(tag.tag, tag.confidence), harmless(f"  {tag.code} {tag.name}"))
        yield from (Text(harmless(f"  {line}"), style="dim") for line in _reasons(tag))


def _passed_over_lines(tag: Tag) -> Iterator[Text]:
    """Why a tag was not given: how far it is from that, what speaks for it, and what against."""
    short = f"not {tag.tag} {tag.confidence}%: {-tag.score} points short"
    yield Text(harmless(f"{short}, score {tag.score} = bias {tag.bias} {_halves(tag)}"), "dim")


def _halves(tag: Tag) -> str:
    spans = sorted(tag.evidence, key=lambda span: -abs(span.weight))
    halves = {
        "for": [span for span in spans if span.weight > 0],
        "against": [span for span in spans if span.weight < 0],
    }
    return ", ".join(f"{_heaviest(half)} {name} it" for name, half in halves.items())


def _heaviest(spans: Sequence[Evidence]) -> str:
    """Return the sum of the spans' weights, and the heaviest of them."""
    total = f"{sum(span.weight for span in spans):+d}"
    if not spans:
        return total
    shown = " ".join(map(weighed, spans[:_SHOWN_SPANS]))
    more = f" and {len(spans) - _SHOWN_SPANS} more" if len(spans) > _SHOWN_SPANS else ""
    return f"{total} ({shown}{more})"


def _because(article: TaggedArticle) -> str:
    reason = article.classifier.reason
    declared = f" (declared: {harmless(article.language)})" if article.language else ""
    return f": {reason}{declared}" if reason else ""


def _reasons(tag: Tag) -> Iterator[str]:
    evidence = f"{tag.score - tag.bias} in {_spans(len(tag.evidence))}"
    yield f"score {tag.score} = bias {tag.bias} + evidence {evidence}"
    if tag.subjects:
        found = (f"{item.name} {item.confidence}% ({item.code})" for item in tag.subjects)
        yield f"subjects: {', '.join(found)}"
    if tag.temporality:
        yield f"temporality: {_temporality(tag.temporality)}"


def _spans(count: int) -> str:
    return f"{count} span" if count == 1 else f"{count} spans"


def _temporality(temporality: Temporality) -> str:
    because = map(weighed, temporality.evidence)
    return " ".join([f"{temporality.value} {temporality.confidence}%", *because])


def _passage_lines(article: TaggedArticle, *, colours: bool) -> Iterator[Text]:
    for passage in passages(article):
        pieces = [_piece(part, colours=colours) for part in excerpts(passage)]
        yield Text.assemble((f"{passage.name}: ", "dim"), Text(" ").join(pieces))


def _piece(passage: MarkedPassage, *, colours: bool) -> Text:
    if colours:
        return coloured(passage.text, passage.marks)
    return Text(bracketed(passage.text, passage.marks))


def _left_out(article: TaggedArticle) -> Sequence[Text]:
    total = len(article.paragraphs)
    used = {span.index for tag in article.tags for span in tag.evidence} - {None}
    if not (rest := total - len(used)):
        return []
    return [Text(f"left out: {rest} of {total} paragraphs, without evidence", style="dim")]
