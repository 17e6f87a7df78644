"""Shows tagged articles with the evidence in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from schemas.tagged import Tag, TaggedArticle, Temporality
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.display import badge, origin_line, weighed
from services.cli.terminal.harmless import harmless
from services.cli.terminal.marking import bracketed, coloured
from services.cli.terminal.passages import MarkedPassage, excerpts, passages


def explainer() -> Callable[[TaggedArticle], None]:
    """Return what shows an article on stdout: in colour in a terminal, else as plain lines."""
    console = stdout_console()
    colours = console.color_system is not None and not console.no_color
    return lambda article: explain(console, article, colours=colours)


def explain(console: Console, article: TaggedArticle, *, colours: bool) -> None:
    """Print the article's tags and the passages that carry evidence."""
    lines = [*_tag_lines(article), *_passage_lines(article, colours=colours), *_left_out(article)]
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
