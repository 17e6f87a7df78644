"""The classifier service: news-articles in, news-tagged and one topic per tag out."""

from __future__ import annotations

from schemas.topics import ARTICLES, DEAD_LETTERS, TAG_TOPICS, TAGGED
from services.classifier.handler import handle
from services.runtime.process.settings import Settings
from services.runtime.worker import run_worker


async def run(settings: Settings) -> None:
    """Tag articles until SIGTERM. Raises `SetupError` where brokers or topics are not there."""
    await run_worker(
        "classifier",
        handle,
        source=ARTICLES,
        sinks=[TAGGED, *TAG_TOPICS.values(), DEAD_LETTERS],
        settings=settings,
    )
