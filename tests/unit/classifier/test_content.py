"""Model drift, unreadable languages and the age from end to end show in metrics."""

from __future__ import annotations

import time

import pytest

from schemas.headers import ORIGIN_TIME
from services.classifier.content import observe
from services.records.facts import Facts
from services.records.record import Record
from tests.metric_values import moved

AGO_SECONDS = 45


def article(said: str = "") -> Record:
    headers = ((ORIGIN_TIME, said.encode()),) if said else ()
    return Record("news-articles", 0, 0, b"{}", headers=headers)


def test_tags_are_counted_with_their_confidence() -> None:
    tagged = Facts("Wire", (), 100, tags=(("crime", 97), ("disaster", 55)))
    with moved("classifier") as found:
        observe(article(), tagged, "Wire")
    assert found["tagwire_articles_classified_total", "tagged"] == 1
    assert found["tagwire_tags_total", "crime"] == 1
    assert found["tagwire_tag_confidence_ratio_sum", "disaster"] == pytest.approx(0.55)
    assert found["tagwire_tag_confidence_ratio_bucket", "0.95", "crime"] == 0
    assert found["tagwire_tag_confidence_ratio_bucket", "0.99", "crime"] == 1


def test_articles_without_tags_are_told_from_those_that_cannot_be_read() -> None:
    with moved("classifier") as found:
        observe(article(), Facts("Wire", (), 100), "Wire")
        observe(article(), Facts("Wire", (), 100, unsupported=True), "Wire")
        observe(article(), None, "Wire")
    assert found == {
        ("tagwire_articles_classified_total", "untagged"): 1,
        ("tagwire_articles_classified_total", "unsupported-language"): 1,
    }


def test_the_age_from_end_to_end_is_that_of_the_raw_record() -> None:
    appended = int((time.time() - AGO_SECONDS) * 1000)
    with moved("classifier") as found:
        observe(article(str(appended)), Facts(None, (), 1), "none")
    assert found["tagwire_end_to_end_seconds_count",] == 1
    assert found["tagwire_end_to_end_seconds_sum",] >= AGO_SECONDS


@pytest.mark.parametrize("said", ["", "yesterday", "-5", "9" * 400, "١٢٣"])
def test_a_time_that_is_none_is_passed_over(said: str) -> None:
    with moved("classifier") as found:
        observe(article(said), Facts(None, (), 1), "none")
    assert ("tagwire_end_to_end_seconds_count",) not in found
