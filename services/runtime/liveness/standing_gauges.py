"""Tells Prometheus where a worker stands."""

from __future__ import annotations

import time

from services.runtime.liveness.progress import Progress
from services.runtime.metrics import definitions as metrics


def show(progress: Progress, group: str, now: float) -> None:
    """Set the gauges of the partitions that are assigned now, by the progress' own clock."""
    metrics.LAST_PROGRESS.set(time.time() - progress.standstill(now))
    metrics.CONSUMER_LAG.clear()
    metrics.GROUP_LAG.clear()
    for (topic, partition), lag in progress.lags().items():
        metrics.CONSUMER_LAG.labels(topic, partition).set(lag)
        metrics.GROUP_LAG.labels(group, topic, partition).set(lag)
