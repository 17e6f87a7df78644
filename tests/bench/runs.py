"""How a bench starts a worker, and which topics it uses."""

from __future__ import annotations

import sys
import uuid

from services.runtime.process.settings import Settings
from tests.bench.stages import Job

PARTITIONS = 4


def command(module: str, job: Job, python: str = sys.executable) -> list[str]:
    """Return how to start a worker script under `runners`."""
    return [python, "-m", f"tests.bench.runners.{module}", job.stage.name, job.name]


def own_settings(bootstrap_servers: str, **more: object) -> Settings:
    """Return settings with topics of the bench's own."""
    given = {
        "kafka_bootstrap_servers": bootstrap_servers,
        "topic_prefix": f"bench{uuid.uuid4().hex[:8]}-",
        "topic_partitions": PARTITIONS,
        "without_offsets": "earliest",  # one group after the other reads the same records
        **more,
    }
    return Settings.model_validate(given)
