"""Starts a Kafka client: waits for what may pass, and says in one line what will not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiokafka.errors import KafkaError

from services.runtime.kafka import broker_errors
from services.runtime.kafka.diagnosis.diagnose import diagnose, goes_in_clear
from services.runtime.kafka.diagnosis.findings import Diagnosis
from services.runtime.kafka.diagnosis.probe import Way
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import variable

log = get_logger(__name__)

_PATIENCE_SECONDS = 0.5
"""How long a start may take before the brokers are asked why."""

_RETRY_SECONDS = 0.5

_STEP_SECONDS = 1.5
"""How long a step of the first diagnosis may take; the next ones have more patience."""

_MAX_STEP_SECONDS = 10.0

_PROTOCOL = variable("kafka_security_protocol")


async def start(begin: Callable[[], Awaitable[None]], way: Way, seconds: float) -> None:
    """Start a client by `begin`, again and again while what is wrong may pass.

    Raises:
        SetupError: it will not pass, or has not passed after so many seconds.

    """
    if goes_in_clear(way):
        log.warning("password-in-clear", action=f"set {_PROTOCOL}=SASL_SSL")
    waiting = _Waiting(seconds)
    try:
        async with asyncio.timeout(seconds):
            with _quiet_library:
                while True:
                    if await _begun(begin, way, waiting):
                        return
                    await asyncio.sleep(_RETRY_SECONDS)
    except TimeoutError:
        reason = waiting.reason or await _last_look(way, waiting)
        servers, protocol = way["bootstrap_servers"], way["security_protocol"]
        raise SetupError(
            f"no Kafka broker answers at {servers} ({protocol}) in {seconds:g} s: {reason}"
        ) from None


class _Waiting:
    """What is waited for; each reason is told once."""

    def __init__(self, seconds: float) -> None:
        self.reason = ""
        self._seconds = seconds
        self._told: set[str] = set()
        self._step_seconds = _STEP_SECONDS

    async def diagnose(self, way: Way) -> Diagnosis | None:
        found = await diagnose(way, self._step_seconds)
        self._step_seconds = min(2 * self._step_seconds, _MAX_STEP_SECONDS)
        return found

    def tell(self, reason: str) -> None:
        self.reason = reason
        if reason not in self._told:
            self._told.add(reason)
            log.warning("waits-for-brokers", reason=reason, seconds=self._seconds)


async def _last_look(way: Way, waiting: _Waiting) -> str:
    """Say what is wrong where the time was too short to find out."""
    finding = await waiting.diagnose(way)
    return finding.text if finding else "give it more TAGWIRE_KAFKA_STARTUP_SECONDS"


async def _begun(begin: Callable[[], Awaitable[None]], way: Way, waiting: _Waiting) -> bool:
    """Try once; tell why it failed."""
    starting = asyncio.ensure_future(begin())
    try:
        await asyncio.wait([starting], timeout=_PATIENCE_SECONDS)
        if _failed_or_slow(starting) and (finding := await waiting.diagnose(way)):
            if not finding.may_pass:
                raise SetupError(f"no Kafka broker can be used: {finding.text}")
            waiting.tell(finding.text)
            return not _failed_or_slow(starting)
        await starting  # a broker is there: what it says counts
    except (KafkaError, OSError) as error:  # TimeoutError is an OSError
        if broker_errors.is_permanent(error):
            raise SetupError(broker_errors.remedy(error)) from None
        waiting.tell(repr(error))
        return False
    else:
        return True
    finally:
        await _ended(starting)


def _failed_or_slow(starting: asyncio.Future[None]) -> bool:
    return not starting.done() or starting.exception() is not None


async def _ended(starting: asyncio.Future[None]) -> None:
    starting.cancel()
    await asyncio.wait([starting])
    if not starting.cancelled():
        starting.exception()  # has been told, if there is one


class _Quiet:
    """Silences aiokafka while clients start: it logs each try, and what is wrong is told here."""

    def __init__(self, library: logging.Logger) -> None:
        self._library = library
        self._starts = 0
        self._level = library.level

    def __enter__(self) -> None:
        if not self._starts:
            self._level = self._library.level
            self._library.setLevel(logging.CRITICAL + 1)
        self._starts += 1

    def __exit__(self, *_: object) -> None:
        self._starts -= 1
        if not self._starts:
            self._library.setLevel(self._level)


_quiet_library = _Quiet(logging.getLogger("aiokafka"))
