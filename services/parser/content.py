"""What metrics tell of dumps and articles: of sources gone silent, and of parser drift."""

from __future__ import annotations

from services.records.facts import Facts
from services.records.record import Record
from services.runtime.delivery.outcome_counts import Observe
from services.runtime.metrics import definitions as metrics


def observed() -> Observe:
    """Return what observes each dump, and the article that was made of it."""
    last: dict[str, int] = {}

    def observe(dump: Record, article: Facts | None, source: str) -> None:
        appended = dump.timestamp or 0
        if appended > last.get(source, 0):
            last[source] = appended
            metrics.LAST_DUMP.labels(source).set(appended / 1000)
        if article is not None:
            _count(article, source)

    return observe


def _count(article: Facts, source: str) -> None:
    metrics.ARTICLES.labels(source).inc()
    metrics.BODY_CHARACTERS.labels(source).observe(article.body_characters)
    for field in article.lacking:
        metrics.ARTICLES_LACKING.labels(field, source).inc()
