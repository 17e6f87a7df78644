"""From the append of a raw record to its tagged record, with both services running.

Publishing is open-loop: at a fixed rate, whether or not the services keep up. The clock runs
from the broker's append time of the raw record (LogAppendTime, from its confirmation) until
a `read_committed` consumer has the tagged record in hand: under transactions that is after
the commit. Broker and consumer share this machine's clock; a millisecond is its resolution.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from statistics import quantiles
from typing import NamedTuple

from schemas import headers
from schemas.topics import DEAD_LETTERS, RAW, TAGGED
from services.records.record import Message, from_aiokafka
from services.runtime.kafka import clients
from services.runtime.process.settings import Settings
from tests.bench.loads import fresh_topics, inputs, publish_at
from tests.bench.measuring import FIRST, LAST, joined
from tests.bench.processes import workers
from tests.integration.harness import tagwire_command

_WARM_UP = 0.2
"""The first share of a load, which is not counted."""
_DEADLINE_SECONDS = 300


class Latency(NamedTuple):
    """A load: records a second wanted and published, and how long each took, milliseconds."""

    rate: float
    published: float
    taken: Sequence[float]

    def percentile(self, percent: int) -> float:
        return quantiles(self.taken, n=100, method="inclusive")[percent - 1]


async def latencies(
    settings: Settings,
    dumps: list[Message],
    *,
    peak_count: int,
    shares: Sequence[float],
    seconds: float,
) -> tuple[float, list[Latency]]:
    """Return the peak rate of both services together, and their latency at shares of it."""
    await fresh_topics(settings)
    commands = [tagwire_command("parser"), tagwire_command("classifier")]
    with workers(commands, settings) as children:
        async with clients.admin(settings) as admin, arrivals(settings) as seen:
            await joined(admin, settings.group("parser"), 1, children)
            await joined(admin, settings.group("classifier"), 1, children)
            gc.freeze()  # what is measured is not this process
            await _load(settings, dumps, seen, range(peak_count), rate=None)
            peak = _rate(list(seen.values()))
            found = []
            first = peak_count
            for share in shares:
                count = int(peak * share * seconds)
                numbers = range(first, first + count)
                found.append(await _latency(settings, dumps, seen, numbers, rate=peak * share))
                first += count
                children.check()
    return peak, found


async def _latency(
    settings: Settings, dumps: list[Message], seen: dict[int, float], numbers: range, rate: float
) -> Latency:
    appended = await _load(settings, dumps, seen, numbers, rate=rate)
    counted = numbers[int(len(numbers) * _WARM_UP) :]
    taken = [seen[number] - appended[number] for number in counted]
    lasted = (appended[counted[-1]] - appended[counted[0]]) / 1000
    return Latency(rate, (len(counted) - 1) / lasted, taken)


async def _load(
    settings: Settings,
    dumps: list[Message],
    seen: dict[int, float],
    numbers: range,
    rate: float | None,
) -> dict[int, int]:
    """Publish the records of these numbers, and wait until all have arrived."""
    messages = islice(inputs(RAW, dumps, numbers.stop), numbers.start, None)
    appended = await publish_at(settings, messages, rate=rate)
    async with asyncio.timeout(_DEADLINE_SECONDS):
        while len(seen) < numbers.stop:
            await asyncio.sleep(0.05)
    return {numbers.start + place: when for place, when in appended.items()}


def _rate(times: Sequence[float]) -> float:
    ordered = sorted(times)
    first, last = int(len(ordered) * FIRST), int(len(ordered) * LAST)
    return (last - first) / (ordered[last] - ordered[first]) * 1000


@asynccontextmanager
async def arrivals(settings: Settings) -> AsyncIterator[dict[int, float]]:
    """Give when each record's outcome arrived, by its number: milliseconds since 1970."""
    seen: dict[int, float] = {}
    names = [settings.topic_prefix + topic.name for topic in (TAGGED, DEAD_LETTERS)]
    async with clients.consumer(settings, *names, start="latest") as consumer:
        await asyncio.gather(*map(consumer.position, consumer.assignment()))

        async def read() -> None:
            while True:
                batches = await consumer.getmany(timeout_ms=1000)
                now = time.time() * 1000
                for record in (one for records in batches.values() for one in records):
                    seen.setdefault(int(from_aiokafka(record).header(headers.CE_ID) or -1), now)

        reading = asyncio.create_task(read())
        try:
            yield seen
        finally:
            reading.cancel()
