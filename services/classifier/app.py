"""The classifier service: news-articles in, news-tagged and one topic per tag out."""

from __future__ import annotations

from services.classifier.handler import handle
from services.registry import CLASSIFIER
from services.runtime.process.settings import Settings
from services.runtime.worker import run_worker


async def run(settings: Settings) -> None:
    """Tag articles until SIGTERM. Raises `SetupError` where the brokers or topics are not there."""
    await run_worker(
        CLASSIFIER.name, handle, source=CLASSIFIER.source, sinks=CLASSIFIER.sinks, settings=settings
    )
