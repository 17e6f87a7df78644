"""Counts dumps that the brokers have."""

from __future__ import annotations

import asyncio

from schemas import headers as names
from services.records.facts import publisher
from services.records.record import Message
from services.runtime.metrics import definitions as metrics
from services.runtime.metrics.source_names import SourceNames


class PublishedCounts:
    """Counts by source, which has a name of its own or not."""

    def __init__(self, most_sources: int) -> None:
        """Take how many sources may have a name."""
        self._names = SourceNames(most_sources)

    def note(self, dump: Message, confirmation: asyncio.Future[object]) -> None:
        """Count a dump once it is confirmed."""

        def confirmed(done: asyncio.Future[object]) -> None:
            if not done.cancelled() and done.exception() is None:
                source = self._names.name(_source(dump), results=1)
                metrics.INGEST_PUBLISHED.labels(source).inc()

        confirmation.add_done_callback(confirmed)


def _source(dump: Message) -> str | None:
    return publisher(dump.header(names.CE_SOURCE), dump.header(names.CE_SUBJECT))
