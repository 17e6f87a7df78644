"""The parser service: news-raw in, news-articles out."""

from __future__ import annotations

from services.parser.handler import handle
from services.registry import PARSER
from services.runtime.process.settings import Settings
from services.runtime.worker import run_worker


async def run(settings: Settings) -> None:
    """Parse dumps until SIGTERM. Raises `SetupError` where the brokers or topics are not there."""
    await run_worker(
        PARSER.name, handle, source=PARSER.source, sinks=PARSER.sinks, settings=settings
    )
