"""FastStream's batch subscriber on confluent-kafka; see `faststream_aiokafka`."""

from __future__ import annotations

import asyncio
from typing import cast

from confluent_kafka import Message
from faststream import AckPolicy, FastStream
from faststream.confluent import KafkaBroker
from faststream.confluent.annotations import KafkaMessage

from schemas.topics import DEAD_LETTERS
from services.records.record import Header, Record
from tests.bench.stages import POLL_SECONDS, job

work = job()
broker = KafkaBroker(
    work.settings.kafka_bootstrap_servers,
    acks="all",
    linger_ms=5,
    max_request_size=DEAD_LETTERS.max_message_bytes,
    config={"batch.size": 256 * 1024},
    allow_auto_create_topics=False,
)


def plain(record: Message) -> Record:
    return Record(
        topic=record.topic() or "",
        partition=record.partition() or 0,
        offset=record.offset() or 0,
        key=record.key(),
        value=record.value(),
        headers=tuple(cast("list[Header]", record.headers() or [])),
        timestamp=record.timestamp()[1],
    )


async def bytes_alone(message: KafkaMessage) -> object:
    return message.body


@broker.subscriber(
    work.source,
    batch=True,
    max_records=work.settings.batch_records,
    polling_interval=POLL_SECONDS,
    group_id=work.group,
    auto_offset_reset="earliest",
    isolation_level="read_committed",
    ack_policy=AckPolicy.NACK_ON_ERROR,
    decoder=bytes_alone,
)
async def settle(batch: KafkaMessage) -> None:
    records = cast("tuple[Message, ...]", batch.raw_message)
    sent = [
        await broker.publish(
            message.value,
            work.topic(message.topic),
            key=message.key,
            headers={name: (value or b"").decode() for name, value in message.headers},
            no_confirm=True,
        )
        for record in records
        for message in work.stage.results(plain(record))
    ]
    await asyncio.gather(*sent)


if __name__ == "__main__":
    asyncio.run(FastStream(broker).run())
