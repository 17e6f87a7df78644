from __future__ import annotations

import asyncio
import logging

import pytest
from aiokafka.errors import KafkaConnectionError, SaslAuthenticationFailed
from structlog.testing import capture_logs

from services.runtime.kafka import starting
from services.runtime.kafka.diagnosis.findings import Diagnosis
from services.runtime.kafka.diagnosis.probe import Way
from services.runtime.process.errors import SetupError

WAY = {
    "bootstrap_servers": "kafka:9092",
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "PLAIN",
}
LIBRARY = logging.getLogger("aiokafka.client")


class Client:
    """Fails in these ways, one at each start, then starts."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.starts = 0

    async def start(self) -> None:
        self.starts += 1
        LIBRARY.error("Unable connect")
        if self._failures:
            raise self._failures.pop(0)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_RETRY_SECONDS", 0)


def diagnosed(monkeypatch: pytest.MonkeyPatch, *found: Diagnosis | None) -> None:
    answers = iter(found)

    async def diagnose(_: Way, __: float) -> Diagnosis | None:
        return next(answers)

    monkeypatch.setattr(starting, "diagnose", diagnose)


AWAY = Diagnosis("kafka:9092 refuses connections", may_pass=True)
WRONG = Diagnosis("kafka:9092 is a web server", may_pass=False)


async def test_what_may_pass_is_waited_for_and_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    diagnosed(monkeypatch, AWAY, AWAY, None)
    client = Client(*[KafkaConnectionError()] * 3)
    with capture_logs() as log:
        await starting.start(client.start, WAY, 60)
    assert client.starts == 4
    reasons = [line["reason"] for line in log if line["event"] == "waits-for-brokers"]
    assert reasons == [AWAY.text, "KafkaConnectionError()"]
    assert [line["event"] for line in log].count("password-in-clear") == 1
    assert not caplog.records
    LIBRARY.error("a node is lost")
    assert caplog.messages == ["a node is lost"]


async def test_what_will_not_pass_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosed(monkeypatch, WRONG)
    client = Client(KafkaConnectionError())
    with pytest.raises(SetupError, match=WRONG.text):
        await starting.start(client.start, WAY, 60)
    assert client.starts == 1


async def test_what_the_brokers_refuse_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosed(monkeypatch, None)
    with pytest.raises(SetupError, match="the brokers refuse"):
        await starting.start(Client(SaslAuthenticationFailed()).start, WAY, 60)


async def test_after_the_time_it_says_what_it_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosed(monkeypatch, *[AWAY] * 100_000)
    said = rf"no Kafka broker answers at kafka:9092 \(SASL_PLAINTEXT\) in 0.1 s: {AWAY.text}"
    with pytest.raises(SetupError, match=said):
        await starting.start(Client(*[KafkaConnectionError()] * 100_000).start, WAY, 0.1)


async def test_a_start_that_hangs_is_ended_when_it_cannot_succeed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starting, "_PATIENCE_SECONDS", 0)
    diagnosed(monkeypatch, WRONG)
    ended = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(SetupError, match=WRONG.text):
        await starting.start(hang, WAY, 60)
    assert ended.is_set()


async def test_a_start_that_is_only_slow_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_PATIENCE_SECONDS", 0)
    diagnosed(monkeypatch, None)
    gate = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, gate.set)

    async def slow() -> None:
        await gate.wait()

    await starting.start(slow, WAY, 60)
