"""FastStream's batch subscriber on aiokafka.

With `NACK_ON_ERROR` it commits after the handler has returned, so the handler awaits all
confirmations: `no_confirm` gives futures, which let the producer fill its batches. By
default (`ACK_FIRST`) FastStream would commit what was only read.
"""

from __future__ import annotations

import asyncio

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage

from schemas.topics import DEAD_LETTERS
from services.records.record import from_aiokafka
from tests.bench.stages import POLL_SECONDS, job

work = job()
broker = KafkaBroker(
    work.settings.kafka_bootstrap_servers,
    acks="all",
    linger_ms=0,
    max_batch_size=256 * 1024,
    max_request_size=DEAD_LETTERS.max_message_bytes,
    allow_auto_create_topics=False,
)


async def bytes_alone(message: KafkaMessage) -> object:
    return message.body


@broker.subscriber(
    work.source,
    batch=True,
    max_records=work.settings.batch_records,
    batch_timeout_ms=round(POLL_SECONDS * 1000),
    group_id=work.group,
    auto_offset_reset="earliest",
    isolation_level="read_committed",
    ack_policy=AckPolicy.NACK_ON_ERROR,
    decoder=bytes_alone,
)
async def settle(batch: KafkaMessage) -> None:
    sent = [
        await broker.publish(
            message.value,
            work.topic(message.topic),
            key=message.key,
            headers={name: (value or b"").decode() for name, value in message.headers},
            no_confirm=True,
        )
        for record in batch.raw_message
        for message in work.stage.results(from_aiokafka(record))
    ]
    await asyncio.gather(*sent)


if __name__ == "__main__":
    asyncio.run(FastStream(broker).run())
