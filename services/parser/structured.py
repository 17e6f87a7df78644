"""Structured data in a page's head: JSON-LD (schema.org) as a flat set of fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ARTICLES = ("NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting")
_MOST_NODES = 5_000


@dataclass(frozen=True, slots=True)
class Structured:
    """The fields of the page's first JSON-LD article, as they stand there."""

    headline: str | None = None
    published: str | None = None
    updated: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()


def read_structured(scripts: Iterable[str]) -> Structured:
    """Return the first schema.org article of the JSON-LD scripts; what is broken is skipped."""
    nodes = (node for script in scripts for node in _nodes(_load(script)))
    article = next(filter(_is_article, nodes), {})
    return Structured(
        headline=_text(article.get("headline")),
        published=_text(article.get("datePublished")),
        updated=_text(article.get("dateModified")),
        section=_text(article.get("articleSection")),
        authors=tuple(_names(article.get("author"))),
    )


def is_broken(script: str) -> bool:
    """Tell whether the script is no JSON that we would read."""
    return _load(script) is None


def _load(script: str) -> object:
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: object) -> Iterator[dict[str, object]]:
    """Walk all objects, outer ones first; bounded, and without recursion."""
    queue = [root]
    for node in queue:
        if len(queue) > _MOST_NODES:
            return
        if isinstance(node, dict):
            yield node
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    return any(kind in _ARTICLES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() or None if isinstance(value, str) else None


def _names(authors: object) -> Iterator[str]:
    for author in authors if isinstance(authors, list) else [authors]:
        name = _text(author.get("name") if isinstance(author, dict) else author)
        if name:
            yield name
