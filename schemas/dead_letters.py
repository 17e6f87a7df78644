"""Why a record could not be processed, and how its dead letter says so.

A dead letter keeps key, value, headers and timestamp of the original. The
``__streams.errors.*`` headers are those of KIP-1034 (Kafka Streams dead letter
queue); the ``tagwire.*`` ones are ours. Where the original does not fit, a last-resort
dead letter keeps what does, and says so in headers of its own.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Stable codes of the ``tagwire.reason`` header."""

    EMPTY_DUMP = "empty-dump"
    UNDECODABLE = "undecodable"
    UNSUPPORTED_CONTENT_TYPE = "unsupported-content-type"
    INVALID_JSON = "invalid-json"
    INVALID_DUMP = "invalid-dump"
    NO_ARTICLE = "no-article"
    SEVERAL_ARTICLES = "several-articles"
    BLOCKED_PAGE = "blocked-page"
    NOT_FOUND = "not-found"
    TOO_LARGE = "too-large"
    INVALID_ARTICLE = "invalid-article"
    INTERNAL_ERROR = "internal-error"
    ENDED_WORKER = "ended-worker"
    DELETED_UNREAD = "deleted-unread"
    """Of records that retention deleted before they were read: the dead letter is empty."""


EXCEPTION = "__streams.errors.exception"
MESSAGE = "__streams.errors.message"
STACKTRACE = "__streams.errors.stacktrace"
TOPIC = "__streams.errors.topic"
PARTITION = "__streams.errors.partition"
OFFSET = "__streams.errors.offset"
STAGE = "tagwire.stage"
REASON = "tagwire.reason"
VERSION = "tagwire.version"

ERROR_HEADERS = frozenset(
    {EXCEPTION, MESSAGE, STACKTRACE, TOPIC, PARTITION, OFFSET, STAGE, REASON, VERSION}
)

CUT = "tagwire.cut"
"""On a last-resort dead letter: what of the original it lacks, wholly or in part.

Some of ``value``, ``key`` and ``headers``, separated by commas. Of a value it keeps the first
bytes; a key that does not fit is left out, as are headers that don't.
"""
VALUE_LENGTH = "tagwire.value.length"
"""On a last-resort dead letter: the length of the original's value, in bytes."""
VALUE_SHA256 = "tagwire.value.sha256"
"""On a last-resort dead letter: the SHA-256 of the original's value, in hexadecimal."""

CUT_HEADERS = frozenset({CUT, VALUE_LENGTH, VALUE_SHA256})
FIRST_OFFSET = "tagwire.first-offset"
"""With `Reason.DELETED_UNREAD`: the first of the offsets that are gone; OFFSET is the last."""
