"""What the user of the settings may do with topics, as far as brokers tell it (KIP-430)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.runtime.kafka import clients
from services.runtime.kafka.protocol.topic_ids import topic_rights
from services.runtime.process.settings import Settings

_OPERATIONS = {"READ": 3, "WRITE": 4}
"""Codes of operations (`AclOperation`): the places of their bits."""

_NOT_TOLD = -(2**31)


async def lacking_rights(settings: Settings, topics: Collection[str]) -> list[str] | None:
    """Return which rights on topics are lacking; None if the brokers do not tell.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    async with clients.admin(settings) as admin:
        client = admin._client  # noqa: SLF001 - the admin client has no request for it
        return lacking(await topic_rights(client, topics))


def lacking(rights: Mapping[str, int]) -> list[str] | None:
    """Return what of READ and WRITE is not among the rights on each topic, given as bits."""
    if not rights or _NOT_TOLD in rights.values():
        return None
    return [
        f"{operation} on {name}"
        for name, bits in sorted(rights.items())
        for operation, bit in _OPERATIONS.items()
        if not bits >> bit & 1
    ]
