"""Every metric, declared once; `docs/metrics.md` is made from this.

Names follow Prometheus' own advice (prometheus.io/docs/practices/naming): a prefix, base units,
`_total` for what only grows. Metrics are kept apart by who sets them, so that no service shows
those of another at zero. None is in prometheus-client's own registry: an import changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SetBy = Literal["workers", "parser", "classifier", "ingest", "audit", "up"]
"""Who sets a metric: every worker, one service, or a command."""

REGISTRIES: dict[SetBy, CollectorRegistry] = {
    "workers": CollectorRegistry(),
    "parser": CollectorRegistry(),
    "classifier": CollectorRegistry(),
    "ingest": CollectorRegistry(),
    "audit": CollectorRegistry(),
    "up": CollectorRegistry(),
}


class Definition(NamedTuple):
    """A metric as people and tests read of it; `name` is that of its samples."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    labels: tuple[str, ...]
    set_by: SetBy


DEFINITIONS: list[Definition] = []
"""All of them, in the order of this module."""

_WORK_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)
_WRITE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_AGE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400)
_BATCH_RECORDS = (1, 5, 10, 50, 100, 200, 500, 1000, 2000, 4000)
_BODY_CHARACTERS = (0, 200, 500, 1000, 2000, 4000, 8000, 16000, 32000)
_CONFIDENCE = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1)


def _counter(name: str, meaning: str, labels: Sequence[str] = (), *, set_by: SetBy) -> Counter:
    DEFINITIONS.append(Definition(name, "counter", meaning, tuple(labels), set_by))
    return Counter(name, meaning, labels, registry=REGISTRIES[set_by])


def _gauge(name: str, meaning: str, labels: Sequence[str] = (), *, set_by: SetBy) -> Gauge:
    DEFINITIONS.append(Definition(name, "gauge", meaning, tuple(labels), set_by))
    return Gauge(name, meaning, labels, registry=REGISTRIES[set_by])


def _histogram(
    name: str, meaning: str, labels: Sequence[str] = (), *, buckets: Sequence[float], set_by: SetBy
) -> Histogram:
    DEFINITIONS.append(Definition(name, "histogram", meaning, tuple(labels), set_by))
    return Histogram(name, meaning, labels, buckets=buckets, registry=REGISTRIES[set_by])


# By stage: what goes through a worker. Counted when it is written for good.

RECORDS_IN = _counter(
    "tagwire_records_in_total",
    "Records whose outcome is written, by source",
    ["source"],
    set_by="workers",
)
RECORDS_OUT = _counter(
    "tagwire_records_out_total",
    "Records written as results, by topic (without prefix) and source",
    ["topic", "source"],
    set_by="workers",
)
RECORDS_DEAD = _counter(
    "tagwire_records_dead_total",
    "Dead letters written, by reason and source",
    ["reason", "source"],
    set_by="workers",
)
RECORDS_SKIPPED = _counter(
    "tagwire_records_skipped_total",
    "Offsets that were deleted before they were read",
    set_by="workers",
)
BATCH_RECORDS = _histogram(
    "tagwire_batch_records",
    "Records of a batch",
    buckets=_BATCH_RECORDS,
    set_by="workers",
)
BATCH_SECONDS = _histogram(
    "tagwire_batch_seconds",
    "From the taking of a batch until its outcomes are written",
    buckets=_WRITE_SECONDS,
    set_by="workers",
)
HANDLER_SECONDS = _histogram(
    "tagwire_handler_seconds",
    "What the service's own work on a record takes",
    buckets=_WORK_SECONDS,
    set_by="workers",
)
TRANSACTIONS = _counter(
    "tagwire_transactions_total",
    "Transactions, by outcome: committed, too-large (written again, with a dead letter), fenced "
    "(the group has gone on without this worker), or failed (tried again)",
    ["outcome"],
    set_by="workers",
)
TRANSACTION_SECONDS = _histogram(
    "tagwire_transaction_seconds",
    "From the beginning of a transaction to its commit, of those committed",
    buckets=_WRITE_SECONDS,
    set_by="workers",
)
RECORD_AGE_SECONDS = _histogram(
    "tagwire_record_age_seconds",
    "From a record's timestamp on the topic that the worker reads until its outcome is written",
    buckets=_AGE_SECONDS,
    set_by="workers",
)
END_TO_END_SECONDS = _histogram(
    "tagwire_end_to_end_seconds",
    "From the append of the raw record until its tagged record is written",
    buckets=_AGE_SECONDS,
    set_by="classifier",
)

# Where a worker stands.

