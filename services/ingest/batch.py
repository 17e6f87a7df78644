"""A batch of dumps: each is handed on as soon as it has come in, and answered in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

import orjson

from services.ingest.core import Accepted
from services.ingest.counts import refusal
from services.ingest.guard import Permit
from services.ingest.in_flight import Share
from services.ingest.problems import Foreseen
from services.ingest.publishing import Publisher, Sent, Unavailable, publish
from services.ingest.refused import Refused
from services.records.record import Rejected

DUMP_BYTES = 2048
"""What a dump on its way costs besides its own bytes, by measure."""

_MAX_UNCONFIRMED_DUMPS = 500
"""Dumps of a batch on their way to the brokers at once."""

_MAX_UNCONFIRMED_BYTES = 4 * 1024 * 1024


class _Outcome(NamedTuple):
    number: int
    outcome: Sent | Foreseen
    size: int


class Batch:
    """Publishes dumps one after the other, and keeps an answer for each.

    Once the brokers have not confirmed a dump in time, no more are tried.
    """

    def __init__(
        self, publisher: Publisher, share: Share, turn: asyncio.Lock, permit: Permit
    ) -> None:
        self.answers = bytearray()
        self.all_taken = True
        self._publisher = publisher
        self._share = share
        self._turn = turn
        self._permit = permit
        self._waiting: deque[_Outcome] = deque()
        self._unconfirmed_bytes = 0
        self._gave_up: Unavailable | None = None

    async def take(self, number: int, check: Callable[[], Accepted]) -> None:
        """Publish what `check` accepts, or keep why it does not; `number` is its place.

        Raises:
            Overloaded: somebody else needs what the batch holds.

        """
        outcome, size = await self._outcome(check)
        self._waiting.append(_Outcome(number, outcome, size))
        self._unconfirmed_bytes += size
        while (
            len(self._waiting) > _MAX_UNCONFIRMED_DUMPS
            or self._unconfirmed_bytes > _MAX_UNCONFIRMED_BYTES
        ):
            await self._answer_next()
        await asyncio.sleep(0)

    async def finish(self, number: int, error: Foreseen | None = None) -> None:
        """Answer all that was taken, and with `error` dump `number` and all after it."""
        if error is not None:
            self._waiting.append(_Outcome(number, error, 0))
        while self._waiting:
            await self._answer_next()

    async def _outcome(self, check: Callable[[], Accepted]) -> tuple[Sent | Foreseen, int]:
        if self._gave_up is not None:
            return self._gave_up, 0
        try:
            async with self._turn:  # one line of one batch: single dumps need not wait for more
                dump = self._permit.check(check())
        except (Rejected, Refused) as error:
            return error, 0
        size = len(dump.message.value or b"") + DUMP_BYTES
        await self._share.hold(size)
        try:
            sent = await publish(self._publisher, dump)
        except (Rejected, Unavailable) as error:
            self._share.drop(size)
            self._note(error)
            return error, 0
        self._share.hand_over(size, sent.confirmation)
        return sent, size

    async def _answer_next(self) -> None:
        number, outcome, size = self._waiting.popleft()
        self._unconfirmed_bytes -= size
        answer = orjson.dumps({"line": number, **await self._described(outcome)}) + b"\n"
        await self._share.hold(len(answer))
        self.answers += answer

    async def _described(self, outcome: Sent | Foreseen) -> dict[str, object]:
        if not isinstance(outcome, Sent):
            self.all_taken = False
            return refusal(outcome)
        try:
            await outcome.confirmed()
        except (Rejected, Unavailable) as error:
            self._note(error)
            self.all_taken = False
            return refusal(error)
        return {"status": HTTPStatus.ACCEPTED.value, "id": outcome.dump_id}

    def _note(self, error: Rejected | Unavailable) -> None:
        if isinstance(error, Unavailable) and self._gave_up is None:
            self._gave_up = Unavailable(
                "not tried, as the Kafka brokers did not confirm a dump before it: send it again"
            )
