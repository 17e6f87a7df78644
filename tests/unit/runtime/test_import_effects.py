"""An import of ours changes nothing in libraries: a start does, once, and as is listed here."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def effects() -> dict[str, list[str]]:
    """Give what changes in libraries in a fresh interpreter."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.unit.runtime.import_effects"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[str]] = json.loads(ended.stdout)
    return found


def test_an_import_changes_nothing_in_a_library(effects: dict[str, list[str]]) -> None:
    assert effects["imported"] == []


def test_what_a_start_changes_is_known(effects: dict[str, list[str]]) -> None:
    assert effects["extended"] == [
        "aiohttp.web_protocol.MAX_MSG_QUEUE_SIZE",
        "aiokafka.consumer.consumer.Fetcher",
        "aiokafka.consumer.fetcher.FetchResult",
        "aiokafka.consumer.fetcher.MemoryRecords",
        "filters",  # stamina's line is left out where ours tells
        "hooks of stamina",  # one of ours, beside its own
    ]
