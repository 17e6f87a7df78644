"""Trials: what is processed at once, what is left to the write, and what is named before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiokafka import TopicPartition

from schemas.dead_letters import Reason
from schemas.topics import ARTICLES
from services.records.record import Message, Record
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.stage import Stage
from services.runtime.delivery.suspects import MAX_ENDED_WORKERS, Suspects, Trace
from services.runtime.delivery.trials import Marks, Trials

PARTITION = TopicPartition("news-raw", 0)
MIB = 1024 * 1024


def records(count: int) -> list[Record]:
    return [Record("news-raw", 0, offset, b"") for offset in range(count)]


class Told:
    """A stage, what settles its outcomes and what names suspects: all they do is noted."""

    def __init__(self, *, result: int = 0) -> None:
        self.done: list[str] = []
        self.result = result
        self.trials = Trials(Stage("stub", self.handle, DeadLetterLimit(100)))

    def handle(self, record: Record) -> list[Message]:
        self.done.append(f"try {record.offset}")
        return [Message(ARTICLES, b"key", bytes(self.result))]

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        for record, messages in outcomes:
            dead = any(str(Reason.ENDED_WORKER).encode() in one for one in messages[0].headers)
            self.done.append(f"{'bury' if dead else 'settle'} {record.offset}")

    async def mark(self, marks: Marks) -> None:
        self.done += [f"name {offset}" for offset, _ in marks.values()]

    async def begin(self, due: Sequence[Record], trace: Trace) -> None:
        suspects = Suspects({PARTITION: trace})
        write = await self.trials.begin(due, suspects, self.settle, self.mark)
        self.done.append("write")
        await write()


async def test_a_batch_is_processed_at_once_and_named_once() -> None:
    told = Told()
    await told.begin(records(3), Trace())
    assert told.done == [
        "name 0", "try 0", "try 1", "try 2", "write", "settle 0", "settle 1", "settle 2",
    ]  # fmt: skip


async def test_suspects_are_left_to_the_write_and_come_one_by_one() -> None:
    told = Told()
    await told.begin(records(4), Trace(2, 2))
    assert told.done == [
        "write", "name 0", "try 0", "settle 0", "name 1", "try 1", "settle 1",
        "name 2", "try 2", "try 3", "settle 2", "settle 3",
    ]  # fmt: skip


async def test_what_was_in_hand_at_one_end_is_left_to_the_write_and_comes_together() -> None:
    told = Told()
    await told.begin(records(3), Trace(1, 2))
    assert told.done == [
        "write", "name 0", "try 0", "try 1", "settle 0", "settle 1", "try 2", "settle 2",
    ]  # fmt: skip


async def test_the_guilty_one_is_not_tried() -> None:
    told = Told()
    await told.begin(records(2), Trace(MAX_ENDED_WORKERS, 2))
    assert told.done == ["write", "bury 0", "name 1", "try 1", "settle 1"]


async def test_outcomes_are_written_before_they_are_too_many_bytes() -> None:
    told = Told(result=3 * MIB)
    await told.begin(records(5), Trace())
    assert told.done == [
        "name 0", "try 0", "try 1", "try 2", "write", "settle 0", "settle 1", "settle 2",
        "try 3", "try 4", "settle 3", "settle 4",
    ]  # fmt: skip


async def test_a_batch_waits_for_one_that_is_processed_bit_by_bit() -> None:
    told = Told()
    suspects = Suspects({PARTITION: Trace(2, 9)})
    write = await told.trials.begin(records(2), suspects, told.settle, told.mark)
    waiting = asyncio.create_task(told.trials.ready())
    await asyncio.sleep(0)
    assert not waiting.done()
    await write()
    await waiting


async def test_nothing_due_is_nothing_to_do() -> None:
    told = Told()
    await told.begin([], Trace())
    assert told.done == ["write"]
