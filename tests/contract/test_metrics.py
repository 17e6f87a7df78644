"""The docs list every metric, as it is declared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.runtime.metrics.definitions import DEFINITIONS, Definition
from services.runtime.metrics.table import with_table

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
FROM_ELSEWHERE = {"kafka_consumergroup_lag"}


def test_the_table_is_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_table(text), "run `make metrics`"


@pytest.mark.parametrize("metric", DEFINITIONS, ids=lambda one: one.name)
def test_names_follow_the_rules(metric: Definition) -> None:
    assert re.fullmatch(r"tagwire_[a-z_]+[a-z]", metric.name) or metric.name in FROM_ELSEWHERE
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert not metric.name.endswith(("_ms", "_milliseconds", "_kb", "_percent"))
    assert "service" not in metric.labels or metric.set_by == "up"


def test_what_is_written_by_hand_names_metrics_that_there_are() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## All metrics")[0]
    declared = {one.name for one in DEFINITIONS}
    assert set(re.findall(r"(?:tagwire|kafka)_[a-z_]+", text)) <= declared
