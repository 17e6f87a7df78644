"""How fast the pipeline is: ``python -m tests.bench.pipeline [--help]``.

Prints the cost of the pure functions, then, for each delivery: records a second and CPU time
of parser and classifier on a full topic, with one process and with two, start-up excluded;
and how long a dump takes from news-raw to news-tagged at 10, 50 and 80 % of the peak rate.
Timings on a busy machine are noisy: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, median

from deploy.brokers import apache_kafka
from services.records.record import Message, Record
from tests.bench.latency import Latency, latencies
from tests.bench.loads import describe, fresh_topics, inputs, publish, read_dumps
from tests.bench.measuring import Run, measure
from tests.bench.pages import print_table
from tests.bench.runs import command, own_settings
from tests.bench.stages import STAGES, Job, Stage

DELIVERIES = ("exactly-once", "at-least-once")
SHARES = (0.1, 0.5, 0.8)
_CALLS = 500


def main() -> None:
    options = arguments()
    dumps = read_dumps(options.dumps)
    print(f"{describe(dumps)}\n")
    pure = [[name, *costs(STAGES[name], dumps)] for name in ("parser", "classifier")]
    print_table(["pure function", "µs, median", "mean"], pure)
    with apache_kafka() as broker:
        asyncio.run(throughput(broker.bootstrap_servers, dumps, options))
        asyncio.run(delays(broker.bootstrap_servers, dumps, options))


def costs(stage: Stage, dumps: list[Message]) -> tuple[str, str]:
    """Return the median and mean time of the handler on the stage's records."""
    taken = []
    for message in inputs(stage.source, dumps, max(_CALLS, len(dumps))):
        record = Record(stage.source.name, 0, 0, message.value, message.key, message.headers)
        start = time.perf_counter()
        stage.results(record)
        taken.append((time.perf_counter() - start) * 1e6)
    return f"{median(taken):.0f}", f"{fmean(taken):.0f}"


async def throughput(servers: str, dumps: list[Message], options: argparse.Namespace) -> None:
    for name in ("parser", "classifier"):
        stage = STAGES[name]
        settings = own_settings(servers)
        await fresh_topics(settings)
        await publish(settings, inputs(stage.source, dumps, options.count))
        found: dict[tuple[str, int], list[Run]] = {}
        for turn in range(options.rounds):
            for delivery in DELIVERIES:
                for processes in (1, 2):
                    own = settings.model_copy(update={"delivery": delivery})
                    job = Job(stage, f"{name}-{delivery}-{processes}-{turn}", own)
                    start = command("tagwire", job)
                    run = await measure(job, start, count=options.count, processes=processes)
                    found.setdefault((delivery, processes), []).append(run)
        rates = ["records/s", "of one", "of at-least-once"]
        head = [name, "processes", *rates, "CPU s per 1,000", "of one", "MiB"]
        print_table(head, throughput_rows(found))


def throughput_rows(found: dict[tuple[str, int], list[Run]]) -> Iterator[list[str]]:
    rates = {key: median(run.records_per_second for run in runs) for key, runs in found.items()}
    cpu = {key: median(run.cpu_per_1000 for run in runs) for key, runs in found.items()}
    for key, runs in found.items():
        delivery, processes = key
        one = (delivery, 1)
        yield [
            delivery,
            str(processes),
            f"{rates[key]:.0f}",
            f"{rates[key] / rates[one]:.2f}",
            f"{rates[key] / rates['at-least-once', processes]:.2f}",
            f"{cpu[key]:.3f}",
            f"{cpu[key] / cpu[one]:.2f}",
            f"{median(run.memory for run in runs):.0f}",
        ]


async def delays(servers: str, dumps: list[Message], options: argparse.Namespace) -> None:
    rows = []
    for delivery in DELIVERIES:
        peak, found = await latencies(
            own_settings(servers, delivery=delivery),
            dumps,
            peak_count=options.count // 4,
            shares=SHARES,
            seconds=options.seconds,
        )
        rows += [
            delay_row(delivery, share, peak, one) for share, one in zip(SHARES, found, strict=True)
        ]
    print_table(
        [
            "raw to tagged",
            "of the peak",
            "records/s",
            "published",
            "counted",
            "p50 ms",
            "p99 ms",
            "most",
        ],
        rows,
    )


def delay_row(delivery: str, share: float, peak: float, one: Latency) -> list[str]:
    return [
        delivery,
        f"{share:.0%} of {peak:.0f}/s",
        f"{one.rate:.0f}",
        f"{one.published:.0f}",
        str(len(one.taken)),
        f"{one.percentile(50):.0f}",
        f"{one.percentile(99):.0f}",
        f"{max(one.taken):.0f}",
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumps", type=Path, help="a dump, or a page set (*.jsonl.gz)")
    parser.add_argument("--count", type=int, default=20_000, help="records (20000)")
    parser.add_argument("--rounds", type=int, default=1, help="turns of each (1)")
    parser.add_argument("--seconds", type=float, default=30, help="of each latency load (30)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
