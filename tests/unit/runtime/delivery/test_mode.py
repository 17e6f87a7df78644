"""Which delivery is chosen, by what brokers answer to the start of a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    KafkaConnectionError,
    TransactionalIdAuthorizationFailed,
    UnknownError,
    UnsupportedVersionError,
)

from services.runtime.delivery.mode import choose_delivery
from services.runtime.kafka import broker_errors, clients
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

Answer = Callable[..., None]


class Producer:
    async def committed(self, group: str, _: list[object]) -> None:
        assert group == "tagwire-parser"


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return what sets the errors that the brokers answer with, one after the other."""
    monkeypatch.setattr(broker_errors, "_FIRST_WAIT_SECONDS", 0)
    monkeypatch.setattr(broker_errors, "_MAX_WAIT_SECONDS", 0)

    def tell(*errors: BaseException) -> None:
        waiting = list(errors)

        @asynccontextmanager
        async def producer(*_: object) -> AsyncIterator[Producer]:
            if waiting:
                raise waiting.pop(0)
            yield Producer()

        monkeypatch.setattr(clients, "transactional_producer", producer)

    return tell


async def chosen(wanted: str, **settings: object) -> MutableMapping[str, Any]:
    """Return what is logged of the delivery chosen."""
    given = Settings.model_validate({"delivery": wanted, **settings})
    with structlog.testing.capture_logs() as logs:
        mode = await choose_delivery("parser", given)
    (line,) = [line for line in logs if line["event"] == "delivery"]
    assert line["mode"] == mode
    return line


async def test_auto_is_exactly_once_on_brokers_with_transactions(answer: Answer) -> None:
    answer()
    line = await chosen("auto")
    assert (line["mode"], line["reason"]) == ("exactly-once", "the brokers have transactions")


@pytest.mark.parametrize(
    "error", [IncompatibleBrokerVersion(), NotImplementedError(), UnsupportedVersionError()]
)
async def test_auto_is_at_least_once_on_brokers_without_and_warns(
    answer: Answer, error: BaseException
) -> None:
    answer(error)
    line = await chosen("auto")
    assert (line["mode"], line["log_level"]) == ("at-least-once", "warning")
    assert line["reason"] == "the brokers have no transactions"
    assert "written twice" in line["meaning"]


@pytest.mark.parametrize("times", [1, 3, 20])
@pytest.mark.parametrize("error", [UnknownError(), KafkaConnectionError(), TimeoutError()])
async def test_an_error_takes_no_promise_back(
    answer: Answer, error: BaseException, times: int
) -> None:
    answer(*[error] * times)
    assert (await chosen("auto"))["mode"] == "exactly-once"


async def test_an_error_that_stays_is_a_failure_with_a_remedy(answer: Answer) -> None:
    answer(*[UnknownError()] * 100_000)
    with pytest.raises(SetupError, match=r"UnknownError.*TAGWIRE_DELIVERY=at-least-once"):
        await chosen("auto", kafka_startup_seconds=0.1)


async def test_at_least_once_asks_nobody(answer: Answer) -> None:
    answer(AssertionError())
    line = await chosen("at-least-once")
    assert (line["mode"], line["log_level"]) == ("at-least-once", "info")


async def test_exactly_once_or_nothing(answer: Answer) -> None:
    answer(IncompatibleBrokerVersion())
    with pytest.raises(SetupError, match="TAGWIRE_DELIVERY=at-least-once"):
        await chosen("exactly-once")


async def test_a_user_without_the_right_is_told(answer: Answer) -> None:
    answer(TransactionalIdAuthorizationFailed())
    with pytest.raises(SetupError):
        await chosen("auto")
