"""Kafka header names of Tagwire's records.

CloudEvents 1.0, Kafka protocol binding, binary content mode
(cloudevents/spec, cloudevents/bindings/kafka-protocol-binding.md), and W3C Trace Context.
"""

from __future__ import annotations

CONTENT_TYPE = "content-type"
CE_SPECVERSION = "ce_specversion"
CE_TYPE = "ce_type"
CE_ID = "ce_id"
CE_SOURCE = "ce_source"
CE_SUBJECT = "ce_subject"
CE_TIME = "ce_time"
TRACEPARENT = "traceparent"
ORIGIN = "tagwire.origin"
"""On articles, tagged or not: ``topic-partition-offset`` of the raw record they come from.

The parser puts it there and the classifier passes it on, so that a redelivery differs in
nothing. An article that came without it is its own origin.
"""
ORIGIN_TIME = "tagwire.origin.time"
"""Beside it: the timestamp of that raw record, in milliseconds since 1970, as decimal digits."""

SPECVERSION = "1.0"
JSON = "application/json"
