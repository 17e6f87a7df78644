"""What an operator knows of a source, and how it completes an article: pure.

It fills only what the page leaves open. Ids and hashes don't depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from schemas.events import Article, Completion
from schemas.identity import canonical_url
from services.parser.page.extract import Stamp
from services.parser.times.zones import with_offset


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one source; what is not is None."""

    time_zone: str | None = None
    """The IANA name of the zone of times that the page writes without one."""
    day_first: bool | None = None
    """Whether 04/05/2025 is in May."""
    language: str | None = None
    """BCP 47."""
    name: str | None = None


UNKNOWN = Known()

Sources = Mapping[str, Known]
"""A source's name (`ce_source`), or the host of its pages in small letters -> what is known."""


def known_of(sources: Sources, source: str | None, url: str | None) -> Known:
    """Return what is known of the source by its name, else by the host or a domain above it."""
    if source is not None and source in sources:
        return sources[source]
    host = urlsplit(canonical_url(url) or "").hostname or ""
    parts = host.split(".")
    domains = (".".join(parts[at:]) for at in range(len(parts)))
    return next((sources[domain] for domain in domains if domain in sources), UNKNOWN)


def completed(article: Article, known: Known, reread: Callable[[], Stamp | None]) -> Article:
    """Return the article with what the page leaves open; `reread` gives its date by day order."""
    fields: dict[str, Any] = {}
    filled: list[Completion] = []
    stamp = reread() if article.published_at is None and known.day_first is not None else None
    if stamp:
        fields |= {
            "published_at": stamp.value,
            "published_precision": stamp.precision,
            "published_basis": stamp.basis,
        }
        filled.append("day-order")
    zoned = _zoned(article.model_copy(update=fields), known.time_zone)
    if zoned:
        fields |= zoned
        filled.append("time-zone")
    if article.language is None and known.language:
        fields["language"] = known.language
        filled.append("language")
    if article.source is None and known.name:
        fields["source"] = known.name
        filled.append("name")
    return article.model_copy(update=fields | {"completed": tuple(filled)}) if filled else article


def _zoned(article: Article, zone: str | None) -> dict[str, str]:
    """Return the article's times that have no offset, with that of the zone."""
    if zone is None:
        return {}
    times = {"published_at": article.published_at, "updated_at": article.updated_at}
    local = {name: time for name, time in times.items() if time and _is_local(time)}
    zoned = {name: with_offset(time, zone) for name, time in local.items()}
    return {name: time for name, time in zoned.items() if time != local[name]}


def _is_local(time: str) -> bool:
    _, _, clock = time.partition("T")
    return bool(clock) and not clock.endswith("Z") and "+" not in clock and "-" not in clock
