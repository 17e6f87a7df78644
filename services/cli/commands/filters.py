"""`tagwire parse`, `classify` and `tag`: the pure functions as filters, without a broker."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import click

from schemas.events import Article, encode
from services.cli.arguments.drafts import read_draft
from services.cli.arguments.inputs import for_each
from services.cli.terminal.harmless import write_json
from services.records.record import Record
from services.runtime.process.settings import load_settings

T = TypeVar("T")

_paths = click.argument("paths", nargs=-1, metavar="[FILE|DIR|-]...")
_explain = click.option(
    "--explain",
    is_flag=True,
    help="Show for people, not as JSON, why each tag was given or not: the evidence in its place.",
)


@click.command()
@_paths
def parse(paths: tuple[str, ...]) -> None:
    """Cut articles out of dumps: files, or JSON lines of RawDump on stdin.

    Writes an Article in JSON on each line, in the order of the input. What cannot be
    parsed is a JSON line on stderr (dump_id, reason, message), and the exit code is 1.
    """
    article_of = _parser()
    _filter(paths, lambda record: encode(article_of(record)), write_json)


@click.command()
@_paths
@_explain
def classify(*, paths: tuple[str, ...], explain: bool) -> None:
    """Tag articles: JSON lines of Article, from files or stdin.

    Writes a TaggedArticle in JSON on each line. An article needs no more than a headline
    or paragraphs, and an id; what cannot be read is a JSON line on stderr.

    \b
    With --explain it shows instead where a tag comes from:
      score = bias + evidence, in hundredths of log-odds
      [crime +86|robbed]      a span that speaks for crime with 86 points
      [crime -40|in a film]   one that speaks against it
      not crime 31%: 80 points short, ...    why a tag was not given
    In a terminal spans are coloured by tag, on a coloured ground where they speak for
    it and underlined where against. FORCE_COLOR=1 keeps that in a pipe, NO_COLOR=1
    gives the brackets in a terminal.

    \b
      tagwire parse page.html | tagwire classify --explain
      tagwire tag --explain page.html                          the same
      tagwire tag --explain pages/ | grep 'crime +'            what speaks for crime
    """  # noqa: D301  click looks for the backspace character itself
    _tagged(paths, read_draft, explain=explain)


@click.command()
@_paths
@_explain
def tag(*, paths: tuple[str, ...], explain: bool) -> None:
    """Parse and classify in one go: dumps in, tagged articles out.

    `tagwire classify --help` says how to read what --explain shows.
    """
    _tagged(paths, _parser(), explain=explain)


def _parser() -> Callable[[Record], Article]:
    from services.parser.handler import read_article  # noqa: PLC0415 - quick start of the others
    from services.parser.sources_file import read_sources  # noqa: PLC0415

    return partial(read_article, sources=read_sources(load_settings().sources))


def _tagged(
    paths: tuple[str, ...], article_of: Callable[[Record], Article], *, explain: bool
) -> None:
    from services.classifier.chosen import chosen_pack  # noqa: PLC0415 - as above
    from services.classifier.core import classify, passed_over  # noqa: PLC0415

    pack = chosen_pack(load_settings().model)
    if not explain:
        _filter(paths, lambda record: encode(classify(article_of(record), pack)), write_json)
        return
    from services.cli.terminal.explain import Explained, explainer  # noqa: PLC0415 - slow to load

    def explained(record: Record) -> Explained:
        article = article_of(record)
        return Explained(classify(article, pack), passed_over(article, pack))

    _filter(paths, explained, explainer())


def _filter(paths: tuple[str, ...], work: Callable[[Record], T], use: Callable[[T], None]) -> None:
    """Show the work's result for each dump; exit 1 if any was rejected."""
    complete = for_each(paths, work, use)
    sys.stdout.flush()
    if not complete:
        sys.exit(1)
