"""A whole worker in the test's own process, Faust and all, in a thread that may come to an end.

Where a worker ends its process, nothing in it goes on: here its threads stand still from then on,
for good.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import Any, NoReturn

import faust
import pytest
from mode import threads
from typing_extensions import override

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.records.record import Handler
from services.runtime import exits, lifecycle, worker
from services.runtime.faust_source import source as faust_source
from services.runtime.faust_source.app import make_app
from services.runtime.process.settings import Settings
from tests.integration.stub_worker import handle

_STOP_SECONDS = 25
"""A stop takes 20 at most: then the worker ends."""

Run = Callable[[Settings], Coroutine[Any, Any, None]]
"""Runs a worker until it is asked to stop."""

_Timer = threading.Timer


class _DaemonThread(threads.WorkerThread):
    """A thread of Faust's that keeps no process from its end, though it stands still."""

    @override
    def start(self) -> None:
        self.daemon = True
        super().start()


class Worker:
    """A worker that runs; `ended` has the code that it has ended with, 0 after a clean stop."""

    def __init__(self, settings: Settings, run: Run) -> None:
        self.ended: Future[int] = Future()
        self.apps: list[faust.App] = []
        self.timers: list[threading.Timer] = []
        self.loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._settings = settings
        self._run = run
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop."""
        if not self.ended.done():
            self.loop.call_soon_threadsafe(self._stop.set)

    def stop_signal(self) -> asyncio.Event:
        """Return what is set when it is to stop."""
        return self._stop

    def end(self, code: int) -> NoReturn:
        """Stand still, and have everything else of this worker do so."""
        for app in self.apps:
            if thread := getattr(app.consumer, "_thread", None):
                with suppress(RuntimeError):  # it has come to its end, as Faust's do in a crash
                    thread.thread_loop.call_soon_threadsafe(_stand_still)
        if threading.current_thread() is not self._thread:
            self.loop.call_soon_threadsafe(_stand_still)
        if not self.ended.done():
            self.ended.set_result(code)
        _stand_still()

    def _work(self) -> None:
        _here.set(self)
        asyncio.set_event_loop(self.loop)
        try:
            with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
                runner.run(self._run(self._settings))
        except BaseException as error:  # noqa: BLE001 - the test is told
            self.ended.set_exception(error)
        else:
            self.ended.set_result(0)


_here: ContextVar[Worker] = ContextVar("_here")
"""The worker that runs in this thread: several may begin and end at the same time."""


async def _run_stub(settings: Settings, handler: Handler = handle) -> None:
    sinks = [ARTICLES, DEAD_LETTERS]
    await worker.run_worker("stub", handler, source=RAW, sinks=sinks, settings=settings)


def running(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, handler: Handler = handle
) -> AbstractAsyncContextManager[Worker]:
    """Run a worker with that handler in the block, as `running_service`."""
    return running_service(settings, monkeypatch, partial(_run_stub, handler=handler))


@asynccontextmanager
async def running_service(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, run: Run
) -> AsyncIterator[Worker]:
    """Run a worker in the block; at its end ask it to stop, and wait until it has."""
    one = Worker(settings, run)
    with monkeypatch.context() as patch:
        patch.setattr(exits, "end_process", _end)
        patch.setattr(lifecycle, "end_process", _end)
        patch.setattr(worker, "stop_signal", lambda: _here.get().stop_signal())
        patch.setattr(faust_source, "make_app", _noting(make_app, lambda here: here.apps))
        patch.setattr(threading, "Timer", _noting(_Timer, lambda here: here.timers))
        # It would end the tests where a busy machine gives a worker no turn for so long.
        patch.setattr(faulthandler, "dump_traceback_later", lambda *_, **__: None)
        patch.setattr(threads.ServiceThread, "Worker", _DaemonThread)
        one.start()
        try:
            yield one
        finally:
            one.stop()
            await asyncio.wait({asyncio.wrap_future(one.ended)}, timeout=_STOP_SECONDS)
            for timer in one.timers:
                timer.cancel()
            gc.unfreeze()
    one.ended.result(timeout=0)


def _end(code: int) -> NoReturn:
    _here.get().end(code)


def _noting(make: Callable[..., Any], notes: Callable[[Worker], list[Any]]) -> Callable[..., Any]:
    def note(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        made = make(*args, **kwargs)
        if here := _here.get(None):
            notes(here).append(made)
        return made

    return note


def _stand_still() -> NoReturn:
    while True:
        threading.Event().wait()
