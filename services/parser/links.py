"""The links of an article's text, as addresses that stand by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urljoin, urlsplit

from schemas.events import Link
from services.parser.page.extract import Paragraph

_MAX_LINKS = 200
"""An article's own links are fewer; the rest of a longer list would only fill the record."""
_MAX_URL_CHARS = 2_000
_WHOLE = ("https://", "http://")


def links_of(
    paragraphs: Sequence[Paragraph], url: str | None, base: str | None
) -> tuple[Link, ...]:
    """Return the links to other pages, the first 200.

    Relative addresses start from the page's base, else from its own address.
    """
    return tuple(islice(_links(paragraphs, url or "", base or ""), _MAX_LINKS))


def _links(paragraphs: Sequence[Paragraph], url: str, base: str) -> Iterator[Link]:
    start = _joined(url, base) or url
    for index, paragraph in enumerate(paragraphs):
        for href, text in paragraph.anchors:
            address = None if href.startswith("#") else _joined(start, href)
            if address and address.partition("#")[0] != url:
                yield Link(url=address, text=text, paragraph=index)


def _joined(start: str, href: str) -> str | None:
    """Return the address as one of the web, None if it is none or too long."""
    try:
        joined = href if href.startswith(_WHOLE) else urljoin(start, href)  # which takes longer
        parts = urlsplit(joined)
    except ValueError:  # brackets that hold no address
        return None
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return joined if is_web and len(joined) <= _MAX_URL_CHARS else None
