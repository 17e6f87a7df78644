"""What hostile dumps cost the parser and the classifier: ``python -m tests.bench.hostile_pages``.

Each of `hostile_families` at growing sizes up to 8 MB (or as far as a second argument says, in
bytes), in a process of its own: CPU seconds, the exponent with which they grew from the size
before (1: linear), and the most memory that the process held. A first argument names families
by a part of their names.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from multiprocessing import get_context

from schemas.topics import ARTICLES, MAX_DUMP_BYTES, RAW
from services.classifier.handler import handle as classify
from services.parser.handler import handle as parse
from services.records.record import Record, Rejected
from tests.bench.hostile_families import FAMILIES

_SIZES = [MAX_DUMP_BYTES // 2**power for power in (5, 3, 1, 0)]
_LEAST, _ENOUGH = 0.05, 60
"""Seconds from which a growth says something, and after which larger sizes are not tried."""


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    most = int(sys.argv[2]) if len(sys.argv) > 2 else MAX_DUMP_BYTES
    print(f"{'':44}{'CPU s':>8}{'growth':>8}{'MiB':>7}  outcome, at {most:,} bytes")
    for name in FAMILIES:
        if wanted in name:
            process = get_context("fork").Process(target=one, args=(name, most))
            process.start()
            process.join()
            if process.exitcode:
                print(f"{name:44}  ended with {process.exitcode}")


def one(name: str, most: int) -> None:
    """Print what one family costs in this process."""
    sizes, seconds, outcome = [], [], ""
    for size in [size for size in _SIZES if size < most] + [most]:
        value = FAMILIES[name](size)[:MAX_DUMP_BYTES]
        start = time.process_time()
        outcome = _outcome(value)
        sizes.append(len(value))
        seconds.append(time.process_time() - start)
        if seconds[-1] > _ENOUGH:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:44}{seconds[-1]:8.2f}{_growth(sizes, seconds):>8}{memory:7}  {outcome}", flush=True
    )


def _outcome(value: bytes) -> str:
    record = Record(topic=RAW.name, partition=0, offset=0, value=value)
    try:
        article = parse(record)[0].value
        tagged = classify(Record(topic=ARTICLES.name, partition=0, offset=0, value=article))
    except Rejected as rejected:
        return str(rejected.reason)
    return f"article, {len(tagged)} records of {len(json.loads(article or b'')['paragraphs'])}"


def _growth(sizes: list[int], seconds: list[float]) -> str:
    if len(seconds) < len("ab") or seconds[-2] < _LEAST:
        return "-"
    return f"{math.log(seconds[-1] / seconds[-2]) / math.log(sizes[-1] / sizes[-2]):.2f}"


if __name__ == "__main__":
    main()
