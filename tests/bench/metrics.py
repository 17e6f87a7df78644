"""What metrics cost a record: ``python -m tests.bench.metrics [--dumps …] [--count …]``.

Each batch is processed twice in this process, with metrics and without, in turns as to which comes
first, and the difference is taken pair by pair. On a busy machine the work itself varies by more
than metrics cost, so it is done a second time with results that were made before: what is left is
the cost of metrics alone. Counted is all that the worker counts of records; what it counts of a
batch or a transaction is a fraction of a microsecond for each. Reading and writing are left out,
so of a record as a whole the share is smaller.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterator, Sequence
from functools import partial
from math import sqrt
from pathlib import Path
from statistics import median, stdev
from typing import NamedTuple

from typing_extensions import override

from services.classifier.chosen import chosen_pack
from services.classifier.content import observe as observe_tags
from services.classifier.handler import handle as classify
from services.parser.content import observed as dumps_observed
from services.records.record import Record
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.outcome_counts import Observe, OutcomeCounts, observe_nothing
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.stage import Stage as Worked
from tests.bench.loads import describe, inputs, read_dumps
from tests.bench.pages import print_table
from tests.bench.stages import STAGES, Stage

_BATCH = 50
_SOURCES = 60
_LINEAR = partial(classify, pack=chosen_pack("packaged-linear"))
_STAGES = {
    "copy": STAGES["copy"],
    "parser": STAGES["parser"],
    "classifier, linear": STAGES["classifier"]._replace(handler=_LINEAR),
}
_OBSERVE: dict[str, Observe] = {"parser": dumps_observed(), "classifier, linear": observe_tags}


class Uncounted(OutcomeCounts):
    """Counts nothing: a worker as it would be without metrics."""

    @override
    def handled(self, seconds: float) -> None: ...

    @override
    def written(self, outcomes: Sequence[Outcome]) -> None: ...


class Pair(NamedTuple):
    """The seconds that one batch took without metrics and with them."""

    without: float
    counted: float


def main() -> None:
    options = arguments()
    dumps = read_dumps(options.dumps)
    print(f"{describe(dumps)}\n")
    rows = [row(name, stage, list(records_of(stage, options))) for name, stage in _STAGES.items()]
    print_table(
        ["stage", "µs a record", "more with metrics", "error", "metrics alone, µs", "share"], rows
    )


def row(name: str, stage: Stage, records: Sequence[Record]) -> list[str]:
    observe = _OBSERVE.get(name, observe_nothing)
    pairs = asyncio.run(compared(stage, records, observe))
    shares = [(one.counted - one.without) / one.without for one in pairs]
    error = 1.25 * stdev(shares) / sqrt(len(shares))  # of a median, were they normal
    without = median(one.without for one in pairs) / _BATCH * 1e6
    made = {one.offset: stage.results(one) for one in records}
    ready = stage._replace(handler=lambda record: made[record.offset])
    more = (one.counted - one.without for one in asyncio.run(compared(ready, records, observe)))
    alone = median(more) / _BATCH * 1e6
    figures = f"{without:.1f}", f"{median(shares):.2%}", f"{error:.2%}"
    return [name, *figures, f"{alone:.1f}", f"{alone / without:.2%}"]


def records_of(stage: Stage, options: argparse.Namespace) -> Iterator[Record]:
    dumps = read_dumps(options.dumps)
    now = int(time.time() * 1000)
    for number, message in enumerate(inputs(stage.source, dumps, options.count)):
        source = ("ce_source", f"Source {number % _SOURCES}".encode())
        headers = (*message.headers, source)
        yield Record(stage.source.name, 0, number, message.value, message.key, headers, now)


async def compared(stage: Stage, records: Sequence[Record], observe: Observe) -> list[Pair]:
    limit = DeadLetterLimit(100)
    on = Worked(stage.name, stage.handler, limit, OutcomeCounts(50, observe))
    off = Worked(stage.name, stage.handler, limit, Uncounted(0))
    pairs = []
    for number in range(0, len(records), _BATCH):
        batch = records[number : number + _BATCH]
        first = (off, on) if number // _BATCH % 2 else (on, off)
        taken = {id(one): await seconds(one, batch) for one in first}
        pairs.append(Pair(taken[id(off)], taken[id(on)]))
    return pairs[1:]  # the first warms up


async def seconds(worked: Worked, batch: Sequence[Record]) -> float:
    begun = time.process_time()
    worked.counts.written(await worked.outcomes(batch))
    return time.process_time() - begun


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumps", type=Path, help="a dump, or a page set (*.jsonl.gz)")
    parser.add_argument("--count", type=int, default=4000, help="records of each stage (4000)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
