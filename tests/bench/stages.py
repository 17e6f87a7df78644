"""The work that a bench has done: the same pure functions for our worker and for its peers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.classifier.handler import handle as classify
from services.parser.handler import handle as parse
from services.records.dead_letters import dead_letter
from services.records.record import Handler, Message, Record, Rejected
from services.runtime.process.settings import Settings, load_settings

COMMIT_SECONDS = 1.0
"""How often our at-least-once worker commits offsets; its peers do as often, where they can."""

POLL_SECONDS = 0.01
"""So long its peers wait for more records of a batch that is not full."""


class Stage(NamedTuple):
    """A handler between two topics; a record ends on `sink` or as a dead letter."""

    name: str
    handler: Handler
    source: Topic
    sink: Topic
    more_sinks: tuple[Topic, ...] = ()

    @property
    def sinks(self) -> list[Topic]:
        return [self.sink, *self.more_sinks, DEAD_LETTERS]

    def results(self, record: Record) -> Sequence[Message]:
        """Return what a peer writes for a record: what our worker writes."""
        try:
            return self.handler(record)
        except Rejected as error:
            return [dead_letter(record, error, stage=self.name)]


def copy(record: Record) -> Sequence[Message]:
    """Do nothing but copy the value: what remains is the cost of reading and writing."""
    return [Message(ARTICLES, record.key, record.value)]


STAGES = {
    "copy": Stage("copy", copy, RAW, ARTICLES),
    "parser": Stage("parser", parse, RAW, ARTICLES),
    "classifier": Stage("classifier", classify, ARTICLES, TAGGED, tuple(TAG_TOPICS.values())),
}


class Job(NamedTuple):
    """What a runner is to do: `name` makes its consumer group."""

    stage: Stage
    name: str
    settings: Settings

    @property
    def group(self) -> str:
        return self.settings.group(self.name)

    @property
    def source(self) -> str:
        return self.topic(self.stage.source)

    def topic(self, topic: Topic) -> str:
        return self.settings.topic_prefix + topic.name


def job() -> Job:
    """Return the job on the command line: STAGE NAME, with the settings in the environment."""
    stage, name = sys.argv[1:]
    return Job(STAGES[stage], name, load_settings())
