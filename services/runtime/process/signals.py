"""How a service is asked to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from types import FrameType


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set; a second signal ends the process at once."""
    stop, asked = asyncio.Event(), list[int]()
    loop = asyncio.get_running_loop()

    def request(signum: int, _: FrameType | None) -> None:
        if asked:
            os._exit(128 + signum)
        asked.append(signum)
        loop.call_soon_threadsafe(stop.set)

    # Not the loop's own handlers: those would wait for what keeps the loop busy.
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, request)
    return stop
