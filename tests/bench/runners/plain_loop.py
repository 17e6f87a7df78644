"""aiokafka alone, the least that gives the guarantee: read, write, confirm, then commit."""

from __future__ import annotations

import asyncio
import time

from aiokafka import AIOKafkaConsumer

from services.records.record import from_aiokafka
from services.runtime.kafka import clients
from tests.bench.stages import COMMIT_SECONDS, Job, job


async def run(work: Job) -> None:
    settings, committed = work.settings, 0.0
    consumer = AIOKafkaConsumer(
        work.source,
        **clients.connection(settings),
        group_id=work.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        session_timeout_ms=int(settings.kafka_session_timeout_seconds * 1000),
    )
    async with consumer, clients.producer(settings) as producer:
        while True:
            batch = await consumer.getmany(timeout_ms=50, max_records=settings.batch_records)
            sent = [
                await clients.send(producer, message, settings)
                for records in batch.values()
                for record in records
                for message in work.stage.results(from_aiokafka(record))
            ]
            await asyncio.gather(*sent)
            if time.monotonic() - committed >= COMMIT_SECONDS:
                await consumer.commit()
                committed = time.monotonic()


if __name__ == "__main__":
    asyncio.run(run(job()))
