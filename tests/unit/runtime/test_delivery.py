"""Which delivery is chosen, by what brokers answer to the start of a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import structlog
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    TransactionalIdAuthorizationFailed,
    UnknownError,
)

from services.runtime import clients, delivery
from services.runtime.delivery import choose_delivery
from services.runtime.errors import SetupError
from services.runtime.settings import Settings

Answer = Callable[..., None]


class Producer:
    async def committed(self, group: str, _: list[object]) -> None:
        assert group == "tagwire-parser"


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return what sets the errors that the brokers answer with, one after the other."""
    monkeypatch.setattr(delivery, "_PAUSE_SECONDS", 0)

    def tell(*errors: BaseException) -> None:
        waiting = list(errors)

        @asynccontextmanager
        async def producer(*_: object) -> AsyncIterator[Producer]:
            if waiting:
                raise waiting.pop(0)
            yield Producer()

        monkeypatch.setattr(clients, "transactional_producer", producer)

    return tell


async def chosen(wanted: str) -> tuple[str, str]:
    """Return the delivery, and the reason that is logged."""
    with structlog.testing.capture_logs() as logs:
        mode = await choose_delivery("parser", Settings.model_validate({"delivery": wanted}))
    (line,) = [line for line in logs if line["event"] == "delivery"]
    assert line["mode"] == mode
    return mode, line["reason"]


async def test_auto_is_exactly_once_on_brokers_with_transactions(answer: Answer) -> None:
    answer()
    assert await chosen("auto") == ("exactly-once", "the brokers have transactions")


@pytest.mark.parametrize("error", [IncompatibleBrokerVersion(), UnknownError()])
async def test_auto_is_at_least_once_on_brokers_without(
    answer: Answer, error: BaseException
) -> None:
    answer(error, error, error)
    assert await chosen("auto") == ("at-least-once", "the brokers have no transactions")


async def test_an_error_that_passes_takes_no_promise_back(answer: Answer) -> None:
    answer(UnknownError(), UnknownError())
    assert (await chosen("auto"))[0] == "exactly-once"


async def test_at_least_once_asks_nobody(answer: Answer) -> None:
    answer(AssertionError())
    assert await chosen("at-least-once") == ("at-least-once", "TAGWIRE_DELIVERY says so")


async def test_exactly_once_or_nothing(answer: Answer) -> None:
    answer(IncompatibleBrokerVersion())
    with pytest.raises(SetupError, match="TAGWIRE_DELIVERY=at-least-once"):
        await chosen("exactly-once")


async def test_a_user_without_the_right_is_told(answer: Answer) -> None:
    answer(TransactionalIdAuthorizationFailed())
    with pytest.raises(SetupError):
        await chosen("auto")
