"""Counts transactions by their outcome, and times those that are committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from services.runtime.kafka import broker_errors
from services.runtime.metrics import definitions as metrics


@contextmanager
def counted(too_large: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """Count the transaction in the block; `too_large` is what says that brokers refuse its size."""
    begun = perf_counter()
    try:
        yield
    except BaseException as error:
        metrics.TRANSACTIONS.labels(_outcome(error, too_large)).inc()
        raise
    metrics.TRANSACTIONS.labels("committed").inc()
    metrics.TRANSACTION_SECONDS.observe(perf_counter() - begun)


def _outcome(error: BaseException, too_large: type[Exception] | tuple[()]) -> str:
    if isinstance(error, too_large):
        return "too-large"
    return "fenced" if broker_errors.is_fenced(error) else "failed"
