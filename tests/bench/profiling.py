"""Where a worker's time goes: ``python -m tests.bench.profiling [--help]``.

Runs our worker on a full topic, and once it is in the group looks 500 times a second, by
py-spy, at the thread that holds the interpreter's lock. Prints the share of each part, and
the functions with most time of their own and with what they call; what is written in C
counts for its caller, and system calls, which let go of the lock, for nobody. py-spy must be
allowed to trace the worker, which containers often forbid.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from deploy.brokers import apache_kafka
from deploy.environment import bin_path
from services.runtime.kafka import clients
from tests.bench.loads import fresh_topics, inputs, publish, read_dumps
from tests.bench.measuring import joined, settled
from tests.bench.pages import print_table
from tests.bench.processes import Sample, workers
from tests.bench.runs import command, own_settings
from tests.bench.stages import STAGES, Job

_PER_SECOND = 500
_FRAME = re.compile(r"(?P<function>.+) \((?P<file>.+):\d+\)$")
_HANDLER = ("/services/parser/", "/services/classifier/", "/tests/bench/stages.py")
_PARTS = {
    "/services/runtime/": "our runtime",
    "/aiokafka/": "aiokafka",
    "/faust/": "Faust",
    "/mode/": "Faust",
}
"""Parts by the files of their functions; the innermost one decides, any other file is asyncio."""

Stack = Sequence[tuple[str, str]]
"""Functions and their files, the innermost last."""


def main() -> None:
    options = arguments()
    with apache_kafka() as broker, tempfile.NamedTemporaryFile() as file:
        settings = own_settings(broker.bootstrap_servers, delivery=options.delivery)
        job = Job(STAGES[options.stage], options.stage, settings)
        before, after = asyncio.run(profile(job, options, Path(file.name)))
        stacks = read_stacks(Path(file.name).read_text())
    count = after.settled - before.settled
    print(f"{options.stage}, {options.delivery}: {count} records in {after.at - before.at:.0f} s, ")
    print(f"{(after.cpu - before.cpu) / count * 1000:.3f} CPU s per 1,000\n")
    for title, samples in (
        ("part", Counter(part_of(stack) for stack in stacks.elements())),
        ("function, on its own", own_time(stacks)),
        ("function, with what it calls", full_time(stacks)),
    ):
        print_table([title, "share"], shares(samples.most_common(options.top), stacks.total()))


async def profile(job: Job, options: argparse.Namespace, file: Path) -> tuple[Sample, Sample]:
    """Write the profile to the file; return samples from its beginning and end."""
    await fresh_topics(job.settings)
    await publish(job.settings, inputs(job.stage.source, read_dumps(options.dumps), options.count))
    with workers([command("tagwire", job)], job.settings) as children:
        async with clients.admin(job.settings) as admin:
            await joined(admin, job.group, 1, children)
            await asyncio.sleep(options.warm_up)
            before = children.sample(await settled(admin, job.group))
            await _spy(children.processes[0].pid, options.seconds, file)
            after = children.sample(await settled(admin, job.group))
        children.check()
    if after.settled >= options.count:
        raise SystemExit("the worker ran out of records: raise --count, or lower --seconds")
    return before, after


async def _spy(pid: int, seconds: int, file: Path) -> None:
    spy = await asyncio.create_subprocess_exec(
        bin_path("py-spy"),
        *("record", "--pid", str(pid), "--duration", str(seconds), "--rate", str(_PER_SECOND)),
        *("--format", "raw", "--full-filenames", "--gil", "--output", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await spy.communicate()
    if spy.returncode:
        raise SystemExit(f"py-spy cannot look at the worker: {errors.decode().strip()}")


def read_stacks(text: str) -> Counter[Stack]:
    """Read collapsed stacks, as py-spy writes them: frames joined by ``;``, and a count."""
    found: Counter[Stack] = Counter()
    for line in text.splitlines():
        frames, _, count = line.rpartition(" ")
        found[tuple(map(_frame, frames.split(";")))] += int(count)
    return found


def _frame(text: str) -> tuple[str, str]:
    match = _FRAME.match(text)
    return (match["function"], match["file"]) if match else (text, "")


def part_of(stack: Stack) -> str:
    """Return which part of the worker spends the time; the handler's is all that it calls."""
    if any(mark in file for _, file in stack for mark in _HANDLER):
        return "handler"
    files = (file for _, file in reversed(stack))
    return next(
        (part for file in files for mark, part in _PARTS.items() if mark in file), "asyncio"
    )


def own_time(stacks: Counter[Stack]) -> Counter[str]:
    """Return the samples by the innermost function."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        found[_name(stack[-1])] += count
    return found


def full_time(stacks: Counter[Stack]) -> Counter[str]:
    """Return the samples by every function under way, but for the event loop's own."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        for name in {_name(frame) for frame in stack if _is_known(frame)}:
            found[name] += count
    return found


def _name(frame: tuple[str, str]) -> str:
    function, file = frame
    return f"`{'/'.join(Path(file).parts[-2:])}` {function}"


def _is_known(frame: tuple[str, str]) -> bool:
    return any(mark in frame[1] for mark in (*_HANDLER, *_PARTS))


def shares(samples: Iterable[tuple[str, int]], total: int) -> Iterator[list[str]]:
    return ([name, f"{count / total:.1%}"] for name, count in samples)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="parser")
    parser.add_argument("--delivery", default="exactly-once", help="or at-least-once")
    parser.add_argument("--dumps", type=Path, help="a dump, or a page set (*.jsonl.gz)")
    parser.add_argument("--count", type=int, default=30_000, help="records to choose from (30000)")
    parser.add_argument("--warm-up", type=float, default=3, help="seconds before it (3)")
    parser.add_argument("--seconds", type=int, default=15, help="length of the profile (15)")
    parser.add_argument("--top", type=int, default=30, help="rows of a table (30)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
