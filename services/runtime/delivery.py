"""Which delivery a worker can promise, found out once at start."""

from __future__ import annotations

import asyncio
from typing import Literal

from aiokafka.errors import (
    IncompatibleBrokerVersion,
    KafkaError,
    UnknownError,
    UnsupportedVersionError,
)

from services.runtime import clients, outages
from services.runtime.errors import SetupError
from services.runtime.logging import get_logger
from services.runtime.settings import Settings

log = get_logger(__name__)

Delivery = Literal["exactly-once", "at-least-once"]

_NO_TRANSACTIONS = (
    IncompatibleBrokerVersion,
    NotImplementedError,
    UnsupportedVersionError,
)
"""How it shows that brokers know no transactions, or not who commits in them."""

_TRIES = 3
_PAUSE_SECONDS = 0.3
"""Tansu knows none, and says `UnknownError`, which others say when they are in trouble."""


async def choose_delivery(service: str, settings: Settings) -> Delivery:
    """Return what is asked for, or with ``auto`` the best that the brokers can do; log why.

    Raises:
        SetupError: exactly-once cannot be had, and going on with less is not allowed.

    """
    if settings.delivery == "at-least-once":
        return _told("at-least-once", "TAGWIRE_DELIVERY says so")
    if await _has_transactions(settings.group(service), settings):
        return _told("exactly-once", "the brokers have transactions")
    if settings.delivery == "exactly-once":
        raise SetupError(
            f"the brokers at {settings.kafka_bootstrap_servers} have no transactions: use brokers "
            "that have (Apache Kafka 2.5 or newer), or set TAGWIRE_DELIVERY=at-least-once"
        )
    return _told("at-least-once", "the brokers have no transactions")


def _told(mode: Delivery, reason: str) -> Delivery:
    log.info("delivery", mode=mode, reason=reason)
    return mode


async def _has_transactions(group: str, settings: Settings) -> bool:
    """Try it: versions that brokers announce are no proof (Tansu announces, and refuses)."""
    found = False
    try:
        async for attempt in outages.attempts(settings.kafka_startup_seconds):
            with attempt:
                found = await _transacts(group, settings, _TRIES)
    except (KafkaError, TimeoutError) as error:
        if outages.is_refusal(error):
            raise SetupError(outages.refusal(error)) from None
        raise SetupError(
            f"the transaction coordinator at {settings.kafka_bootstrap_servers} does not answer: "
            f"{error!r}. Is the cluster whole (transaction.state.log.replication.factor)?"
        ) from None
    return found


async def _transacts(group: str, settings: Settings, tries: int) -> bool:
    try:
        async with clients.transactional_producer(settings, f"{group}-probe") as producer:
            await producer.committed(group, [])
            return True
    except _NO_TRANSACTIONS:
        return False
    except UnknownError:
        if tries == 1:
            return False
    await asyncio.sleep(_PAUSE_SECONDS)
    return await _transacts(group, settings, tries - 1)
