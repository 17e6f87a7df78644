"""What the handlers of requests have of the broker that they work for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from tests.memory_kafka.cluster import Cluster

Found = TypeVar("Found")

HOST = "127.0.0.1"

NODE = 0
"""The id of the one broker."""


class Broker(Protocol):
    """A broker: the cluster, an address, and the time, which may be waited for."""

    cluster: Cluster
    port: int

    def now(self) -> float:
        """Return the time."""

    def change(self) -> None:
        """Wake up who waits for something."""

    async def until(
        self, found: Callable[[], Found | None], seconds: float | None = None
    ) -> Found | None:
        """Return what a look at the cluster gives, once that is not None or the time is over."""
