"""A batch of records on its way to written outcomes, whatever the delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from schemas.dead_letters import Reason
from services.runtime.dead_letters import dead_letter
from services.runtime.logging import get_logger
from services.runtime.outcomes import outcome
from services.runtime.records import Handler, Message, Record, Rejected

log = get_logger(__name__)


class Outcome(NamedTuple):
    """A record and all that is written for it."""

    record: Record
    messages: Sequence[Message]


class Writer(Protocol):
    """Settles batches: when it returns, every record's outcome is with the brokers for good."""

    async def settle(self, records: Sequence[Record]) -> None:
        """Process the records and write their outcomes. Anything raised is unforeseen."""

    async def release(self) -> None:
        """Let go of all partitions: another worker may own them from here on."""


class Stage(NamedTuple):
    """A service's name, as dead letters give it, and its work."""

    name: str
    handler: Handler

    async def outcomes(self, records: Sequence[Record]) -> list[Outcome]:
        """Return the outcome of each record."""
        found = []
        for record in records:
            found.append(Outcome(record, outcome(record, self.handler, stage=self.name)))
            await asyncio.sleep(0)  # let heartbeats and sends run between two records
        return found

    def refused(self, record: Record) -> Message:
        """Return the dead letter of a record whose result the brokers find too large."""
        error = Rejected(
            Reason.TOO_LARGE,
            "the brokers refuse a result of this size, though it is within the contract's limit: "
            "see `tagwire topics check`, then replay",
        )
        log.warning("dead-letter", record=record.position, reason=error.reason)
        return dead_letter(record, error, stage=self.name)
