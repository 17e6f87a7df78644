"""A whole worker in the test's own process: Faust, its consumer's thread, and all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, NoReturn

import faust
import pytest

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.runtime import endings, serving, worker
from services.runtime.records import Handler
from services.runtime.settings import Settings
from tests.integration.stub_worker import handle

_LEFT_SECONDS = 5.0
"""So long what a worker that has ended has left running may take to stop."""


class Ended(BaseException):
    """Stands in for the end of the process."""


class Worker:
    """A worker that runs; `ended` has the code that it would have ended the process with."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.apps: list[faust.App] = []

    def end(self, code: int) -> NoReturn:
        """Note the code, and go no further here."""
        if not self.ended.done():
            self.ended.set_result(code)
        raise Ended(code)


@asynccontextmanager
async def running(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, handler: Handler = handle
) -> AsyncIterator[Worker]:
    """Run a worker in the block; at its end ask it to stop, and wait until it has."""
    one = Worker()
    monkeypatch.setattr(endings, "end_process", one.end)
    monkeypatch.setattr(serving, "end_process", one.end)
    monkeypatch.setattr(worker, "stop_signal", lambda: one.asked)
    monkeypatch.setattr(worker, "make_app", _noting(worker.make_app, one.apps))
    task = asyncio.create_task(_run(settings, handler))
    try:
        yield one
        one.asked.set()
        await asyncio.wait({task, one.ended}, return_when=asyncio.FIRST_COMPLETED)
        if not one.ended.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.wait({task})
        await _clean_up(one)


async def _run(settings: Settings, handler: Handler) -> None:
    sinks = [ARTICLES, DEAD_LETTERS]
    with suppress(Ended):
        await worker.run_worker("stub", handler, source=RAW, sinks=sinks, settings=settings)


def _noting(make: Callable[..., faust.App], apps: list[faust.App]) -> Callable[..., faust.App]:
    def made(*args: Any, **kwargs: Any) -> faust.App:  # noqa: ANN401
        apps.append(make(*args, **kwargs))
        return apps[-1]

    return made


async def _clean_up(one: Worker) -> None:
    """Stop what the end of the process would have."""
    for app in one.apps:
        if not app._stopped.is_set():  # noqa: SLF001
            async with asyncio.timeout(_LEFT_SECONDS):
                await app.stop()
