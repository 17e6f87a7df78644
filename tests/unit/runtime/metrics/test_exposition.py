"""Metrics as text: labelled with their service, and joined."""

from __future__ import annotations

import re
from contextlib import suppress

import stamina
from prometheus_client.parser import text_string_to_metric_families

from services.runtime.metrics import definitions as metrics
from services.runtime.metrics.exposition import joined, rendered


def samples(text: bytes) -> dict[tuple[str, str], float]:
    """Return the value of each sample of a name and service, summed over other labels."""
    found: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(text.decode()):
        for one in family.samples:
            key = one.name, one.labels["service"]
            found[key] = found.get(key, 0) + one.value
    return found


def test_each_sample_names_its_service() -> None:
    metrics.BATCH_RECORDS.observe(7)
    metrics.REBALANCES.inc()
    found = samples(rendered("parser", "workers"))
    assert found["tagwire_batch_records_count", "parser"] >= 1
    assert found["tagwire_rebalances_total", "parser"] >= 1
    assert found["process_resident_memory_bytes", "parser"] > 0
    assert not [name for name, _ in found if name.endswith("_created")]


def test_a_service_shows_nothing_of_others() -> None:
    assert "tagwire_ingest" not in rendered("parser", "workers", "parser").decode()


def test_answers_are_joined_by_family() -> None:
    metrics.REBALANCES.inc()
    metrics.INGEST_REFUSED.labels("empty-dump").inc()
    answers = [
        rendered("parser", "workers"),
        rendered("classifier", "workers"),
        rendered("ingest", "ingest"),
    ]
    text = joined(answer.decode() for answer in answers)
    assert text.count(b"# TYPE tagwire_rebalances_total counter") == 1
    separately = [samples(answer) for answer in answers]
    assert (
        samples(text).keys() == separately[0].keys() | separately[1].keys() | separately[2].keys()
    )
    assert samples(text)["tagwire_ingest_refused_total", "ingest"] >= 1


def test_retries_are_told_by_staminas_own_counter() -> None:
    with suppress(ZeroDivisionError):
        for attempt in stamina.retry_context(ZeroDivisionError, attempts=2, wait_max=0):
            with attempt:
                raise ZeroDivisionError
    found = rendered("parser", "workers").decode()
    assert re.search(r'stamina_retries_total{[^}]*"ZeroDivisionError"[^}]*service="parser"', found)
