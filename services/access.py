"""What each user of the topics must be allowed, and no more: Kafka's access rules, as data. Pure.

Names of resources and operations are those of Kafka's `kafka-acls.sh`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from schemas.topics import RAW, TAG_TOPICS, TAGGED, Topic
from services.registry import SERVICES, Service, Worker

Kind = Literal["topic", "group", "transactional-id"]
Operation = Literal["Read", "Write", "Describe"]

PRODUCERS, READERS = "producers", "readers"
"""Those who send dumps by a client of their own, and those who read tagged articles."""


class Rule(NamedTuple):
    """A principal may do the operations on the resource of that name, or whose name begins so."""

    kind: Kind
    name: str
    operations: tuple[Operation, ...]
    is_prefix: bool = False

    def command(self, principal: str) -> str:
        """Return the arguments with which `kafka-acls.sh` allows it."""
        operations = " ".join(f"--operation {one}" for one in self.operations)
        pattern = " --resource-pattern-type prefixed" if self.is_prefix else ""
        return (
            f"--add --allow-principal {principal} {operations} --{self.kind} {self.name}{pattern}"
        )


class Names(NamedTuple):
    """How topics and groups are called on a cluster: by the settings' prefix."""

    topic_prefix: str
    group: Callable[[str], str]

    def topic(self, topic: Topic) -> str:
        """Return the topic's full name."""
        return self.topic_prefix + topic.name


def users() -> tuple[str, ...]:
    """Return all users: the services, and those outside."""
    return (*(service.name for service in SERVICES), PRODUCERS, READERS)


def rules_of(user: str, names: Names, tag_topics: Sequence[Topic]) -> list[Rule]:
    """Return what a user must be allowed; the classifier writes, and readers read, `tag_topics`."""
    if user == PRODUCERS:
        return [Rule("topic", names.topic(RAW), ("Write", "Describe"))]
    if user == READERS:
        own = (TAGGED, *tag_topics)
        return [Rule("topic", names.topic(topic), ("Read", "Describe")) for topic in own]
    return list(_rules_of_service(user, names, tag_topics))


def _rules_of_service(user: str, names: Names, tag_topics: Sequence[Topic]) -> Iterator[Rule]:
    service = next(one for one in SERVICES if one.name == user)
    for topic in _sinks(service, tag_topics):
        # A worker looks for outcomes of its own where its group has no offsets.
        reads: tuple[Operation, ...] = ("Read",) if service.source else ()
        yield Rule("topic", names.topic(topic), (*reads, "Write", "Describe"))
    if isinstance(service, Worker):
        group = names.group(service.name)
        yield Rule("topic", names.topic(service.source), ("Read", "Describe"))
        yield Rule("group", group, ("Read", "Describe"))
        # Each process has an id of its own.
        yield Rule("transactional-id", group, ("Write", "Describe"), is_prefix=True)


def _sinks(service: Service, tag_topics: Sequence[Topic]) -> list[Topic]:
    if TAGGED not in service.sinks:
        return list(service.sinks)
    others = (topic for topic in service.sinks if topic not in TAG_TOPICS.values())
    return [*others, *tag_topics]