CONSUMER_LAG = _gauge(
    "tagwire_consumer_lag_records",
    "Offsets between what is settled and the end of an assigned partition; 0 where nothing is left",
    ["topic", "partition"],
    set_by="workers",
)
GROUP_LAG = _gauge(
    "kafka_consumergroup_lag",
    "The same by the name that exporters of Kafka's groups give it",
    ["consumergroup", "topic", "partition"],
    set_by="workers",
)
LAST_PROGRESS = _gauge(
    "tagwire_last_progress_timestamp_seconds",
    "When every assigned partition had last moved, or had nothing to read, in seconds since 1970",
    set_by="workers",
)
ASSIGNED_PARTITIONS = _gauge(
    "tagwire_assigned_partitions",
    "Partitions that the group has given the worker",
    set_by="workers",
)
REBALANCES = _counter(
    "tagwire_rebalances_total",
    "Times that the group has given the worker its partitions",
    set_by="workers",
)

# By content: parser drift, sources gone silent, model drift.

ARTICLES = _counter(
    "tagwire_articles_total", "Articles made of dumps, by source", ["source"], set_by="parser"
)
ARTICLES_LACKING = _counter(
    "tagwire_articles_lacking_total",
    "Articles without a headline, date or byline (field), by source",
    ["field", "source"],
    set_by="parser",
)
BODY_CHARACTERS = _histogram(
    "tagwire_article_body_characters",
    "Length of an article's paragraphs together, by source",
    ["source"],
    buckets=_BODY_CHARACTERS,
    set_by="parser",
)
LAST_DUMP = _gauge(
    "tagwire_source_last_dump_timestamp_seconds",
    "The latest append time of a dump of the source, in seconds since 1970",
    ["source"],
    set_by="parser",
)
CLASSIFIED = _counter(
    "tagwire_articles_classified_total",
    "Articles by what the classifier made of them: tagged, untagged, unsupported-language",
    ["outcome"],
    set_by="classifier",
)
TAGS = _counter("tagwire_tags_total", "Tags given, by tag", ["tag"], set_by="classifier")
TAG_CONFIDENCE = _histogram(
    "tagwire_tag_confidence_ratio",
    "Confidence of the tags given, by tag",
    ["tag"],
    buckets=_CONFIDENCE,
    set_by="classifier",
)

# Ingest.

INGEST_REQUESTS = _counter(
    "tagwire_ingest_requests_total",
    "Requests, by route (dumps, batch, other) and outcome: taken, partly (some dumps of a batch), "
    "the reason of a problem, or gone (the client left)",
    ["route", "outcome"],
    set_by="ingest",
)
INGEST_REQUEST_SECONDS = _histogram(
    "tagwire_ingest_request_seconds",
    "From a request's head to the end of its answer, by route",
    ["route"],
    buckets=_WRITE_SECONDS,
    set_by="ingest",
)
INGEST_IN_FLIGHT = _gauge(
    "tagwire_ingest_in_flight_bytes", "Bytes of dumps that ingest holds", set_by="ingest"
)
INGEST_PUBLISHED = _counter(
    "tagwire_ingest_published_total",
    "Dumps that the brokers have confirmed, by source",
    ["source"],
    set_by="ingest",
)
INGEST_REFUSED = _counter(
    "tagwire_ingest_refused_total",
    "Dumps that were not taken, single or in a batch, by reason",
    ["reason"],
    set_by="ingest",
)

# The ledger, by `tagwire audit --follow`.

AUDIT_RECORDS = _gauge(
    "tagwire_audit_records",
    "Inputs of a stage by their fate at the last audit (results, missing, double, …)",
    ["topic", "to", "fate"],
    set_by="audit",
)
AUDIT_BALANCED = _gauge(
    "tagwire_audit_balanced",
    "1 if each input of a stage had exactly one outcome at the last audit, else 0",
    ["topic", "to"],
    set_by="audit",
)
AUDIT_TIME = _gauge(
    "tagwire_audit_last_timestamp_seconds",
    "When the last audit was complete, in seconds since 1970",
    set_by="audit",
)
AUDIT_SECONDS = _gauge("tagwire_audit_seconds", "What the last audit took", set_by="audit")
AUDIT_FAILURES = _counter(
    "tagwire_audit_failures_total",
    "Audits that the brokers did not let come to an end",
    set_by="audit",
)

# `tagwire up`.

SERVICE_UP = _gauge(
    "tagwire_service_up",
    "1 if the service answered when its metrics were last asked for, else 0",
    ["service"],
    set_by="up",
)
SERVICE_RESTARTS = _counter(
    "tagwire_service_restarts_total",
    "Times that `up` started a service again",
    ["service"],
    set_by="up",
)
