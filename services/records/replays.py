"""Where a dead letter may go back to: a topic that a service reads, and no other. Pure.

Its headers say where it came from, and whoever may write to the topic of dead letters could
have written them.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import Topic
from services.foreign_text import cut
from services.records.dead_letters import without_error
from services.records.record import Message, Record


class NotReplayable(Exception):
    """A dead letter that stays where it is; the message says why."""


def original(letter: Record, prefix: str, topics: Iterable[Topic]) -> Message:
    """Return the record that died, as it was.

    `topics` are those that services read; `prefix` stands before their names.

    Raises:
        NotReplayable: there is no record, not the whole of it, or it came from elsewhere.

    """
    if letter.header(names.REASON) == Reason.DELETED_UNREAD:
        raise NotReplayable("it tells of records that are gone: there is nothing to replay")
    if letter.header(names.CUT):
        raise NotReplayable(what_is_left(letter))
    topic = letter.header(names.TOPIC)
    sources = {prefix + source.name: source for source in topics}
    if topic is None or topic not in sources:
        came = "does not say where it came from" if topic is None else f"names topic {cut(topic)}"
        raise NotReplayable(f"it {came}: dead letters go back to {' or '.join(sources)} only")
    return Message(sources[topic], letter.key, letter.value, without_error(letter.headers))


def what_is_left(letter: Record) -> str:
    """Return what a last-resort dead letter has of its record, and where that stands."""
    return (
        f"the record did not fit, and this dead letter lacks ({letter.header(names.CUT)}): it has "
        f"{len(letter.value or b'')} of {letter.header(names.VALUE_LENGTH)} bytes of the value. "
        f"The whole stands at {origin(letter)} as long as that topic keeps it: have its "
        "producer send a smaller one"
    )


def origin(letter: Record) -> str:
    """Return the position of the record that died, ``topic-partition-offset``."""
    parts = (letter.header(name) for name in (names.TOPIC, names.PARTITION, names.OFFSET))
    return "-".join(part or "?" for part in parts)
