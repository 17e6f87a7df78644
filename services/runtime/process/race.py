"""Waiting for one of several things."""

from __future__ import annotations

import asyncio
from typing import Any


async def first_done(*waits: Any) -> None:  # noqa: ANN401 - any coroutine
    """Wait for the first to end, and raise what it raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
