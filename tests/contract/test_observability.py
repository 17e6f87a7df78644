"""Alerts, runbook and dashboard speak of metrics that there are, and of each other."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.observability import dashboard
from services.runtime.metrics.definitions import DEFINITIONS

FOLDER = Path(dashboard.__file__).parent
RUNBOOK = FOLDER.parent / "RUNBOOK.md"
_METRIC = re.compile(r"\b(?:tagwire|kafka|process)_\w+")
_OF_HISTOGRAMS = ("_bucket", "_sum", "_count")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (
        query
        for panels in dashboard.ROWS.values()
        for panel in panels
        for query in panel.queries.values()
    )


def test_each_alert_has_a_section_in_the_runbook_and_a_case_in_its_tests() -> None:
    names = [rule["alert"] for rule in rules()]
    assert re.findall(r"^## (\w+)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE) == names
    cases = yaml.safe_load((FOLDER / "alerts.test.yml").read_text(encoding="utf-8"))["tests"]
    fires = {
        case["alertname"]
        for one in cases
        for case in one["alert_rule_test"]
        if case.get("exp_alerts")
    }
    assert fires == set(names)


def test_queries_name_metrics_that_are_declared() -> None:
    known = {
        name + end
        for name, kind, *_ in DEFINITIONS
        for end in (_OF_HISTOGRAMS if kind == "histogram" else ("",))
    }
    of_the_process = {"process_cpu_seconds_total", "process_resident_memory_bytes"}
    named = {name for query in queries() for name in _METRIC.findall(query)}
    assert named - known - of_the_process == set()


def test_the_dashboard_is_what_its_module_makes() -> None:
    written = json.loads(dashboard.FILE.read_text(encoding="utf-8"))
    assert written == json.loads(dashboard.document()), "run `make metrics`"


@pytest.mark.parametrize(
    "command",
    [
        ["promtool", "test", "rules", "alerts.test.yml"],
        ["promtool", "check", "config", "prometheus.yml"],
        ["amtool", "check-config", "alertmanager.yml"],
    ],
    ids=lambda command: command[-1],
)
def test_prometheus_and_alertmanager_take_what_is_theirs(command: list[str]) -> None:
    if shutil.which(command[0]) is None and "CI" not in os.environ:
        pytest.skip(
            f"{command[0]} is not installed: apt install prometheus prometheus-alertmanager"
        )
    told = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
