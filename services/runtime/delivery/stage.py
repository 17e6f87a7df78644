"""A batch of records on its way to written outcomes, whatever the delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic, perf_counter
from typing import NamedTuple, Protocol

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS
from services.records import last_resort
from services.records.dead_letters import dead_letter
from services.records.record import Handler, Message, Record, Rejected
from services.records.skipped import Skipped, skipped_letter
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit, source_of
from services.runtime.delivery.dead_letter_log import tell_ended
from services.runtime.delivery.outcome_counts import OutcomeCounts
from services.runtime.delivery.outcomes import Outcome, outcome
from services.runtime.delivery.record_batches import SourcedMessage
from services.runtime.delivery.suspects import MAX_ENDED_WORKERS
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger

log = get_logger(__name__)

_TURN_SECONDS = 0.001
"""So long what sends and receives waits for its turn, or for one record if that takes longer."""


_OUTCOME_BYTES = 8 * 1024 * 1024
"""Outcomes of so many bytes, or of one record, are written at once: they are copied for it."""


def sourced_messages(outcomes: Sequence[Outcome]) -> list[SourcedMessage]:
    """Return the messages of the outcomes, each with its record."""
    return [(one.record, message) for one in outcomes for message in one.messages]


Write = Callable[[], Awaitable[None]]
"""Writes the outcomes of a batch: when it returns they are with the brokers for good."""


class Writer(Protocol):
    """Settles batches in two steps, so that one can be made while another is written."""

    async def prepare(self, records: Sequence[Record]) -> Write:
        """Process the records, and return what writes their outcomes.

        Writes are called in the order of the batches, one at a time. Anything raised, by
        either step, is unforeseen.
        """


class Stage(NamedTuple):
    """A service's name, as dead letters give it, its work, its failures, and what is counted."""

    name: str
    handler: Handler
    limit: DeadLetterLimit
    counts: OutcomeCounts = OutcomeCounts(0)

    async def outcomes(self, records: Sequence[Record]) -> list[Outcome]:
        """Return the outcomes of the first records: of all, if they are not too large together.

        Raises:
            TooManyDeadLetters: the work fails so often that nothing of it may be written.

        """
        found = []
        turn = monotonic()
        size = 0
        for record in records:
            if isinstance(record, Skipped):  # nothing failed
                found.append(Outcome(record, [skipped_letter(record, stage=self.name)]))
                continue
            if size >= _OUTCOME_BYTES:
                break
            begun = perf_counter()
            messages = outcome(record, self.handler, stage=self.name)
            self.counts.handled(perf_counter() - begun)
            self._count(record, messages)
            found.append(Outcome(record, messages))
            size += sum(message.size for message in messages)
            if monotonic() - turn > _TURN_SECONDS:
                await asyncio.sleep(0)  # a turn of the event loop costs as much as copying a record
                turn = monotonic()
        return found

    def ended(self, record: Record) -> Outcome:
        """Return the outcome of a record that is not processed, as it has ended workers.

        Raises:
            TooManyDeadLetters: this happens so often that nothing more may be written.

        """
        error = Rejected(
            Reason.ENDED_WORKER,
            f"{MAX_ENDED_WORKERS} workers have ended with this record in hand, the last two with "
            "nothing else: killed, out of memory, or stalled. See their logs, and replay it after "
            "a fix",
        )
        tell_ended(record, error)
        self.limit.rejected(source_of(record), ours=True)
        return Outcome(record, [dead_letter(record, error, stage=self.name)])

    def _count(self, record: Record, messages: Sequence[Message]) -> None:
        letter = next((one for one in messages if one.topic is DEAD_LETTERS), None)
        if letter is None:
            self.limit.passed(source_of(record))
        else:
            ours = (names.REASON, Reason.INTERNAL_ERROR.encode()) in letter.headers
            self.limit.rejected(source_of(record), ours=ours)

    def too_large_letter(self, record: Record, refused: Message) -> Message:
        """Return what to write for a record instead of a message that brokers find too large.

        For a result that is the record's dead letter, for a dead letter a smaller one.

        Raises:
            TooManyDeadLetters: this happens so often that nothing more may be written.
            SetupError: the brokers take no dead letter, be it as small as can be.

        """
        if refused.topic is DEAD_LETTERS:
            return self._smaller(record, refused)
        self.limit.recount()
        error = Rejected(
            Reason.TOO_LARGE,
            "the brokers refuse a result of this size, though it is within the contract's limit: "
            "see `tagwire topics check`, then replay",
        )
        tell_ended(record, error)
        return dead_letter(record, error, stage=self.name)

    def _smaller(self, record: Record, letter: Message) -> Message:
        found = last_resort.smaller(letter)
        if found is None:
            raise SetupError(
                f"the brokers refuse a dead letter of {letter.size} bytes: let topic "
                f"{DEAD_LETTERS.name} take larger ones (max.message.bytes, segment.bytes), as "
                "`tagwire topics check` says"
            )
        log.warning("dead-letter-cut", record=record.position, bytes=found.size)
        return found
