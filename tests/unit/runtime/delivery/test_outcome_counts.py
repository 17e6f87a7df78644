"""What is written is counted: by source, topic and reason, with its age."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from aiokafka.errors import IllegalGenerationError, KafkaConnectionError

from schemas.dead_letters import Reason
from schemas.headers import CE_SOURCE
from schemas.topics import ARTICLES, TAGGED, tag_topic
from services.records.dead_letters import dead_letter
from services.records.facts import Facts
from services.records.record import Message, Record, Rejected
from services.runtime.delivery.outcome_counts import OutcomeCounts
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.transaction_counts import counted
from services.runtime.metrics.source_names import NAMED_AFTER
from tests.metric_values import moved

AGO_SECONDS = 45  # between two bounds of the buckets, 30 and 60
RECORD = Record("news-raw", 0, 0, b"dump", headers=((CE_SOURCE, b"header"),))
ARTICLE = Message(ARTICLES, b"key", b"{}", facts=Facts("Wire", (), 10))


def letter(record: Record, reason: Reason) -> Outcome:
    return Outcome(record, [dead_letter(record, Rejected(reason, "as told"), stage="parser")])


def test_results_are_counted_by_the_source_that_the_article_names() -> None:
    with moved("workers") as found:
        OutcomeCounts(50).written([Outcome(RECORD, [ARTICLE])] * NAMED_AFTER)
    assert found["tagwire_records_in_total", "Wire"] == 1
    assert found["tagwire_records_in_total", "other"] == NAMED_AFTER - 1
    assert found["tagwire_records_out_total", "Wire", "news-articles"] == 1


def test_dead_letters_are_counted_by_reason_and_name_no_source() -> None:
    counts = OutcomeCounts(50)
    with moved("workers") as found:
        counts.written([letter(RECORD, Reason.NO_ARTICLE)] * 10)
        counts.written([letter(replace(RECORD, headers=()), Reason.EMPTY_DUMP)])
    assert found["tagwire_records_dead_total", "no-article", "other"] == 10
    assert found["tagwire_records_dead_total", "empty-dump", "none"] == 1
    assert found["tagwire_records_in_total", "other"] == 10
    assert not any(name.startswith("tagwire_records_out") for name, *_ in found)


def test_every_copy_is_counted_by_its_topic() -> None:
    copies = [replace(ARTICLE, topic=topic) for topic in (TAGGED, tag_topic("crime"))]
    with moved("workers") as found:
        OutcomeCounts(0).written([Outcome(RECORD, copies)])
    assert found["tagwire_records_out_total", "other", "news-tagged"] == 1
    assert found["tagwire_records_out_total", "other", "news-tagged-crime"] == 1
    assert found["tagwire_records_in_total", "other"] == 1


def test_the_age_is_that_of_the_record() -> None:
    old = replace(RECORD, timestamp=int((time.time() - AGO_SECONDS) * 1000))
    with moved("workers") as found:
        OutcomeCounts(0).written([Outcome(old, [ARTICLE]), Outcome(RECORD, [ARTICLE])])
    assert found["tagwire_record_age_seconds_count",] == 1  # one has no timestamp
    assert found["tagwire_record_age_seconds_sum",] >= AGO_SECONDS
    assert found["tagwire_record_age_seconds_bucket", "30.0"] == 0


def test_the_content_is_observed_with_the_label_of_its_source() -> None:
    seen = list[tuple[Facts | None, str]]()
    counts = OutcomeCounts(50, lambda _, facts, source: seen.append((facts, source)))
    counts.written([Outcome(RECORD, [ARTICLE]), letter(RECORD, Reason.NO_ARTICLE)])
    assert seen == [(ARTICLE.facts, "other"), (None, "other")]


class TooLarge(Exception):
    """What the brokers find too large."""


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TooLarge(), "too-large"),
        (IllegalGenerationError(), "fenced"),
        (KafkaConnectionError(), "failed"),
    ],
)
def test_transactions_that_fail_are_counted_by_why(error: Exception, outcome: str) -> None:
    with moved("workers") as found, pytest.raises(type(error)), counted(TooLarge):
        raise error
    assert found == {("tagwire_transactions_total", outcome): 1}


def test_transactions_that_are_committed_are_timed() -> None:
    with moved("workers") as found, counted():
        pass
    assert found["tagwire_transactions_total", "committed"] == 1
    assert found["tagwire_transaction_seconds_count",] == 1
