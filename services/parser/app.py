"""The parser service: news-raw in, news-articles out."""

from __future__ import annotations

from functools import partial

from services.parser.content import observed
from services.parser.handler import handle
from services.parser.sources_file import read_sources
from services.registry import PARSER
from services.runtime.process.settings import Settings
from services.runtime.worker import Shown, run_worker


async def run(settings: Settings) -> None:
    """Parse dumps until SIGTERM.

    Raises:
        SetupError: the file of sources is faulty, or the brokers or topics are not there.

    """
    handler = partial(handle, sources=read_sources(settings.sources))
    await run_worker(
        PARSER.name,
        handler,
        source=PARSER.source,
        sinks=PARSER.sinks,
        settings=settings,
        shown=Shown(PARSER.port, observed(), ("parser",)),
    )
