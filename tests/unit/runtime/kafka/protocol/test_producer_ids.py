"""What an unforeseen error at the start of transactions means, by what else the broker says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    InvalidRequestError,
    KafkaConnectionError,
    UnknownError,
)

from services.runtime.kafka.protocol.member_producer import GroupProducer

GIVEN = 0
REFUSED = InvalidRequestError.errno
VERSIONS = {3: (0, 12)}


class Client:
    """Has a connection that knows these versions, and an answer to one request."""

    def __init__(self, answer: int | Exception, versions: dict[int, tuple[int, int]]) -> None:
        self._answer = answer
        self._conns = {1: SimpleNamespace(_versions=versions)}

    def get_random_node(self) -> int:
        return 1

    async def send(self, *_: object) -> Any:  # noqa: ANN401
        if isinstance(self._answer, Exception):
            raise self._answer
        return SimpleNamespace(error_code=self._answer)


async def start(
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    answer: int | Exception,
    versions: dict[int, tuple[int, int]],
) -> None:
    """Start a producer whose start fails of the error, as aiokafka's does."""

    async def failing(_: object) -> None:
        raise error

    monkeypatch.setattr(AIOKafkaProducer, "start", failing)
    producer = GroupProducer(bootstrap_servers="127.0.0.1:1", transactional_id="t")
    producer.client = Client(answer, versions)
    try:
        await producer.start()
    finally:
        producer._closed = True  # noqa: SLF001 - never opened


async def test_a_broker_that_gives_an_id_to_anybody_has_no_transactions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(IncompatibleBrokerVersion):
        await start(monkeypatch, UnknownError(), GIVEN, VERSIONS)


@pytest.mark.parametrize(
    "answer",
    [REFUSED, UnknownError.errno, KafkaConnectionError(), NotImplementedError()],
)
async def test_a_broker_that_does_not_is_in_trouble(
    monkeypatch: pytest.MonkeyPatch, answer: int | Exception
) -> None:
    with pytest.raises(UnknownError):
        await start(monkeypatch, UnknownError(), answer, VERSIONS)


async def test_a_broker_that_does_not_announce_them_has_no_transactions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(IncompatibleBrokerVersion):
        await start(monkeypatch, IncompatibleBrokerVersion(), REFUSED, VERSIONS)


async def test_a_broker_that_announces_nothing_is_in_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UnknownError):
        await start(monkeypatch, IncompatibleBrokerVersion(), REFUSED, {})
