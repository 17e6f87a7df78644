"""What metrics tell of tags: how many, how sure, and of which articles there are none."""

from __future__ import annotations

import time

from services.records.cloudevents import origin_milliseconds
from services.records.facts import Facts
from services.records.record import Record
from services.runtime.metrics import definitions as metrics


def observe(record: Record, article: Facts | None, __: str) -> None:
    """Observe a tagged article."""
    if article is None:
        return
    if (appended := origin_milliseconds(record)) is not None:
        metrics.END_TO_END_SECONDS.observe(max(0.0, time.time() - appended / 1000))
    metrics.CLASSIFIED.labels(_outcome(article)).inc()
    for tag, confidence in article.tags:
        metrics.TAGS.labels(tag).inc()
        metrics.TAG_CONFIDENCE.labels(tag).observe(confidence / 100)


def _outcome(article: Facts) -> str:
    if article.unsupported:
        return "unsupported-language"
    return "tagged" if article.tags else "untagged"
