"""The parser service: news-raw in, news-articles out."""

from __future__ import annotations

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.parser.handler import handle
from services.runtime.process.settings import Settings
from services.runtime.worker import run_worker


async def run(settings: Settings) -> None:
    """Parse dumps until SIGTERM. Raises `SetupError` where the brokers or topics are not there."""
    await run_worker(
        "parser", handle, source=RAW, sinks=[ARTICLES, DEAD_LETTERS], settings=settings
    )
