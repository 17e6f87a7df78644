"""What a page's head holds, as it stands there: meta elements, links, title, JSON-LD scripts.

Sources: the HTML standard (meta, link, title, lang), https://ogp.me/, and what publishers add.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_WANTED = "html,meta,link[rel=canonical i],title,script[type^='application/ld+json' i]"
# Bounds on work.
_MAX_META_NAMES = 400
_MAX_CONTENT_CHARS = 2_000
_MAX_NAME_CHARS = 100
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")
_NAMES = ("property", "name", "itemprop", "http-equiv")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The contents of the meta elements by lower-case name, in order; the rest as named."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str | None = None
    language: str | None = None
    canonical: str | None = None
    base: str | None = None
    scripts: tuple[str, ...] = ()

    def first(self, *names: str) -> str | None:
        """Return the first content under the first of the names that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def read_metadata(tree: LexborHTMLParser) -> Metadata:
    """Return the page's own words about itself, in one pass over the elements that have them."""
    meta: dict[str, list[str]] = {}
    titles: list[str] = []
    languages: list[str] = []
    canonicals: list[str] = []
    scripts: list[str] = []
    for node in tree.css(_WANTED):
        match node.tag:
            case "meta":
                _add(meta, node)
            case "html":
                languages.append(node.attributes.get("lang") or "")
            case "link":
                canonicals.append((node.attributes.get("href") or "").strip())
            case "title":  # an SVG has titles too, later
                titles.append(tidy(node.text()[:_MAX_CONTENT_CHARS]))
            case _:
                scripts.append(node.text())
    return Metadata(
        meta={name: tuple(contents) for name, contents in meta.items()},
        title=next(filter(None, titles), None),
        language=next(filter(None, languages), None),
        canonical=next(filter(None, canonicals), None),
        base=_base(tree.head),
        scripts=tuple(scripts),
    )


def _base(head: LexborNode | None) -> str | None:
    node = head.css_first("base[href]") if head is not None else None
    return (node.attributes["href"] or "").strip() or None if node is not None else None


def tidy(text: str) -> str:
    """Return the text with entities read (often encoded twice), without soft hyphens and runs."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if _MISREAD.search(text):
        text = _reread(text)
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def _reread(text: str) -> str:
    """Read again as UTF-8 what somebody before us read as Windows-1252."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _add(meta: dict[str, list[str]], node: LexborNode) -> None:
    attributes = node.attributes
    name = next(filter(None, map(attributes.get, _NAMES)), None)
    given = attributes.get("content") or (_is_dated(name) and attributes.get("value")) or ""
    content = tidy(given[:_MAX_CONTENT_CHARS])
    if name and len(name) <= _MAX_NAME_CHARS and content and len(meta) < _MAX_META_NAMES:
        meta.setdefault(name.strip().lower(), []).append(content)


def _is_dated(name: str | None) -> bool:
    """Tell whether the element may have its date in `value`; other values there are no better."""
    return name is not None and ("time" in name or "date" in name)
