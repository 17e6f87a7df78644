"""Our worker beside its peers: ``python -m tests.bench.peers [--help]``.

All run the same pure functions on the same records, and confirm results before they commit
offsets. They take turns, `--rounds` times; the table holds medians and the ratio to the plain
aiokafka loop. Trust the ratios only, and only those of one table.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from deploy.brokers import apache_kafka
from services.records.record import Message
from services.runtime.process.settings import Settings
from tests.bench.loads import describe, fresh_topics, inputs, publish, read_dumps
from tests.bench.measuring import Run, measure
from tests.bench.pages import print_table
from tests.bench.runs import command, own_settings
from tests.bench.stages import STAGES, Job, Stage

PLAIN = "plain aiokafka loop"


class Runner(NamedTuple):
    """A worker script under `runners`, and the delivery it is asked for; ours has two sources."""

    title: str
    module: str
    delivery: str
    python: str = sys.executable
    source: str = "faust"

    @property
    def name(self) -> str:
        return f"{self.module}-{self.source}-{self.delivery}"


def runners(quixstreams: str) -> list[Runner]:
    """Return all that can run here; `quixstreams` is a Python that has it."""
    ours = [
        Runner(PLAIN, "plain_loop", "at-least-once"),
        *(
            Runner(f"tagwire by {source}, {delivery}", "tagwire", delivery, source=source)
            for source in ("faust", "aiokafka")
            for delivery in ("at-least-once", "exactly-once")
        ),
        Runner("faststream, aiokafka", "faststream_aiokafka", "at-least-once"),
        Runner("faststream, confluent", "faststream_confluent", "at-least-once"),
    ]
    if not _has_quixstreams(quixstreams):
        print("quixstreams is left out: --quixstreams names a Python that has it (see --help)\n")
        return ours
    return [
        *ours,
        Runner("quixstreams, at-least-once", "quix", "at-least-once", quixstreams),
        Runner("quixstreams, exactly-once", "quix", "exactly-once", quixstreams),
    ]


def _has_quixstreams(python: str) -> bool:
    trial = [python, "-c", "import quixstreams"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def main() -> None:
    options = arguments()
    dumps = read_dumps(options.dumps)
    print(f"{options.count} records; {describe(dumps)}; medians of {options.rounds} rounds\n")
    chosen = [one for one in runners(options.quixstreams) if options.only in one.title]
    with apache_kafka() as broker:
        for name in options.stages.split(","):
            settings = own_settings(broker.bootstrap_servers)
            asyncio.run(compare(STAGES[name], chosen, dumps, settings, options))


async def compare(
    stage: Stage,
    chosen: Sequence[Runner],
    dumps: list[Message],
    settings: Settings,
    options: argparse.Namespace,
) -> None:
    await fresh_topics(settings)
    await publish(settings, inputs(stage.source, dumps, options.count))
    found: dict[str, list[Run]] = {runner.title: [] for runner in chosen}
    for number, runner in turns(chosen, options.rounds):
        wanted = {"delivery": runner.delivery, "source": runner.source}
        job = Job(stage, f"{runner.name}-{number}", settings.model_copy(update=wanted))
        run = await measure(job, command(runner.module, job, runner.python), count=options.count)
        print(f"{stage.name}, round {number}, {runner.title}: {run.records_per_second:.0f}/s")
        found[runner.title].append(run)
    print()
    print_table(
        [stage.name, "records/s", "of the plain loop", "CPU s per 1,000", "of the loop", "MiB"],
        table(found),
    )


def turns(chosen: Sequence[Runner], rounds: int) -> Iterator[tuple[int, Runner]]:
    """Return each runner once a round, another one first each time."""
    for number in range(rounds):
        shift = number % len(chosen)
        yield from ((number, runner) for runner in (*chosen[shift:], *chosen[:shift]))


def table(found: dict[str, list[Run]]) -> Iterator[list[str]]:
    rates = {title: median(run.records_per_second for run in runs) for title, runs in found.items()}
    costs = {title: median(run.cpu_per_1000 for run in runs) for title, runs in found.items()}
    for title, runs in found.items():
        memory = median(run.memory for run in runs)
        ratios = [f"{of[title] / of[PLAIN]:.2f}" if PLAIN in of else "" for of in (rates, costs)]
        yield [
            title,
            f"{rates[title]:.0f}",
            ratios[0],
            f"{costs[title]:.3f}",
            ratios[1],
            f"{memory:.0f}",
        ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumps", type=Path, help="a dump, or a page set (*.jsonl.gz)")
    parser.add_argument("--count", type=int, default=20_000, help="records (20000)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (3)")
    parser.add_argument("--stages", default="copy,parser,classifier", help="which of them")
    parser.add_argument("--only", default="", help="runners with this in their title")
    parser.add_argument(
        "--quixstreams",
        metavar="PYTHON",
        default=sys.executable,
        help="a Python with quixstreams, which cannot be installed beside our pins: in a new "
        "virtual environment `pip install quixstreams`, `pip install --no-deps -r "
        "requirements.txt`, `pip install --no-deps -e .`",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
