"""Quix Streams: it flushes its producer before it commits, as often as `commit_interval` says.

It gives its handler one record after the other; batches are librdkafka's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from quixstreams import Application, message_context
from quixstreams.models.serializers import Serializer

from schemas.topics import DEAD_LETTERS
from services.records.record import Header, Message, Record
from tests.bench.stages import COMMIT_SECONDS, POLL_SECONDS, Job, job


class ValueOf(Serializer):  # type: ignore[misc]  # not there to be checked
    """Serializes a message by its value, which is bytes already."""

    def __call__(self, value: Message, **_: object) -> bytes | None:
        return value.value


def application(work: Job) -> Application:
    exactly_once = work.settings.delivery == "exactly-once"
    app = Application(
        work.settings.kafka_bootstrap_servers,
        consumer_group=work.group,
        auto_offset_reset="earliest",
        commit_interval=COMMIT_SECONDS,
        processing_guarantee="exactly-once" if exactly_once else "at-least-once",
        auto_create_topics=False,
        state_dir=tempfile.gettempdir(),
        consumer_poll_timeout=POLL_SECONDS,
        consumer_extra_config={"isolation.level": "read_committed"},
        producer_extra_config={
            "acks": "all",
            "linger.ms": 5,
            "batch.size": 256 * 1024,
            "message.max.bytes": DEAD_LETTERS.max_message_bytes,
        },
    )
    sinks = {
        topic.name: app.topic(work.topic(topic), value_serializer=ValueOf())
        for topic in work.stage.sinks
    }

    def results(
        value: bytes, key: bytes | None, timestamp: int, headers: Sequence[Header] | None
    ) -> Sequence[Message]:
        at = message_context()
        record = Record(
            at.topic, at.partition, at.offset, value, key, tuple(headers or ()), timestamp
        )
        return work.stage.results(record)

    frame = app.dataframe(app.topic(work.source, value_deserializer="bytes"))
    frame = frame.apply(results, expand=True, metadata=True)
    frame = frame.set_headers(lambda message, *_: list(message.headers))
    frame.to_topic(lambda message, *_: sinks[message.topic.name], key=lambda message: message.key)
    return app


if __name__ == "__main__":
    application(job()).run()
