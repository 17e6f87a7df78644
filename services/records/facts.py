"""What metrics count of an article, taken from it while it is at hand: nobody parses it again."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.events import Article
from schemas.tagged import TaggedArticle


class Facts(NamedTuple):
    """An article in numbers; it travels beside the record that carries it, and is not written.

    `lacking` names some of ``headline``, ``date`` and ``byline``; `tags` have their confidence
    in percent. `unsupported` is an article whose language the classifier cannot read.
    """

    source: str | None
    lacking: tuple[str, ...]
    body_characters: int
    tags: tuple[tuple[str, int], ...] = ()
    unsupported: bool = False


def facts_of(article: Article) -> Facts:
    """Return the facts of an article, and those of its tags if it has been tagged."""
    fields = (
        ("headline", article.headline),
        ("date", article.published_at),
        ("byline", article.byline),
    )
    facts = Facts(
        publisher(article.source, article.url),
        tuple(name for name, value in fields if not value),
        sum(map(len, article.paragraphs)),
    )
    if not isinstance(article, TaggedArticle):
        return facts
    tags = tuple((one.tag, one.confidence) for one in article.tags)
    return facts._replace(tags=tags, unsupported=article.classifier.reason is not None)


def publisher(source: str | None, url: str | None) -> str | None:
    """Return what says where a page comes from: its publisher's name, else its host."""
    if source:
        return source
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
