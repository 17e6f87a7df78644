"""Structured logs: an event and its fields, as JSON lines or for a terminal."""

from __future__ import annotations

import logging
import math
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from typing_extensions import override

from services.runtime.process.log_fields import cut_fields, harmless_fields

if TYPE_CHECKING:
    from services.runtime.process.settings import Settings

_NOISY = (
    "aiokafka",
    "faust",
    "mode",
    "asyncio",
    "charset_normalizer",
    # Faust logs under the names of its subclasses' modules.
    "services.runtime.faust_source",
)


_REPEAT_SECONDS = 30.0
"""From a line of a library's to its next repetition: chosen, to be seen and be no flood."""

_MAX_REMEMBERED_LINES = 1000
"""Chosen: more than libraries have different lines, and still little memory."""


class Repeats(logging.Filter):
    """Lets a library say the same only every so often: aiokafka's lines come by the thousand.

    What is the same is told by the message before its arguments are filled in. Our own
    events all pass.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a clock, in seconds."""
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], float] = {}

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the line is to be written."""
        if isinstance(record.msg, dict):  # structlog's
            return True
        now, key = self._clock(), (record.name, str(record.msg))
        if now - self._said.get(key, -math.inf) < _REPEAT_SECONDS:
            return False
        if (
            len(self._said) >= _MAX_REMEMBERED_LINES
        ):  # of messages that came with arguments filled in
            self._said.clear()
        self._said[key] = now
        return True


def configure_logging(settings: Settings, service: str) -> None:
    """Send every log line, libraries' included, to stderr in the configured form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Repeats())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(settings),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))


def _rendering(settings: Settings) -> list[structlog.typing.Processor]:
    console = settings.log_format == "console" or (
        settings.log_format == "auto" and sys.stderr.isatty()
    )
    if console:
        plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        return [structlog.processors.format_exc_info, cut_fields, harmless_fields, plain]
    # Without local variables: they hold whole dumps.
    traceback = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    exceptions = structlog.processors.ExceptionRenderer(traceback)
    return [exceptions, cut_fields, structlog.processors.JSONRenderer()]


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; call it with an event name and fields."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
