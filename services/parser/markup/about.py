"""What the page says about its article for those who list it: description, keywords, image, access.

Sources, the surest first: schema.org in JSON-LD (https://schema.org/NewsArticle, and Google's
marks of paywalled content), Open Graph (https://ogp.me/), Facebook's `article:content_tier`, the
meta elements of the HTML standard, and Google News' `news_keywords`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from schemas.events import Access, Image
from services.parser.markup.json_ld import Structured
from services.parser.markup.metadata import Metadata, tidy

_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
_KEYWORDS = ("news_keywords", "article:tag", "keywords", "parsely-tags", "sailthru.tags")
_IMAGES = ("og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src")
_TIERS = ("article:content_tier", "og:article:content_tier")
_BY_TIER: dict[str, Access] = {"free": "free", "metered": "metered", "locked": "paywalled"}
_BETWEEN_KEYWORDS = re.compile(r"[,;、，]")  # noqa: RUF001  as written
_MAX_KEYWORDS, _MAX_KEYWORD_CHARS = 50, 80
"""What is longer, or more, is no list of keywords but text for search engines. Set by hand."""
_MAX_URL_CHARS, _MAX_CAPTION_CHARS = 2_000, 1_000


def description(metadata: Metadata, structured: Structured) -> str | None:
    """Return the sentence or two with which the page describes its article."""
    told = metadata.first(*_DESCRIPTIONS) or tidy(structured.description or "")
    return told or None


def keywords(metadata: Metadata, structured: Structured) -> tuple[str, ...]:
    """Return the keywords of the first source that has any, each once."""
    sources = (structured.keywords, *(metadata.meta.get(name, ()) for name in _KEYWORDS))
    return next(filter(None, map(_each_once, sources)), ())


def image(metadata: Metadata, structured: Structured, url: str | None) -> Image | None:
    """Return the article's picture with an absolute address, None without one."""
    shared = metadata.first(*_IMAGES)
    told = structured.image or (Image(url=shared) if shared else None)
    address = _absolute(told.url, url) if told else None
    if told is None or address is None:
        return None
    return Image(url=address, caption=_line(told.caption), credit=_line(told.credit))


def access(metadata: Metadata, structured: Structured) -> Access | None:
    """Return who may read the article, as far as the page says so: only its tier tells metered."""
    tier = _BY_TIER.get((metadata.first(*_TIERS) or "").lower())
    if tier or structured.free is None:
        return tier
    return "free" if structured.free else "paywalled"


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in texts:
        for part in _BETWEEN_KEYWORDS.split(text):
            word = tidy(part)
            if word and len(word) <= _MAX_KEYWORD_CHARS:
                found.setdefault(word.casefold(), word)
    return tuple(found.values())[:_MAX_KEYWORDS]


def _absolute(address: str, url: str | None) -> str | None:
    """Return the address as one that stands by itself; not one relative to an unknown folder."""
    given = address.strip()[:_MAX_URL_CHARS]
    try:
        joined = urljoin(url or "", given) if given.startswith("/") else given
        parts = urlsplit(joined)
    except ValueError:  # brackets that hold no address
        return None
    return joined if parts.scheme in {"http", "https"} and parts.netloc else None


def _line(text: str | None) -> str | None:
    return tidy((text or "")[:_MAX_CAPTION_CHARS]) or None
