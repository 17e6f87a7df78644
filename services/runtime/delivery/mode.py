"""Which delivery a worker can promise, found out once at start."""

from __future__ import annotations

from typing import Literal

from aiokafka.errors import IncompatibleBrokerVersion, KafkaError, UnsupportedVersionError

from services.runtime.kafka import broker_errors, clients
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings

log = get_logger(__name__)

Delivery = Literal["exactly-once", "at-least-once"]

_NO_TRANSACTIONS = (
    IncompatibleBrokerVersion,
    NotImplementedError,
    UnsupportedVersionError,
)
"""How it shows that brokers know no transactions, or not who commits in them.

No other error does: it may pass, and a weaker promise would stay.
"""

_WEAKER = (
    "when a worker is killed or loses its brokers, its last records are written twice, with the "
    "same key and bytes: consumers must not mind. Brokers with transactions (Apache Kafka 2.5 or "
    "newer) give exactly-once; TAGWIRE_DELIVERY=at-least-once ends this warning"
)


async def choose_delivery(service: str, settings: Settings) -> Delivery:
    """Return what is asked for, or with ``auto`` the best that the brokers can do; log why.

    Raises:
        SetupError: exactly-once cannot be had and going on with less is not allowed, or
            the brokers have not said in the start-up time whether it can be had.

    """
    if settings.delivery == "at-least-once":
        log.info("delivery", mode="at-least-once", reason="TAGWIRE_DELIVERY says so")
        return "at-least-once"
    if await _has_transactions(settings.group(service), settings):
        log.info("delivery", mode="exactly-once", reason="the brokers have transactions")
        return "exactly-once"
    if settings.delivery == "exactly-once":
        raise SetupError(
            f"the brokers at {settings.kafka_bootstrap_servers} have no transactions: use brokers "
            "that have (Apache Kafka 2.5 or newer), or set TAGWIRE_DELIVERY=at-least-once"
        )
    reason = "the brokers have no transactions"
    log.warning("delivery", mode="at-least-once", reason=reason, meaning=_WEAKER)
    return "at-least-once"


async def _has_transactions(group: str, settings: Settings) -> bool:
    """Try it: versions that brokers announce are no proof (Tansu announces, and has none)."""
    found = False
    try:
        async for attempt in broker_errors.attempts(settings.kafka_startup_seconds):
            with attempt:
                found = await _transacts(group, settings)
    except (KafkaError, TimeoutError) as error:
        if broker_errors.is_permanent(error):
            raise SetupError(broker_errors.remedy(error)) from None
        raise SetupError(_undecided(settings, error)) from None
    return found


async def _transacts(group: str, settings: Settings) -> bool:
    try:
        async with clients.transactional_producer(settings, f"{group}-probe") as producer:
            await producer.committed(group, [])
            return True
    except _NO_TRANSACTIONS:
        return False


def _undecided(settings: Settings, error: Exception) -> str:
    return (
        f"the transaction coordinator at {settings.kafka_bootstrap_servers} does not answer, or "
        f"only with an error: {error!r}. Is the cluster whole "
        "(transaction.state.log.replication.factor), and what do the brokers' logs say? "
        "TAGWIRE_DELIVERY=at-least-once goes on without transactions"
    )
