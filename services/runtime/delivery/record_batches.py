"""Record batches: messages packed by us, where aiokafka's `send` makes a future of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from aiokafka.partitioner import DefaultPartitioner

from services.records.record import Message, Record
from services.runtime.process.settings import Settings

SourcedMessage = tuple[Record, Message]
"""A message that is to be written, and the record that it was made of."""

Failure = tuple[SourcedMessage, BaseException]

_KEYS = 1024
"""A record's messages have one key, which is hashed for the first only."""

_partitioner = DefaultPartitioner()


class RecordBatch(NamedTuple):
    """What goes to one partition as one record batch; `builder` is aiokafka's `BatchBuilder`."""

    topic: str
    partition: int
    builder: Any
    messages: list[SourcedMessage]

    @property
    def place(self) -> tuple[str, int]:
        """Return the partition, by its topic and number."""
        return self.topic, self.partition

    def takes(self, one: SourcedMessage) -> bool:
        """Add a message if there is room; an empty batch has room for any."""
        message = one[1]
        added = self.builder.append(
            timestamp=message.timestamp,
            key=message.key,
            value=message.value,
            headers=list(message.headers),
        )
        if added is None:
            return False
        self.messages.append(one)
        return True


async def failures(
    producer: AIOKafkaProducer,
    messages: Sequence[SourcedMessage],
    settings: Settings,
    *,
    isolate: Collection[str] = (),
) -> list[Failure]:
    """Send all, wait until the brokers have confirmed or refused each, and return what failed.

    Brokers refuse a record batch that is too large as a whole. Messages of records at the
    positions `isolate` have one of their own, which tells whether they are too large themselves.
    """
    names = {one.topic.name: settings.topic_prefix + one.topic.name for _, one in messages}
    try:
        counts = {name: len(await producer.partitions_for(name)) for name in names.values()}
    except KafkaError as error:
        return [(one, error) for one in messages]
    batches = packed(messages, names, counts, producer.create_batch, isolate=isolate)
    sent = [await _sent(producer, batch) for batch in batches]
    results = await asyncio.gather(*sent, return_exceptions=True)
    return list(_failed(zip(batches, results, strict=True)))


def is_too_large(error: BaseException) -> bool:
    """Tell whether a record batch is over the limit of its topic, or of the topic's segments."""
    return isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError)


def _failed(results: Iterable[tuple[RecordBatch, object]]) -> Iterator[Failure]:
    """Yield the messages of batches that failed, and of those after them in their partitions.

    Written again later than what follows it, an older value of a key would be its last.
    """
    errors: dict[tuple[str, int], BaseException] = {}
    for batch, result in results:
        error = result if isinstance(result, BaseException) else errors.get(batch.place)
        if error is None:
            continue
        if not is_too_large(error):  # that is of this batch alone
            errors.setdefault(batch.place, error)
        yield from ((one, error) for one in batch.messages)


def packed(
    messages: Iterable[SourcedMessage],
    names: Mapping[str, str],
    counts: Mapping[str, int],
    new_builder: Callable[[], Any],
    *,
    isolate: Collection[str] = (),
) -> list[RecordBatch]:
    """Return the messages in batches, those of a partition in the order given.

    `names` has the full name of each topic, `counts` by full name how many partitions it has.
    """
    batches: list[RecordBatch] = []
    last: dict[tuple[str, int], RecordBatch] = {}
    for one in messages:
        name = names[one[1].topic.name]
        place = name, _partition(one[1].key, counts[name])
        if isolate and one[0].position in isolate:
            last.pop(place, None)
            batches.append(_begun(place, new_builder(), one))
        elif place not in last or not last[place].takes(one):
            last[place] = _begun(place, new_builder(), one)
            batches.append(last[place])
    return batches


def _begun(place: tuple[str, int], builder: Any, one: SourcedMessage) -> RecordBatch:  # noqa: ANN401
    batch = RecordBatch(*place, builder, [])
    batch.takes(one)
    return batch


def _partition(key: bytes | None, count: int) -> int:
    return _random(count) if key is None else _hashed(key, count)


def _random(count: int) -> int:
    return int(_partitioner(None, range(count), None))


@lru_cache(_KEYS)
def _hashed(key: bytes, count: int) -> int:
    """Return where every Kafka client puts a key, which is slow to find out in Python."""
    return int(_partitioner(key, range(count), None))


async def _sent(producer: AIOKafkaProducer, batch: RecordBatch) -> asyncio.Future[object]:
    """Hand a batch over; the future tells what became of it, also if it is not taken."""
    try:
        confirmation: asyncio.Future[object] = await producer.send_batch(
            batch.builder, batch.topic, partition=batch.partition
        )
    except (AssertionError, KafkaError) as error:  # aiokafka asserts that it knows the partition
        confirmation = asyncio.get_running_loop().create_future()
        confirmation.set_exception(error)
    return confirmation
