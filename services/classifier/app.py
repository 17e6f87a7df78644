"""The classifier service: news-articles in, news-tagged and one topic per tag out."""

from __future__ import annotations

from functools import partial

from schemas.topics import DEAD_LETTERS, TAGGED, tag_topic
from services.classifier.chosen import chosen_pack
from services.classifier.content import observe
from services.classifier.handler import handle
from services.registry import CLASSIFIER
from services.runtime.process.settings import Settings
from services.runtime.worker import Shown, run_worker


async def run(settings: Settings) -> None:
    """Tag articles until SIGTERM.

    Raises:
        SetupError: the model pack cannot be read, or the brokers or topics are not there.

    """
    pack = chosen_pack(settings.model)
    tag_topics = (tag_topic(one.tag) for one in pack.taxonomy)
    await run_worker(
        CLASSIFIER.name,
        partial(handle, pack=pack),
        source=CLASSIFIER.source,
        sinks=(TAGGED, *tag_topics, DEAD_LETTERS),
        settings=settings,
        shown=Shown(CLASSIFIER.port, observe, ("classifier",)),
    )
