"""How fast the pipeline is: ``python -m tests.bench.pipeline [DUMPS]``.

Prints the cost of the pure functions on the demo's text dump, and the records per second
of one parser and one classifier process on a preloaded topic of Apache Kafka, start-up
excluded. Timings on a busy machine are noisy: compare figures of one run only.
"""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from importlib.resources import files

from deploy.brokers import apache_kafka
from schemas.topics import ARTICLES, RAW, TAGGED, Topic
from services.classifier.handler import handle as classify
from services.parser.handler import handle as parse
from services.runtime import clients
from services.runtime.records import Handler, Message, Record
from services.runtime.settings import Settings
from services.runtime.topics import create_topics
from tests.integration.harness import process, tagwire

DUMP = (files("services.cli") / "samples" / "harbour-fire.txt").read_bytes()
ROUNDS = 500


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    record = Record(RAW.name, 0, 0, DUMP)
    article = Record(ARTICLES.name, 0, 0, parse(record)[0].value)
    print(f"parse     {cost(parse, record):8.0f} µs a dump of {len(DUMP)} bytes")
    print(f"classify  {cost(classify, article):8.0f} µs an article")
    with apache_kafka() as broker:
        asyncio.run(streams(broker.bootstrap_servers, count))


def cost(handler: Handler, record: Record) -> float:
    """Return the median time of the handler on a record, in microseconds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        handler(record)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[ROUNDS // 2] * 1e6


async def streams(bootstrap_servers: str, count: int) -> None:
    settings = Settings(
        kafka_bootstrap_servers=bootstrap_servers,
        topic_prefix=f"bench{uuid.uuid4().hex[:8]}-",
        topic_partitions=4,
    )
    await create_topics(settings)
    await preload(settings, count)
    for service, sink in (("parser", ARTICLES), ("classifier", TAGGED)):
        with process(tagwire(service), settings):
            rate = await measure(settings, sink, count)
        print(f"{service:10}{rate:8.0f} records/s, one process, {count} records")


async def preload(settings: Settings, count: int) -> None:
    async with clients.producer(settings) as producer:
        sent = [
            await clients.send(producer, Message(RAW, None, DUMP), settings) for _ in range(count)
        ]
        await asyncio.gather(*sent)


async def measure(settings: Settings, sink: Topic, count: int) -> float:
    """Return the records per second that arrive on the sink, from the first one on."""
    name = settings.topic_prefix + sink.name
    async with clients.consumer(settings, name, start="earliest") as consumer:
        seen, first = 0, 0.0
        while seen < count:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                first = first or time.perf_counter()
                seen += len(records)
    return count / (time.perf_counter() - first)


if __name__ == "__main__":
    main()
