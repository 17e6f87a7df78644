"""Whether a record costs the same however many came before: ``python -m tests.bench.growth``.

One worker goes through one full topic. Prints for each step of the count what a record of
that step cost, and the worker's memory at its end. With the ``copy`` handler it shows the
worker alone, which takes some minutes for a million; with the real ones half an hour.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.brokers import apache_kafka
from services.runtime.process.settings import Settings
from tests.bench.loads import describe, fresh_topics, inputs, publish, read_dumps
from tests.bench.measuring import Run, measure
from tests.bench.pages import print_table
from tests.bench.processes import Sample
from tests.bench.runs import command, own_settings
from tests.bench.stages import STAGES, Job


def main() -> None:
    options = arguments()
    print(f"{options.stage}, {options.delivery}; {describe(read_dumps(options.dumps))}\n")
    with apache_kafka() as broker:
        settings = own_settings(broker.bootstrap_servers, delivery=options.delivery)
        run = asyncio.run(way(settings, options))
    head = ["records", "records/s", "CPU s per 1,000", "MiB"]
    print_table(head, steps(run.samples, sorted(options.counts)))


async def way(settings: Settings, options: argparse.Namespace) -> Run:
    count, stage = max(options.counts), STAGES[options.stage]
    await fresh_topics(settings)
    await publish(settings, inputs(stage.source, read_dumps(options.dumps), count))
    job = Job(stage, options.stage, settings)
    return await measure(job, command("tagwire", job), count=count)


def steps(samples: Sequence[Sample], counts: Sequence[int]) -> Iterator[list[str]]:
    """Return a row for each count, from the one before (at first: from the first progress)."""
    before = next(sample for sample in samples if sample.settled)
    for count in counts:
        now = next(sample for sample in samples if sample.settled >= count)
        records = now.settled - before.settled
        if records <= 0:
            raise SystemExit(f"{count} records were done between two looks: take larger steps")
        yield [
            f"{count:,}",
            f"{records / (now.at - before.at):.0f}",
            f"{(now.cpu - before.cpu) / records * 1000:.3f}",
            f"{now.memory / 2**20:.0f}",
        ]
        before = now


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--stage", choices=STAGES, default="copy")
    parser.add_argument("--delivery", default="exactly-once", help="or at-least-once")
    parser.add_argument("--dumps", type=Path, help="a dump, or a page set (*.jsonl.gz)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
