"""What metrics tell of tags: how many, how sure, and of which articles there are none."""

from __future__ import annotations

import re
import time

from schemas.headers import ORIGIN_TIME
from services.records.facts import Facts
from services.records.record import Record
from services.runtime.metrics import definitions as metrics

_MILLISECONDS = re.compile("[0-9]{1,14}")


def observe(record: Record, article: Facts | None, __: str) -> None:
    """Observe a tagged article."""
    if article is None:
        return
    if (appended := _appended(record)) is not None:
        metrics.END_TO_END_SECONDS.observe(max(0.0, time.time() - appended))
    metrics.CLASSIFIED.labels(_outcome(article)).inc()
    for tag, confidence in article.tags:
        metrics.TAGS.labels(tag).inc()
        metrics.TAG_CONFIDENCE.labels(tag).observe(confidence / 100)


def _appended(record: Record) -> float | None:
    """Return when the raw record was appended, if the article says so in digits."""
    said = record.header(ORIGIN_TIME) or ""
    return int(said) / 1000 if _MILLISECONDS.fullmatch(said) else None


def _outcome(article: Facts) -> str:
    if article.unsupported:
        return "unsupported-language"
    return "tagged" if article.tags else "untagged"
