"""What keeps a consumer of Faust's from records of transactions that are open, or were aborted.

Faust has no setting for it, so it is set where aiokafka keeps it until the consumer starts.
Were it kept elsewhere one day, a worker would read what was never committed, and say nothing:
so a started consumer is asked what it will send to the brokers.
"""

from __future__ import annotations

from importlib.metadata import version

from aiokafka import AIOKafkaConsumer
from aiokafka.consumer.fetcher import READ_COMMITTED

from services.runtime.process.errors import SetupError

_NOT_COMMITTED = (
    "aiokafka {version} would read records of aborted transactions, too: it has its isolation "
    "level elsewhere than Tagwire sets it. Install the versions that requirements.txt pins"
)


def read_committed(consumer: AIOKafkaConsumer) -> None:
    """Have a consumer that was not started yet read committed records only."""
    consumer._isolation_level = "read_committed"  # noqa: SLF001


def require_committed_reads(consumer: AIOKafkaConsumer) -> None:
    """Raise `SetupError` if a started consumer will not ask for committed records only."""
    # What its fetcher writes into each request.
    if getattr(consumer._fetcher, "_isolation_level", None) != READ_COMMITTED:  # noqa: SLF001
        raise SetupError(_NOT_COMMITTED.format(version=version("aiokafka")))
