"""Nobody waits before trying again: for scripts, whose brokers answer at once or not at all."""

from __future__ import annotations

import pytest

from services.runtime.kafka import broker_errors, clients
from services.runtime.kafka.protocol import member_producer


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody wait before trying again: what is in memory is there at once or not at all."""
    monkeypatch.setattr(broker_errors, "_FIRST_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(broker_errors, "_MAX_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(member_producer, "_UNSTABLE_WAIT_SECONDS", 0.0)
    monkeypatch.setitem(clients._PRODUCER, "retry_backoff_ms", 1)  # noqa: SLF001
