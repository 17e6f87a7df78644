"""Where a worker stands is told for the partitions of now."""

from __future__ import annotations

import time

from services.runtime.liveness.progress import Progress
from services.runtime.liveness.standing_gauges import show
from services.runtime.metrics import definitions as metrics
from services.runtime.source import Standing

FIRST, SECOND = ("news-raw", 0), ("news-raw", 1)


def lags(progress: Progress, now: float) -> dict[tuple[str, str], float]:
    show(progress, "tagwire-parser", now)
    (by_exporters,) = metrics.GROUP_LAG.collect()
    (ours,) = metrics.CONSUMER_LAG.collect()
    assert [one.value for one in ours.samples] == [one.value for one in by_exporters.samples]
    assert {one.labels["consumergroup"] for one in by_exporters.samples} == {"tagwire-parser"}
    return {
        (one.labels["topic"], one.labels["partition"]): one.value for one in by_exporters.samples
    }


def test_partitions_that_are_somebody_elses_are_told_no_more() -> None:
    progress = Progress(0)
    progress.see({FIRST: Standing(5, 9), SECOND: Standing(9, 9)}, 0)
    assert lags(progress, 0) == {("news-raw", "0"): 4, ("news-raw", "1"): 0}
    progress.see({SECOND: Standing(9, 12)}, 10)
    assert lags(progress, 10) == {("news-raw", "1"): 3}


def test_the_last_progress_is_as_old_as_the_standstill() -> None:
    progress = Progress(0)
    for now in (0, 1000):
        progress.see({FIRST: Standing(5, 9)}, now)
    before = time.time()
    show(progress, "tagwire-parser", 1000)
    ((sample,),) = [one.samples for one in metrics.LAST_PROGRESS.collect()]
    assert before - 1000 <= sample.value <= time.time() - 1000
