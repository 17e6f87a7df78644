"""The classifier service: news-articles in, news-tagged and one topic per tag out."""

from __future__ import annotations

from functools import partial

from services.classifier.chosen import chosen_pack
from services.classifier.handler import handle
from services.registry import CLASSIFIER
from services.runtime.process.settings import Settings
from services.runtime.worker import run_worker


async def run(settings: Settings) -> None:
    """Tag articles until SIGTERM.

    Raises:
        SetupError: the model pack cannot be read, or the brokers or topics are not there.

    """
    handler = partial(handle, pack=chosen_pack(settings.model))
    await run_worker(
        CLASSIFIER.name,
        handler,
        source=CLASSIFIER.source,
        sinks=CLASSIFIER.sinks,
        settings=settings,
    )
