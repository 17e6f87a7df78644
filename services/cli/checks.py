"""Checks the settings against the brokers, for somebody who asks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple

from services.registry import WORKERS
from services.runtime.delivery.mode import choose_delivery
from services.runtime.kafka import clients
from services.runtime.kafka.rights import lacking_rights
from services.runtime.kafka.topic_admin import check_topics
from services.runtime.process.chosen_tags import chosen_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings, unknown_variables


class Check(NamedTuple):
    """What was checked, whether it is well, and what was found."""

    name: str
    ok: bool
    found: str


async def checks(settings: Settings) -> AsyncGenerator[Check]:
    """Yield what can be found out about the settings without writing a record.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    for variable, nearest in unknown_variables():
        advice = f": is {nearest} meant?" if nearest else ""
        yield Check("variables", ok=False, found=f"{variable} is no setting{advice}")
    yield Check("brokers", ok=True, found=await _brokers(settings))
    findings = await check_topics(settings)
    for finding in findings:
        yield Check("topics", ok=False, found=finding)
    if not findings:
        yield Check("topics", ok=True, found="all topics are as the contract says")
    yield Check("rights", ok=True, found=await _rights(settings))
    for worker in WORKERS:
        yield await _delivery(worker.name, settings)


async def _brokers(settings: Settings) -> str:
    async with clients.admin(settings) as admin:
        cluster = await admin.describe_cluster()
    addresses = sorted(f"{broker['host']}:{broker['port']}" for broker in cluster["brokers"])
    return f"{', '.join(addresses)} answer by {settings.kafka_security_protocol}"


async def _rights(settings: Settings) -> str:
    """Return what the user may not do; which rights it needs depends on what it runs."""
    topics = [settings.topic_prefix + topic.name for topic in chosen_topics(settings.model)]
    lacking = await lacking_rights(settings, topics)
    if lacking is None:
        return "the brokers do not tell"
    if not lacking:
        return "READ and WRITE on all topics"
    return (
        f"no {', no '.join(lacking)}. A service needs READ on the topic that it reads, and "
        "WRITE on those that it writes"
    )


async def _delivery(service: str, settings: Settings) -> Check:
    """Return what a worker would promise; to find out takes its group and transactional id."""
    name = f"delivery of the {service}"
    try:
        delivery = await choose_delivery(service, settings)
    except SetupError as error:
        return Check(name, ok=False, found=str(error))
    if delivery == "at-least-once" and settings.delivery == "auto":
        return Check(name, ok=True, found=f"{delivery}: the brokers have no transactions")
    return Check(name, ok=True, found=delivery)
