"""Structured data: the page's JSON-LD (https://schema.org) as a flat set of fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.events import Image
from services.parser.markup.lenient_json import read_json

_POSTS = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})
_PAGES = frozenset(
    {"WebPage", "ItemPage", "CreativeWork", "VideoObject", "Recipe", "Review", "PodcastEpisode"}
)
_OPENING = re.compile(r"\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)(?:\s*\*/)?")
_CLOSINGS = ("]]>", "-->")
_FLAGS = {"true": True, "false": False}
# Bounds on work, far above what news pages have.
_MAX_SCRIPT_CHARS = 2_000_000
_MAX_NODES = 2_000
_MAX_NAMES = 20
_MAX_KEYWORDS = 50
_MAX_PARTS = 50
_MAX_BODY_CHARS = 200_000

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Structured:
    """The fields of the page's first JSON-LD article, as they stand there."""

    headline: str | None = None
    name: str | None = None
    published: tuple[str, ...] = ()
    """Dates of publication: the article's, then those of the page around it."""
    updated: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    image: Image | None = None
    free: bool | None = None
    """Whether all may read it; where a part of it may not be read, all of it may not."""
    body: str | None = None


def read_structured(scripts: Iterable[str]) -> Structured:
    """Return the first schema.org article of the JSON-LD scripts; what is broken is skipped."""
    nodes = list(_nodes(list(_load(scripts))))
    articles = [node for node in nodes if _is_article(node)]
    article = articles[0] if articles else {}
    page = next((node for node in nodes if _is_page(node)), {})
    named = {name: node for node in nodes if (name := _text(node.get("@id"))) and "name" in node}
    body = article.get("articleBody")
    return Structured(
        headline=_text(article.get("headline")),
        name=_text(article.get("name")),
        published=tuple(_published(article, page)),
        updated=_text(article.get("dateModified")),
        section=_text(article.get("articleSection")),
        authors=tuple(_names(article.get("author") or article.get("creator"), named)),
        publisher=next(_names(article.get("publisher") or page.get("publisher"), named), None),
        description=_text(article.get("description")),
        keywords=tuple(_words(article.get("keywords"))),
        image=_image(article.get("image")) or _image(page.get("image")),
        free=_is_free(article),
        body=body[:_MAX_BODY_CHARS] if isinstance(body, str) else None,
    )


def _published(article: Node, page: Node) -> Iterator[str]:
    for node in (article, page):
        for name in ("datePublished", "dateCreated", "uploadDate"):
            date = _text(node.get(name))
            if date:
                yield date


def _words(keywords: object) -> Iterator[str]:
    """Return the keywords, given as text or as a list of texts and of nodes (DefinedTerm)."""
    for word in (keywords if isinstance(keywords, list) else [keywords])[:_MAX_KEYWORDS]:
        text = _text(word.get("name") if isinstance(word, dict) else word)
        if text:
            yield text


def _image(images: object) -> Image | None:
    """Return the first image, given as an address or as a node (ImageObject)."""
    image = next(iter(images), None) if isinstance(images, list) else images
    if not isinstance(image, dict):
        url = _text(image)
        return Image(url=url) if url else None
    url = _text(image.get("contentUrl")) or _text(image.get("url"))
    if url is None:
        return None
    credit = _text(image.get("creditText")) or _text(image.get("copyrightNotice"))
    by = credit or next(_names(image.get("creator") or image.get("author"), {}), None)
    return Image(url=url, caption=_text(image.get("caption")), credit=by)


def _is_free(article: Node) -> bool | None:
    parts = article.get("hasPart")
    nodes = [article, *(parts if isinstance(parts, list) else [parts])[:_MAX_PARTS]]
    told = (_flag(node.get("isAccessibleForFree")) for node in nodes if isinstance(node, dict))
    known = [free for free in told if free is not None]
    return all(known) if known else None


def _flag(value: object) -> bool | None:
    """Return what the value says: true, "True" and "https://schema.org/True" are all written."""
    return _FLAGS.get(str(value).rsplit("/", 1)[-1].lower())


def _load(scripts: Iterable[str]) -> Iterator[object]:
    """Yield the values of the first scripts, up to two million characters in all."""
    left = _MAX_SCRIPT_CHARS
    for script in scripts:
        left -= len(script)
        if left < 0:
            return
        yield from read_json(_unwrapped(script))


def _unwrapped(script: str) -> str:
    """Return the data without the comments around it, and what some end it with."""
    opened = _OPENING.match(script)
    text = script[opened.end() :] if opened else script
    closing = next((mark for mark in _CLOSINGS if opened and mark in text), "")
    if closing:
        before, _, after = text.rpartition(closing)
        text = after if "{" in after else before
    end = max(text.rfind("}"), text.rfind("]")) + 1
    return text[: end or len(text)]


def _nodes(roots: list[object]) -> Iterator[Node]:
    """Walk all objects, outer ones first; bounded, and without recursion."""
    queue = roots
    for node in queue:
        if len(queue) > _MAX_NODES:
            return
        if isinstance(node, dict):
            yield node
            queue.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            queue.extend(value for value in node if isinstance(value, dict | list))


def _is_article(node: Node) -> bool:
    return any(kind.endswith("Article") or kind in _POSTS for kind in _kinds(node))


def _is_page(node: Node) -> bool:
    return any(kind in _PAGES for kind in _kinds(node))


def _kinds(node: Node) -> Iterator[str]:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str):
            yield kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() or None if isinstance(value, str) else None


def _names(people: object, named: Mapping[str, Node]) -> Iterator[str]:
    """Return the names of people and organisations, given as text, nodes or references."""
    for person in (people if isinstance(people, list) else [people])[:_MAX_NAMES]:
        if isinstance(person, dict):
            node = person if "name" in person else named.get(_text(person.get("@id")) or "", {})
            names = node.get("name")
        else:
            names = person
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and name.strip():
                yield name.strip()
