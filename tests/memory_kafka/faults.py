"""What goes wrong between a client and the brokers, as a test has ordered it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.memory_kafka.codes import Code

Effect = Code | Literal["lost-before", "lost-after", "held-before", "held-after", "failed-after"]
"""A code that is answered in place of doing anything; or the connection breaks, or is silent until
the fault is `released`, before the request is carried out or after; or it is carried out, and
UNKNOWN_SERVER_ERROR is answered."""

Body = Mapping[str, Any]
"""A request, by the names of its fields."""


def _any(_: Body) -> bool:
    return True


@dataclass
class Fault:
    """Something that befalls the next requests of a kind, so many `times`."""

    api: str
    effect: Effect
    times: int = 1
    when: Callable[[Body], bool] = _any
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        """Have a fault befall the next request that it is for."""
        self._waiting.append(fault)
        return fault

    def take(self, api: str, body: Body) -> Fault | None:
        """Return what befalls a request."""
        for one in self._waiting:
            if one.times and one.api == api and one.when(body):
                one.times -= 1
                return one
        return None

    def clear(self) -> None:
        """Forget what has not come yet."""
        self._waiting.clear()
